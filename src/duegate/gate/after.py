"""What becomes of a decision afterwards: its permit is used once, its outcome is reported.

A hold is kept by any report that the contact left, kept by silence, and given back only by a report
that it never left, made while its permit was unused and the hold had not lapsed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from duegate.gate.decide import Input, bound_to
from duegate.gate.errors import OutcomeRefused, PermitRefused, UnknownDecision
from duegate.gate.permit import check, read
from duegate.ledger import decisions, events, notes, overrides, tenants
from duegate.ledger.decisions import Recorded
from duegate.ledger.events import HeldContact
from duegate.model.contact import Channel
from duegate.model.judgement import Verdict
from duegate.model.outcome import POSSIBLE, RANK, Outcome, OutcomeState
from duegate.rulebook.judging import judge

if TYPE_CHECKING:
    import apsw

    from duegate.gate.batch import Answer, Batch
    from duegate.gate.desk import Desk

_INPUT = msgspec.json.Decoder(Input)
LATE_MAX = timedelta(days=1)


class Redemption(msgspec.Struct, frozen=True):
    """A permit that was used: the contact may leave now, until `expires`."""

    decision: str
    tenant: str
    channel: Channel
    expires: datetime


def find(connection: apsw.Connection, decision: str, tenant: str | None) -> Recorded:
    """Find a decision; another tenant's is as unknown as one that never was."""
    recorded = decisions.by_id(connection, decision)
    if recorded is None or (tenant is not None and recorded.tenant != tenant):
        raise UnknownDecision("there is no such decision; give the `id` of one of your decisions")
    return recorded


def report(
    desk: Desk,
    batch: Batch,
    decision: str,
    state: OutcomeState,
    at: datetime | None,
    tenant: str | None,
) -> Answer[Outcome]:
    """Record what happened to a contact; the furthest state reported is the one that holds."""
    recorded = find(batch.connection, decision, tenant)
    hold = events.held(batch.connection, recorded.leaf)
    if hold is None:
        raise OutcomeRefused("this decision let nothing through, so it has no outcome to report")
    if state is not OutcomeState.NOT_SENT and state not in POSSIBLE[hold.channel]:
        possible = ", ".join(sorted(POSSIBLE[hold.channel]))
        raise OutcomeRefused(f"a contact by {hold.channel} cannot be {state}; report {possible}")
    happened = max(batch.now, hold.at) if at is None else at
    if not hold.at - desk.skew_max <= happened <= max(hold.at, batch.now) + LATE_MAX:
        raise OutcomeRefused("this instant cannot be that of the contact; state when it happened")
    if state is OutcomeState.NOT_SENT:
        _refuse_release(desk, batch, hold)
    settled = max((s for s in (state, hold.state) if s is not None), key=RANK.__getitem__)
    outcome = Outcome(
        decision=decision,
        state=state,
        at=happened,
        recorded_at=batch.now,
        settled=settled,
        counts=settled is not OutcomeState.NOT_SENT,
    )
    if events.reported(batch.connection, recorded.leaf, state) is None:
        _enter(desk, batch, recorded, outcome)
    return lambda: outcome


def redeem(desk: Desk, batch: Batch, token: str, tenant: str | None) -> Answer[Redemption]:
    """Use a permit: once, before it ends, and only if the tenant's standing still allows it."""
    permit = read(token)
    recorded = decisions.by_leaf(batch.connection, permit.leaf)
    hold = events.held(batch.connection, permit.leaf)
    if recorded is None or hold is None or (tenant is not None and recorded.tenant != tenant):
        raise PermitRefused("this permit was not issued by this gate; ask for a decision")
    known = _INPUT.decode(recorded.input)
    check(desk.permit_secret, token, bound_to(recorded.id, known.contact))
    if not batch.clock.steady:
        raise PermitRefused("the clock has jumped; nothing leaves until it is set right")
    if batch.now < hold.at:
        raise PermitRefused("this permit is for a later instant; use it then")
    if batch.now >= permit.expires:
        raise PermitRefused("this permit has expired; ask for a new decision")
    if hold.redeemed:
        raise PermitRefused(
            "this permit was used already; a further contact needs its own decision"
        )
    if hold.state is OutcomeState.NOT_SENT:
        raise PermitRefused("this contact was reported as not sent; ask for a new decision")
    _refuse_changed(desk, batch, known, permit.leaf)
    events.redeem(batch.connection, permit.leaf, batch.now)
    answer = Redemption(recorded.id, recorded.tenant, hold.channel, permit.expires)
    return lambda: answer


def _refuse_release(desk: Desk, batch: Batch, hold: HeldContact) -> None:
    """Refuse to give a hold back once the contact may have left."""
    if hold.state is not None and hold.state is not OutcomeState.NOT_SENT:
        raise OutcomeRefused(f"this contact was reported as {hold.state} before; it counts")
    if hold.redeemed:
        raise OutcomeRefused("the permit of this contact was used, so it left; it counts")
    if hold.state is None and batch.now - hold.held_at > desk.hold_lapse:
        raise OutcomeRefused("the hold of this contact lapsed as kept; it counts")


def _refuse_changed(desk: Desk, batch: Batch, known: Input, leaf: int) -> None:
    """Judge the contact again with what is known now: standing, notes, overrides."""
    name = known.contact.tenant
    tenant = tenants.known(batch.connection, name, None)
    if tenant is not None:
        facts = msgspec.structs.replace(known.facts, standing=tenant.standing)
    if tenant is None or judge(desk.book, known.contact, facts).verdict is not Verdict.ALLOW:
        raise PermitRefused("the tenant's standing has changed since; nothing of it leaves")
    keys = events.keys_of(batch.connection, leaf)
    facts = msgspec.structs.replace(
        facts,
        notes=notes.about(batch.connection, keys, name),
        overrides=overrides.about(batch.connection, keys, name),
    )
    if judge(desk.book, known.contact, facts).verdict is not Verdict.ALLOW:
        raise PermitRefused("what was told since stands against this contact; ask again")


def _enter(desk: Desk, batch: Batch, recorded: Recorded, outcome: Outcome) -> None:
    debtor = _INPUT.decode(recorded.input).contact.debtor.ref
    entry = batch.entries.add(
        "outcome",
        {
            "decision": recorded.id,
            "state": outcome.state,
            "at": outcome.at.isoformat(),
            "recorded": outcome.recorded_at.isoformat(),
        },
        subject=desk.keys.debtor(recorded.tenant, debtor),
        sealed={"tenant": recorded.tenant, "debtor": debtor},
    )
    events.report(
        batch.connection,
        entry.index,
        recorded.leaf,
        outcome.state,
        outcome.at,
        outcome.recorded_at,
    )
