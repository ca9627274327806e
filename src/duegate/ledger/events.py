"""The events: contacts that were let through, what became of them, and which of them count.

Each step is a new row. A hold whose outcome is not known counts; only a report that it never left
gives it back. Whether a state counts is the clause's own affair, so every event is handed over
with its state. INVARIANT: nothing here updates or deletes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import apsw
import msgspec

from duegate.ledger.identity import SubjectKeys
from duegate.ledger.instants import from_us, to_us
from duegate.model.contact import Channel, Contact, Purpose, Role
from duegate.model.moment import Moment, moment_of
from duegate.model.outcome import RANK, OutcomeState
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import ActorScope, CountKey, Event, EventsNeed
from duegate.store.ask import every, one

EVERYWHERE = ("Etc/GMT+12", "Etc/GMT-14")
"""The first and the last zone of the earth, for a recipient who may be anywhere."""

EVENTS_MAX = 1_000
"""More events than this for one window are not read; the count is then unknown, which refuses."""


class HeldContact(msgspec.Struct, frozen=True):
    """A hold as it stands: when it began, whether its permit was used, the furthest report."""

    tenant: str
    channel: Channel
    at: datetime
    held_at: datetime
    redeemed: bool
    state: OutcomeState | None


_COLUMNS = """
SELECT h.at_us, h.day_first, h.day_last, h.channel, h.role, h.purpose, h.tenant = ?1,
       (SELECT o.state FROM outcome o WHERE o.decision = h.leaf ORDER BY o.rank DESC LIMIT 1)
FROM hold h WHERE
"""
# ?1 tenant, ?2 principal, ?3 first day, ?4 debtor, ?5 person, ?6 debt, ?7 creditor
_DEBTOR = "((h.debtor = ?4 AND h.day_last >= ?3) OR (h.person = ?5 AND h.day_last >= ?3))"
_WHOSE = {
    CountKey.DEBTOR: _DEBTOR,
    CountKey.PERSON: "h.person = ?5 AND h.day_last >= ?3",
    CountKey.DEBT: "h.debtor = ?4 AND h.day_last >= ?3 AND h.debt = ?6",
    CountKey.PERSON_DEBT: "h.person = ?5 AND h.day_last >= ?3 AND h.debt = ?6",
    # A creditor that was not stated may be any.
    CountKey.DEBTOR_CREDITOR: f"{_DEBTOR} AND (?7 IS NULL OR h.creditor IS NULL"
    " OR h.creditor = ?7)",
}
_ACTOR = {
    ActorScope.PLATFORM: " AND ?2 IS NOT NULL AND ?7 IS ?7",  # the latter: only to take all seven
    ActorScope.TENANT: " AND h.principal = ?2 AND ?7 IS ?7",
}
_BOUNDED = f" LIMIT {EVENTS_MAX + 1}"
_SQL = {
    (key, scope): _COLUMNS + whose + actor + _BOUNDED
    for key, whose in _WHOSE.items()
    for scope, actor in _ACTOR.items()
}


class Actor(msgspec.Struct, frozen=True):
    """Who asks: the tenant, and the legal entity behind it."""

    tenant: str
    principal: str


def events(
    connection: apsw.Connection, need: EventsNeed, actor: Actor, keys: SubjectKeys, moment: Moment
) -> tuple[Event, ...] | Unknown:
    """Give the events that may share a window with the moment; later ones too."""
    if not moment.local:
        return Unknown("no candidate zone")
    day = min([need.window.span(clock.day)[0] for clock in moment.local])
    bindings = (
        actor.tenant,
        actor.principal,
        day,
        keys.debtor,
        keys.person,
        keys.debt,
        keys.creditor,
    )
    rows = every(connection, _SQL[need.key, need.actor_scope], bindings)
    if len(rows) > EVENTS_MAX:
        return Unknown(f"more than {EVENTS_MAX} earlier contacts")
    return tuple([_event(row) for row in rows])


def _event(row: Any) -> Event:  # noqa: ANN401 - a row of the query above
    at_us, day_first, day_last, channel, role, purpose, own, state = row
    return Event(
        from_us(at_us),
        day_first,
        day_last,
        _CHANNEL[channel],
        _ROLE[role],
        _PURPOSE[purpose],
        own == 1,
        _STATE[state],
    )


# Members by value: a dictionary is several times faster than asking the enum.
_CHANNEL = {channel.value: channel for channel in Channel}
_ROLE = {role.value: role for role in Role}
_PURPOSE = {purpose.value: purpose for purpose in Purpose}
_STATE: dict[str | None, OutcomeState | None] = {
    None: None,
    **{state.value: state for state in OutcomeState},
}


def hold(
    connection: apsw.Connection,
    leaf: int,
    contact: Contact,
    actor: Actor,
    keys: SubjectKeys,
    moment: Moment,
    held_at: datetime,
) -> None:
    """Write the event of a contact that is let through, on the local dates it falls on."""
    days = [clock.day for clock in moment.local or moment_of(moment.at, EVERYWHERE).local]
    connection.execute(
        "INSERT INTO hold VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            leaf,
            actor.tenant,
            actor.principal,
            keys.debtor,
            keys.person,
            keys.debt,
            contact.channel,
            contact.recipient.role,
            contact.purpose,
            to_us(moment.at),
            min(days),
            max(days),
            to_us(held_at),
            keys.creditor,
        ),
    )


def held(connection: apsw.Connection, leaf: int) -> HeldContact | None:
    """Find the hold of a decision; `None` when the decision let nothing through."""
    row = one(
        connection,
        "SELECT h.tenant, h.channel, h.at_us, h.held_us,"
        " EXISTS (SELECT 1 FROM redemption r WHERE r.decision = h.leaf),"
        " (SELECT o.state FROM outcome o WHERE o.decision = h.leaf ORDER BY o.rank DESC LIMIT 1)"
        " FROM hold h WHERE h.leaf = ?",
        (leaf,),
    )
    if row is None:
        return None
    tenant, channel, at_us, held_us, redeemed, state = row
    return HeldContact(
        tenant,
        _CHANNEL[channel],
        from_us(at_us),
        from_us(held_us),
        redeemed == 1,
        _STATE[state],
    )


def keys_of(connection: apsw.Connection, leaf: int) -> SubjectKeys:
    """Give the keys a held contact counts by."""
    row = one(connection, "SELECT debtor, person, debt, creditor FROM hold WHERE leaf = ?", (leaf,))
    return SubjectKeys(*row)


def reported(connection: apsw.Connection, leaf: int, state: OutcomeState) -> int | None:
    """Find the leaf of an earlier report of the same state, so that none is written twice."""
    row = one(
        connection, "SELECT leaf FROM outcome WHERE decision = ? AND rank = ?", (leaf, RANK[state])
    )
    return None if row is None else row[0]


def reports(connection: apsw.Connection, leaf: int) -> list[int]:
    """Give the entries of the log that report on a decision, in their order."""
    rows = every(connection, "SELECT leaf FROM outcome WHERE decision = ? ORDER BY leaf", (leaf,))
    return [entry for (entry,) in rows]


def report(
    connection: apsw.Connection,
    leaf: int,
    decision: int,
    state: OutcomeState,
    at: datetime,
    recorded_at: datetime,
) -> None:
    """Write what became of a contact; the furthest report is the one that holds."""
    connection.execute(
        "INSERT INTO outcome VALUES (?,?,?,?,?,?)",
        (leaf, decision, state, RANK[state], to_us(at), to_us(recorded_at)),
    )


def redeem(connection: apsw.Connection, leaf: int, at: datetime) -> None:
    """Spend the permit of a decision."""
    connection.execute("INSERT INTO redemption VALUES (?,?)", (leaf, to_us(at)))
