"""What a person may ask for, as a note writes it: `no_call`, `only_email`, `not_hours_09:00-17:00`.

Hours and days are those of the person's own clocks.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from duegate.model.contact import Channel, Contact, Place
from duegate.model.moment import DAY_S, LocalTime
from duegate.model.text import Text
from duegate.model.words import word
from duegate.rulebook.calendar import DayClass
from duegate.rulebook.records import Column, among, but, either
from duegate.rulebook.schedule import Hours, Schedule, day_word
from duegate.rulebook.time_of_day import TimeOfDay
from duegate.rulebook.window import Weekday

if TYPE_CHECKING:
    from duegate.rulebook.records import Sheet

CEASE = "cease"
ADDRESS = "no_address"
NO, ONLY, NOT_AT, HOURS, NOT_HOURS = "no_", "only_", "not_at_", "hours_", "not_hours_"
HOURS_SHOWN = (f"{HOURS}18:00-20:00", f"{NOT_HOURS}09:00-17:00")
WHOLE = (TimeOfDay(0), TimeOfDay(DAY_S))


class WishSort(enum.StrEnum):
    """What a wish is about."""

    CEASE = "cease"
    MEANS = "means"
    TIME = "time"
    PLACE = "place"
    ADDRESS = "address"


class Wish(msgspec.Struct, frozen=True, eq=False):
    """A wish: the channels or the place it refuses, or the hours in which it lets contacts pass."""

    text: Text
    sort: WishSort
    channels: frozenset[Channel] = frozenset()
    place: Place | None = None
    schedule: Schedule | None = None

    def against(self, contact: Contact, clocks: Iterable[LocalTime]) -> bool:
        """Tell whether the wish stands against a contact at these local times."""
        if contact.channel in self.channels:
            return True
        if self.place is not None:
            unsaid = contact.place is None and contact.channel is Channel.VISIT
            return unsaid or contact.place is self.place
        schedule = self.schedule
        if schedule is None:
            return False
        clocks = tuple(clocks)
        return not clocks or not all(schedule.holds(each.day, each.second) for each in clocks)

    def in_sql(self, sheet: Sheet) -> str:
        """Test in SQL whether the wish stands against a record."""
        against = [among("channel", self.channels)]
        if self.place is not None:
            place = f"channel = '{Channel.VISIT}'"
            if Column.PLACE in sheet.told:
                place = f"({place} AND place IS NULL) OR coalesce(place = '{self.place}', FALSE)"
            against.append(place)
        if self.schedule is not None:
            against.append(either(sheet.no_clock, but(self.schedule.in_sql(sheet))))
        return either(*against)


@lru_cache(maxsize=4_096)
def read_wish(written: str) -> Wish | None:
    """Read a wish; `None` when it is none."""
    if written == CEASE:
        return Wish(
            Text("不再接受任何联络", "not to be contacted at all"),
            WishSort.CEASE,
            frozenset(Channel),
        )
    if written == ADDRESS:
        return Wish(
            Text("不再使用该号码或地址", "not by this number or address"),
            WishSort.ADDRESS,
            frozenset(Channel),
        )
    for begin, reader in _READERS:
        if written.startswith(begin):
            return reader(written.removeprefix(begin))
    return None


def simple_wishes() -> tuple[str, ...]:
    """Name every wish that is one word; hours come besides."""
    return (
        CEASE,
        ADDRESS,
        *(NO + channel for channel in Channel),
        *(ONLY + channel for channel in Channel),
        *(NO + day for day in Weekday),
        *(NOT_AT + place for place in Place),
    )


def _no(name: str) -> Wish | None:
    if name in list(Channel):
        means = word(Channel(name))
        return Wish(
            Text(f"不接受{means.zh}", f"no {means.en}"),
            WishSort.MEANS,
            frozenset({Channel(name)}),
        )
    if name not in list(Weekday):
        return None
    day = DayClass(name)
    said = day_word(day)
    others = Schedule((Hours(*WHOLE),), frozenset({day}))
    return Wish(Text(f"{said.zh}不接受联络", f"not on {said.en}"), WishSort.TIME, schedule=others)


def _only(name: str) -> Wish | None:
    if name not in list(Channel):
        return None
    means = word(Channel(name))
    others = frozenset(Channel) - {Channel(name)}
    return Wish(Text(f"只接受{means.zh}", f"{means.en} only"), WishSort.MEANS, others)


def _not_at(name: str) -> Wish | None:
    if name not in list(Place):
        return None
    means = word(Place(name))
    return Wish(
        Text(f"不在{means.zh}接受联络", f"not at {means.en}"), WishSort.PLACE, place=Place(name)
    )


def _hours(written: str) -> Wish | None:
    hours = _span(written)
    if hours is None:
        return None
    return Wish(
        Text(f"只在 {hours} 接受联络", f"only at {hours}"),
        WishSort.TIME,
        schedule=Schedule((hours,)),
    )


def _not_hours(written: str) -> Wish | None:
    hours = _span(written)
    if hours is None:
        return None
    others = Schedule((Hours(hours.close, hours.open),))
    if hours.open < hours.close:
        parts = ((WHOLE[0], hours.open), (hours.close, WHOLE[1]))
        others = Schedule(tuple(Hours(a, b) for a, b in parts if a < b))
    return Wish(Text(f"{hours} 不接受联络", f"not at {hours}"), WishSort.TIME, schedule=others)


def _span(written: str) -> Hours | None:
    opening, _, closing = written.partition("-")
    try:
        hours = Hours(TimeOfDay.parse(opening), TimeOfDay.parse(closing))
    except ValueError:
        return None
    return None if hours.open in (hours.close, DAY_S) else hours


_READERS = ((NOT_HOURS, _not_hours), (HOURS, _hours), (NOT_AT, _not_at), (ONLY, _only), (NO, _no))
