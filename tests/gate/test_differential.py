"""The gate against the naive recount, over random histories: they never differ."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from tests import oracle
from tests.gate.house import in_memory, open_house, scaled
from tests.gate.traffic import Traffic

from duegate.model.decision import Decision
from duegate.model.judgement import Verdict

HISTORIES = scaled(8, 400)
CONTACTS = 500
MAY_WAIT = {"SZ-01", "SZ-02", "opt-out", "state-hold"}
MAY_BE_LOOKED_AT = {"restricted-tenant", "SZ-17-amount"}


def test_the_gate_says_what_a_recount_says(seed: int) -> None:
    """Every contact is refused by exactly the clauses that refuse it in the recount."""
    verdicts: Counter[Verdict] = Counter()
    clauses: Counter[str] = Counter()
    for history in range(HISTORIES):
        with in_memory() as folder, open_house(folder) as gate:
            traffic = Traffic(gate, seed + history)
            for _ in range(CONTACTS):
                decision, refusing = step(traffic)
                verdicts[decision.verdict] += 1
                clauses.update(refusing)
    assert min(verdicts[verdict] for verdict in Verdict) > 50, verdicts
    assert set(clauses) == set(oracle.CLAUSES)


def step(traffic: Traffic) -> tuple[Decision, set[str]]:
    """Ask the gate and the recount about one contact; they must agree."""
    asked, sent = traffic.ask()
    refusing = oracle.refusing(asked, traffic.world)
    decision = traffic.decide(asked, sent)
    assert refused_by(decision) == refusing, (asked, decision)
    check_verdict(decision, refusing)
    if decision.verdict is Verdict.DEFER:
        check_until(decision, asked, traffic.world)
    traffic.happen()
    return decision, refusing


def refused_by(decision: Decision) -> set[str]:
    """Name the clauses that found something against a contact, without their packs."""
    against = (f.clause for f in decision.findings if f.verdict is not Verdict.ALLOW)
    return {clause.partition("/")[2] for clause in against}


def check_verdict(decision: Decision, refusing: set[str]) -> None:
    """The strictest of the clauses has the word."""
    assert (decision.verdict is Verdict.ALLOW) == (not refusing)
    assert (decision.permit is not None) == (not refusing)
    if refusing - MAY_WAIT - MAY_BE_LOOKED_AT:
        assert decision.verdict is Verdict.DENY
    elif refusing - MAY_WAIT:
        assert decision.verdict in {Verdict.REVIEW, Verdict.DENY}


def check_until(decision: Decision, asked: oracle.Ask, world: oracle.World) -> None:
    """A deferral names the first instant that is lawful: then it is, a second before it is not."""
    assert decision.until is not None
    assert not oracle.refusing(asked._replace(at=decision.until), world), (asked, decision)
    before = decision.until - timedelta(seconds=1)
    assert oracle.refusing(asked._replace(at=before), world), (asked, decision)
