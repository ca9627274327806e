"""The windows a count runs over, as spans of local dates; dates are proleptic ordinals."""

from __future__ import annotations

import enum
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from duegate.model.moment import DAY_S

if TYPE_CHECKING:
    from duegate.rulebook.records import Sheet


class Unit(enum.StrEnum):
    """How the law cuts time into windows."""

    CALENDAR_DAY = "calendar_day"
    CALENDAR_WEEK = "calendar_week"
    CALENDAR_MONTH = "calendar_month"
    ROLLING_DATES = "rolling_dates"  # n consecutive dates, the event's own date is day 1
    LIFETIME = "lifetime"
    DURATION = "duration"  # so many seconds, wherever they begin


class Weekday(enum.StrEnum):
    """The day a calendar week starts on, Monday unless the law says otherwise."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEKDAYS = tuple(Weekday)
MAX_DAY = date.max.toordinal()
Dates = tuple[int, int]
"""The first and the last date of a window, or those an event may have fallen on."""


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A window; `length` belongs to rolling dates, `starts` to weeks, `seconds` to durations."""

    unit: Unit
    length: Annotated[int, Meta(ge=1, le=366)] = 1
    starts: Weekday = Weekday.MONDAY
    seconds: Annotated[int, Meta(ge=1, le=31 * DAY_S)] | None = None

    def span(self, day: int) -> Dates:
        """Give the first and the last date whose events can share a window with `day`."""
        match self.unit:
            case Unit.CALENDAR_DAY:
                return day, day
            case Unit.CALENDAR_WEEK:
                first = day - (day - 1 - WEEKDAYS.index(self.starts)) % 7
                return first, first + 6
            case Unit.CALENDAR_MONTH:
                first = day - date.fromordinal(day).day + 1
                return first, _next_month(first) - 1
            case Unit.ROLLING_DATES:
                return day - self.length + 1, day + self.length - 1
            case Unit.LIFETIME:
                return 1, MAX_DAY
            case Unit.DURATION:
                days = (self.seconds or 0) // DAY_S + 2  # a clock change may add one
                return day - days, day + days

    def holding(self, day: int) -> list[Dates]:
        """Give the windows that hold `day`, each as its first and last date.

        Of rolling dates there are `length`, the later ones too: a back-dated event must not
        overfill a window that ends after it.
        """
        if self.unit is not Unit.ROLLING_DATES:
            return [self.span(day)]
        return [(first, first + self.length - 1) for first in range(day - self.length + 1, day + 1)]

    def first_day_in_sql(self, day: str, sheet: Sheet) -> str:
        """Give in SQL the first date whose events share a window with the records of `day`."""
        match self.unit:
            case Unit.CALENDAR_DAY:
                return day
            case Unit.CALENDAR_WEEK:
                return f"{day} - ({day} + {6 - WEEKDAYS.index(self.starts)}) % 7"
            case Unit.CALENDAR_MONTH:
                return _latest_of(_month_starts(*sheet.days), day)
            case Unit.ROLLING_DATES:
                return f"{day} - {self.length - 1}"
            case Unit.LIFETIME:
                return "1"
            case Unit.DURATION:
                return f"{day} - {(self.seconds or 0) // DAY_S + 2}"

    def first_clear(self, day: int, events: list[Dates], limit: int) -> int:
        """Give the first date from `day` on at which one more event stays within `limit`.

        Gives `day` itself when it is clear now, and `MAX_DAY` when it never will be.
        """
        tally = Tally(events)
        while day < MAX_DAY:
            if all(tally.within(window) < limit for window in self.holding(day)):
                return day
            rolling = self.unit is Unit.ROLLING_DATES
            day = day + 1 if rolling else min(self.span(day)[1] + 1, MAX_DAY)
        return MAX_DAY


def first_clear_at(at: datetime, events: list[datetime], limit: int, length: timedelta) -> datetime:
    """Give the first instant from `at` on at which one more event keeps every window in `limit`."""
    events = sorted(events)

    def used(start: datetime) -> int:
        return bisect_left(events, start + length) - bisect_left(events, start)

    full = [event for event in events if used(event) >= limit]
    ends = (event + length for event in events if event + length > at)
    return next(
        instant
        for instant in (at, *ends)  # where the last of their windows has ended, none is full
        if used(instant) < limit
        and bisect_right(full, instant) == bisect_right(full, instant - length)
    )


def stretches(
    at: datetime, events: list[datetime], length: timedelta
) -> list[tuple[datetime, datetime]]:
    """Give the windows of a duration that hold `at`, those that begin with an event or with it.

    A window holds the instant it begins with and not the one it ends with.
    """
    starts = [*(event for event in events if at - length < event <= at), at]
    return [(start, start + length) for start in starts]


class Tally:
    """The dates of events in order, so that those in a window are counted without asking each."""

    __slots__ = ("_firsts", "_lasts")

    def __init__(self, events: Sequence[Dates]) -> None:
        self._firsts, self._lasts = map(sorted, zip(*events, strict=True)) if events else ([], [])

    def within(self, window: Dates) -> int:
        """Count the events that may fall into a window: those begun by its end, less those over."""
        first, last = window
        return bisect_right(self._firsts, last) - bisect_left(self._lasts, first)


def _month_starts(first: int, last: int) -> list[int]:
    """Give the first dates of the months that a span of dates touches, in order."""
    starts = [first - date.fromordinal(first).day + 1]
    while (following := _next_month(starts[-1])) <= last:
        starts.append(following)
    return starts


def _latest_of(starts: list[int], day: str) -> str:
    """Give in SQL the latest of some dates that is no later than a day."""
    cases = "".join(f" WHEN {day} >= {start} THEN {start}" for start in reversed(starts[1:]))
    return f"CASE{cases} ELSE {starts[0]} END" if cases else str(starts[0])


def _next_month(first: int) -> int:
    start = date.fromordinal(first)
    year, month = divmod(start.year * 12 + start.month, 12)
    return date(year, month + 1, 1).toordinal()
