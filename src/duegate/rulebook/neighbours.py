"""Neighbours: every version that differs from a given one by one step in one place.

A time moves by a minute, a count or a length by one, an amount by a cent; a set gains or loses one
member; a word becomes each other word of its list; a date moves by a day. Left out is what no
contact could tell apart, each for the reason beside it. Pure; the calendars are handed in.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import inspect as shape

from duegate.model.contact import Role
from duegate.model.judgement import Verdict
from duegate.model.moment import DAY_S
from duegate.rulebook.calendar import WEEK, Calendar, Calendars, DayClass, Reading
from duegate.rulebook.checks import check_rule
from duegate.rulebook.clause import Applies, Version
from duegate.rulebook.kinds import (
    ChannelBan,
    ContentRequired,
    Cooldown,
    EvidenceRequired,
    FrequencyCap,
    PartyRule,
    Precondition,
    Preference,
    Retention,
    StateHold,
    TimeWindow,
)
from duegate.rulebook.kinds.rule import BaseRule
from duegate.rulebook.kinds.time_window import schedule_of
from duegate.rulebook.time_of_day import TimeOfDay
from duegate.rulebook.window import Unit

ALWAYS = date(1970, 1, 1)
OPTIONAL = {
    "arrangements",
    "audiences",
    "closed",
    "consecutive",
    "excludes_consented",
    "excludes_replies",
    "fresh_days",
    "guard_s",
    "heeds",
    "limited",
    "max_age_days",
    "one_reply",
    "or_arranged",
    "or_states",
    "term_days",
    "unless_arranged",
    "unless_consent",
    "unless_overdue_days",
    "wait",
    "with_consent",
    "zone",
}
DAYS = {"closed", "days"}  # names, since a calendar may have classes of its own
COUNTING = (FrequencyCap, Cooldown)
FACTLESS = (ChannelBan, PartyRule, ContentRequired, EvidenceRequired)
Changed = tuple[str, Any]


def neighbours(version: Version, calendars: Calendars) -> Iterator[tuple[str, Version]]:
    """Give every neighbour of a version, with what was changed."""
    for part in ("rule", "applies"):
        for what, changed in _neighbours(getattr(version, part)):
            if _can_be_told(version, changed, calendars):
                yield f"{part}, {what}", msgspec.structs.replace(version, **{part: changed})
    for day in (-1, 1):
        if version.since != ALWAYS:  # "always" has no day before it
            since = version.since + timedelta(day)
            yield f"from {since}", msgspec.structs.replace(version, since=since)
        if version.until is not None:
            until = version.until + timedelta(day)
            yield f"until {until}", msgspec.structs.replace(version, until=until)


def _neighbours(value: msgspec.Struct) -> Iterator[Changed]:
    """Give a struct with one of its fields moved by one unit."""
    types = {field.name: field.type for field in shape.type_info(type(value)).fields}  # type: ignore[attr-defined]
    for field in msgspec.structs.fields(value):
        if field.name in OPTIONAL and getattr(value, field.name) == field.default:
            continue  # a clause that says nothing of it is no neighbour of one that does
        held = getattr(value, field.name)
        near = _days(held) if field.name in DAYS else _near(held, types[field.encode_name])
        for what, changed in near:
            yield f"{field.name} {what}", msgspec.structs.replace(value, **{field.name: changed})


def _days(value: str | frozenset[str]) -> Iterator[Changed]:
    """Give the other classes of days, or classes with one more or one less."""
    for name in DayClass:
        if isinstance(value, frozenset):
            yield f"{'without' if name in value else 'with'} {name}", value ^ {name}
        elif name != value:
            yield name, name


def _near(value: object, kind: shape.Type) -> Iterator[Changed]:
    """Give the values one unit away."""
    match value:
        case frozenset():
            yield from _toggled(value, kind)
        case msgspec.Struct():
            yield from _neighbours(value)
        case tuple():
            for place, item in enumerate(value):
                for what, changed in _neighbours(item):
                    yield f"{place + 1} {what}", (*value[:place], changed, *value[place + 1 :])
        case _:
            yield from ((str(moved), moved) for moved in _moved(value))


def _moved(value: object) -> list[object]:
    match value:
        case bool():
            return [not value, None]
        case TimeOfDay():
            times = (TimeOfDay(value - 60), TimeOfDay(value + 60))
            return [time for time in times if 0 <= time <= DAY_S]
        case enum.Enum():
            return [other for other in type(value) if other is not value]
        case int():
            return [value - 1, value + 1]
        case Decimal():
            return [value - Decimal("0.01"), value + Decimal("0.01")]
        case str():
            return [f"{value}X"]
        case _:
            return []


def _toggled(members: frozenset[Any], kind: shape.Type) -> Iterator[Changed]:
    for member in _all_of(kind):
        if member in members:
            yield f"without {member}", members - {member}
        else:
            yield f"with {member}", members | {member}


def _all_of(kind: shape.Type) -> list[enum.Enum]:
    """Find the members that a set may have."""
    match kind:
        case shape.Metadata():
            return _all_of(kind.type)
        case shape.UnionType():
            return [member for part in kind.types for member in _all_of(part)]
        case shape.FrozenSetType():
            return _all_of(kind.item_type)
        case shape.EnumType():
            return list(kind.cls)
        case _:
            return []


def _can_be_told(version: Version, changed: msgspec.Struct, calendars: Calendars) -> bool:
    """Tell whether some contact could show the change."""
    rule, applies = version.rule, version.applies
    if isinstance(changed, Applies):
        return not _moves_unknown(applies.roles, changed.roles)
    if isinstance(changed, BaseRule) and (list(check_rule(changed)) or _is_no_window(changed)):
        return False  # no file can hold it
    if _asks_nothing(rule, changed):
        return False
    return _shows(rule, changed, applies, calendars)


def _shows(rule: BaseRule, changed: msgspec.Struct, applies: Applies, calendars: Calendars) -> bool:
    """Tell whether a contact the clause is about could show a change of its rule."""
    if isinstance(rule, TimeWindow) and isinstance(changed, TimeWindow):
        return not _same_to_all(rule, changed, calendars)
    if isinstance(rule, COUNTING) and isinstance(changed, COUNTING):
        return not (_moves_unknown(rule.roles, changed.roles) or _both_for_ever(rule, changed))
    if isinstance(rule, Retention) and isinstance(changed, Retention):
        terms = (rule.least_years, rule.most_years)
        return (changed.least_years, changed.most_years) != terms  # the rest is for people to read
    if isinstance(rule, StateHold) and isinstance(changed, StateHold) and rule.term_days:
        return changed.otherwise is rule.otherwise  # a hold with a term always tells its end
    asked = applies.purposes
    if isinstance(rule, Preference) and isinstance(changed, Preference) and asked is not None:
        return rule.exempt ^ changed.exempt <= asked  # no others come before the rule
    if isinstance(rule, PartyRule) and isinstance(changed, PartyRule):
        return _party_told(rule, changed, applies.roles)
    return True


def _asks_nothing(rule: BaseRule, changed: msgspec.Struct) -> bool:
    """Tell whether nothing is judged yet, or the kind asks for no fact that could be missing."""
    if rule.awaits() is not None and type(changed) is type(rule):
        return True
    return isinstance(changed, FACTLESS) and changed.when_unknown != rule.when_unknown


def _both_for_ever(rule: BaseRule, changed: BaseRule) -> bool:
    """Tell whether a refusal that never ends is called a deferral or a denial; it is the latter."""
    if not isinstance(changed, FrequencyCap) or changed.window.unit is not Unit.LIFETIME:
        return False
    words = {rule.otherwise, changed.otherwise}
    return words == {Verdict.DEFER, Verdict.DENY}


def _moves_unknown(before: frozenset[Role] | None, after: frozenset[Role] | None) -> bool:
    """Tell whether the unknown role comes or goes; whoever is not known is concerned anyway."""
    return Role.UNKNOWN in (before or frozenset()) ^ (after or frozenset())


def _party_told(rule: PartyRule, changed: PartyRule, concerned: frozenset[Role] | None) -> bool:
    moved = _roles_moved(rule, changed)
    if moved and moved <= rule.allowed & changed.allowed:
        return False  # whoever is allowed needs nothing else
    return concerned is None or moved <= concerned | {Role.UNKNOWN}  # no others come before it


def _same_to_all(rule: TimeWindow, changed: TimeWindow, calendars: Calendars) -> bool:
    """Tell whether no date and no clock can show the change."""
    if changed.calendar != rule.calendar:
        return True  # there is no such calendar
    if rule.zone is not None and changed.when_unknown is not rule.when_unknown:
        return True  # it asks for no zone
    if msgspec.structs.replace(changed, hours=rule.hours, closed=rule.closed) != rule:
        return False
    calendar = calendars[rule.calendar] if rule.calendar else None
    here, there = schedule_of(rule, calendar), schedule_of(changed, calendar)
    return all(here.spans(read) == there.spans(read) for read in _readings(calendar))


def _readings(calendar: Calendar | None) -> set[Reading]:
    """Give what the dates the calendar knows are."""
    if calendar is None:
        return set(WEEK)
    first, last = calendar.known_from.toordinal(), calendar.known_until.toordinal()
    days = (day for day in range(first, last + 1) if calendar.knows(day))
    return {calendar.readings(day)[0] for day in days}


def _roles_moved(rule: PartyRule, changed: PartyRule) -> frozenset[Role]:
    """Name the roles of which the two say different things."""
    before, after = (
        (
            each.allowed,
            each.with_basis,
            each.with_consent,
            each.limited.roles if each.limited else frozenset[Role](),
        )
        for each in (rule, changed)
    )
    return frozenset().union(*(one ^ other for one, other in zip(before, after, strict=True)))


def _is_no_window(rule: BaseRule) -> bool:
    """Tell whether a window would have no date, or a precondition nothing to wait for."""
    if isinstance(rule, Precondition):
        return rule.at_least < 1
    return isinstance(rule, FrequencyCap) and rule.window.length < 1
