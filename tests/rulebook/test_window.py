"""Windows as spans of dates, against a recount that tries every window there is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duegate.rulebook.window import (
    MAX_DAY,
    WEEKDAYS,
    Unit,
    Weekday,
    Window,
    first_clear_at,
)

DAY = date(2017, 6, 1).toordinal()  # a Thursday


@pytest.mark.parametrize(
    ("window", "day", "first", "last"),
    [
        (Window(Unit.CALENDAR_DAY), "2017-06-01", "2017-06-01", "2017-06-01"),
        (Window(Unit.CALENDAR_WEEK), "2017-06-01", "2017-05-29", "2017-06-04"),
        (Window(Unit.CALENDAR_WEEK), "2017-05-29", "2017-05-29", "2017-06-04"),
        (
            Window(Unit.CALENDAR_WEEK, starts=Weekday.SUNDAY),
            "2017-06-04",
            "2017-06-04",
            "2017-06-10",
        ),
        (Window(Unit.CALENDAR_MONTH), "2020-02-29", "2020-02-01", "2020-02-29"),
        (Window(Unit.CALENDAR_MONTH), "2017-12-05", "2017-12-01", "2017-12-31"),
        (Window(Unit.ROLLING_DATES, length=7), "2017-06-10", "2017-06-04", "2017-06-16"),
    ],
)
def test_span(window: Window, day: str, first: str, last: str) -> None:
    """The dates whose events can share a window with a day."""
    ends = tuple(date.fromisoformat(written).toordinal() for written in (first, last))
    assert window.span(date.fromisoformat(day).toordinal()) == ends


def test_a_lifetime_spans_every_date() -> None:
    """From the first date to the last."""
    assert Window(Unit.LIFETIME).span(DAY) == (1, MAX_DAY)


def test_rolling_dates_hold_a_day_in_as_many_windows() -> None:
    """Three dates: the day is the last, the middle or the first of them."""
    window = Window(Unit.ROLLING_DATES, length=3)
    assert window.holding(DAY) == [(DAY - 2, DAY), (DAY - 1, DAY + 1), (DAY, DAY + 2)]


def same_window(window: Window, start: date, other: date) -> bool:
    """Tell whether the window that starts on `start` holds another date; for dated units."""
    match window.unit:
        case Unit.CALENDAR_DAY:
            return other == start
        case Unit.CALENDAR_WEEK:
            return start <= other < start + timedelta(days=7)
        case Unit.CALENDAR_MONTH:
            return (start.year, start.month) == (other.year, other.month)
        case Unit.ROLLING_DATES:
            return start <= other < start + timedelta(days=window.length)
        case Unit.DURATION:
            raise ValueError(window.unit)
        case Unit.LIFETIME:
            return True


def starts(window: Window, day: date) -> bool:
    """Tell whether a window begins on a day."""
    match window.unit:
        case Unit.CALENDAR_WEEK:
            return WEEKDAYS[day.weekday()] is window.starts
        case Unit.CALENDAR_MONTH:
            return day.day == 1
        case _:
            return True


def overfull(window: Window, events: list[int], limit: int) -> bool:
    """Recount whether any window on the calendar holds more than `limit` of the events."""
    days = [date.fromordinal(event) for event in events]
    earliest = min(days) - timedelta(days=40)
    calendar = (earliest + timedelta(days=step) for step in range(120))
    return any(
        sum(same_window(window, start, day) for day in days) > limit
        for start in calendar
        if starts(window, start)
    )


windows = st.one_of(
    st.just(Window(Unit.CALENDAR_DAY)),
    st.sampled_from(WEEKDAYS).map(lambda day: Window(Unit.CALENDAR_WEEK, starts=day)),
    st.just(Window(Unit.CALENDAR_MONTH)),
    st.integers(2, 9).map(lambda length: Window(Unit.ROLLING_DATES, length=length)),
)


@given(windows, st.lists(st.integers(DAY - 15, DAY + 15), max_size=6), st.integers(1, 3))
def test_one_more_event_fits_exactly_from_the_first_clear_date_on(
    window: Window, events: list[int], limit: int
) -> None:
    """On that date no window overflows; on each date before it some window would."""
    fitting: list[int] = []
    for event in events:  # such as a gate would have let through
        if not overfull(window, [*fitting, event], limit):
            fitting.append(event)
    clear = window.first_clear(DAY, [(event, event) for event in fitting], limit)
    assert not overfull(window, [*fitting, clear], limit)
    for earlier in range(DAY, clear):
        assert overfull(window, [*fitting, earlier], limit), earlier


def test_an_uncertain_event_fills_every_date_it_may_have_fallen_on() -> None:
    """Once on the 1st or the 2nd: neither takes another."""
    window = Window(Unit.CALENDAR_DAY)
    assert window.first_clear(DAY, [(DAY, DAY + 1)], 1) == DAY + 2


def test_a_full_lifetime_never_clears() -> None:
    """There is no date to wait for."""
    assert Window(Unit.LIFETIME).first_clear(DAY, [(1, 1)], 1) == MAX_DAY


def too_many(events: list[int], limit: int, length: int) -> bool:
    """Recount whether any stretch of so many seconds holds more than `limit` of the events."""
    return any(
        sum(start <= event < start + length for event in events) > limit
        for start in range(min(events) - length, max(events) + 1)
    )


@given(
    st.lists(st.integers(-30, 30), max_size=7),
    st.integers(1, 3),
    st.integers(1, 12),
)
def test_a_duration_clears_at_the_very_second(events: list[int], limit: int, length: int) -> None:
    """One more fits at that second and at none before it, whether earlier or later ones crowd."""
    fitting: list[int] = []
    for event in events:
        if not too_many([*fitting, event], limit, length):
            fitting.append(event)
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    instants = [at + timedelta(seconds=event) for event in fitting]
    clear = int(
        (first_clear_at(at, instants, limit, timedelta(seconds=length)) - at).total_seconds()
    )
    assert not too_many([*fitting, clear], limit, length)
    assert all(too_many([*fitting, earlier], limit, length) for earlier in range(clear))


def test_a_duration_is_exact_to_the_microsecond() -> None:
    """It ends as long after the event as it is, wherever the event falls."""
    event = datetime(2038, 1, 19, 3, 14, 0, 123457, tzinfo=UTC)
    late, length = event + timedelta(minutes=2), timedelta(minutes=5)
    assert first_clear_at(late, [event], 1, length) == event + length
    assert first_clear_at(event + length, [event], 1, length) == event + length


def test_a_duration_sees_every_date_it_may_touch() -> None:
    """A day and an hour touch three dates on each side, and a clock change may add one."""
    window = Window(Unit.DURATION, seconds=25 * 3600)
    assert window.span(DAY) == (DAY - 3, DAY + 3)
