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
    LISTED,
    TRUE,
    WORDED,
    meant,
    plain,
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
    if place in LISTED:
        return [meant(LISTED[place], word) for word in _BETWEEN.split(written) if word]
    if place in WORDED:
        return meant(WORDED[place], written)
    return _READ.get(place, _as_written)(written)


def _as_written(written: str) -> object:
    return written


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
    "/debtor/ref": _number,
    "/debtor/student": _yes_or_no,
    "/debt/ref": _number,
    "/debt/creditor": _number,
    "/debt/amount": _amount,
    "/debt/currency": _currency,
    "/debt/due": date_of,
    "/automated": _yes_or_no,
    "/provenance/obtained": date_of,
}
