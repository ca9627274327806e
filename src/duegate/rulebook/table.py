"""A table as text: a header, a line of dashes, rows; `|` parts what is given from what is wanted.

Cells are at least two spaces apart, `-` is an empty one, ` # ` begins the comment that says why.
Nothing here knows what a column means.
"""

from __future__ import annotations

import re
from collections.abc import Collection

import msgspec

from duegate.rulebook.errors import TableError
from duegate.rulebook.spelling import meant

EMPTY = "-"
_APART = re.compile(r"\s{2,}")
_COMMENT = re.compile(r"(?:^|\s)#\s*")


class Columns(msgspec.Struct, frozen=True):
    """The columns a table may have; the `required` ones it must have."""

    given: Collection[str]
    wanted: Collection[str]
    required: Collection[str]


class Row(msgspec.Struct, frozen=True):
    """One row: its line in the file, its cells by column, its comment."""

    line: int
    given: dict[str, str]
    wanted: dict[str, str]
    comment: str = ""


class _Line(msgspec.Struct, frozen=True):
    number: int
    given: tuple[str, ...]
    wanted: tuple[str, ...]
    comment: str


def read_table(table: str, columns: Columns, first_line: int = 1) -> tuple[Row, ...]:
    """Read a table whose first line is line `first_line` of its file; raises `TableError`."""
    lines = [
        _line(number, text)
        for number, text in enumerate(table.split("\n"), first_line)
        if text.strip() and not text.lstrip().startswith("#")
    ]
    if len(lines) < 3:  # noqa: PLR2004 - header, dashes, a row
        raise TableError(first_line, "no rows; a table is a header, a line of dashes, and rows")
    header, dashes, *rows = lines
    _check_header(header, columns)
    if not all(set(cell) == {"-"} for cell in (*dashes.given, *dashes.wanted)):
        raise TableError(
            dashes.number, "the line under the header must be dashes, column by column"
        )
    return tuple(_row(header, line) for line in rows)


def _line(number: int, text: str) -> _Line:
    cells, _, comment = _partition(text)
    given, bar, wanted = cells.partition("|")
    if not bar:
        raise TableError(number, "no `|`; put one between what is given and what is wanted")
    return _Line(number, _cells(given), _cells(wanted), comment.strip())


def _partition(text: str) -> tuple[str, str, str]:
    mark = _COMMENT.search(text)
    return (text, "", "") if mark is None else (text[: mark.start()], "#", text[mark.end() :])


def _cells(text: str) -> tuple[str, ...]:
    return tuple(_APART.split(text.strip())) if text.strip() else ()


def _check_header(header: _Line, columns: Columns) -> None:
    for names, known in ((header.given, columns.given), (header.wanted, columns.wanted)):
        for name in names:
            if name not in known:
                raise TableError(header.number, f"unknown column `{name}`{meant(name, known)}")
    names = header.given + header.wanted
    for name in names:
        if names.count(name) > 1:
            raise TableError(header.number, f"column `{name}` stands twice; keep one")
    for name in columns.required:
        if name not in names:
            raise TableError(header.number, f"no column `{name}`; add it")


def _row(header: _Line, line: _Line) -> Row:
    for names, cells, side in (
        (header.given, line.given, "before"),
        (header.wanted, line.wanted, "after"),
    ):
        if len(cells) != len(names):
            raise TableError(
                line.number,
                f"{len(cells)} cells {side} the `|` where the header has {len(names)}; "
                "keep cells two spaces apart and write `-` for an empty one",
            )
    return Row(
        line.number,
        dict(zip(header.given, line.given, strict=True)),
        dict(zip(header.wanted, line.wanted, strict=True)),
        line.comment,
    )
