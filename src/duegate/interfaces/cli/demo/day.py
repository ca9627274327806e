"""The invented day of the demonstration: who is contacted, how, when, and what became of it.

Nothing is drawn by lot: what varies is taken from a hash, so that the day is the same everywhere.
All persons, debts and agencies are invented.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import msgspec

from duegate.model.contact import (
    Caller,
    Channel,
    Contact,
    Debt,
    Debtor,
    Place,
    Provenance,
    Purpose,
    Recipient,
    Role,
    Source,
)
from duegate.model.moment import zone_of
from duegate.model.outcome import OutcomeState

ZONE = "Asia/Shanghai"
MIDNIGHT = datetime(2026, 11, 23, tzinfo=zone_of(ZONE))
DEBTORS = 48
OF_ACME = 28  # the first debtors owe through acme, the others through beta
SHARED = 2  # as many of beta's last debtors are the same persons as acme's first
CALLERS = {"acme": "+862154320000", "beta": "+8675586000000"}
JITTER_MINUTES = 25


class Step(msgspec.Struct, frozen=True):
    """One contact of the plan: at which minute of the day, and what differs from a plain call."""

    minute: int
    channel: Channel = Channel.CALL
    role: Role = Role.DEBTOR
    basis: str | None = None
    source: Source = Source.CREDITOR_FILE
    place: Place | None = None
    amount: int = 20_000
    withheld: bool = False


class Planned(msgspec.Struct, frozen=True):
    """A contact of the day, and what becomes of it if it may leave."""

    contact: Contact
    outcome: OutcomeState | None


def _at(time: str) -> int:
    hours, minutes = time.split(":")
    return 60 * int(hours) + int(minutes)


def _plain(debtor: int) -> Iterator[Step]:
    """What every debtor is sent; some also too early, once too often, or too late."""
    if debtor % 3 == 0:
        yield Step(_at("07:20"), Channel.SMS)
    yield Step(_at("09:00"))
    visited = ODD[debtor % len(ODD)].place is Place.HOME  # only after three attempts with outcome
    yield Step(_at("10:30"), Channel.CALL if visited else Channel.SMS)
    if debtor % 4:
        yield Step(_at("13:30"))
    if debtor % 2:
        yield Step(_at("16:00"))
    yield Step(_at("18:40"), Channel.SMS)
    if debtor % 4 == 1:
        yield Step(_at("20:30"))
    if debtor % 5 == 2:  # noqa: PLR2004 - every fifth
        yield Step(_at("21:05"))


ODD = (
    Step(_at("11:00"), Channel.POSTCARD),
    Step(_at("11:10"), Channel.EMAIL),
    Step(_at("11:20"), Channel.LETTER),
    Step(_at("19:10"), Channel.VISIT, place=Place.HOME),
    Step(_at("09:50"), Channel.VISIT, place=Place.CAMPUS),
    Step(_at("14:00"), role=Role.CLASSMATE),
    Step(_at("14:10"), role=Role.RELATIVE),
    Step(_at("15:00"), source=Source.PURCHASED),
    Step(_at("15:10"), withheld=True),
    Step(_at("12:00"), Channel.SOCIAL),
    Step(_at("12:30"), role=Role.GUARANTOR, basis="guarantee contract, article 3"),
    Step(_at("19:20"), Channel.VISIT, place=Place.HOME, amount=60_000),
)


def day() -> list[Planned]:
    """Give every contact of the day in the order of time."""
    planned = [_planned(debtor, step) for debtor in range(DEBTORS) for step in _steps(debtor)]
    return sorted(planned, key=lambda each: (each.contact.at, each.contact.id))


def _steps(debtor: int) -> Iterator[Step]:
    yield from _plain(debtor)
    yield ODD[debtor % len(ODD)]


def _planned(debtor: int, step: Step) -> Planned:
    jitter = drawn(JITTER_MINUTES * 60, debtor, step.minute)
    at = MIDNIGHT + timedelta(minutes=step.minute, seconds=jitter)
    contact = contact_about(debtor, step, at)
    return Planned(contact, _outcome(step.channel, debtor, step.minute))


def contact_about(debtor: int, step: Step, at: datetime) -> Contact:
    """Make the contact of one step."""
    tenant = "acme" if debtor < OF_ACME else "beta"
    caller = Caller(withheld=True) if step.withheld else Caller(CALLERS[tenant])
    student = debtor % len(ODD) in {4, 5, 9}
    return Contact(
        id=f"{tenant}-{debtor:02}-{at:%H%M%S}",
        at=at,
        tenant=tenant,
        channel=step.channel,
        recipient=_recipient(debtor, step),
        debtor=Debtor(f"d-{debtor:02}", student=student, region="CN-GD"),
        debt=Debt(f"L-{debtor:02}", Decimal(step.amount), "CNY"),
        purpose=Purpose.COLLECT if debtor % 2 else Purpose.REMIND,
        caller=caller if step.channel in {Channel.CALL, Channel.SMS} else None,
        place=step.place,
        provenance=Provenance(step.source),
    )


def _recipient(debtor: int, step: Step) -> Recipient:
    first_shared = DEBTORS - SHARED
    person = debtor - first_shared if first_shared <= debtor < DEBTORS else debtor
    if step.role is not Role.DEBTOR:
        person += 100  # somebody else's number
    if step.channel in {Channel.CALL, Channel.SMS}:
        return Recipient(number(person), role=step.role, basis=step.basis, zone=ZONE)
    if step.channel is Channel.SOCIAL:
        return Recipient(handle=f"user-{person}", role=step.role, zone=ZONE)
    where = f"{person}@example.com" if step.channel is Channel.EMAIL else f"{person} Example Road"
    return Recipient(address=where, role=step.role, zone=ZONE)


def number(person: int) -> str:
    """Give the invented number of a person."""
    return f"+861300000{person:04}"


_OUTCOMES = {
    Channel.CALL: (
        OutcomeState.RANG_NO_ANSWER,
        OutcomeState.CONVERSATION,
        OutcomeState.NOT_CONNECTED,
        OutcomeState.VOICEMAIL,
        OutcomeState.ANSWERED,
    ),
    Channel.SMS: (OutcomeState.DELIVERED, OutcomeState.DELIVERED, None),
    Channel.EMAIL: (OutcomeState.MESSAGE_SENT,),
    Channel.LETTER: (OutcomeState.LETTER_POSTED,),
    Channel.VISIT: (OutcomeState.VISIT_MADE, OutcomeState.VISIT_CONTACT),
}


def _outcome(channel: Channel, *what: int) -> OutcomeState | None:
    outcomes = _OUTCOMES.get(channel, (None,))
    return outcomes[drawn(len(outcomes), *what)]


def drawn(below: int, *what: int) -> int:
    """Give a number below a bound that depends on nothing but `what`."""
    return int.from_bytes(hashlib.sha256(repr(what).encode()).digest()[:4], "big") % below
