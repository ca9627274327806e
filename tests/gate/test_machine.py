"""Anything may happen to a gate, in any order; Hypothesis looks for one that breaks a promise."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings, strategies
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, precondition, rule
from tests.gate import recount
from tests.gate.house import CALLER, NOON, OTHER_CALLER, contact, in_memory, open_house, person

from duegate.clock import HandClock
from duegate.gate import KeyReused, OutcomeRefused, PermitRefused
from duegate.gate.watch import FORGIVEN
from duegate.model.contact import Contact
from duegate.model.decision import Decision
from duegate.model.judgement import Verdict
from duegate.model.outcome import RANK, OutcomeState
from duegate.model.tenant import Standing

JUMP_MAX = timedelta(seconds=300)
LAPSE = timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
CALLERS = {"acme": CALLER, "beta": OTHER_CALLER}
SPANS_S = (1, 30, 59, 61, 299, 301, 3_600, 9 * 3_600, 24 * 3_600, 400 * 86_400)
STATES = [OutcomeState.NOT_SENT, OutcomeState.PLACED, OutcomeState.CONVERSATION]

tenants = strategies.sampled_from(sorted(CALLERS))
creditors = strategies.sampled_from((None, "bank", "shop"))
latest = strategies.sampled_from((0, 0, 0, 1, 3))
spans = strategies.sampled_from([timedelta(seconds=span_s) for span_s in SPANS_S])


class LivingGate(RuleBasedStateMachine):
    """A gate, and beside it, written down in plain words, what may be relied on."""

    keyed = Bundle("keyed")

    @initialize()
    def found(self) -> None:
        """Open a new house at noon."""
        self.memory = ExitStack()
        self.folder = self.memory.enter_context(in_memory())
        self.clock = HandClock(NOON)
        self.latest = NOON  # the last instant at which anything was recorded
        self.suspended: set[str] = set()
        self.spent: set[str] = set()
        self.settled: dict[str, OutcomeState] = {}
        self.allowed: list[Decision] = []
        self.numbers = 0
        self._enter()

    @rule()
    def start_anew(self) -> None:
        """Close the house and open it again; an operator stands by the clock as it is."""
        self.house.close()
        self._enter()

    @rule(tenant=tenants, debtor=strategies.integers(0, 1), times=strategies.integers(2, 5))
    def ask_often(self, tenant: str, debtor: int, times: int) -> None:
        """Ask about several calls at once, with keys that are not used again."""
        for _ in range(times):
            self.ask(tenant, debtor)

    @rule(target=keyed, tenant=tenants, debtor=strategies.integers(0, 1), creditor=creditors)
    def ask(
        self, tenant: str, debtor: int, creditor: str | None = None
    ) -> tuple[str, Contact, Decision]:
        """Ask about a call that is lawful in itself."""
        self.numbers += 1
        name = f"c{self.numbers}"
        caller = {"number": CALLERS[tenant]}
        whom = person(debtor)
        whom["debt"] |= {} if creditor is None else {"creditor": creditor}
        sent = contact(id=name, at=self.clock.now(), tenant=tenant, caller=caller, **whom)
        steady = self._look()
        decision = self.gate.decide(sent, key=name)
        if decision.verdict is Verdict.ALLOW:
            assert steady, "a clock that jumped allowed a contact"
            assert tenant not in self.suspended, "a suspended tenant was allowed a contact"
            assert 8 <= decision.at.astimezone(SHANGHAI).hour < 21, "out of hours"
            self.allowed.append(decision)
            with self.gate.store.read() as connection:
                assert not recount.caps(connection)
        return name, sent, decision

    @rule(tenant=tenants, debtor=strategies.integers(0, 1), again=strategies.booleans())
    def come(self, tenant: str, debtor: int, again: bool) -> None:  # noqa: FBT001 - drawn
        """They come to us, whatever the clock and the standing: recorded once, counted never."""
        self.numbers += 1
        name = f"i{self.numbers}"
        sent = contact(id=name, at=self.clock.now(), tenant=tenant, **person(debtor))
        self._look()
        first = self.gate.inbound(sent, key=name, as_stated=True)
        if again:
            assert self.gate.inbound(sent, key=name, as_stated=True) == first
        with self.gate.store.read() as connection:
            assert not recount.caps(connection)
            assert not recount.answers(connection)

    @rule(asked=keyed)
    def ask_again(self, asked: tuple[str, Contact, Decision]) -> None:
        """The same key and request give the same answer, whatever has happened since."""
        key, sent, decision = asked
        self._look()
        assert self.gate.decide(sent, key=key) == decision

    @rule(asked=keyed, change=strategies.sampled_from(("sms", "visit")))
    def ask_otherwise(self, asked: tuple[str, Contact, Decision], change: str) -> None:
        """The same key with another request is an error."""
        key, sent, _ = asked
        other = contact(
            id=sent.id,
            at=sent.at,
            tenant=sent.tenant,
            channel=change,
            debtor={"ref": sent.debtor.ref},
        )
        self._look()
        with pytest.raises(KeyReused):
            self.gate.decide(other, key=key)

    @rule(tenant=tenants, standing=strategies.sampled_from((Standing.SUSPENDED, Standing.GOOD)))
    def change_standing(self, tenant: str, standing: Standing) -> None:
        """Stop a tenant at once, or let it go on."""
        self._look()
        self.gate.tenants.change(tenant, standing, reason="drawn", by="test")
        (self.suspended.add if standing is Standing.SUSPENDED else self.suspended.discard)(tenant)

    @precondition(lambda self: self.allowed)
    @rule(latest=latest)
    def redeem(self, latest: int) -> None:
        """A permit is good once, while it lasts, for a tenant that is still let through."""
        decision = self.allowed[-1 - latest % len(self.allowed)]
        steady = self._look()
        assert decision.permit is not None
        assert decision.permit_expires is not None
        good = (
            steady
            and decision.id not in self.spent
            and max(self.latest, self.clock.now()) < decision.permit_expires
            and decision.tenant not in self.suspended
            and self.settled.get(decision.id) is not OutcomeState.NOT_SENT
        )
        if good:
            assert self.gate.redeem(decision.permit).decision == decision.id
            self.spent.add(decision.id)
        else:
            with pytest.raises(PermitRefused):
                self.gate.redeem(decision.permit)

    @precondition(lambda self: self.allowed)
    @rule(latest=latest, state=strategies.sampled_from(STATES))
    def report(self, latest: int, state: OutcomeState) -> None:
        """Outcomes settle on the furthest; what left is never given back."""
        decision = self.allowed[-1 - latest % len(self.allowed)]
        self._look()
        known = self.settled.get(decision.id)
        lapsed = known is None and max(self.latest, self.clock.now()) - decision.at > LAPSE
        left = decision.id in self.spent or known not in {None, OutcomeState.NOT_SENT}
        if state is OutcomeState.NOT_SENT and (left or lapsed):
            with pytest.raises(OutcomeRefused):
                self.gate.report(decision.id, state)
            return
        settled = max((s for s in (state, known) if s), key=RANK.__getitem__)
        self.settled[decision.id] = settled
        assert self.gate.report(decision.id, state).settled is settled

    @rule(span=spans)
    def pass_time(self, span: timedelta) -> None:
        """Let time pass."""
        self.clock.pass_s(span.total_seconds())

    @rule(passed=spans, span=spans, back=strategies.booleans())
    def jump(self, passed: timedelta, span: timedelta, back: bool) -> None:  # noqa: FBT001 - drawn
        """Let time pass in which nobody asks, set the wall clock and nothing else, and ask."""
        self.clock.pass_s(passed.total_seconds())
        self.clock.jump_to(self.clock.now() + (-span if back else span))
        self.ask("acme", 0)
        if span > timedelta(hours=1):  # left wrong, it would soon stop all that is of interest
            self.set_right()

    @rule()
    def set_right(self) -> None:
        """Set the wall clock to what it should show."""
        self.clock.jump_to(self._true())

    @rule()
    def look(self) -> None:
        """Readiness tells of a clock that jumped."""
        steady = self._look(recorded=False)
        assert self.gate.ready().ok == steady

    def teardown(self) -> None:
        """Count everything again, then leave."""
        if hasattr(self, "house"):
            with self.gate.store.read() as connection:
                found = recount.violations(connection)
            self.house.close()
            self.memory.close()
            assert not found

    def _enter(self) -> None:
        self.house = ExitStack()
        self.gate = self.house.enter_context(open_house(self.folder, clock=self.clock))
        self.found_right, self.found_at_s = self.clock.now(), self.clock.steady_s()

    def _true(self) -> datetime:
        """Tell what the wall clock should show, by what was found right and the time since."""
        return self.found_right + timedelta(seconds=self.clock.steady_s() - self.found_at_s)

    def _look(self, *, recorded: bool = True) -> bool:
        """Tell whether the clock may be trusted as the gate looks at it now."""
        wall, true = self.clock.now(), self._true()
        steady = abs(wall - true) <= JUMP_MAX and self.latest - wall <= JUMP_MAX
        if steady:
            drift = (self.clock.steady_s() - self.found_at_s) * timedelta(seconds=FORGIVEN)
            self.found_right = true + min(max(wall - true, -drift), drift)
            self.found_at_s = self.clock.steady_s()
            self.latest = max(self.latest, wall) if recorded else self.latest
        return steady


TestLivingGate = LivingGate.TestCase
TestLivingGate.settings = settings(settings.default, max_examples=300, stateful_step_count=50)
