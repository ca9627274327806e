"""A candidate among the rules in force: what a replay and a shadow judge by beside them."""

from __future__ import annotations

from datetime import date

import msgspec

from duegate.rulebook.book import Book, awaits
from duegate.rulebook.clause import Clause, Pack

EVER = date(1970, 1, 1)
"""From when a clause is in force that is judged whatever its date."""


def with_candidate(
    book: Book, candidate: Pack, *, instead_of: str | None = None, as_dated: bool = False
) -> Book:
    """Put a candidate in the place of the pack of its name, or of another, or add it.

    Its newest texts are judged as if they had always been in force, unless it is taken `as_dated`.
    Put in the place of a pack that applies everywhere, it does too.
    """
    name = candidate.head.id
    gone = {name, instead_of or name}
    pack = candidate if as_dated else in_force_throughout(candidate)
    adopted, unverified = (
        {name if each in gone else each for each in names}
        for names in (book.adopted, book.unverified)
    )
    return Book(
        (*(each for each in book.packs if each.head.id not in gone), pack),
        adopted=frozenset(adopted),
        unverified=frozenset(unverified),
    )


def in_force_throughout(pack: Pack) -> Pack:
    """Take the newest version of every clause for one that was always in force."""
    return msgspec.structs.replace(pack, clauses=tuple(_newest(each) for each in pack.clauses))


def _newest(clause: Clause) -> Clause:
    newest = max(clause.version, key=lambda version: version.since)
    version = msgspec.structs.replace(newest, since=min(newest.since, EVER))
    return msgspec.structs.replace(clause, version=(version,))


def waiting(book: Book, pack: str) -> tuple[str, ...]:
    """Name the clauses of a pack that nobody can judge yet: their text was not checked."""
    found = (each.id for each in book.provisions if each.pack == pack and awaits(each) is not None)
    return tuple(dict.fromkeys(found))
