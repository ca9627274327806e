"""Whatever fails, nothing passes: a clause, a fact, the disk, the queue."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from tests.gate import recount
from tests.gate.house import NOON, build, contact, person, shipped_book, sign_tenants, unguarded
from tests.simulation.disk import Disk, Fault, Kind

from duegate.clock import HandClock
from duegate.gate import Gate, Overloaded
from duegate.model.decision import Decision
from duegate.model.judgement import Verdict
from duegate.model.tenant import Standing
from duegate.rulebook.book import Book, awaits
from duegate.rulebook.judging import BROKEN
from duegate.rulebook.kinds import KINDS
from duegate.store.connection import Setup
from duegate.store.store import Store

FAILURES = [
    pytest.param(Kind.FULL, "full", id="full"),
    pytest.param(Kind.READ_ONLY, "may not be written", id="read-only"),
    pytest.param(Kind.ERROR, "failed", id="failing"),
]


@pytest.fixture
def disk() -> Disk:
    """A disk that can fail."""
    return Disk(Random(1))


@pytest.fixture
def frail(disk: Disk) -> Iterator[Gate]:
    """A gate on that disk."""
    gate = build(Store(Path("/duegate.db"), Setup(vfs=disk.name, exclusive=True)), HandClock(NOON))
    sign_tenants(gate)
    yield gate
    disk.heal()
    gate.close()


def judged() -> dict[str, type]:
    """Name the clauses that are asked about a call, each with its kind of rule."""
    return {
        provision.id: type(provision.version.rule)
        for provision in shipped_book().provisions
        if awaits(provision) is None and provision.version.applies.concerns(contact())
    }


@pytest.mark.parametrize("kind", sorted(set(judged().values()), key=str))
def test_a_clause_that_breaks_denies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type
) -> None:
    """Whichever kind of rule fails, the contact is denied by its clauses, and that is recorded."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(KINDS[kind], "judge", broken)
    gate = build(Store(tmp_path / "a.db"), HandClock(NOON), book=Book(shipped_book().packs))
    sign_tenants(gate)
    decision = gate.decide(contact())
    assert decision.verdict is Verdict.DENY
    broke = {clause for clause, each in judged().items() if each is kind}
    assert {f.clause for f in decision.findings if f.reason == BROKEN} == broke != set()
    assert gate.find(decision.id) == decision
    gate.close()


@pytest.mark.parametrize(("kind", "said"), FAILURES)
def test_what_cannot_be_recorded_is_denied(disk: Disk, frail: Gate, kind: Kind, said: str) -> None:
    """No receipt, no permit, not ready; once the disk works again so does the gate, unrestarted."""
    assert frail.decide(contact()).verdict is Verdict.ALLOW
    disk.fault = Fault(kind, at=0, times=math.inf)
    for number in range(3):
        unrecorded(frail.decide(contact(**person(number)), key=f"k{number}"))
    unrecorded(asyncio.run(frail.decide_async(contact(**person(4)), key="k4")))
    readiness = frail.ready()
    assert not readiness.ok
    assert said in readiness.reasons[0]
    disk.heal()
    assert frail.decide(contact(**person(0)), key="k0").verdict is Verdict.ALLOW
    assert frail.ready().ok
    with frail.store.read() as connection:
        assert connection.execute("SELECT count(*) FROM hold").get == 2
        assert recount.violations(connection) == []


def unrecorded(decision: Decision) -> None:
    """A denial that is in no ledger and promises nothing."""
    assert decision.verdict is Verdict.DENY
    assert decision.findings
    assert (decision.receipt, decision.permit, decision.leaf, decision.until) == (None,) * 4


def test_a_full_disk_can_still_be_read(disk: Disk, frail: Gate) -> None:
    """What was decided can be looked up while nothing more can be recorded."""
    decision = frail.decide(contact())
    disk.fault = Fault(Kind.FULL, at=0, times=math.inf)
    unrecorded(frail.decide(contact()))
    assert frail.find(decision.id) == decision
    assert frail.decisions() == (decision,)


def test_a_suspension_that_is_not_recorded_is_not_acknowledged(disk: Disk, frail: Gate) -> None:
    """Whoever presses the switch hears that it did not work."""
    disk.fault = Fault(Kind.FULL, at=0, times=math.inf)
    with pytest.raises(Exception, match="not recorded"):
        frail.tenants.change("acme", Standing.SUSPENDED, reason="threats", by="test")


def test_too_many_are_turned_away(tmp_path: Path) -> None:
    """More than may wait are told to ask again; nothing of them is queued, held or recorded."""
    gate = build(Store(tmp_path / "a.db"), HandClock(NOON), queue_max=4)
    sign_tenants(gate)

    async def ask() -> list[Decision | BaseException]:
        asked = (gate.decide_async(contact(**person(n))) for n in range(10))
        return await asyncio.gather(*asked, return_exceptions=True)

    answers = asyncio.run(ask())
    assert [type(answer) for answer in answers] == [Decision] * 4 + [Overloaded] * 6
    assert len(gate.decisions()) == 4
    assert gate.decide(contact(**person(9))).verdict is Verdict.ALLOW
    gate.close()


DAMAGE = [
    pytest.param("INSERT INTO standing VALUES (900, 'acme', 'fine', '', '', 0)", id="standing"),
    pytest.param("INSERT INTO tenant VALUES ('gamma', 'gamma', 0, NULL)", id="none"),
    pytest.param("DROP TABLE note", id="notes"),
    pytest.param("DROP TABLE hold", id="holds"),
    pytest.param("DELETE FROM meta", id="latest instant"),
    pytest.param("UPDATE hold SET channel = 'pigeon'", id="hold"),
]


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_ledger_lets_nothing_through(gate: Gate, damage: str) -> None:
    """A row or table that makes no sense is no reason to allow."""
    gate.decide(contact())
    with gate.store.writer() as writer:
        unguarded(writer)
        writer.execute(damage)
    try:
        verdict = gate.decide(contact()).verdict
    except Exception:  # noqa: BLE001 - an error is no permission
        verdict = Verdict.DENY
    assert (verdict is Verdict.ALLOW) == ("gamma" in damage)
