"""The candidate among the rules: in whose place it stands, and from when it is in force."""

from __future__ import annotations

from datetime import date

import msgspec
from tests.audit.replay.laws import CAP, SHENZHEN, a_day
from tests.gate.house import shipped_book
from tests.packs.shipped import PACKS

from duegate.audit.replay.trial import trial_of
from duegate.rulebook.book import Book
from duegate.rulebook.candidate import with_candidate
from duegate.rulebook.clause import Pack

SOON = date(2027, 1, 1)


def coming(pack: Pack) -> Pack:
    """Let every clause of a pack begin later than anything replayed here."""
    clauses = tuple(
        msgspec.structs.replace(
            clause,
            version=(*clause.version, msgspec.structs.replace(clause.version[-1], since=SOON)),
        )
        for clause in pack.clauses
    )
    return msgspec.structs.replace(pack, clauses=clauses)


def named(pack: Pack, name: str) -> Pack:
    """Give a pack another name."""
    return msgspec.structs.replace(pack, head=msgspec.structs.replace(pack.head, id=name))


def ids(book: Book) -> set[str]:
    """Name the packs of a book."""
    return {pack.head.id for pack in book.packs}


def test_it_stands_in_the_place_of_the_pack_of_its_name() -> None:
    """Wherever that applied it applies as well."""
    tried = with_candidate(shipped_book(), a_day(2))
    assert ids(tried) == ids(shipped_book())
    assert tried.adopted == {SHENZHEN}
    assert a_day(2).hash in {pack.hash for pack in tried.packs}


def test_it_is_added_or_put_in_the_place_of_another() -> None:
    """As is said; what stood there is gone."""
    mine = named(a_day(2), "mine")
    assert ids(with_candidate(shipped_book(), mine)) == ids(shipped_book()) | {"mine"}
    tried = with_candidate(shipped_book(), mine, instead_of=SHENZHEN)
    assert ids(tried) == (ids(shipped_book()) | {"mine"}) - {SHENZHEN}
    assert tried.adopted == {"mine"}


def test_its_newest_text_is_judged_as_if_in_force() -> None:
    """Unless it is to keep its dates."""

    def starting(*, as_dated: bool) -> set[str]:
        tried = with_candidate(shipped_book(), coming(a_day(2)), as_dated=as_dated)
        return {each.dated for each in tried.provisions if each.id == CAP}

    assert starting(as_dated=False) == {"1970-01-01"}
    assert starting(as_dated=True) == {"1970-01-01", "2027-01-01"}


def test_a_trial_says_what_was_replaced_and_what_waits() -> None:
    """By hash; clauses nobody can judge yet are named."""
    trial = trial_of(shipped_book(), PACKS[SHENZHEN])
    assert trial.candidate.replaces == PACKS[SHENZHEN].hash
    assert "cn-shenzhen/SZ-06" in trial.candidate.waiting
    assert trial_of(shipped_book(), named(a_day(2), "mine")).candidate.replaces is None
    assert CAP in trial.titles
