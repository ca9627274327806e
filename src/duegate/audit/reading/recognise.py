"""Recognising: which dialect a file is in, where its rows begin, which of its columns mean what.

A dialect is known by the names of its columns and by what their cells look like; the columns of a
file in none are guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from duegate.audit.reading.errors import NAME_CHARS, ColumnMissing
from duegate.audit.reading.guess import (
    cells_of,
    guess_of,
    is_dialled,
    is_instant,
    mostly,
    nearly_all,
)
from duegate.audit.reading.layout import Row
from duegate.audit.reading.mapping import (
    AT,
    WHO,
    Mapping,
    Theirs,
    dialect_names,
    lacking,
    shipped,
)
from duegate.audit.reading.spoken import folded

HEADER_WITHIN = 15
"""So many rows from the top a header is looked for, below titles."""
_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d")
_RECORD = re.compile(r"\d{6}")


class Known(msgspec.Struct, frozen=True):
    """How a file is read: its mapping, the names of its columns, the rows above its records."""

    mapping: Mapping
    names: tuple[str, ...]
    above: int


def recognise(file: str, rows: Sequence[Row], width: int, mapping: Mapping | None) -> Known:
    """Find out how a table of text is to be read; `mapping` when it is given."""
    for dialect in [mapping] if mapping is not None else _shipped():
        known = _by_header(dialect, rows, given=mapping is not None) or _by_place(
            dialect, rows, width, given=mapping is not None
        )
        if known is not None:
            return known
    header = next((place for place, row in enumerate(rows) if any(row)), 0)
    names = rows[header] if rows else ()
    if mapping is not None:
        raise missing(file, "none of the columns in the mapping is there", names, mapping)
    guessed = _guessed(rows)
    if guessed is None:
        below = rows[header + 1 :]
        lacks = lacking(guess_of(names, below).columns)
        raise missing(file, lacks, names, None, below)
    return guessed


def recognise_named(
    file: str, names: tuple[str, ...], sample: Sequence[Row], mapping: Mapping | None
) -> Known:
    """Find out how a table whose columns have names is to be read."""
    if mapping is not None:
        return Known(mapping, names, 0)
    for dialect in _shipped():
        if _signs(dialect, names, sample):
            return Known(dialect, names, 0)
    guess = guess_of(names, sample)
    if lacks := lacking(guess.columns):
        raise missing(file, lacks, names, None, sample)
    return Known(guess, names, 0)


def missing(
    file: str, what: str, names: Iterable[str], mapping: Mapping | None, rows: Sequence[Row] = ()
) -> ColumnMissing:
    """Say which column is missing, with a mapping to begin from, by what the first rows hold."""
    advice = f"; {mapping.advice}" if mapping is not None and mapping.advice else ""
    cells = tuple(names)
    if any(map(_DAY.match, cells)):
        return _headless(file, cells, advice)
    columns = (guess_of(cells, rows) if mapping is None else mapping).columns
    names = tuple([name for name in cells if name])
    apt = [name for name in names if len(name) <= NAME_CHARS and not _RECORD.search(name)]
    timed, dialled = (
        [name for name in apt if mostly(test, cells_of(name, cells, rows))]
        for test in (is_instant, is_dialled)
    )
    at = next(iter((*_places_at(columns.get(AT, ()), names), *timed, *apt, "start time")))
    others = [name for name in (*dialled, *apt, "phone") if name != at]
    example = (
        "[columns]\n"
        f"at = {_quoted(at)}  # when the contact began\n"
        f"number = {_quoted(others[0])}  # who was reached\n"
        'state = "..."  # what became of it, if the file tells\n'
    )
    return ColumnMissing(file, what + advice, names, example)


def _headless(file: str, cells: tuple[str, ...], advice: str) -> ColumnMissing:
    """Say that the columns have no names, with a mapping that names them by their places."""
    at = next(place for place, cell in enumerate(cells, 1) if _DAY.match(cell))
    dialled = [place for place, cell in enumerate(cells, 1) if is_dialled(cell) and place != at]
    number = (dialled or [1])[-1]
    example = (
        "[columns]\n"
        f'at = "#{at}"  # when the contact began\n'
        f'number = "#{number}"  # who was reached\n'
        'state = "#..."  # what became of it, if the file tells\n'
    )
    shown = [f"#{place} {cell}" for place, cell in enumerate(cells, 1)]
    what = "its first row is a record, so nothing names its columns"
    return ColumnMissing(file, what + advice, shown, example)


def _quoted(name: str) -> str:
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _shipped() -> Iterator[Mapping]:
    return (shipped(name) for name in dialect_names())


def _by_header(mapping: Mapping, rows: Sequence[Row], *, given: bool) -> Known | None:
    """Know a mapping by the names in a header, below titles."""
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        fits = (
            _places_at(mapping.columns.get(AT, ()), row)
            and any(_places_at(mapping.columns.get(who, ()), row) for who in WHO)
            if given and not mapping.signs
            else _signs(mapping, row, rows[place + 1 :])
        )
        if fits and _is_record(mapping, row):
            return Known(mapping, ("",) * len(row), place)
        if fits:
            return Known(mapping, row, place + 1)
    return None


def _is_record(mapping: Mapping, row: Row) -> bool:
    """Tell whether a row a mapping finds its places in is a record already, below no header."""
    theirs = mapping.columns.get(AT, ())
    first = theirs if isinstance(theirs, str) else next(iter(theirs), "")
    place = first.split(" + ")[0]
    if not (place.startswith("#") and place[1:].isdecimal()):
        return False
    return is_instant("".join(row[int(place[1:]) - 1 : int(place[1:])]))


def _by_place(mapping: Mapping, rows: Sequence[Row], width: int, *, given: bool) -> Known | None:
    """Know a mapping by the order of its columns, in a file without a header."""
    if not mapping.fields or not mapping.fewest <= width <= len(mapping.fields):
        return None
    names = mapping.fields[:width]
    alike = [row for row in rows if len(row) == width]
    return Known(mapping, names, 0) if given or _signs(mapping, names, alike) else None


def _signs(mapping: Mapping, names: Row, rows: Sequence[Row]) -> bool:
    """Tell whether the names and the cells are those of a dialect."""
    spelled = {folded(name): place for place, name in reversed(list(enumerate(names)))}
    for name, shape in mapping.signs.items():
        place = spelled.get(folded(name))
        if place is None:
            return False
        cells = [row[place] for row in rows if place < len(row)]
        if shape and cells and not nearly_all(re.compile(shape, re.IGNORECASE).fullmatch, cells):
            return False
    return bool(mapping.signs)


def _places_at(theirs: Theirs, names: Row) -> list[str]:
    wanted = [theirs] if isinstance(theirs, str) else list(theirs)
    spelled = {folded(name) for name in names}
    return [
        each
        for each in wanted
        if all(folded(part) in spelled or part.startswith("#") for part in each.split(" + "))
    ]


def _guessed(rows: Sequence[Row]) -> Known | None:
    """Find a header in the words people use."""
    for place, row in enumerate(rows[:HEADER_WITHIN]):
        guess = guess_of(row, rows[place + 1 :])
        if not lacking(guess.columns):
            return Known(guess, row, place + 1)
    return None
