"""The facts of a contact: exactly what its clauses ask for, read on the connection handed in.

Inside a decision that connection is the write transaction, so nothing can come between what was
read and what is written. A fact that cannot be had is `Unknown`.
"""

from __future__ import annotations

import apsw
import msgspec

from duegate.ledger import events, notes, tenants
from duegate.ledger.events import Actor
from duegate.ledger.identity import (
    Keys,
    Number,
    SubjectKeys,
    caller_number,
    candidate_zones,
    number_of,
)
from duegate.model.contact import Channel, Contact, says_something
from duegate.model.moment import Moment, moment_of, zone_of
from duegate.model.unknown import Unknown
from duegate.rulebook.book import Book, needs
from duegate.rulebook.facts import NOT_ASKED, CallerShown, ClockState, Fact, Facts

BY_NUMBER = frozenset({Channel.CALL, Channel.SMS})
NO_TENANT = Unknown("there is no such tenant")


class Known(msgspec.Struct, frozen=True):
    """The facts, and what writing the contact down needs besides."""

    facts: Facts
    moment: Moment
    actor: Actor
    keys: SubjectKeys


def gather(
    connection: apsw.Connection,
    book: Book,
    keys: Keys,
    contact: Contact,
    clock: ClockState,
    region: str | None,
) -> Known:
    """Fetch what the clauses in force at the contact's instant need to know."""
    wanted = needs(book, contact, contact.at)
    number = _recipient(contact, region)
    zones = _zones(contact, number)
    moment = moment_of(contact.at, () if isinstance(zones, Unknown) else zones)
    subject = keys.of(contact, number)
    caller = _caller(contact, region)
    tenant = tenants.known(connection, contact.tenant, caller)
    actor = Actor(contact.tenant, contact.tenant if tenant is None else tenant.principal)
    facts = Facts(
        zones=zones,
        clock=clock,
        standing=NO_TENANT if tenant is None else tenant.standing,
        caller=_shown(caller, registered=tenant is not None and tenant.caller_registered),
        reachable=_reachable(contact, number),
        notes=(
            notes.about(connection, subject, contact.tenant)
            if Fact.NOTES in wanted.facts
            else NOT_ASKED
        ),
        events=tuple(
            [
                (need, events.events(connection, need, actor, subject, moment))
                for need in wanted.events
            ]
        ),
    )
    return Known(facts, moment, actor, subject)


def nothing_known(contact: Contact) -> Known:
    """Give the facts when none can be had: every clause that needs one refuses."""
    none = SubjectKeys(b"", b"", b"")
    actor = Actor(contact.tenant, contact.tenant)
    return Known(Facts(), Moment(contact.at), actor, none)


def _recipient(contact: Contact, region: str | None) -> Number | None:
    written = contact.recipient.number
    return None if written is None else number_of(written, region)


def _zones(contact: Contact, number: Number | None) -> tuple[str, ...] | Unknown:
    try:
        zones = candidate_zones(contact.recipient, contact.debtor.region, number)
        for zone in zones:
            zone_of(zone)
    except ValueError as error:
        return Unknown(str(error))
    return zones or Unknown("neither stated nor told by a number or a region")


def _caller(contact: Contact, region: str | None) -> str | None:
    """Give the number shown, in the form it is registered in; `None` when none is shown."""
    caller = contact.caller
    if caller is None or caller.withheld or caller.number is None:
        return None
    return caller_number(caller.number, region)


def _shown(caller: str | None, *, registered: bool) -> CallerShown:
    if caller is None:
        return CallerShown.WITHHELD
    return CallerShown.REGISTERED if registered else CallerShown.UNREGISTERED


def _reachable(contact: Contact, number: Number | None) -> bool:
    """Tell whether the recipient can be told apart: a valid number, or an address or handle."""
    recipient = contact.recipient
    if contact.channel in BY_NUMBER or recipient.number is not None:
        return number is not None
    return says_something(recipient.address) or says_something(recipient.handle)
