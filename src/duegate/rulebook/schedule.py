"""A schedule: the hours in which contact is allowed, for whatever a date may be.

The hours of a date begin on it; those that run over midnight end on the next. A date that may be
several things (nobody knows whether it is a holiday) is open only while it would be as each.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from duegate.model.moment import DAY_S
from duegate.model.text import Text, listed
from duegate.rulebook.calendar import Calendar, DayClass, Reading, every_reading, weekday
from duegate.rulebook.records import either
from duegate.rulebook.time_of_day import TimeOfDay

if TYPE_CHECKING:
    from duegate.rulebook.records import Sheet

Spans = tuple[tuple[int, int], ...]
"""Openings and closings in seconds since the midnight the date begins with."""

_WORDS: dict[str, Text] = {
    DayClass.EVERY: Text("每日", "every day"),
    DayClass.WORKDAY: Text("工作日", "workdays"),
    DayClass.SATURDAY: Text("周六", "Saturdays"),
    DayClass.SUNDAY: Text("周日", "Sundays"),
    DayClass.HOLIDAY: Text("节假日", "holidays"),
    DayClass.MONDAY: Text("周一", "Mondays"),
    DayClass.TUESDAY: Text("周二", "Tuesdays"),
    DayClass.WEDNESDAY: Text("周三", "Wednesdays"),
    DayClass.THURSDAY: Text("周四", "Thursdays"),
    DayClass.FRIDAY: Text("周五", "Fridays"),
}


def day_word(name: str) -> Text:
    """Give the words for a class of days; one of a calendar's own is called what it is called."""
    return _WORDS.get(name) or Text(f"“{name}”日", f"“{name}” days")


class Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An interval in which contact is allowed on days of one class: open <= t < close.

    A closing before the opening is that of the next day. `days` is `every`, `workday`, `holiday`,
    a weekday in full such as `monday`, or a class the calendar names.
    """

    open: TimeOfDay
    close: TimeOfDay
    days: str = DayClass.EVERY.value

    def __str__(self) -> str:
        days = "" if self.days == DayClass.EVERY else f"{self.days} "
        return f"{days}{self.open}-{self.close}"

    @property
    def span(self) -> tuple[int, int]:
        """Give opening and closing in seconds since the midnight before the opening."""
        opening, closing = int(self.open), int(self.close)
        return opening, closing if opening < closing else closing + DAY_S


def hours_text(hours: tuple[Hours, ...], closed: frozenset[str] = frozenset()) -> Text:
    """Say the hours in both languages, and the days without any."""
    said = [_hours_text(each) for each in hours]
    if closed:
        days = listed(day_word(name) for name in _in_order(closed))
        said.append(Text(f"{days.zh}不可", f"none on {days.en}"))
    return listed(said)


def _hours_text(hours: Hours) -> Text:
    span, day = f"{hours.open}-{hours.close}", day_word(hours.days)
    if hours.days == DayClass.EVERY:
        return Text(span, span)
    return Text(f"{day.zh} {span}", f"{span} on {day.en}")


def _in_order(names: frozenset[str]) -> list[str]:
    """Order classes as a week goes, a calendar's own last."""
    known = list(_WORDS)
    return sorted(names, key=lambda name: (known.index(name) if name in known else 99, name))


class Schedule:
    """The hours of whatever a date may be, and the calendar that tells what it is."""

    def __init__(
        self,
        hours: tuple[Hours, ...],
        closed: frozenset[str] = frozenset(),
        calendar: Calendar | None = None,
        guard_s: int = 0,
    ) -> None:
        self._calendar = calendar
        self._said = {
            name: tuple(_guarded(each, guard_s) for each in hours if each.days == name)
            for name in {each.days for each in hours}
        } | dict.fromkeys(closed, ())
        self._over = any(each.span[1] > DAY_S for each in hours)
        self._laid = {reading: self._lay(reading) for reading in every_reading(calendar)}
        spans = set(self._laid.values())
        self.daily: Spans | None = None
        if len(spans) == 1 and not self._over:
            (self.daily,) = spans

    def spans(self, reading: Reading) -> Spans:
        """Give the hours of a date that is read so: those of the first class that has any say."""
        laid = self._laid.get(reading)
        return self._lay(reading) if laid is None else laid

    def _lay(self, reading: Reading) -> Spans:
        return next((self._said[name] for name in reading if name in self._said), ())

    def holds(self, day: int, second: int) -> bool:
        """Tell whether a second of a local date lies inside the hours."""
        if self.daily is not None:
            return _inside(self.daily, second)
        return self._begun(day, second) or (self._over and self._begun(day - 1, second + DAY_S))

    def open_spans(self, day: int) -> Spans:
        """Give the open stretches of a local date, whatever it may be, in seconds of that date."""
        edges = {0, DAY_S}
        for read, shift in [(each, 0) for each in self._read(day)] + [
            (each, DAY_S) for each in self._read(day - 1)
        ]:
            edges |= {edge - shift for span in self.spans(read) for edge in span}
        turns = sorted(edge for edge in edges if 0 <= edge <= DAY_S)
        opened: list[tuple[int, int]] = []
        for opening, closing in pairwise(turns):
            if not self.holds(day, opening):
                continue
            if opened and opened[-1][1] == opening:
                opening = opened.pop()[0]  # noqa: PLW2901 - it goes on
            opened.append((opening, closing))
        return tuple(opened)

    def in_sql(self, sheet: Sheet) -> str:
        """Test in SQL that every clock of a record's recipient shows an open time."""
        return sheet.on_every_clock(lambda day, second: self.open_in_sql(day, second, sheet.days))

    def open_in_sql(self, day: str, second: str, days: tuple[int, int]) -> str:
        """Test in SQL a second of a local date, of the first to the last of `days`."""
        if self.daily is not None:
            return _inside_in_sql(self.daily, second)
        alike: dict[Spans, list[int]] = {}
        for each in range(days[0], days[1] + 1):
            alike.setdefault(self.open_spans(each), []).append(each)
        usual = max(alike, key=lambda spans: len(alike[spans]))
        cases = "".join(
            f" WHEN {day} IN ({', '.join(map(str, dates))}) THEN {_inside_in_sql(spans, second)}"
            for spans, dates in alike.items()
            if spans != usual
        )
        otherwise = _inside_in_sql(usual, second)
        return f"CASE{cases} ELSE {otherwise} END" if cases else otherwise

    def openings(self, day: int) -> list[int]:
        """Give the seconds at which hours may begin on a date, in order.

        Midnight is one when hours run over it, for a clock that skips the evening before.
        """
        if self.daily is not None:
            return [opening for opening, _ in self.daily]
        seconds = {opening for read in self._read(day) for opening, _ in self.spans(read)}
        return sorted(seconds | {0} if self._over else seconds)

    def knows(self, day: int) -> bool:
        """Tell whether it is settled what the date is."""
        return self._calendar is None or self._calendar.knows(day)

    def _begun(self, day: int, second: int) -> bool:
        """Tell whether hours that began on `day` hold `second`, whatever the date may be."""
        return all(_inside(self.spans(reading), second) for reading in self._read(day))

    def _read(self, day: int) -> tuple[Reading, ...]:
        return (weekday(day),) if self._calendar is None else self._calendar.readings(day)


def _inside(spans: Spans, second: int) -> bool:
    for opening, closing in spans:  # noqa: SIM110 - spelled out: this runs for every contact
        if opening <= second < closing:
            return True
    return False


def _inside_in_sql(spans: Spans, second: str) -> str:
    return either(
        *(f"{second} >= {opening} AND {second} < {closing}" for opening, closing in spans)
    )


def _guarded(hours: Hours, guard_s: int) -> tuple[int, int]:
    opening, closing = hours.span
    return opening, max(opening, closing - guard_s)


def unspoken(
    hours: tuple[Hours, ...], closed: frozenset[str], readings: tuple[Reading, ...]
) -> list[Reading]:
    """Give the readings nothing is said of: no class of theirs has hours or is closed."""
    spoken = {each.days for each in hours} | closed
    return [reading for reading in readings if not spoken & set(reading)]
