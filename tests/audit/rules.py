"""Packs of rules drawn at random: every kind a record can show anything about, every parameter.

What no shipped pack asks yet, weeks from Thursday to Wednesday or hours over midnight on another
country's calendar, is asked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import msgspec
from tests.packs.shipped import PACKS
from tests.rulebook.sample import ALWAYS, clause, pack, version

from duegate.model.contact import (
    Arrangement,
    Audience,
    Channel,
    ConsentScope,
    DebtKind,
    DebtState,
    Element,
    Place,
    Purpose,
    Role,
    Source,
)
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState
from duegate.model.tenant import Qualification
from duegate.rulebook.clause import Applies, Pack, Version
from duegate.rulebook.facts import ActorScope, CallerShown, CountKey
from duegate.rulebook.kinds import Rule
from duegate.rulebook.kinds.cooldown import Measure
from duegate.rulebook.time_of_day import TimeOfDay
from duegate.rulebook.window import Unit, Weekday
from duegate.rulebook.wishes import WishSort

CALENDARS = {name: each for one in PACKS.values() for name, each in one.calendars.items()}
HIDDEN = (CallerShown.UNREGISTERED, CallerShown.WITHHELD)
REFUSALS = [str(verdict) for verdict in Verdict if verdict is not Verdict.ALLOW]
TIMES = ("00:00", "06:00", "08:00", "12:30", "20:00", "21:00", "22:00", "24:00")
CLASSES = ("workday", "saturday", "sunday", "holiday", "monday", "friday")


def drawn_pack(draw: Random, name: str, around: date, clauses: int = 10) -> Pack:
    """Draw a pack whose clauses begin and end around a date, some of them twice."""
    made = []
    for number in range(clauses):
        versions = [_version(draw, around)]
        if draw.random() < 0.2:
            turn = around + timedelta(days=draw.randrange(12))
            first, second = _version(draw, around), _version(draw, around)
            versions = [
                msgspec.structs.replace(first, since=ALWAYS, until=turn),
                msgspec.structs.replace(second, since=turn, until=None),
            ]
        made.append(clause(*versions, name=f"{name}/{number}"))
    zone = draw.choice(("Asia/Shanghai", "America/New_York"))
    return pack(*made, name=name, zone=zone, calendars=CALENDARS)


def _version(draw: Random, around: date) -> Version:
    since = ALWAYS if draw.random() < 0.7 else around + timedelta(days=draw.randrange(5))
    until = None if draw.random() < 0.8 else since + timedelta(days=draw.choice((3, 30_000)))
    return version(drawn_rule(draw), since=since, until=until, applies=applies(draw))


def applies(draw: Random) -> Applies:
    """Draw what a clause concerns, now and then something."""
    asked: dict[str, Any] = {}
    for name, words in (
        ("channels", Channel),
        ("roles", Role),
        ("purposes", Purpose),
        ("places", Place),
        ("debts", DebtKind),
        ("audiences", Audience),
    ):
        if draw.random() < 0.12:
            asked[name] = _some(draw, words)
    for name in ("student", "automated"):
        if draw.random() < 0.06:
            asked[name] = draw.random() < 0.5
    return msgspec.convert(asked, Applies)


def drawn_rule(draw: Random, kind: str | None = None, **fixed: object) -> Any:  # noqa: ANN401
    """Draw a rule, all but what is fixed; half of them count."""
    kinds = [*DRAWN, *["frequency_cap"] * 8, *["cooldown"] * 3]
    kind = kind or draw.choice(kinds)
    rule: dict[str, Any] = {"kind": kind, "otherwise": draw.choice(REFUSALS), **DRAWN[kind](draw)}
    if draw.random() < 0.15:
        rule["unless_consent"] = draw.choice(("hours", "frequency", "any"))
    if draw.random() < 0.1:
        rule["unless_overdue_days"] = draw.randrange(30)
    return msgspec.convert(rule | fixed, Rule, dec_hook=_time)


def _time(_kind: type, written: str) -> TimeOfDay:
    return TimeOfDay.parse(written)


def _cap(draw: Random) -> dict[str, Any]:
    window: dict[str, Any] = {"unit": str(draw.choice(list(Unit)))}
    match window["unit"]:
        case Unit.CALENDAR_WEEK:
            window["starts"] = str(draw.choice(list(Weekday)))
        case Unit.ROLLING_DATES:
            window["length"] = draw.choice((1, 2, 7, 31))
        case Unit.DURATION:
            window["seconds"] = draw.choice((300, 3_600, 86_400, 604_800))
        case _:
            pass
    made = {
        "limit": draw.choice((1, 1, 2, 3, 5)),
        "window": window,
        "key": str(draw.choice(list(CountKey))),
        "channels": _channels(draw),
        "counts": _some(draw, OutcomeState),
        "actor_scope": str(draw.choice(list(ActorScope))),
        "roles": _now_and_then(draw, Role),
        "excludes": _now_and_then(draw, Purpose) or [],
    }
    if draw.random() < 0.2:
        made["excludes_consented"] = draw.choice(("frequency", "any", "hours"))
    if draw.random() < 0.2:
        made["excludes_replies"] = True
    return made


def _cooldown(draw: Random) -> dict[str, Any]:
    return {
        "after": _some(draw, OutcomeState),
        "channels": _channels(draw),
        "length": draw.choice((1, 2, 5, 7)),
        "unit": str(draw.choice((Measure.DATES, *Measure))),
        "key": str(draw.choice(list(CountKey))),
        "actor_scope": str(draw.choice(list(ActorScope))),
        "roles": _now_and_then(draw, Role),
        "excludes": _now_and_then(draw, Purpose) or [],
    }


def _hours(draw: Random) -> dict[str, Any]:
    hours = []
    for days in ("every", *draw.sample(CLASSES, draw.choice((0, 0, 2)))):
        opening, closing = draw.sample(TIMES, 2)
        opening = "00:00" if opening == "24:00" else opening
        if opening != closing:
            hours.append({"open": opening, "close": closing, "days": days})
    hours = hours or [{"open": "08:00", "close": "21:00"}]
    spoken = {each.get("days", "every") for each in hours}
    closed = [name for name in draw.sample(CLASSES, 1) if name not in spoken]
    return {
        "hours": hours,
        "closed": closed if draw.random() < 0.4 else [],
        "calendar": draw.choice((None, *sorted(CALENDARS))),
        "zone": draw.choice((None, None, None, "Asia/Tokyo", "America/New_York")),
        "guard_s": draw.choice((0, 0, 900)),
    }


def _party(draw: Random) -> dict[str, Any]:
    roles, purposes = _some(draw, Role), _some(draw, Purpose)
    return {
        "allowed": _some(draw, Role),
        "with_basis": _now_and_then(draw, Role) or [],
        "limited": {"roles": roles, "purposes": purposes} if draw.random() < 0.3 else None,
        "with_consent": _now_and_then(draw, Role) or [],
    }


def _precondition(draw: Random) -> dict[str, Any]:
    wait = {"length": draw.choice((1, 3)), "unit": str(draw.choice(list(Measure)))}
    return {
        "at_least": draw.choice((1, 2)),
        "channels": _channels(draw),
        "states": _some(draw, OutcomeState),
        "key": str(draw.choice(list(CountKey))),
        "actor_scope": str(draw.choice(list(ActorScope))),
        "wait": wait if draw.random() < 0.4 else None,
        "consecutive": draw.random() < 0.4,
        "or_states": _now_and_then(draw, DebtState) or [],
        "or_arranged": _now_and_then(draw, Arrangement) or [],
    }


def _ban(draw: Random) -> dict[str, Any]:
    return {"channels": _channels(draw), "audiences": _now_and_then(draw, Audience)}


def _preference(draw: Random) -> dict[str, Any]:
    heeds, exempt = _now_and_then(draw, WishSort), _now_and_then(draw, Purpose)
    return {"exempt": exempt or [], "one_reply": draw.random() < 0.4, "heeds": heeds}


def _hold(draw: Random) -> dict[str, Any]:
    return {
        "states": _some(draw, DebtState),
        "exempt": _now_and_then(draw, Purpose) or [],
        "term_days": draw.choice((None, 1, 5)),
    }


def _amount(draw: Random) -> dict[str, Any]:
    return {"threshold": draw.choice((Decimal(50_000), Decimal("0.5"))), "currency": "CNY"}


def _place(draw: Random) -> dict[str, Any]:
    return {
        "banned": _some(draw, Place),
        "unless_arranged": _now_and_then(draw, Arrangement) or [],
    }


def _provenance(draw: Random) -> dict[str, Any]:
    return {"accepted": _some(draw, Source), "fresh_days": draw.choice((None, 30))}


def _consent(draw: Random) -> dict[str, Any]:
    return {"covers": str(draw.choice(list(ConsentScope))), "max_age_days": draw.choice((None, 10))}


DRAWN: dict[str, Callable[[Random], dict[str, Any]]] = {
    "frequency_cap": _cap,
    "cooldown": _cooldown,
    "time_window": _hours,
    "party_rule": _party,
    "precondition": _precondition,
    "channel_ban": _ban,
    "preference": _preference,
    "state_hold": _hold,
    "amount_band": _amount,
    "place_rule": _place,
    "data_provenance": _provenance,
    "consent": _consent,
    "caller_identity": lambda draw: {"refused": _some(draw, HIDDEN)},
    "qualification": lambda draw: {"needs": _some(draw, Qualification)},
    "content_required": lambda draw: {"elements": _some(draw, Element)},
    "evidence_required": lambda draw: {"arrangements": _some(draw, Arrangement)},
}


def _channels(draw: Random) -> list[str]:
    return draw.choice((["call"], ["call"], ["call", "sms", "app"], _some(draw, Channel)))


def _now_and_then(draw: Random, words: Iterable[str]) -> list[str] | None:
    return _some(draw, words) if draw.random() < 0.3 else None


def _some(draw: Random, words: Iterable[str]) -> list[str]:
    """Draw one word at least."""
    every = [str(word) for word in words]
    return draw.sample(every, draw.randint(1, len(every)))
