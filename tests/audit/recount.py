"""A naive recount: the earlier records that count for a cap or a pause, found one by one.

Plain dates and comparisons over everything that went before; no window function, no index, and
none of the engine's arithmetic of dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from duegate.audit.past import Record
from duegate.model.contact import Purpose, Role
from duegate.model.outcome import OutcomeState
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import ActorScope, CountKey
from duegate.rulebook.kinds import Cooldown, FrequencyCap
from duegate.rulebook.window import Unit, Window

ONE = timedelta(days=1)
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LENGTHS = {"hours": timedelta(hours=1), "minutes": timedelta(minutes=1)}


def dates(record: Record) -> list[date]:
    """Give the dates the clocks of a record show."""
    zones = () if isinstance(record.zones, Unknown) else record.zones
    zones = zones or ("Etc/GMT+12", "Etc/GMT-14")
    return [record.contact.at.astimezone(ZoneInfo(zone)).date() for zone in zones]


def alike(key: CountKey, one: Record, other: Record) -> bool:
    """Tell whether two records are counted together."""
    a, b = one.subject, other.subject
    match key:
        case CountKey.DEBTOR:
            return a.debtor == b.debtor or a.person == b.person
        case CountKey.PERSON:
            return a.person == b.person
        case CountKey.DEBT:
            return (a.debtor, a.debt) == (b.debtor, b.debt)
        case CountKey.PERSON_DEBT:
            return (a.person, a.debt) == (b.person, b.debt)
        case CountKey.DEBTOR_CREDITOR:
            any_creditor = None in (a.creditor, b.creditor)
            same = a.debtor == b.debtor or a.person == b.person
            return same and (any_creditor or a.creditor == b.creditor)


def _together(rule: FrequencyCap | Cooldown, one: Record, other: Record) -> bool:
    """Tell whether an earlier record is of the sort that counts for a later one."""
    sent, own = other.contact, one.contact.tenant == other.contact.tenant
    return (
        alike(rule.key, one, other)
        and (own or rule.actor_scope is ActorScope.PLATFORM)
        and sent.channel in rule.channels
        and sent.purpose not in rule.excludes
        and (rule.roles is None or sent.recipient.role in {*rule.roles, Role.UNKNOWN})
    )


def filled(rule: FrequencyCap, one: Record, earlier: Sequence[Record]) -> list[list[int]]:
    """Give what fills each of the fullest windows a record is in."""
    counts = [
        other
        for other in earlier
        if _together(rule, one, other)
        and (other.state is None or other.state in rule.counts)
        and not (rule.excludes_replies and _reply(rule, one, other, earlier))
    ]
    if rule.window.seconds is not None:
        of, at = timedelta(seconds=rule.window.seconds), one.contact.at
        return [[other.rid for other in counts if other.contact.at > at - of]]
    found = [
        [other.rid for other in counts if min(dates(other)) <= last and first <= max(dates(other))]
        for day in dates(one)
        for first, last in windows(rule.window, day)
    ]
    return [rids for rids in found if len(rids) == max(map(len, found))]


def _reply(rule: FrequencyCap, one: Record, other: Record, earlier: Iterable[Record]) -> bool:
    """Tell whether a record answers what they wrote on the same date, to us or to others."""
    ours = one.contact.tenant
    return other.contact.purpose is Purpose.REPLY and any(
        theirs.state is OutcomeState.INBOUND
        and alike(rule.key, one, theirs)
        and (theirs.contact.tenant == ours) is (other.contact.tenant == ours)
        and theirs.contact.at <= other.contact.at
        and len({*dates(theirs), *dates(other)}) == 1
        for theirs in earlier
    )


def windows(window: Window, day: date) -> list[tuple[date, date]]:
    """Give the windows that hold a date."""
    match window.unit:
        case Unit.CALENDAR_DAY:
            return [(day, day)]
        case Unit.CALENDAR_WEEK:
            first = day
            while WEEK[first.weekday()] != window.starts:
                first -= ONE
            return [(first, first + 6 * ONE)]
        case Unit.CALENDAR_MONTH:
            first = day.replace(day=1)
            return [(first, (first + 31 * ONE).replace(day=1) - ONE)]
        case Unit.ROLLING_DATES:
            starts = [day - n * ONE for n in range(window.length)]
            return [(first, first + (window.length - 1) * ONE) for first in starts]
        case _:
            return [(date.min, date.max)]


def pausing(rule: Cooldown, one: Record, earlier: Sequence[Record]) -> list[list[int]]:
    """Give the records after which it is too early."""
    early: Callable[[Record], bool]
    if rule.unit in LENGTHS:
        of = rule.length * LENGTHS[rule.unit]

        def early(other: Record) -> bool:
            return other.contact.at > one.contact.at - of

    else:

        def early(other: Record) -> bool:
            return any(day < max(dates(other)) + rule.length * ONE for day in dates(one))

    return [
        [
            other.rid
            for other in earlier
            if _together(rule, one, other)
            and (other.state is None or other.state in rule.after)
            and early(other)
        ]
    ]
