"""What SQL says a clock shows is what the pinned zone table says, around every change of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from random import Random

import duckdb
import pytest

from duegate.audit.clocks import local_day, offset_in_sql, spans_of
from duegate.audit.idioms import DuckDB
from duegate.ledger.instants import to_us
from duegate.model.moment import local_time, zone_of
from duegate.rulebook.records import day_in_sql, second_in_sql

ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "America/Santiago",  # midnight is skipped
    "America/Havana",  # as in Beirut
    "Asia/Beirut",
    "Australia/Lord_Howe",  # half an hour
    "Asia/Kathmandu",
    "Africa/Casablanca",  # twice around Ramadan
    "Pacific/Kiritimati",
    "Pacific/Apia",
    "Europe/Dublin",
    "America/St_Johns",
)
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2027, 12, 31, tzinfo=UTC)
HOUR_US = 3_600_000_000


@pytest.mark.parametrize("zone", ZONES)
def test_every_clock_shows_what_it_shows(seed: int, zone: str) -> None:
    """On either side of every change to the microsecond, and at random instants."""
    first, last = to_us(FIRST), to_us(LAST)
    turns = [span.since_us for span in spans_of((zone,), first, last)][1:]
    draw = Random(f"{seed}/{zone}")
    instants = [first, last, *(draw.randrange(first, last) for _ in range(200))]
    instants += [turn + by for turn in turns for by in (-HOUR_US, -1, 0, 1, HOUR_US)]
    engine, offset = DuckDB(), f"({offset_in_sql(zone, first, last)})"
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t AS SELECT unnest(?) AS at_us", [instants])
    shown = connection.execute(
        f"SELECT at_us, {day_in_sql(engine, offset)}, {second_in_sql(engine, offset)} FROM t"
    ).fetchall()
    for at_us, day, second in shown:
        clock = local_time(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=at_us), zone)
        assert (day, second) == (clock.day, clock.second)
        assert local_day(zone, at_us) == clock.day


def test_spans_cover_all_of_the_time_and_nothing_twice() -> None:
    """Each begins where the one before ends; the last instant is inside."""
    first, last = to_us(FIRST), to_us(LAST)
    spans = spans_of(ZONES[:6], first, last)
    assert spans[0].since_us == first
    assert spans[-1].until_us == last + 1
    assert all(one.until_us == two.since_us for one, two in pairwise(spans))
    assert all(tuple(sorted(set(span.offsets))) == span.offsets for span in spans)


def test_one_instant_is_one_span() -> None:
    """A file of one record has first and last alike."""
    (span,) = spans_of(("America/New_York",), 0, 0)
    assert (span.since_us, span.until_us, span.offsets) == (0, 1, (-18_000,))


def test_an_hour_that_zones_share_is_one_offset() -> None:
    """Two names for one clock are one clock."""
    (span,) = spans_of(("Asia/Shanghai", "Asia/Taipei"), to_us(FIRST), to_us(LAST))
    assert span.offsets == (28_800,)


@pytest.mark.parametrize("zone", ZONES)
def test_no_clock_changes_twice_within_a_week(zone: str) -> None:
    """On which the search for changes rests."""
    day, changed, last = timedelta(days=1), [], None
    at = datetime(2000, 1, 1, tzinfo=UTC)
    while at.year < 2038:
        offset = at.astimezone(zone_of(zone)).utcoffset()
        if last is not None and offset != last:
            changed.append(at)
        last, at = offset, at + day
    assert all(two - one > 7 * day for one, two in pairwise(changed))
