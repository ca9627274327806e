"""Every version that differs from a given one by one unit in one place.

A time moves by a minute, a count or a length by one, an amount by a cent; a set gains or loses one
member; a word becomes each other word of its list; a date moves by a day. Left out is what no
contact could tell apart, each for the reason beside it.
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
from duegate.model.moment import DAY_S
from duegate.rulebook.checks import check_rule
from duegate.rulebook.clause import Applies, Version
from duegate.rulebook.kinds import ChannelBan, FrequencyCap, PartyRule
from duegate.rulebook.kinds.rule import BaseRule, TimeOfDay

ALWAYS = date(1970, 1, 1)
Changed = tuple[str, Any]


def mutants(version: Version) -> Iterator[tuple[str, Version]]:
    """Give every neighbour of a version, with what was changed."""
    for part in ("rule", "applies"):
        for what, changed in _neighbours(getattr(version, part)):
            if _can_be_told(version, changed):
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
        for what, changed in _near(getattr(value, field.name), types[field.encode_name]):
            mutant = msgspec.structs.replace(value, **{field.name: changed})
            yield f"{field.name} {what}", mutant


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


def _can_be_told(version: Version, changed: msgspec.Struct) -> bool:
    """Tell whether some contact could show the change."""
    rule = version.rule
    if isinstance(changed, BaseRule) and (list(check_rule(changed)) or _is_no_window(changed)):
        return False  # no file can hold it
    if rule.awaits() is not None and type(changed) is type(rule):
        return False  # nothing is judged yet
    if isinstance(changed, (ChannelBan, PartyRule)) and changed.when_unknown != rule.when_unknown:
        return False  # these kinds ask for no fact
    if isinstance(changed, Applies):
        moved = (changed.roles or frozenset()) ^ (version.applies.roles or frozenset())
        return Role.UNKNOWN not in moved  # whoever is not known is concerned anyway
    concerned = version.applies.roles
    if isinstance(rule, PartyRule) and isinstance(changed, PartyRule) and concerned is not None:
        moved = (rule.allowed ^ changed.allowed) | (rule.with_basis ^ changed.with_basis)
        return moved <= concerned | {Role.UNKNOWN}  # others never come before the rule
    return True


def _is_no_window(rule: BaseRule) -> bool:
    return isinstance(rule, FrequencyCap) and rule.window.length < 1
