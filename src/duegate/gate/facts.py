"""The facts of a contact: exactly what its clauses ask for, read on the connection handed in.

Inside a decision that connection is the write transaction, so nothing can come between what was
read and what is written. A fact that cannot be had is `Unknown`.
"""

from __future__ import annotations

from functools import lru_cache

import apsw
import msgspec

from duegate.gate.desk import Desk
from duegate.ledger import events, notes, overrides, tenants
from duegate.ledger.events import Actor
from duegate.ledger.identity import (
    Number,
    SubjectKeys,
    caller_number,
    candidate_zones,
    number_of,
)
from duegate.ledger.places import debtor_places
from duegate.ledger.tenants import KnownTenant, TenantMemo
from duegate.model.contact import Channel, Contact, Role, says_something
from duegate.model.moment import Moment, moment_of, zone_of
from duegate.model.unknown import Unknown
from duegate.rulebook.book import Book, needs
from duegate.rulebook.facts import NOT_ASKED, CallerShown, ClockState, Fact, Facts
from duegate.rulebook.judging import places_known
from duegate.rulebook.places import Places

BY_NUMBER = frozenset({Channel.CALL, Channel.SMS})
MAYBE_DEBTOR = frozenset({Role.DEBTOR, Role.UNKNOWN})
NO_TENANT = Unknown("there is no such tenant")
NOWHERE = Unknown("neither a region, a number nor a zone tells where the debtor is")


class Known(msgspec.Struct, frozen=True):
    """The facts, and what writing the contact down needs besides."""

    facts: Facts
    moment: Moment
    actor: Actor
    keys: SubjectKeys


def gather(
    connection: apsw.Connection,
    desk: Desk,
    contact: Contact,
    clock: ClockState,
    memo: TenantMemo | None = None,
) -> Known:
    """Fetch what the clauses in force at the contact's instant need to know.

    `memo` spares reading a tenant again within one transaction.
    """
    number = _recipient(contact, desk.region)
    zones = _zones(contact.recipient.zone, _regions(contact), number)
    moment = moment_of(contact.at, () if isinstance(zones, Unknown) else zones)
    subject = desk.keys.of(contact, number)
    caller = _caller(contact, desk.region)
    tenant = _tenant(connection, contact.tenant, caller, {} if memo is None else memo)
    places = _places(desk.book, contact, number, None if tenant is None else tenant.place)
    wanted = needs(desk.book, contact, contact.at, places_known(places))
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
        places=places,
        overrides=(
            overrides.about(connection, subject, contact.tenant)
            if Fact.OVERRIDES in wanted.facts
            else ()
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


def _regions(contact: Contact) -> tuple[str, ...]:
    """Give the regions the recipient may be in; the debtor's own tells of others only at need."""
    line, debtor = contact.recipient.region, contact.debtor.region
    both = line is None or contact.recipient.role in MAYBE_DEBTOR
    return tuple([region for region in (line, debtor if both else None) if region is not None])


@lru_cache(maxsize=4_096)
def _zones(
    stated: str | None, regions: tuple[str, ...], number: Number | None
) -> tuple[str, ...] | Unknown:
    try:
        zones = candidate_zones(stated, regions, number)
        for zone in zones:
            zone_of(zone)
    except ValueError as error:
        return Unknown(str(error))
    return zones or Unknown("neither stated nor told by a number or a region")


def _places(
    book: Book, contact: Contact, number: Number | None, collector: str | None
) -> Places | Unknown:
    """Find whose law may bind the contact."""
    recipient = contact.recipient
    told = None if number is None else number.place
    debtor = debtor_places(contact.debtor.region, recipient.region, told, recipient.zone)
    return book.placed(debtor, collector, contact.debt.law) if debtor else NOWHERE


def _tenant(
    connection: apsw.Connection, name: str, caller: str | None, memo: TenantMemo
) -> KnownTenant | None:
    """Read a tenant and whether the caller number is its own; once a transaction."""
    if (name, caller) not in memo:
        memo[name, caller] = tenants.known(connection, name, caller)
    return memo[name, caller]


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
