"""Coverage in time: on every day a clause has one version in force, or an explicit end."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.packs.shipped import CLAUSES, PACKS
from tests.rulebook.sample import clause, pack, version

from duegate.model.moment import next_showing
from duegate.rulebook.book import BEGINNING, Book
from duegate.rulebook.clause import Clause, Pack
from duegate.rulebook.kinds import Reachable

AHEAD = timedelta(days=2 * 366)


def gaps(owner: Pack, one: Clause, last: date) -> list[date]:
    """Find the days, from the first version on, without exactly one version or an explicit end."""
    provisions = [it for it in Book((owner,)).provisions if it.id == one.id]
    found = []
    day = one.version[0].since
    while day <= last:
        noon = next_showing(owner.head.zone, day.toordinal(), 12 * 3600, after=BEGINNING)
        begun = [it for it in provisions if it.starts <= noon]
        holding = [it for it in begun if it.ends is None or noon < it.ends]
        ended = not holding and all(it.ends is not None for it in begun)
        if len(holding) != 1 and not ended:
            found.append(day)
        day += timedelta(days=1)
    return found


@pytest.mark.parametrize(("owner", "one"), CLAUSES, ids=[one.id for _, one in CLAUSES])
def test_a_clause_has_one_version_on_every_day(owner: Pack, one: Clause) -> None:
    """From its first day to two years after it was last checked."""
    assert gaps(owner, one, owner.head.checked + AHEAD) == []


def test_an_overlap_is_found() -> None:
    """Two versions on one day would both be judged."""
    first = version(Reachable(), since=date(2017, 6, 1), until=date(2017, 6, 4))
    second = version(Reachable(), since=date(2017, 6, 3))
    twice = clause(first, second)
    assert gaps(pack(twice), twice, date(2017, 6, 10)) == [date(2017, 6, 3)]


def test_an_explicit_end_is_no_gap() -> None:
    """A clause may end for good."""
    ended = clause(version(Reachable(), since=date(2017, 6, 1), until=date(2017, 6, 4)))
    assert gaps(pack(ended), ended, date(2017, 6, 10)) == []


def test_every_pack_has_clauses() -> None:
    """The tests above looked at something."""
    assert {one.id.partition("/")[0] for _, one in CLAUSES} == set(PACKS)
