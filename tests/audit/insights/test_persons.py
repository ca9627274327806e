"""Call-bombing and number rotation: the edges, and a naive recount of random traffic."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import datetime, timedelta

import pytest
from tests.audit.report.made import Row, made

from duegate.audit.insights import summary
from duegate.audit.insights.figures import Bombing, Rotations
from duegate.audit.insights.persons import BOMBING_CONTACTS, BOMBING_MINUTES, ROTATION_CALLERS

START = datetime(2026, 10, 1, 10)  # noqa: DTZ001 - a clock on a wall


def _row(second: int, person: int = 0, caller: str = "+8675526000001") -> Row:
    at = (START + timedelta(seconds=second)).isoformat(" ")
    return Row(at=at, person=person, number=f"+86138000{person:05d}", caller=caller)


def _bombing(seconds: list[int]) -> Bombing:
    return summary(*made([_row(second) for second in seconds])).bombing


def _rotation(rows: list[Row]) -> Rotations:
    return summary(*made(rows)).rotation


@pytest.mark.parametrize(
    ("seconds", "episodes"),
    [
        ([0, 60, 120, 180], 0),  # four
        ([0, 60, 120, 180, 1800], 1),  # the fifth after thirty minutes to the second
        ([0, 60, 120, 180, 1801], 0),  # and one later
        ([0, 0, 0, 0, 0], 1),  # all at once
        ([0, 1, 2, 3, 4, 1790, 1791, 1792, 1793, 1794], 1),  # runs that share a contact are one
        ([0, 1, 2, 3, 4, 7200, 7201, 7202, 7203, 7204], 2),  # two apart
        ([], 0),
    ],
)
def test_what_is_an_episode(seconds: list[int], episodes: int) -> None:
    """Five contacts within thirty minutes are one, four are none."""
    found = _bombing(seconds)
    assert (found.at_least, found.within_minutes) == (5, 30)
    assert found.episodes == len(found.listed) == episodes


def test_an_episode_tells_its_extent() -> None:
    """How many, from when to when, in how many minutes, from how many numbers, starting where."""
    rows = [_row(0, 1), *(_row(60 * n, 0, f"+867552600000{n % 2}") for n in range(7))]
    rows.sort(key=lambda row: row.at)
    (found,) = summary(*made(rows)).bombing.listed
    assert (found.contacts, found.minutes, found.callers, found.tenants) == (7, 6, 2, 1)
    assert (found.since, found.until) == ("2026-10-01 10:00:00", "2026-10-01 10:06:00")
    assert found.number == "+86138****0000"
    assert (found.row.file, found.row.row) == ("Master.csv", 3)


def test_whoever_else_is_called_is_no_part_of_it() -> None:
    """Contacts to several people are not put together."""
    assert summary(*made([_row(n, person=n) for n in range(9)])).bombing.episodes == 0


@pytest.mark.parametrize("seed", range(6))
def test_episodes_agree_with_a_naive_recount(seed: int) -> None:
    """Every dense run of five, grown while runs share a contact."""
    chance = random.Random(seed)
    times = {person: sorted(chance.choices(range(20_000), k=30)) for person in range(4)}
    told = summary(*made([_row(at, who) for who, instants in times.items() for at in instants]))
    expected = [run for instants in times.values() for run in _runs(instants)]
    assert told.bombing.episodes == len(expected)
    assert told.bombing.contacts == sum(expected)
    assert told.bombing.people == sum(bool(_runs(instants)) for instants in times.values())


def _runs(instants: list[int]) -> list[int]:
    """Give how many contacts each episode has."""
    found: list[set[int]] = []
    for last in range(BOMBING_CONTACTS - 1, len(instants)):
        first = last - BOMBING_CONTACTS + 1
        if instants[last] - instants[first] > BOMBING_MINUTES * 60:
            continue
        run = set(range(first, last + 1))
        if found and found[-1] & run:
            found[-1] |= run
        else:
            found.append(run)
    return [len(run) for run in found]


@pytest.mark.parametrize(("callers", "dates"), [(2, 0), (3, 1), (4, 1)])
def test_what_is_a_rotation(callers: int, dates: int) -> None:
    """Three numbers onto one person on one date are one, two are none."""
    found = _rotation([_row(3_600 * n, caller=f"+8675526{n:06d}") for n in range(callers)])
    assert (found.at_least, found.dates, found.people) == (3, dates, dates)


def test_a_rotation_keeps_to_one_date() -> None:
    """Numbers of several dates are not put together."""
    assert _rotation([_row(86_400 * n, caller=f"+8675526{n:06d}") for n in range(5)]).dates == 0


def test_a_rotation_shows_some_of_its_callers() -> None:
    """A few of them in order, and how often they rang."""
    rows = [_row(60 * n, caller=f"+8675526{n % 7:06d}") for n in range(14)]
    (found,) = _rotation(rows).listed
    assert (found.callers, found.contacts, found.date) == (7, 14, "2026-10-01")
    assert found.shown == tuple(f"+8675526{n:06d}" for n in range(5))


@pytest.mark.parametrize("seed", range(3))
def test_rotations_agree_with_a_naive_recount(seed: int) -> None:
    """Distinct callers by person and date."""
    chance = random.Random(seed)
    rows = [
        _row(chance.randrange(400_000), chance.randrange(8), f"+8675526{chance.randrange(6):06d}")
        for _ in range(200)
    ]
    callers: dict[tuple[int | None, str], set[str | None]] = defaultdict(set)
    for row in rows:
        callers[row.person, row.at[:10]].add(row.caller)
    expected = [each for each in callers.values() if len(each) >= ROTATION_CALLERS]
    assert _rotation(rows).dates == len(expected)
