"""A naive recount: who may be reached, counted again from a plain list of what happened.

It shares no line with the rulebook and knows no pack: each clause is one dumb function, written
from its sentence. It is slow, and meant to be read.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

THIRD = {"relative", "friend", "classmate", "unknown"}
LAWFUL_SOURCES = {"creditor_file", "contract", "debtor", "court", "public_register"}
ENDED = {"not_connected", "rang_no_answer", "voicemail", "answered", "conversation"}
STOPS = {
    "disputed",
    "sued",
    "paid",
    "insolvent",
    "deceased",
    "hardship",
    "minor",
    "attorney",
    "vulnerable",
}


class Ask(NamedTuple):
    """A contact that somebody wants to make, or one that was made and what became of it."""

    at: datetime
    zones: tuple[str, ...]  # where the recipient may be
    tenant: str
    debtor: str
    channel: str = "call"
    number: str | None = None
    valid: bool = True  # the number is one, or there is an address
    role: str = "debtor"
    basis: str | None = None
    caller: str | None = None
    source: str | None = "creditor_file"
    place: str | None = None
    student: bool | None = None
    amount: int | None = None
    purpose: str = "collect"
    outcome: str | None = None


class Told(NamedTuple):
    """A wish or a state: about a debtor of a tenant, or about a number; from when, until when."""

    value: str
    since: datetime
    until: datetime | None = None
    tenant: str | None = None
    debtor: str | None = None
    number: str | None = None


class World(NamedTuple):
    """What is known besides the contact: what happened before, and how things stand now."""

    past: Sequence[Ask]
    standing: dict[str, str]
    callers: dict[str, set[str]]
    told: Sequence[Told]


def line(number: str) -> str:
    """Write a number as its digits, without what is dialled after it."""
    folded = unicodedata.normalize("NFKC", number)
    for tail in (";", ",", "x"):
        folded = folded.split(tail)[0]
    return "".join(str(int(letter)) for letter in folded if letter.isdecimal())


def clocks(ask: Ask) -> list[datetime]:
    """Read every clock the recipient may look at."""
    return [ask.at.astimezone(ZoneInfo(zone)) for zone in ask.zones]


def days(ask: Ask) -> set[date]:
    """Name every date it may be for the recipient."""
    return {clock.date() for clock in clocks(ask)}


def same_debtor(one: Ask, other: Ask) -> bool:
    """Tell whether two contacts concern one debtor: by reference, or by number."""
    by_reference = (one.tenant, one.debtor) == (other.tenant, other.debtor)
    by_number = one.number and other.number and line(one.number) == line(other.number)
    return bool(by_reference or by_number)


def phoned(ask: Ask) -> bool:
    """Tell whether it is a call or a text message."""
    return ask.channel in {"call", "sms"}


def outside(ask: Ask, *hours: tuple[time, time]) -> bool:
    """Tell whether a clock may show a time outside the hours; an unknown clock may."""
    shown = [clock.time() for clock in clocks(ask)]
    return not shown or any(not any(a <= now < b for a, b in hours) for now in shown)


def full(ask: Ask, past: Sequence[Ask]) -> bool:
    """Tell whether the recipient may have been reached three times on a date it may be now."""
    counted = [one for one in past if phoned(one) and one.outcome != "not_sent"]
    mine = [one for one in counted if same_debtor(one, ask)]
    return any(sum(day in days(one) for one in mine) >= 3 for day in days(ask))


def unvisited(ask: Ask, past: Sequence[Ask]) -> bool:
    """Tell whether fewer than three earlier calls or messages of this tenant have ended.

    Where nobody knows in which zone it is now, nothing is known to be earlier.
    """
    mine = [one for one in past if one.tenant == ask.tenant and same_debtor(one, ask)]
    return (
        sum(phoned(one) and one.outcome in ENDED and one.at < ask.at for one in mine) < 3
        or not ask.zones
    )


def said(written: str | None) -> bool:
    """Tell whether there is anything to read."""
    return any(letter.isalnum() for letter in written or "")


def unasked(ask: Ask) -> bool:
    """Tell whether a third party is reached that is no payer on record."""
    payer = ask.role in {"co_debtor", "guarantor"}
    return ask.role in THIRD or (payer and not said(ask.basis))


def stopped(ask: Ask, standing: dict[str, str]) -> bool:
    """Tell whether the tenant is unknown or was shut down."""
    return standing.get(ask.tenant) in {None, "suspended", "terminated"}


def held(ask: Ask, told: Sequence[Told], values: set[str]) -> bool:
    """Tell whether a wish or state holds now for this debtor or this number."""
    for note in told:
        by_reference = (note.tenant, note.debtor) == (ask.tenant, ask.debtor)
        by_number = note.number and ask.number and line(note.number) == line(ask.number)
        now = note.since <= ask.at and (note.until is None or ask.at < note.until)
        if note.value in values and now and (by_reference or by_number):
            return True
    return False


MORNING, EVENING = time(8), time(21)
FREE = ((time(0), time(8, 30)), (time(12, 30), time(14)), (time(17, 30), time.max))

CLAUSES: dict[str, Callable[[Ask, World], bool]] = {
    "SZ-01": lambda ask, _: outside(ask, (MORNING, EVENING)),
    "SZ-02": lambda ask, world: phoned(ask) and (not ask.zones or full(ask, world.past)),
    "SZ-03": lambda ask, _: phoned(ask) and ask.caller is None,
    "SZ-04": lambda ask, _: ask.channel == "postcard",
    "SZ-05": lambda ask, _: ask.role in {"relative", "friend", "unknown"},
    "SZ-10": lambda ask, _: ask.channel == "visit" and ask.place in {None, "campus"},
    "SZ-11": lambda ask, _: (
        ask.channel == "visit" and ask.place in {None, "campus"} and outside(ask, *FREE)
    ),
    "SZ-12": lambda ask, _: unasked(ask),
    "SZ-13": lambda ask, _: ask.channel == "social" and ask.student is not False,
    "SZ-15": lambda ask, _: ask.source not in LAWFUL_SOURCES,
    "SZ-16": lambda ask, world: stopped(ask, world.standing),
    "SZ-17": lambda ask, world: ask.channel == "visit" and unvisited(ask, world.past),
    "SZ-17-amount": lambda ask, _: (
        ask.channel == "visit" and (ask.amount is None or ask.amount >= 50_000)
    ),
    "known-jurisdiction": lambda ask, _: not ask.zones,
    "known-role": lambda ask, _: ask.role in {"colleague", "school", "other", "unknown"},
    "known-tenant": lambda ask, world: stopped(ask, world.standing),
    "restricted-tenant": lambda ask, world: world.standing.get(ask.tenant) in {None, "restricted"},
    "opt-out": lambda ask, world: (
        ask.purpose != "reply" and held(ask, world.told, {"cease", f"no_{ask.channel}"})
    ),
    "own-number": lambda ask, world: (
        phoned(ask) and ask.caller not in world.callers.get(ask.tenant, set())
    ),
    "reachable-recipient": lambda ask, _: not ask.valid,
    "social-post": lambda ask, _: ask.channel == "social",
    "state-hold": lambda ask, world: held(ask, world.told, STOPS),
    "stated-source": lambda ask, _: ask.source in {None, "unknown"},
}


def refusing(ask: Ask, world: World) -> set[str]:
    """Name every clause that does not let the contact through now."""
    return {name for name, refuses in CLAUSES.items() if refuses(ask, world)}
