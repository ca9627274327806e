"""One cell of a table as the value it stands for; a cell that stands for nothing is left out.

A spreadsheet that has changed a number has lost digits, so such a cell is refused, never repaired.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from duegate.errors import DuegateError
from duegate.interfaces.cli.lists.times import date_of
from duegate.interfaces.cli.lists.words import (
    CURRENCIES,
    FALSE,
    LISTS,
    TRUE,
    VALUE_OF,
    WORD_OF,
    plain,
    region_of,
)

_ROUNDED = re.compile(r"[+-]?\d+(\.\d*)?[eE][+-]?\d+")
_POINTED = re.compile(r"\d{5,}\.0+")
_BETWEEN = re.compile(r"[;；、|\s]+")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


class CellRefused(DuegateError):
    """A cell cannot be what its column says."""


def value_of(place: str, cell: str) -> object:
    """Read the cell of a column; `None` when it is empty."""
    written = cell.strip().removeprefix("'")  # spreadsheets mark text with an apostrophe
    if not written:
        return None
    if place in LISTS:
        words = [plain(word) for word in _BETWEEN.split(written) if word.strip()]
        return [WORD_OF[place].get(word, word) for word in words]
    return (
        _READ.get(place, _as_written)(written) if place not in VALUE_OF else _word(place, written)
    )


def _as_written(written: str) -> object:
    return written


def _word(place: str, written: str) -> object:
    return VALUE_OF[place].get(plain(written), written)


def _number(written: str) -> object:
    """Take a reference or a telephone number, if it is still the one that was written."""
    if _POINTED.fullmatch(written):
        raise _changed(written)
    return _unrounded(written)


def _unrounded(written: str) -> str:
    if _ROUNDED.fullmatch(written):
        raise _changed(written)
    return written


def _changed(written: str) -> CellRefused:
    return CellRefused(
        f'"{written}" was changed by a spreadsheet; format the column as text and export it again'
    )


def _yes_or_no(written: str) -> object:
    word = plain(written)
    return True if word in TRUE else False if word in FALSE else written


def _amount(written: str) -> object:
    bare = _unrounded(written.lstrip("¥￥").removesuffix("元").strip())
    return bare.replace(",", "") if _THOUSANDS.fullmatch(bare) else bare


def _currency(written: str) -> object:
    return CURRENCIES.get(plain(written), written)


_READ: dict[str, Callable[[str], object]] = {
    "/id": _number,
    "/caller/number": _number,
    "/caller/withheld": _yes_or_no,
    "/recipient/number": _number,
    "/recipient/region": region_of,
    "/debtor/ref": _number,
    "/debtor/student": _yes_or_no,
    "/debtor/region": region_of,
    "/debt/ref": _number,
    "/debt/creditor": _number,
    "/debt/law": region_of,
    "/debt/amount": _amount,
    "/debt/currency": _currency,
    "/debt/due": date_of,
    "/automated": _yes_or_no,
    "/provenance/obtained": date_of,
}
