"""The person came to us: recorded like a decision, so that pauses and replies know of it.

It uses up no count. Nothing is decided: whoever calls may always be listened to.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from duegate.gate.decide import question
from duegate.gate.errors import InboundRefused, KeyReused, UnknownInbound, UnknownTenant
from duegate.gate.facts import gather
from duegate.gate.ids import new_id
from duegate.gate.watch import STEADY
from duegate.ledger import events, inbound, tenants
from duegate.ledger.inbound import Came
from duegate.model.contact import Channel, Purpose
from duegate.model.outcome import OutcomeState

if TYPE_CHECKING:
    import apsw

    from duegate.evidence.log import Entry
    from duegate.gate.batch import Answer, Batch
    from duegate.gate.decide import Ask
    from duegate.gate.desk import Desk
    from duegate.gate.facts import Known

NAMED = "inb"  # how their ids begin
LATE_MAX = timedelta(days=31)


class InboundReceipt(msgspec.Struct, frozen=True):
    """The proof that an inbound contact was recorded: when it came, and its place in the log."""

    id: str
    contact: str
    tenant: str
    channel: Channel
    at: datetime
    leaf: int
    receipt: str


def record(desk: Desk, batch: Batch, ask: Ask) -> Answer[InboundReceipt]:
    """Record that the person came to the tenant, at the instant the contact states."""
    request = desk.keys.request(question(ask))
    earlier = _replay(batch, ask, request)
    if earlier is not None:
        return earlier
    at = ask.contact.at.astimezone(UTC)  # as a replay will tell it
    contact = msgspec.structs.replace(ask.contact, at=at, purpose=Purpose.COLLECT)
    if tenants.get(batch.connection, contact.tenant) is None:
        raise UnknownTenant(f'there is no tenant "{contact.tenant}"; add it first')
    if not ask.as_stated:
        _refuse_elsewhen(desk, batch, at)
    known = gather(batch.connection, desk, contact, STEADY)
    name = new_id(NAMED, batch.now)
    entry = _enter(batch, name, ask, known)
    events.hold(
        batch.connection,
        entry.index,
        contact,
        known.actor,
        known.keys,
        known.moment,
        held_at=batch.now,
    )
    events.report(
        batch.connection, entry.index, entry.index, OutcomeState.INBOUND, contact.at, batch.now
    )
    inbound.write(batch.connection, entry.index, name, contact.id, contact.tenant, ask.key, request)

    def sealed() -> InboundReceipt:
        return InboundReceipt(
            name,
            contact.id,
            contact.tenant,
            contact.channel,
            contact.at,
            entry.index,
            entry.receipt,
        )

    if ask.key is not None:
        batch.came[contact.tenant, ask.key] = request, sealed
    return sealed


def find(connection: apsw.Connection, name: str, tenant: str | None) -> Came:
    """Find an inbound contact; another tenant's is as unknown as one that never was."""
    came = inbound.by_id(connection, name)
    if came is None or (tenant is not None and came.tenant != tenant):
        raise UnknownInbound("there is no such inbound contact; give the `id` of one of yours")
    return came


def _replay(batch: Batch, ask: Ask, request: bytes) -> Answer[InboundReceipt] | None:
    """Answer what was recorded before under the same key; another request is refused."""
    if ask.key is None:
        return None
    tenant = ask.contact.tenant
    asked, answer = batch.came.get((tenant, ask.key), (None, None))
    if asked is None:
        came = inbound.by_key(batch.connection, tenant, ask.key)
        if came is None:
            return None
        asked, answer = came.request, lambda: _receipt(came)
    if asked != request:
        raise KeyReused(
            "this idempotency key was used for another inbound contact;"
            " use a new key, or send the same request again"
        )
    return answer


def _refuse_elsewhen(desk: Desk, batch: Batch, at: datetime) -> None:
    if batch.now - LATE_MAX <= at <= batch.now + desk.skew_max:
        return
    raise InboundRefused(
        f"`at` is in the future or more than {LATE_MAX.days} days ago;"
        " state when the person came to you"
    )


def _enter(batch: Batch, name: str, ask: Ask, known: Known) -> Entry:
    contact = ask.contact
    return batch.entries.add(
        "inbound",
        {
            "id": name,
            "at": contact.at.isoformat(),
            "channel": contact.channel,
            "recorded": batch.now.isoformat(),
            "zones": [clock.zone for clock in known.moment.local],
        },
        subject=known.keys.debtor,
        sealed={"tenant": contact.tenant, "debtor": contact.debtor.ref},
    )


def _receipt(came: Came) -> InboundReceipt:
    return InboundReceipt(
        came.id, came.contact, came.tenant, came.channel, came.at, came.leaf, came.receipt
    )
