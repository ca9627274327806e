"""Calendars: which dates are holidays, worked weekend days, or days of a class of their own.

A calendar is dated data with a horizon. Beyond it nobody knows: such a date may be a holiday, a
worked weekend day or what its weekday says, and whoever asks must be right in every case.
"""

from __future__ import annotations

import enum
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from itertools import pairwise

import msgspec

from duegate.model.text import Text
from duegate.rulebook.errors import PackError
from duegate.rulebook.misread import misread


class DayClass(enum.StrEnum):
    """The classes of days the law gives hours for; a calendar may name more."""

    EVERY = "every"  # whatever no other hours speak of
    WORKDAY = "workday"  # Monday to Friday, and weekend days that are worked; no holiday
    SATURDAY = "saturday"
    SUNDAY = "sunday"
    HOLIDAY = "holiday"
    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"


Reading = tuple[str, ...]
"""What a date may be: the classes that speak of it, the most particular first."""

HOLIDAY: Reading = (DayClass.HOLIDAY, DayClass.EVERY)
ADJUSTED: Reading = (DayClass.WORKDAY, DayClass.EVERY)
WEEK: tuple[Reading, ...] = (
    (DayClass.MONDAY, *ADJUSTED),
    (DayClass.TUESDAY, *ADJUSTED),
    (DayClass.WEDNESDAY, *ADJUSTED),
    (DayClass.THURSDAY, *ADJUSTED),
    (DayClass.FRIDAY, *ADJUSTED),
    (DayClass.SATURDAY, DayClass.EVERY),
    (DayClass.SUNDAY, DayClass.EVERY),
)


def weekday(day: int) -> Reading:
    """Read a date by its weekday alone."""
    return WEEK[(day - 1) % 7]


class Calendar(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """The holidays and adjusted workdays of one place, from `known_from` to `known_until`.

    `unsettled` are dates inside that nobody could tell yet, such as those of a feast the moon
    decides; `classes` are classes of its own, which speak before every other.
    """

    id: str
    title: Text
    known_from: date
    known_until: date
    source: str
    checked: date
    holidays: tuple[date, ...]
    workdays: tuple[date, ...] = ()
    unsettled: tuple[date, ...] = ()
    classes: dict[str, tuple[date, ...]] = {}
    hash: str = ""

    def readings(self, day: int) -> tuple[Reading, ...]:
        """Tell what the date may be; more than one thing only when nobody knows."""
        if not self.knows(day):
            return _with_own((weekday(day), HOLIDAY, ADJUSTED), self.classes)
        if day in self._holidays:
            plain = HOLIDAY
        else:
            plain = ADJUSTED if day in self._workdays else weekday(day)
        own = [name for name, days in self._classes.items() if day in days]
        return ((*own, *plain),)

    def knows(self, day: int) -> bool:
        """Tell whether it is settled what the date is."""
        first, last = self._known
        return first <= day <= last and day not in self._unsettled

    @cached_property
    def _known(self) -> tuple[int, int]:
        return self.known_from.toordinal(), self.known_until.toordinal()

    @cached_property
    def _holidays(self) -> frozenset[int]:
        return _ordinals(self.holidays)

    @cached_property
    def _workdays(self) -> frozenset[int]:
        return _ordinals(self.workdays)

    @cached_property
    def _unsettled(self) -> frozenset[int]:
        return _ordinals(self.unsettled)

    @cached_property
    def _classes(self) -> dict[str, frozenset[int]]:
        return {name: _ordinals(days) for name, days in self.classes.items()}


def every_reading(calendar: Calendar | None) -> tuple[Reading, ...]:
    """Give what dates can be; without a calendar they are their weekdays."""
    return WEEK if calendar is None else _with_own((*WEEK, HOLIDAY, ADJUSTED), calendar.classes)


def _with_own(plain: tuple[Reading, ...], own: Mapping[str, object]) -> tuple[Reading, ...]:
    return (*plain, *((name, *reading) for name in own for reading in plain))


def _ordinals(days: tuple[date, ...]) -> frozenset[int]:
    return frozenset(day.toordinal() for day in days)


Calendars = Mapping[str, Calendar]
"""The calendars at hand, by their id."""


def load_calendar(name: str, data: bytes) -> Calendar:
    """Read the calendar in the file `name`.toml; raises `PackError`."""
    read, problems = None, []
    try:
        shaped = tomllib.loads(data.decode())
        read = msgspec.convert(shaped, Calendar, builtin_types=(date,))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problems = [f"not TOML: {str(error)[:1].lower()}{str(error)[1:]}; mend it"]
    except msgspec.ValidationError as error:
        problems = [misread(error, shaped, Calendar)]
    if read is not None:
        problems = list(_checked(name, read))
    if read is None or problems:
        raise PackError([f"calendars/{name}.toml: {what}" for what in problems])
    return msgspec.structs.replace(read, hash=hashlib.sha256(data).hexdigest())


def _checked(name: str, calendar: Calendar) -> Iterator[str]:
    if calendar.id != name:
        yield f'id is "{calendar.id}" but the file is `{name}`; make them equal'
    if calendar.known_until < calendar.known_from:
        yield "known_until lies before known_from; exchange them"
    for day in sorted(set(calendar.holidays) & set(calendar.workdays)):
        yield f"workdays: {day} is a holiday as well; say one of the two"
    for own in sorted(set(calendar.classes) & set(DayClass)):
        yield f"classes: `{own}` is a class of every calendar; name it otherwise"
    if calendar.hash:
        yield "hash: it is made from the file; leave it out"
    for place in ("holidays", "workdays", "unsettled"):
        yield from _dates(calendar, place, getattr(calendar, place))
    for own, days in calendar.classes.items():
        yield from _dates(calendar, f"classes, {own}", days)


def _dates(calendar: Calendar, place: str, days: tuple[date, ...]) -> Iterator[str]:
    for earlier, later in pairwise(days):
        if later <= earlier:
            yield f"{place}: {later} does not come after {earlier}; put the dates in order"
    for day in days:
        if not calendar.known_from <= day <= calendar.known_until:
            yield f"{place}: {day} lies outside the horizon; widen it or leave the date out"
