"""Columns: where in a file each thing is told, and the SQL that makes a value of its cell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from collections.abc import Mapping as AnyMapping

import duckdb
import msgspec

from duegate.audit.reading import cells
from duegate.audit.reading.errors import ColumnMissing, MappingRefused
from duegate.audit.reading.mapping import WORDED, Mapping, Theirs
from duegate.audit.reading.recognise import missing
from duegate.audit.reading.spoken import folded, word_tables
from duegate.audit.reading.table import TEXT_KIND, Table
from duegate.audit.reading.times import is_timed
from duegate.audit.record import MEMBERS
from duegate.model.moment import zone_of
from duegate.rulebook.records import Column, quoted
from duegate.rulebook.spelling import meant

REGION = "[A-Z]{2}(-[A-Z0-9]{1,3})?"
ZONE = "[A-Za-z]+([/_+-][A-Za-z0-9_+-]+)*"
MONEY = {"¥": "CNY", "￥": "CNY", "元": "CNY", "人民币": "CNY", "rmb": "CNY"}
FREQUENT = 60
"""So many words of the first rows are compared before any folding."""


class Located(msgspec.Struct, frozen=True):
    """Where something is told: the columns by their places, alternatives of joined ones."""

    places: tuple[tuple[int, ...], ...]
    said: str


class Finder:
    """Finds the columns of one file by the names a mapping uses."""

    def __init__(self, file: str, table: Table, mapping: Mapping) -> None:
        self._file = file
        self._table = table
        self._mapping = mapping
        self._spelled: dict[str, int] = {}
        for place, name in reversed(list(enumerate(table.names))):
            self._spelled[folded(name)] = place
        self._spelled.pop("", None)  # a column without a name is told by its place only
        self._counts = Counter(folded(name) for name in table.names if name)

    def find(self, theirs: Theirs) -> Located | None:
        """Find a column, or those that may stand for it; `None` when there is none."""
        wanted = (theirs,) if isinstance(theirs, str) else theirs
        found = [(parts, each) for each in wanted if (parts := self._parts(each))]
        if not found:
            return None
        said = " / ".join(self._said(parts) for parts, _ in found)
        return Located(tuple([parts for parts, _ in found]), said)

    def cell(self, at: Located) -> str:
        """Give the cell as text, trimmed; null when it is empty."""
        return first_of([self._joined(parts) for parts in at.places])

    def raw(self, at: Located) -> tuple[str, str]:
        """Give the cell with its type, if it is one column of instants or of numbers."""
        only = at.places[0][0] if len(at.places) == len(at.places[0]) == 1 else None
        if only is None or not is_timed(self._table.kinds[only]):
            return self.cell(at), TEXT_KIND
        return self._table.cells[only], self._table.kinds[only]

    def sample(self, at: Located) -> list[str]:
        """Give what the first rows say there, the commonest first."""
        return [cell for cell, _ in Counter(self.first(at)).most_common(FREQUENT)]

    def first(self, at: Located) -> list[str]:
        """Give what the first rows say there, in their order, leaving out empty cells."""
        joined = (
            " ".join(cell for place in at.places[0] if (cell := _at(row, place)))
            for row in self._table.sample
        )
        return [cell for cell in joined if cell]

    def _parts(self, theirs: str) -> tuple[int, ...]:
        places = [self._place(part) for part in theirs.split(" + ")]
        return tuple([place for place in places if place is not None]) if None not in places else ()

    def _place(self, name: str) -> int | None:
        if name.startswith("#") and name[1:].isdecimal():
            place = int(name[1:]) - 1
            return place if 0 <= place < len(self._table.names) else None
        if self._counts[folded(name)] > 1:
            raise self.missing(
                f'"{name}" is the name of {self._counts[folded(name)]} columns; in a mapping say'
                " which by its place, such as #3"
            )
        return self._spelled.get(folded(name))

    def missing(self, what: str) -> ColumnMissing:
        """Say that a column is missing."""
        return missing(self._file, what, self._table.names, self._mapping)

    def _said(self, parts: tuple[int, ...]) -> str:
        names = (" ".join(self._table.names[place].split()) for place in parts)
        return " + ".join(name or f"#{place + 1}" for name, place in zip(names, parts, strict=True))

    def _joined(self, parts: tuple[int, ...]) -> str:
        texts = [self._cleaned(place) for place in parts]
        return texts[0] if len(texts) == 1 else f"NULLIF(concat_ws(' ', {', '.join(texts)}), '')"

    def _cleaned(self, place: int) -> str:
        """Give a cell as text; what is no text in the file needs no cleaning."""
        text = self._text(place)
        return cells.cleaned(text) if self._table.kinds[place] == TEXT_KIND else text

    def _text(self, place: int) -> str:
        cell, kind = self._table.cells[place], self._table.kinds[place]
        if kind == TEXT_KIND:
            return cell
        if kind.endswith("[]"):
            return f"array_to_string({cell}, ' ')"
        return f"CAST({cell} AS VARCHAR)"


class RawCells:
    """The cells of a file that are read, each once, by the names they have in SQL."""

    def __init__(self, finder: Finder, mapping: Mapping) -> None:
        self.finder = finder
        self.found = {
            ours: at
            for ours, theirs in mapping.columns.items()
            if (at := finder.find(theirs)) is not None
        }
        self.values: dict[str, str] = {}

    def cell(self, ours: str) -> str | None:
        """Name the cell of one of our columns, if the file tells it."""
        at = self.found.get(ours)
        return None if at is None else self.named(f"r_{ours}", at)

    def named(self, alias: str, at: Located) -> str:
        """Name a cell; one that is read already keeps its name, whatever it is asked for."""
        value = self.finder.cell(at)
        known = next((name for name, each in self.values.items() if each == value), alias)
        self.values[known] = value
        return known


def first_of(values: Sequence[str]) -> str:
    """Give the first of some values in SQL that is not null."""
    return values[0] if len(values) == 1 else f"coalesce({', '.join(values)})"


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def value_in_sql(
    column: Column, cell: str, exact: AnyMapping[str, str], seen: Sequence[str], unit: float = 1
) -> str:
    """Give the value of a cell in a column, of the type that `record.TYPES` says.

    A duration is told in a `unit` of seconds.
    """
    if column is Column.DURATION:
        return cells.seconds(cell, unit)
    if column is Column.ZONE:
        named = f"CASE WHEN regexp_full_match({cell}, {quoted(ZONE)}) THEN {cell} END"
        return f"coalesce({cells.word(cell, exact, {}, seen)}, {named})" if exact else named
    if column in (Column.CONTAINS, Column.ARRANGEMENTS):
        return cells.members(cell, word_tables()[column])
    if column in WORDED:
        return cells.word(cell, exact, word_tables()[column], seen)
    read = READ.get(column)
    return cells.reference(cell) if read is None else read(cell)


def _region(cell: str) -> str:
    provinces = cells.word(cell, {}, word_tables()[Column.DEBTOR_REGION], ())
    code = f"CASE WHEN regexp_full_match(upper({cell}), {quoted(REGION)}) THEN upper({cell}) END"
    return f"coalesce({code}, {provinces})"


def _currency(cell: str) -> str:
    code = f"CASE WHEN regexp_full_match({cell}, '[A-Za-z]{{3}}') THEN upper({cell}) END"
    return f"coalesce({cells.word(cell, MONEY, {}, ())}, {code})"


def _as_written(cell: str) -> str:
    return cell


READ: dict[Column, Callable[[str], str]] = {
    Column.ADDRESS: _as_written,
    Column.BASIS: _as_written,
    Column.WITHHELD: cells.boolean,
    Column.STUDENT: cells.boolean,
    Column.AUTOMATED: cells.boolean,
    Column.DURATION: cells.seconds,
    Column.AMOUNT: cells.amount,
    Column.CURRENCY: _currency,
    Column.DUE: cells.ordinal,
    Column.OBTAINED: cells.ordinal,
    Column.LAW: _region,
    Column.REGION: _region,
    Column.DEBTOR_REGION: _region,
}


def _check_read(column: Column, written: str) -> None:
    """Refuse a value that would be read as nothing."""
    if column in READ:
        with duckdb.connect() as connection:
            read = connection.execute(f"SELECT {READ[column](quoted(written))}").fetchone()
        if read is None or read[0] is None:
            raise MappingRefused(f'"{written}" is no {column}')


def assumed_value(column: Column, written: str) -> str:
    """Read a value taken for every row; raises `MappingRefused`."""
    known = MEMBERS.get(column)
    if column is Column.ZONE:
        try:
            zone_of(written)
        except ValueError as error:
            raise MappingRefused(f"zone = {error}") from None
        return written
    if known is None:
        _check_read(column, written)
        return written
    member = word_tables()[column].get(folded(written))
    if member is None:
        raise MappingRefused(f'"{written}" is no {column}{meant(written, known)}')
    return member
