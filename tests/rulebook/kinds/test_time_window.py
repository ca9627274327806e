"""The hours, over zones and clock changes; the sweep goes through every change of every zone."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from tests.rulebook.sample import book, check, contact, facts

from duegate.model.judgement import Verdict
from duegate.model.moment import local_time, moment_of, zone_of
from duegate.model.unknown import Unknown
from duegate.rulebook.history import instant
from duegate.rulebook.judging import judge
from duegate.rulebook.kinds import TimeWindow
from duegate.rulebook.kinds.time_window import NEVER, first_inside, schedule_of
from duegate.rulebook.schedule import Hours
from duegate.rulebook.time_of_day import TimeOfDay

DAY_S = 86_400
OPEN_S, CLOSE_S = 8 * 3600, 21 * 3600
SWEPT_YEARS = (1971, 1978, 1985, 1993, 1998, 2006, 2011, 2016, 2017, 2022, 2024, 2026, 2030, 2037)


def hours(*spans: str, otherwise: Verdict = Verdict.DEFER) -> TimeWindow:
    """Make a window of spans such as `08:00-21:00`."""
    parts = [span.split("-") for span in spans]
    return TimeWindow(
        hours=tuple(Hours(TimeOfDay.parse(a), TimeOfDay.parse(b)) for a, b in parts),
        otherwise=otherwise,
    )


DAYTIME = hours("08:00-21:00")


def test_every_clock_must_be_inside() -> None:
    """Two candidate zones leave what both allow, and the first instant is right on both."""
    check(
        DAYTIME,
        """
        at                zones                            | verdict  until
        ----------------  -------------------------------  | -------  ----------------
        2017-06-01 07:59  Asia/Shanghai, America/New_York  | defer    2017-06-01 08:00
        2017-06-01 08:00  Asia/Shanghai, America/New_York  | allow    -                 # 20:00 in New York
        2017-06-01 09:00  Asia/Shanghai, America/New_York  | defer    2017-06-01 20:00  # 21:00 there
        2017-06-01 20:00  Asia/Shanghai, America/New_York  | allow    -                 # 08:00 there
        2017-06-01 21:00  Asia/Shanghai, America/New_York  | defer    2017-06-02 08:00
        """,  # noqa: E501 - a table
    )


def test_no_common_hour_is_a_denial_that_says_so() -> None:
    """Zones without a common hour have nothing to wait for."""
    zones = ("Asia/Shanghai", "America/New_York", "Pacific/Auckland", "Europe/Moscow")
    judgement = judge(book(DAYTIME), contact(), facts(zones=zones))
    (finding,) = judgement.findings
    assert judgement.verdict is Verdict.DENY
    assert (finding.reason, finding.until) == (NEVER, None)


def test_no_zone_refuses() -> None:
    """An unknown zone and an empty list of zones both refuse."""
    for zones in (Unknown("region not stated"), ()):
        judgement = judge(book(DAYTIME), contact(), facts(zones=zones))
        assert judgement.verdict is Verdict.DENY


def test_several_spans_open_one_after_the_other() -> None:
    """Between two spans the next one is waited for; after the last, tomorrow's first."""
    check(
        hours("08:00-12:00", "14:00-18:00"),
        """
        at                | verdict  until
        ----------------  | -------  ----------------
        2017-06-01 11:59  | allow    -
        2017-06-01 12:00  | defer    2017-06-01 14:00
        2017-06-01 14:00  | allow    -
        2017-06-01 18:00  | defer    2017-06-02 08:00
        """,
    )


def test_a_day_may_end_at_midnight() -> None:
    """24:00 closes at the end of the day, and 00:00 opens at its start."""
    check(
        hours("00:00-06:00", "22:00-24:00"),
        """
        at                   | verdict  until
        -------------------  | -------  ----------------
        2017-06-01 23:59:59  | allow    -
        2017-06-02 00:00     | allow    -
        2017-06-02 06:00     | defer    2017-06-02 22:00
        """,
    )


def test_a_window_that_denies_names_no_instant() -> None:
    """A denial is final; it carries no instant."""
    check(
        hours("08:00-21:00", otherwise=Verdict.DENY),
        """
        at                | verdict  until
        ----------------  | -------  -----
        2017-06-01 07:59  | deny     -
        2017-06-01 08:00  | allow    -
        """,
    )


def test_fractions_of_a_second_are_inside_their_second() -> None:
    """20:59:59.999999 is before 21:00, and 07:59:59.999999 before 08:00."""
    late = judge(book(DAYTIME), contact("2017-06-01T20:59:59.999999"), facts())
    early = judge(book(DAYTIME), contact("2017-06-01T07:59:59.999999"), facts())
    assert late.verdict is Verdict.ALLOW
    assert early.until == datetime(2017, 6, 1, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "span", "at", "first"),
    [
        (
            "Europe/Berlin",
            "02:30-21:00",
            "2017-03-26 01:59",
            "2017-03-26 03:00",
        ),  # 02:30 is skipped
        ("Europe/Berlin", "02:30-02:45", "2017-10-29 02:45+02:00", "2017-10-29 02:30+01:00"),
        ("Europe/Berlin", "01:30-02:30", "2017-10-29 02:45+02:00", "2017-10-29 02:00+01:00"),
        ("Pacific/Apia", "08:00-21:00", "2011-12-29 21:00", "2011-12-31 08:00"),  # no 30 December
        ("Pacific/Kwajalein", "08:00-21:00", "1993-08-20 22:00", "1993-08-22 08:00"),
    ],
)
def test_clock_changes(zone: str, span: str, at: str, first: str) -> None:
    """A time that is skipped, that comes twice, and a clock that is set back into the hours."""
    found = first_inside(schedule_of(hours(span), None), moment_of(instant(at, zone), (zone,)))
    assert found == instant(first, zone)


class Change:
    """A clock change: before it one offset holds, from it on another; seconds since 1970."""

    def __init__(self, zone: str, at: int) -> None:
        self.zone = zone
        self.at = at
        self.before = offset_s(zone, at - 1)
        self.after = offset_s(zone, at)

    def offset(self, t: int) -> int:
        """Give what a clock is ahead of UTC."""
        return self.before if t < self.at else self.after

    def inside(self, t: int) -> bool:
        """Tell whether the clock shows a time inside the hours."""
        return OPEN_S <= (t + self.offset(t)) % DAY_S < CLOSE_S

    def first_inside(self, t: int) -> int:
        """Give the first second inside, from `t` on: now, at an opening, or at the change."""
        starts = [t, max(t, self.at)]
        openings = [
            start + (OPEN_S - start - offset) % DAY_S
            for start in starts
            for offset in (self.before, self.after)
        ]
        return min(second for second in (*starts, *openings) if self.inside(second))

    def probes(self) -> Iterator[int]:
        """Give the seconds around the change, and around each edge from the day before to after."""
        yield from (self.at - 1, self.at, self.at + 1)
        for offset in {self.before, self.after}:
            midnight = self.at - (self.at + offset) % DAY_S
            for day in (-1, 0, 1):
                for edge in (OPEN_S, CLOSE_S):
                    yield from (midnight + day * DAY_S + edge + second for second in (-1, 0))


def offset_s(zone: str, t: int) -> int:
    """Read one fact from the zone table."""
    offset = datetime.fromtimestamp(t, UTC).astimezone(zone_of(zone)).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def changes(zone: str, year: int) -> Iterator[Change]:
    """Find the clock changes of a zone in a year, to the second."""
    start = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    for low in range(start, start + 366 * DAY_S, 3 * DAY_S):
        if offset_s(zone, low) != offset_s(zone, low + 3 * DAY_S):
            left, right = low, low + 3 * DAY_S
            while right - left > 1:
                middle = (left + right) // 2
                same = offset_s(zone, middle) == offset_s(zone, low)
                left, right = (middle, right) if same else (left, middle)
            yield Change(zone, right)


@pytest.mark.parametrize("year", SWEPT_YEARS)
def test_sweep_over_every_clock_change(year: int) -> None:
    """In every zone, around every clock change, the hours agree with plain arithmetic."""
    seen = set()
    for zone in sorted(zoneinfo.available_timezones()):
        for change in changes(zone, year):
            key = (change.at, change.before, change.after)
            if key not in seen:
                seen.add(key)
                agree(change)
    assert len(seen) > 10


def agree(change: Change) -> None:
    """Compare the rule with the arithmetic at every probe of a change."""
    for t in change.probes():
        at = datetime.fromtimestamp(t, UTC)
        second = local_time(at, change.zone).second
        assert schedule_of(DAYTIME, None).holds(1, second) == change.inside(t), (change.zone, at)
        expected = datetime.fromtimestamp(change.first_inside(t), UTC)
        assert (
            first_inside(schedule_of(DAYTIME, None), moment_of(at, (change.zone,))) == expected
        ), (change.zone, at)


def test_the_search_ends() -> None:
    """Hours that no clock ever shows together end the search instead of going on."""
    zones = ("Asia/Shanghai", "Asia/Urumqi")
    never = hours("08:00-09:00")
    assert (
        first_inside(schedule_of(never, None), moment_of(datetime(2017, 6, 1, tzinfo=UTC), zones))
        is None
    )
