"""Deciding one contact, from the question to the recorded answer.

This is the path of the design, step by step, on the connection of the open write transaction:
what was asked before is answered as before; facts are read; the clauses judge; an allowed contact
is held; the decision and its entry in the log are written with it; the answer waits for the sync.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from duegate.gate.basis import Written, basis_of, body_of, decision_of
from duegate.gate.errors import KeyReused, StaleInstant
from duegate.gate.facts import Known, gather
from duegate.gate.ids import new_id
from duegate.gate.permit import Permit, mint
from duegate.gate.shadow import counting
from duegate.gate.watch import STEADY
from duegate.ledger import decisions, events
from duegate.ledger.decisions import Recorded
from duegate.model.contact import Contact, says_something
from duegate.model.decision import Decision, LocalClock
from duegate.model.judgement import Judgement, Verdict
from duegate.model.moment import TZDATA, Moment, told_in
from duegate.rulebook.facts import Facts
from duegate.rulebook.judging import places_known
from duegate.rulebook.lawful import rule_on
from duegate.rulebook.time_of_day import shown_time

if TYPE_CHECKING:
    from duegate.gate.batch import Answer, Batch
    from duegate.gate.desk import Desk

# Sets in one order, or the same request would not be known again in another process.
_JSON = msgspec.json.Encoder(order="deterministic")


class Ask(msgspec.Struct, frozen=True):
    """A contact as it was sent, its idempotency key, and whose clock tells the time."""

    contact: Contact
    key: str | None
    as_stated: bool


class Input(msgspec.Struct, frozen=True, omit_defaults=True):
    """What recomputes a decision: the contact without numbers and words, and the facts.

    `person` is the key of whom a refused contact was to reach; of an allowed one its hold has it.
    """

    contact: Contact
    facts: Facts
    person: bytes | None = None


_INPUT = msgspec.json.Decoder(Input)


def decide(desk: Desk, batch: Batch, ask: Ask) -> Answer[Decision]:
    """Decide a contact; the answer is given once the batch is sealed and synced."""
    request = b"" if ask.key is None else desk.keys.request(question(ask))
    earlier = _replay(desk, batch, ask, request)
    if earlier is not None:
        return earlier
    contact = ask.contact if ask.as_stated else _at_gate_time(desk, batch, ask.contact)
    clock = STEADY if ask.as_stated else batch.clock
    known = gather(batch.connection, desk, contact, clock, batch.tenants)
    judgement = rule_on(desk.book, contact, known.facts, known.moment)
    count = batch.beside.look(desk.candidates, batch, contact, known, judgement)
    name = new_id("dec", batch.now)
    permit = None
    if judgement.verdict is Verdict.ALLOW:
        permit = _let_through(desk, batch, contact, known, name)
    decision = answer_with(
        desk, contact, known, judgement, name, leaf=batch.entries.next_index, permit=permit
    )
    answer = _record(batch, ask, request, decision, known)
    return counting(answer, count) if desk.candidates else answer


def question(ask: Ask) -> bytes:
    """Write what was asked; the instant is part of it only when it is the caller's to state."""
    contact = ask.contact
    if not ask.as_stated:
        contact = msgspec.structs.replace(contact, at=datetime.min)  # noqa: DTZ901 - a blank
    return _JSON.encode(contact)


def answer_with(
    desk: Desk,
    contact: Contact,
    known: Known,
    judgement: Judgement,
    name: str,
    *,
    leaf: int | None = None,
    permit: str | None = None,
) -> Decision:
    """Make the decision of a judgement; without a `leaf` it has no place in the log."""
    judgement = told_locally(judgement, known.moment)
    return Decision(
        id=name,
        contact=contact.id,
        tenant=contact.tenant,
        at=contact.at,
        verdict=judgement.verdict,
        findings=judgement.findings,
        clear=judgement.clear,
        clocks=_clocks(known.moment),
        packs=desk.book.section(contact, contact.at, places_known(known.facts.places)).packs,
        tzdata=TZDATA,
        until=judgement.until,
        unjudged=judgement.unjudged,
        permit=permit,
        permit_expires=None if permit is None else contact.at + desk.permit_life,
        leaf=leaf,
    )


def told_locally(judgement: Judgement, moment: Moment) -> Judgement:
    """Tell the instants of a deferral as the recipient's (first) clock will show them."""
    if judgement.until is None or not moment.local:
        return judgement
    zone = moment.local[0].zone
    findings = tuple(
        finding
        if finding.until is None
        else msgspec.structs.replace(finding, until=told_in(zone, finding.until))
        for finding in judgement.findings
    )
    until = told_in(zone, judgement.until)
    return msgspec.structs.replace(judgement, findings=findings, until=until)


def redacted(contact: Contact, at: datetime) -> Contact:
    """Leave out every number, address and word, and tell the instant it was decided at.

    No clause reads what is left out.
    """
    recipient, provenance = contact.recipient, contact.provenance
    if provenance is not None and provenance.document is not None:
        provenance = msgspec.structs.replace(provenance, document=None)
    return msgspec.structs.replace(
        contact,
        at=at,
        recipient=msgspec.structs.replace(
            recipient,
            number=None,
            address=None,
            handle=None,
            basis="stated" if says_something(recipient.basis) else None,
        ),
        caller=None,
        text=None,
        provenance=provenance,
    )


def answered(desk: Desk, recorded: Recorded) -> Decision:
    """Give a recorded decision as it was answered: with its permit and its receipt."""
    decision = decision_of(recorded.body, recorded.basis)
    permit = None
    if decision.permit_expires is not None:
        contact = _INPUT.decode(recorded.input).contact
        permit = _permit(desk, recorded.leaf, decision.permit_expires, recorded.id, contact)
    return msgspec.structs.replace(decision, permit=permit, receipt=recorded.receipt)


def _replay(desk: Desk, batch: Batch, ask: Ask, request: bytes) -> Answer[Decision] | None:
    """Answer a request that was answered before; the same key with another request is refused."""
    if ask.key is None:
        return None
    tenant = ask.contact.tenant
    asked, answer = batch.keyed.get((tenant, ask.key), (None, None))
    if asked is None:
        recorded = decisions.by_key(batch.connection, tenant, ask.key)
        if recorded is None:
            return None
        asked, decision = recorded.request, answered(desk, recorded)

        def answer() -> Decision:
            return decision

    if asked != request:
        raise KeyReused(
            "this idempotency key was used for another request;"
            " use a new key, or send the same request again"
        )
    return answer


def _at_gate_time(desk: Desk, batch: Batch, contact: Contact) -> Contact:
    """Let the gate's clock tell the time; one that has jumped calls no contact stale."""
    if batch.clock.steady and abs(contact.at - batch.wall) > desk.skew_max:
        raise StaleInstant(
            f"`at` is more than {desk.skew_max.total_seconds():.0f} s from the gate's clock, which"
            " decides live contacts; leave `at` out, or ask `when` about another instant"
        )
    return msgspec.structs.replace(contact, at=batch.now)


def _let_through(desk: Desk, batch: Batch, contact: Contact, known: Known, name: str) -> str:
    """Hold the contact and give it its permit."""
    leaf = batch.entries.next_index
    began = max(contact.at, batch.now)
    events.hold(
        batch.connection, leaf, contact, known.actor, known.keys, known.moment, held_at=began
    )
    return _permit(desk, leaf, contact.at + desk.permit_life, name, contact)


def _permit(desk: Desk, leaf: int, expires: datetime, name: str, contact: Contact) -> str:
    return mint(desk.permit_secret, Permit(leaf, expires), bound_to(name, contact))


def bound_to(decision: str, contact: Contact) -> bytes:
    """Say what a permit is bound to: this decision, its tenant, its channel."""
    return f"{decision}\0{contact.tenant}\0{contact.channel}".encode()


def _record(
    batch: Batch, ask: Ask, request: bytes, decision: Decision, known: Known
) -> Answer[Decision]:
    """Enter the decision into the log and have it written when the batch is sealed.

    What is written is what the log commits to: without the permit, which can be made again, and
    the receipt, which lies with the entry.
    """
    contact = ask.contact
    basis = basis_of(decision)
    body = body_of(decision, basis)
    entry = batch.entries.add(
        "decision",
        _entry_fields(decision, contact, known, basis),
        subject=known.keys.debtor,
        sealed={"tenant": contact.tenant, "debtor": contact.debtor.ref, "body": body},
    )
    held = decision.verdict is Verdict.ALLOW
    person = None if held else known.keys.person
    kept = _JSON.encode(Input(redacted(contact, decision.at), known.facts, person))
    batch.record(
        (entry.index, decision.id, contact.tenant, ask.key, request, body, kept, basis.name), basis
    )

    def sealed() -> Decision:
        return msgspec.structs.replace(decision, receipt=entry.receipt)

    if ask.key is not None:
        batch.keyed[contact.tenant, ask.key] = request, sealed
    return sealed


def _entry_fields(
    decision: Decision, contact: Contact, known: Known, basis: Written
) -> dict[str, object]:
    """Say in the log what was decided, on which basis and by which clocks; nothing personal."""
    zones = [clock.zone for clock in known.moment.local]
    return {
        "id": decision.id,
        "at": decision.at.isoformat(),
        "channel": contact.channel,
        "purpose": contact.purpose,
        "verdict": decision.verdict,
        "until": "" if decision.until is None else decision.until.isoformat(),
        "findings": [
            [finding.clause, finding.version, finding.verdict] for finding in decision.findings
        ],
        "basis": basis.name,
        "zones": zones,
    }


def _clocks(moment: Moment) -> tuple[LocalClock, ...]:
    """Write the local times that were used, for a person to read."""
    return tuple(
        [
            LocalClock(clock.zone, f"{_date(clock.day)} {shown_time(clock.second)}")
            for clock in moment.local
        ]
    )


@lru_cache(maxsize=1_024)
def _date(ordinal: int) -> str:
    return datetime.fromordinal(ordinal).date().isoformat()
