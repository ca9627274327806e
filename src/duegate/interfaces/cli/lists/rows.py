"""A table's header and rows as contacts: which column is which place, and what a row says.

A column nobody knows is left out and named, unless it is nearly a known one: then it is refused,
because a misspelt column would silently be missing from every decision.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

import msgspec

from duegate.errors import DuegateError
from duegate.interfaces.cli.lists.cells import CellRefused, value_of
from duegate.interfaces.cli.lists.times import TimeRefused, instant_of
from duegate.interfaces.cli.lists.words import COLUMN_OF, COLUMNS, WITHHELD, plain
from duegate.model import wire
from duegate.model.contact import Contact, Purpose
from duegate.model.problems import nearest
from duegate.model.text import counted

NEEDED = ("/tenant", "/channel", "/debtor/ref", "/debt/ref", "/purpose")


class HeaderRefused(DuegateError):
    """The first line of a table does not say what its columns are."""


class Stated(msgspec.Struct, frozen=True):
    """What is said once for a whole list: the clock's instant, tenant, zone, fixed columns.

    A `purpose` stands in where none is given.
    """

    now: datetime
    tenant: str | None = None
    zone: str | None = None
    fixed: Mapping[str, str] = {}
    purpose: Purpose | None = None

    def absent(self) -> dict[str, object]:
        """What stands in for the fields a contact does not give."""
        said = {"at": self.now, "tenant": self.tenant, "purpose": self.purpose}
        return {name: value for name, value in said.items() if value is not None}


class Header(msgspec.Struct, frozen=True):
    """The columns of a table by their number; `unused` are those with no place in a contact."""

    names: tuple[str, ...]
    places: tuple[str | None, ...]
    unused: tuple[str, ...]
    separator: str = ","


def header_of(cells: Sequence[str], stated: Stated, separator: str = ",") -> Header:
    """Find the place of every column. Raises `HeaderRefused`."""
    names = tuple(cell.strip() for cell in cells)
    places = tuple(COLUMN_OF.get(plain(name)) for name in names)
    for place in COLUMNS:
        if places.count(place) > 1:
            twice = [f'"{name}"' for name, its in zip(names, places, strict=True) if its == place]
            raise HeaderRefused(f"columns {' and '.join(twice)} are the same; keep one")
    given = {*places, *stated.fixed, *(f"/{name}" for name in stated.absent())}
    for place in NEEDED:
        if place not in given:
            raise HeaderRefused(
                f"no column for {place}: head one with any of {_names(place)}, "
                f"or say it once: --set {COLUMNS[place].split()[-1]}=..."
            )
    unused = [name for name, place in zip(names, places, strict=True) if name and place is None]
    _refuse_misspelt(unused)
    return Header(names, places, tuple(unused), separator)


def place_of(name: str) -> str:
    """Find the place of one column by its name. Raises `HeaderRefused`."""
    if (place := COLUMN_OF.get(plain(name))) is None:
        near = nearest(plain(name), COLUMN_OF)
        raise HeaderRefused(
            f'there is no column "{name}"' + (f'; did you mean "{near}"?' if near else "")
        )
    return place


def contact_of(header: Header, cells: Sequence[str], line: int, stated: Stated) -> Contact:
    """Read one row. Raises `Unreadable` with the names of the columns at fault."""
    if fault := _misquoted(header, cells):
        raise wire.Unreadable(f"line {line}", [wire.Problem("", fault)])
    row = zip(header.places, cells, strict=False)
    filled = {place: cell for place, cell in row if place is not None and cell.strip()}
    written = {**stated.fixed, **filled}
    columns = {
        place: name for place, name in zip(header.places, header.names, strict=True) if place
    }
    values = dict(_values(written, columns, line, stated))
    values.setdefault("/id", numbered(line))
    try:
        return wire.convert(_nested(values, stated), Contact, what=f"line {line}")
    except wire.Unreadable as error:
        raise wire.Unreadable(
            f"line {line}",
            [
                wire.Problem("", f"{_said(problem.pointer, columns)}: {problem.detail}")
                for problem in error.problems
            ],
        ) from None


def _misquoted(header: Header, cells: Sequence[str]) -> str:
    """Say why the cells are not those of one row; empty when they are.

    A quote that is not closed swallows rows, and they must not be lost inside a cell.
    """
    if any(cell.strip() for cell in cells[len(header.names) :]):
        return (
            f"has {counted(len(cells), 'cell')} where the header has {len(header.names)}; "
            "quote the cells that hold a separator"
        )
    for name, place, cell in zip(header.names, header.places, cells, strict=False):
        if "\n" not in cell and "\r" not in cell:
            continue
        if place not in {None, "/text"}:
            return f'column "{name}": has a line break; check the quotes, or write it on one line'
        if any(line.count(header.separator) >= len(header.names) - 1 for line in cell.splitlines()):
            return f'column "{name}": seems to hold whole rows; check the quotes'
    return ""


def numbered(line: int) -> str:
    """Give the id of a contact that has none."""
    return f"line-{line}"


def _values(
    written: Mapping[str, str], columns: Mapping[str, str], line: int, stated: Stated
) -> Iterator[tuple[str, object]]:
    zone = written.get("/recipient/zone", "").strip() or stated.zone
    for place, cell in written.items():
        try:
            if place == "/at":
                yield place, instant_of(cell.strip(), zone)
            elif place == "/caller/number" and plain(cell) in WITHHELD:
                yield "/caller/withheld", True
            else:
                yield place, value_of(place, cell)
        except (CellRefused, TimeRefused) as error:
            problem = wire.Problem("", f"{_said(place, columns)}: {error}")
            raise wire.Unreadable(f"line {line}", [problem]) from None


def _nested(values: Mapping[str, object], stated: Stated) -> dict[str, object]:
    contact: dict[str, object] = {**stated.absent(), "recipient": {}}
    for place, value in values.items():
        if value is None:
            continue
        first, _, second = place[1:].partition("/")
        if second:
            inner = contact.setdefault(first, {})
            inner[second] = value  # type: ignore[index]
        else:
            contact[first] = value
    return contact


def _refuse_misspelt(unused: Sequence[str]) -> None:
    for name in unused:
        if near := nearest(plain(name), COLUMN_OF):
            raise HeaderRefused(f'column "{name}" is not known; did you mean "{near}"?')


def _said(place: str, columns: Mapping[str, str]) -> str:
    return f'column "{columns[place]}"' if place in columns else place


def _names(place: str) -> str:
    return ", ".join(COLUMNS[place].split())
