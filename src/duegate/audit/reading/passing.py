"""Passing: which rows of a file are no contacts, in SQL, and which way the others went.

A row is passed over by a word, as a call within the house, as the header once more, or as a part
of the contact of another row.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from duegate.audit.reading import cells
from duegate.audit.reading.columns import RawCells, first_of
from duegate.audit.reading.mapping import AT, CALLEE, DIRECTION, INTERNAL, WHO, Mapping
from duegate.audit.reading.spoken import word_tables
from duegate.audit.reading.table import Table
from duegate.rulebook.records import Column, among, quoted

EXTENSION = "[0-9]{1,4}"
"""A number of so few digits is a telephone in the house; nobody outside is shown it."""
LEGS = ("own_leg", "other_leg")
"""The columns of the two names, where rows name each other's legs."""


class Passing(msgspec.Struct, frozen=True):
    """Which way a contact went, if that is told, and whether its row is passed over.

    The `test` may name the `direction` of the layer below it. `pairing` tells which rows belong
    together and which of them ends a contact, `legs` are the cells of `LEGS`: what they come to is
    known when all rows are read.
    """

    direction: str | None
    test: str
    pairing: dict[str, str]
    legs: tuple[str, ...]


def passing_of(raw: RawCells, mapping: Mapping, table: Table) -> Passing:
    """Read what the mapping and the file say of it."""
    tests = [*_worded(raw, mapping), *_header_again(raw, table)]
    directions = [*_within_the_house(raw, mapping), *_directions(raw, mapping)]
    if directions:
        tests.append(f"coalesce(direction = {quoted(INTERNAL)}, FALSE)")
    return Passing(
        first_of(directions) if directions else None,
        " OR ".join(tests) or "FALSE",
        _pairing(raw, mapping),
        _legs(raw, mapping),
    )


def _worded(raw: RawCells, mapping: Mapping) -> Iterator[str]:
    for place, (theirs, words) in enumerate(mapping.passes.items()):
        at = raw.finder.find(theirs)
        if at is not None:
            cell = raw.named(f"p_{place}", at)
            passed = cells.word(cell, dict.fromkeys(words, "passed"), {}, ())
            yield f"{passed} IS NOT NULL"


def _header_again(raw: RawCells, table: Table) -> list[str]:
    """Test whether a row is the header once more, as when lists were put together."""
    who = next(each for each in WHO if each in raw.found)
    tests = []
    for ours in (AT, who):
        first, *_ = raw.found[ours].places
        names = [table.names[place] for place in first]
        if table.objects or not all(names):
            return []
        tests.append(f"{raw.cell(ours)} = {quoted(' '.join(names))}")
    return [f"coalesce({' AND '.join(tests)}, FALSE)"]


def _within_the_house(raw: RawCells, mapping: Mapping) -> list[str]:
    """Tell a call from one telephone in the house to another, before any word does."""
    both = [raw.cell(CALLEE), raw.cell(Column.CALLER)]
    if not mapping.extensions or None in both:
        return []
    within = " AND ".join(f"regexp_full_match({each}, {quoted(EXTENSION)})" for each in both)
    return [f"CASE WHEN {within} THEN {quoted(INTERNAL)} END"]


def _directions(raw: RawCells, mapping: Mapping) -> list[str]:
    cell = raw.cell(DIRECTION)
    if cell is None:
        return []
    seen = raw.finder.sample(raw.found[DIRECTION])
    exact = mapping.words.get(DIRECTION, {})
    return [cells.word(cell, exact, {} if exact else word_tables()[DIRECTION], seen)]


def _pairing(raw: RawCells, mapping: Mapping) -> dict[str, str]:
    pairs = mapping.pairs
    if pairs is None:
        return {}
    kind, by, one, two = (
        _paired(raw, place, theirs)
        for place, theirs in enumerate((pairs.column, pairs.by, *pairs.tags))
    )
    ends = among(f"lower({kind})", [word.casefold() for word in pairs.end])
    return {
        "ends": f"coalesce({ends}, FALSE)",
        "pair": f"concat_ws('|', {by}, least({one}, {two}), greatest({one}, {two}))",
    }


def _paired(raw: RawCells, place: int, theirs: str) -> str:
    at = raw.finder.find(theirs)
    if at is None:
        raise raw.finder.missing(f"its rows cannot be paired without {theirs}")
    return raw.named(f"k_{place}", at)


def _legs(raw: RawCells, mapping: Mapping) -> tuple[str, ...]:
    legs = [raw.finder.find(theirs) for theirs in mapping.legs or ()]
    if None in legs:
        return ()
    return tuple([raw.named(f"l_{place}", at) for place, at in enumerate(legs) if at])
