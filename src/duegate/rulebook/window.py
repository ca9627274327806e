"""The windows a count runs over, as spans of local dates; dates are proleptic ordinals."""

from __future__ import annotations

import enum
from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta


class Unit(enum.StrEnum):
    """How the law cuts time into windows."""

    CALENDAR_DAY = "calendar_day"
    CALENDAR_WEEK = "calendar_week"
    CALENDAR_MONTH = "calendar_month"
    ROLLING_DATES = "rolling_dates"  # n consecutive dates, the event's own date is day 1
    LIFETIME = "lifetime"


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


class Window(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A window; `length` belongs to rolling dates, `starts` to calendar weeks."""

    unit: Unit
    length: Annotated[int, Meta(ge=1, le=3_660)] = 1
    starts: Weekday = Weekday.MONDAY

    def span(self, day: int) -> tuple[int, int]:
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

    def first_clear(self, day: int, events: list[tuple[int, int]], limit: int) -> int:
        """Give the first date from `day` on at which one more event stays within `limit`.

        `events` are the first and last possible date of each event that counts. Gives `day` itself
        when it is clear now, and `MAX_DAY` when it never will be.
        """
        while day < MAX_DAY:
            first, last = self.span(day)
            near = [dates for dates in events if dates[1] >= first and dates[0] <= last]
            if not self._full(day, near, limit):
                return day
            day = day + 1 if self.unit is Unit.ROLLING_DATES else min(last + 1, MAX_DAY)
        return MAX_DAY

    def _full(self, day: int, near: list[tuple[int, int]], limit: int) -> bool:
        """Tell whether one more event on `day` would put more than `limit` into some window."""
        if self.unit is not Unit.ROLLING_DATES:
            return len(near) >= limit
        # Every run of `length` dates that holds `day` must keep within the limit: a back-dated
        # event must not overfill a later window. Runs start at day - length + 1 .. day.
        return any(
            sum(last >= start and first < start + self.length for first, last in near) >= limit
            for start in range(day - self.length + 1, day + 1)
        )


def _next_month(first: int) -> int:
    start = date.fromordinal(first)
    year, month = divmod(start.year * 12 + start.month, 12)
    return date(year, month + 1, 1).toordinal()
