"""The earlier contacts a row of a case table is given, as `call 09:00 conversation, sms 10:00`.

An item is a channel, then a date and a time (left out: the row's own day, its first minute), then
in any order the state it came to (left out: its outcome is open), the role it reached, its purpose,
and what it does not share with the row: `other_tenant`, `other_debtor`, `other_debt`,
`other_person` or `other_creditor`.
"""

from __future__ import annotations

import enum
import re
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from duegate.model.contact import Channel, Purpose, Role
from duegate.model.moment import local_time, zone_of
from duegate.model.outcome import OutcomeState
from duegate.rulebook.facts import ActorScope, CountKey, Event, EventsNeed
from duegate.rulebook.spelling import meant

_E = TypeVar("_E", bound=enum.StrEnum)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d\d:\d\d(:\d\d)?([+-]\d\d:\d\d)?")


class Apart(enum.StrEnum):
    """What an earlier contact does not share with the row."""

    TENANT = "other_tenant"
    DEBTOR = "other_debtor"
    DEBT = "other_debt"
    PERSON = "other_person"
    CREDITOR = "other_creditor"


class Past(msgspec.Struct, frozen=True):
    """An earlier contact, and what it does not share with the row."""

    event: Event
    apart: frozenset[Apart] = frozenset()

    def seen_by(self, need: EventsNeed, *, creditor: bool = True) -> bool:
        """Tell whether the gate would fetch it; a debtor is known by reference or by number.

        A row that states no `creditor` may be about any.
        """
        if need.actor_scope is ActorScope.TENANT and Apart.TENANT in self.apart:
            return False
        match need.key:
            case CountKey.DEBTOR:
                return not {Apart.DEBTOR, Apart.PERSON} <= self.apart
            case CountKey.PERSON:
                return Apart.PERSON not in self.apart
            case CountKey.DEBT:
                return Apart.DEBT not in self.apart
            case CountKey.PERSON_DEBT:
                return not {Apart.DEBT, Apart.PERSON} & self.apart
            case CountKey.DEBTOR_CREDITOR:
                other = creditor and Apart.CREDITOR in self.apart
                return not other and not {Apart.DEBTOR, Apart.PERSON} <= self.apart


def read_past(item: str, now: datetime, zones: tuple[str, ...]) -> Past:
    """Read one item; times are local to the first of `zones`; raises `ValueError`."""
    channel, *words = item.split()
    at, words = _when(words, now, zones[0])
    event: dict[str, enum.StrEnum] = {"role": Role.DEBTOR, "purpose": Purpose.COLLECT}
    apart = set()
    for written in words:
        name, value = _meaning(written)
        if isinstance(value, Apart):
            apart.add(value)
        else:
            event[name] = value
    days = [local_time(at, zone).day for zone in zones]
    fixed = {
        "at": at,
        "day_first": min(days),
        "day_last": max(days),
        "channel": member(Channel, channel),
        "own": Apart.TENANT not in apart,
    }
    return Past(msgspec.convert({**fixed, **event}, Event), frozenset(apart))


def instant(written: str, zone: str) -> datetime:
    """Read a local time, or a date as its midnight; raises `ValueError`."""
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        raise ValueError(f"`{written}` is not a time; write it as YYYY-MM-DD HH:MM") from None
    if at.tzinfo is not None:
        return at.astimezone(UTC)
    first, second = (at.replace(tzinfo=zone_of(zone), fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        sentence = f"{zone} shows {written} twice or never; add the offset, such as +01:00"
        raise ValueError(sentence)
    return first.astimezone(UTC)


def member(kind: type[_E], written: str) -> _E:
    """Read a member of a closed set; raises `ValueError` listing them."""
    try:
        return kind(written)
    except ValueError:
        raise ValueError(f"`{written}` is not known{meant(written, kind)}") from None


def _when(words: list[str], now: datetime, zone: str) -> tuple[datetime, list[str]]:
    """Read a date and a time off the front; without a date it is today, without a time 00:00."""
    day, time = now.astimezone(zone_of(zone)).date().isoformat(), "00:00"
    if words and _DATE.fullmatch(words[0]):
        day, *words = words
    if words and _TIME.fullmatch(words[0]):
        time, *words = words
    return instant(f"{day} {time}", zone), words


def _meaning(written: str) -> tuple[str, enum.StrEnum]:
    """Find what a word of an item tells: a state, a role, a purpose, what is not shared."""
    kinds = {"state": OutcomeState, "role": Role, "purpose": Purpose, "apart": Apart}
    for name, kind in kinds.items():
        if written in list(kind):
            return name, kind(written)
    known = [value for kind in kinds.values() for value in kind]
    raise ValueError(f"`{written}` tells nothing of an earlier contact{meant(written, known)}")
