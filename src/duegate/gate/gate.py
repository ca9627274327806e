"""The gate: the one door through which a contact is decided, on the store and the book of a house.

It keeps the order of things: what decides runs inside the store's write transaction, what only
looks runs on a reader. It may not know who asks; interfaces and channels are alike to it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

import apsw
import msgspec

from duegate.clock import Clock
from duegate.evidence.log import Log, RecordedTree
from duegate.gate import after, batch, inbound, proof
from duegate.gate.after import Redemption
from duegate.gate.batch import Answer, Work
from duegate.gate.checks import Check, examine
from duegate.gate.decide import Ask, answer_with, answered, decide
from duegate.gate.desk import Desk
from duegate.gate.facts import gather, nothing_known
from duegate.gate.ids import new_id
from duegate.gate.inbound import InboundReceipt
from duegate.gate.overrides import Overrides
from duegate.gate.shadow import Shadow
from duegate.gate.tenancy import ApiKeys, Notes, Tenants
from duegate.gate.watch import STEADY, Watch
from duegate.ledger import decisions
from duegate.model.contact import Channel, Contact
from duegate.model.decision import Decision
from duegate.model.judgement import Finding, Verdict
from duegate.model.moment import told_in
from duegate.model.outcome import Outcome, OutcomeState
from duegate.rulebook.book import Book
from duegate.rulebook.lawful import first_lawful, rule_on
from duegate.store.commit import GroupCommit
from duegate.store.errors import NotRecorded, StoreError
from duegate.store.store import Store

T = TypeVar("T")


class ChannelLawful(msgspec.Struct, frozen=True, omit_defaults=True):
    """When one channel may first be used, and the findings that bind until then.

    `at` is `None` when no instant will do; then `verdict` is `deny` or `review`.
    """

    channel: Channel
    verdict: Verdict
    at: datetime | None
    binding: tuple[Finding, ...]


class Readiness(msgspec.Struct, frozen=True):
    """Whether contacts can be decided now, and every reason why not."""

    ok: bool
    reasons: tuple[str, ...] = ()


class Gate:
    """Decides contacts and records it; built by boot, closed by whoever opened it."""

    def __init__(
        self,
        store: Store,
        desk: Desk,
        log: Log,
        clock: Clock,
        *,
        jump_s_max: int,
        batch_max: int,
        queue_max: int,
        free_disk_bytes_min: int = 0,
    ) -> None:
        self.store = store
        self.desk = desk
        self.log = log
        self._clock = clock
        self._watch = Watch(clock, jump_s_max)
        self._free_disk_bytes_min = free_disk_bytes_min
        self._commit: GroupCommit[Work[object], Answer[object]] = GroupCommit(
            store, self._run_batch, batch_max=batch_max, queue_max=queue_max
        )
        self.tenants = Tenants(store, self.run, desk)
        self.keys = ApiKeys(store, self.run)
        self.notes = Notes(self.run, desk)
        self.overrides = Overrides(store, self.run, desk)
        self.shadow = Shadow(store, desk.candidates)

    @property
    def book(self) -> Book:
        """The packs in force."""
        return self.desk.book

    def now(self) -> datetime:
        """Give the instant of the gate's clock."""
        return self._clock.now()

    def decide(
        self, contact: Contact, *, key: str | None = None, as_stated: bool = False
    ) -> Decision:
        """Decide a contact, hold it if it may leave, and record both before answering.

        `key` makes a retry safe: the same request gets the same decision. `as_stated` takes the
        contact's own instant (lists, tests, simulations); otherwise the gate's clock decides.
        Raises `StaleInstant`, `KeyReused`, `Overloaded`. What cannot be recorded is denied.
        """
        try:
            return self.run(self._deciding(Ask(contact, key, as_stated)))
        except NotRecorded:
            return self._unrecorded(contact)

    async def decide_async(
        self, contact: Contact, *, key: str | None = None, as_stated: bool = False
    ) -> Decision:
        """Decide as `decide` does, from an event loop; concurrent contacts share one sync."""
        try:
            answer = await self._commit.run_async(self._deciding(Ask(contact, key, as_stated)))
        except NotRecorded:
            return self._unrecorded(contact)
        return answer()  # type: ignore[return-value]

    def when(self, contact: Contact) -> tuple[ChannelLawful, ...]:
        """Find each channel's first lawful instant from the contact's own on; holds nothing."""
        with self.store.read() as connection:
            return tuple(self._when(connection, contact, channel) for channel in Channel)

    def report(
        self,
        decision: str,
        state: OutcomeState,
        *,
        at: datetime | None = None,
        tenant: str | None = None,
    ) -> Outcome:
        """Record what happened to a contact. Raises `UnknownDecision`, `OutcomeRefused`."""
        return self.run(lambda b: after.report(self.desk, b, decision, state, at, tenant))

    def inbound(
        self, contact: Contact, *, key: str | None = None, as_stated: bool = False
    ) -> InboundReceipt:
        """Record that the person came to us, when the contact says; its purpose is not read.

        `key` makes a retry safe. Raises `UnknownTenant`, `InboundRefused`, `KeyReused`.
        """
        ask = Ask(contact, key, as_stated)
        return self.run(lambda b: inbound.record(self.desk, b, ask))

    def redeem(self, permit: str, *, tenant: str | None = None) -> Redemption:
        """Use a permit, once. Raises `PermitRefused`."""
        return self.run(lambda b: after.redeem(self.desk, b, permit, tenant))

    def find(self, decision: str, *, tenant: str | None = None) -> Decision:
        """Give a recorded decision. Raises `UnknownDecision`."""
        with self.store.read() as connection:
            return answered(self.desk, after.find(connection, decision, tenant))

    def decisions(
        self, *, tenant: str | None = None, before: int | None = None, limit: int = 50
    ) -> tuple[Decision, ...]:
        """Give decisions newest first, those before an entry of the log; `leaf` is the cursor."""
        with self.store.read() as connection:
            rows = decisions.page(connection, tenant=tenant, before=before, limit=limit)
        return tuple(answered(self.desk, row) for row in rows)

    def ready(self) -> Readiness:
        """Tell whether contacts can be decided now."""
        reasons = [] if (store := self.store.probe()).ok else [store.reason]
        if not self.book.packs:
            reasons.append("no pack is in force; name some in the setting `packs`")
        reasons += self._clock_reasons()
        return Readiness(not reasons, tuple(reasons))

    def _clock_reasons(self) -> list[str]:
        """Say why the clock cannot be trusted; it is read against the latest recorded instant."""
        try:
            with self.store.read() as connection:
                reading = self._watch.read(batch.high_water(connection))
        except (StoreError, apsw.Error) as error:
            return [f"the database cannot be read ({error}); look at its disk"]
        if reading.clock.steady:
            return []
        return ["the clock has jumped; set it right, or start the gate anew"]

    def checkpoint(self) -> str:
        """Sign the log as it stands. Raises `InconsistentTree` when it was set back or changed."""
        with self.log.turn() as sign, self.store.read() as connection:
            return sign(RecordedTree(connection))

    def evidence(self, decision: str, *, tenant: str | None = None, chain: bool = False) -> bytes:
        """Write the evidence file of a decision. Raises `UnknownDecision`, `InconsistentTree`.

        With `chain` it holds every entry about the same debtor, to show that there are no others.
        """
        with self.log.turn() as sign, self.store.read() as connection:
            recorded = after.find(connection, decision, tenant)
            checkpoint = sign(RecordedTree(connection))
            gathered = proof.gather(self.desk, connection, recorded, checkpoint, chain=chain)
        return gathered.written_by(self.log.signing_key)

    def evidence_of_inbound(
        self, name: str, *, tenant: str | None = None, chain: bool = False
    ) -> bytes:
        """Write the evidence file of an inbound contact. Raises `UnknownInbound`, as above."""
        with self.log.turn() as sign, self.store.read() as connection:
            came = inbound.find(connection, name, tenant)
            checkpoint = sign(RecordedTree(connection))
            gathered = proof.of_inbound(connection, came, checkpoint, chain=chain)
        return gathered.written_by(self.log.signing_key)

    def health(self) -> tuple[Check, ...]:
        """Examine the house, as `doctor` shows it."""
        return examine(self, self._watch, self._free_disk_bytes_min)

    def close(self) -> None:
        """Close the store."""
        self.store.close()

    def run(self, work: Work[T]) -> T:
        """Run one work in a write transaction it may share with others; give its own answer."""
        answer: Callable[[], T] = self._commit.run(work)  # type: ignore[assignment]
        return answer()

    def _run_batch(
        self, connection: apsw.Connection, works: Sequence[Work[object]]
    ) -> Sequence[Answer[object]]:
        return batch.run(connection, works, self.log, self._watch)

    def _deciding(self, ask: Ask) -> Work[Decision]:
        return lambda shared: decide(self.desk, shared, ask)

    def _when(
        self, connection: apsw.Connection, contact: Contact, channel: Channel
    ) -> ChannelLawful:
        asked = msgspec.structs.replace(contact, channel=channel)
        desk = self.desk
        known = gather(connection, desk, asked, STEADY)
        lawful = first_lawful(desk.book, asked, known.facts, known.moment)
        binding = tuple(f for f in lawful.binding.findings if f.verdict is not Verdict.ALLOW)
        at = lawful.at
        if at is not None and known.moment.local:
            at = told_in(known.moment.local[0].zone, at)
        if lawful.at is not None:
            verdict = Verdict.DEFER if lawful.at > asked.at else Verdict.ALLOW
        else:
            review = lawful.binding.verdict is Verdict.REVIEW
            verdict = Verdict.REVIEW if review else Verdict.DENY
        return ChannelLawful(channel, verdict, at, binding)

    def _unrecorded(self, contact: Contact) -> Decision:
        """Deny a contact that cannot be recorded: with nothing known, every clause refuses."""
        known = nothing_known(contact)
        judgement = rule_on(self.book, contact, known.facts, known.moment)
        judgement = msgspec.structs.replace(judgement, verdict=Verdict.DENY, until=None)
        name = new_id("dec", self._clock.now())
        return answer_with(self.desk, contact, known, judgement, name)
