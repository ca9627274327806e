"""Candidates in the shadow see what the gate sees, say what they would, and change nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import apsw
import msgspec
import pytest
from tests.audit.replay.laws import CAP, a_day
from tests.gate.house import NOON, contact, in_memory, open_house, scaled, unguarded
from tests.gate.traffic import Traffic
from tests.packs.shipped import PACKS

from duegate.gate import Gate, shadow
from duegate.gate.batch import Batch
from duegate.gate.facts import gather
from duegate.gate.shadow import FAILED, Candidate, Shadow
from duegate.gate.watch import STEADY
from duegate.ledger.shadow import Seen, Shown, latest
from duegate.model.contact import Contact
from duegate.model.decision import Decision
from duegate.model.judgement import Judgement, Verdict
from duegate.rulebook.clause import Pack
from duegate.rulebook.lawful import rule_on

HISTORIES = scaled(3, 60)
CONTACTS = 250
TRIED = (a_day(2), PACKS["cn-cba-2026"])
"""A stricter cap in the place of the one in force; a pack whose counts nobody needs yet."""


def put_in_the_shadow(gate: Gate, *packs: Pack) -> tuple[Candidate, ...]:
    """Try packs beside the rules of a gate."""
    candidates = tuple(Candidate(gate.book, pack) for pack in packs)
    gate.desk = msgspec.structs.replace(gate.desk, candidates=candidates)
    gate.shadow = Shadow(gate.store, candidates)
    return candidates


@contextmanager
def shadowed(folder: Path, *packs: Pack) -> Iterator[tuple[Gate, tuple[Candidate, ...]]]:
    """Lend a house with candidates in its shadow."""
    with open_house(folder) as gate:
        yield gate, put_in_the_shadow(gate, *packs)


def rows(gate: Gate, table: str = "shadow") -> list[Any]:
    """Read a table of the shadow."""
    with gate.store.read() as connection:
        return connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()


def expected(gate: Gate, candidate: Candidate, sent: Contact) -> Judgement:
    """Judge a contact by a candidate's rules alone, as a gate of its own would on this ledger."""
    own = msgspec.structs.replace(gate.desk, book=candidate.book)
    with gate.store.read() as connection:
        known = gather(connection, own, sent, STEADY)
    return rule_on(candidate.book, sent, known.facts, known.moment)


def seen_of(gate: Gate, candidate: Candidate, decision: Decision) -> Seen | None:
    """Read what a candidate said otherwise of a decision."""
    with gate.store.read() as connection:
        found = latest(connection, None, None, 10_000)
    for (leaf, name), shown in found:
        if (leaf, name) == (decision.leaf, candidate.hash):
            return Seen(leaf, name, shown.at, shown.live, shown.verdict, shown.until, shown.clauses)
    return None


def test_a_shadow_says_what_its_own_gate_would_on_the_same_ledger(seed: int) -> None:
    """Of random histories: a row for each difference, and none where both say the same."""
    found = {pack.hash: 0 for pack in TRIED}
    for history in range(HISTORIES):
        with in_memory() as folder, shadowed(folder, *TRIED) as (gate, candidates):
            traffic = Traffic(gate, seed + history)
            for _ in range(CONTACTS):
                asked, sent = traffic.ask()
                wanted = [(each, expected(gate, each, sent)) for each in candidates]
                decision = traffic.decide(asked, sent)
                for candidate, judgement in wanted:
                    seen = seen_of(gate, candidate, decision)
                    said = judgement.verdict, judgement.until, judgement.refusing
                    if seen is None:
                        assert said == (decision.verdict, decision.until, refused_by(decision))
                        continue
                    assert (seen.verdict, seen.until, seen.clauses) == said
                    assert seen.live is decision.verdict
                    assert said != (seen.live, decision.until, refused_by(decision))
                    found[candidate.hash] += 1
                traffic.happen()
            report, _ = gate.shadow.report()
            assert [trial.judged for trial in report.trials] == [CONTACTS] * len(TRIED)
            assert not any(trial.failed for trial in report.trials)
    assert min(found.values()) > 20, found


def refused_by(decision: Decision) -> tuple[str, ...]:
    """Name the clauses that refuse in a decision."""
    against = {f.clause for f in decision.findings if f.verdict is not Verdict.ALLOW}
    return tuple(sorted(against))


def answers(folder: Path, seed: int, *packs: Pack, broken: bool = False) -> list[object]:
    """Live one random history, with or without a shadow; give all that was answered."""
    given = []
    with shadowed(folder, *packs) as (gate, candidates):
        for candidate in candidates if broken else ():
            candidate.book = None  # type: ignore[assignment]  # whatever it is asked, it breaks
        traffic = Traffic(gate, seed)
        for _ in range(CONTACTS):
            decision = traffic.decide(*traffic.ask())
            traffic.happen()
            given.append(msgspec.structs.replace(decision, id="", leaf=None, receipt=None))
        failed = [trial.failed for trial in gate.shadow.report()[0].trials]
        assert failed == [CONTACTS if broken else 0] * len(packs)
    return [msgspec.structs.replace(each, permit=None) for each in given]


def test_nobody_is_answered_otherwise_because_of_a_shadow(seed: int) -> None:
    """The same history with none, with candidates, and with candidates that break."""
    told = []
    for packs, broken in (((), False), (TRIED, False), (TRIED, True)):
        with in_memory() as folder:
            told.append(answers(folder, seed, *packs, broken=broken))
    assert told[0] == told[1] == told[2]


def test_its_counts_are_those_of_the_ledger(tmp_path: Path) -> None:
    """With four a day the fourth would leave; and so would a fifth, for the fourth never left."""
    with shadowed(tmp_path, a_day(4)) as (gate, _):
        for minute in range(5):
            gate.decide(contact(at=NOON + timedelta(minutes=minute)), as_stated=True)
        report, _next = gate.shadow.report()
    said = [(each.live, each.verdict) for each in report.differences]
    assert said == [(Verdict.DEFER, Verdict.ALLOW)] * 2


def test_a_candidate_is_judged_before_the_contact_is_held(tmp_path: Path) -> None:
    """Else it would count the very contact it is asked about."""
    with shadowed(tmp_path, a_day(1)) as (gate, _):
        first = gate.decide(contact(), as_stated=True)
        gate.decide(contact(), as_stated=True)
        (only,) = gate.shadow.report()[0].differences
    assert only.decision != first.id
    assert only.clauses == (CAP,)


def test_what_was_counted_in_memory_is_what_was_written(tmp_path: Path) -> None:
    """By pack, clause and verdict; of no contact more than once."""
    with shadowed(tmp_path, a_day(1)) as (gate, (candidate,)):
        for minute in range(3):
            gate.decide(
                contact(at=NOON + timedelta(minutes=minute)), key=f"k{minute}", as_stated=True
            )
            gate.decide(
                contact(at=NOON + timedelta(minutes=minute)), key=f"k{minute}", as_stated=True
            )
        assert candidate.counts() == {("cn-shenzhen", CAP, "defer"): 2}
        assert len(rows(gate)) == 2


def test_a_broken_candidate_is_counted_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The answer stands; that it failed is written and measured."""

    def broken(*_: object) -> Judgement:
        raise RecursionError

    monkeypatch.setattr(shadow, "judged", broken)
    with shadowed(tmp_path, a_day(1)) as (gate, (candidate,)):
        assert gate.decide(contact(), as_stated=True).verdict is Verdict.ALLOW
        (trial,) = gate.shadow.report()[0].trials
        assert (trial.judged, trial.failed, trial.differing) == (1, 1, 0)
        assert candidate.counts() == {("cn-shenzhen", "", FAILED): 1}


def test_where_nothing_of_it_can_be_written_the_decision_stands(tmp_path: Path) -> None:
    """Its own tables are gone, half of it was written: the whole of it is left out."""
    with shadowed(tmp_path, a_day(1)) as (gate, _):
        with gate.store.writer() as connection:
            unguarded(connection)
            connection.execute("DROP TABLE shadow_look")
        for _ in range(2):
            decision = gate.decide(contact(), as_stated=True)
            assert decision.receipt is not None
        assert rows(gate) == []
        assert len(rows(gate, "decision")) == 2


def test_what_is_not_recorded_was_not_seen_either(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Decision and shadow are written in one transaction, or not at all."""
    seal = Batch.seal

    def full(batch: Batch) -> None:
        seal(batch)
        raise apsw.FullError("FullError: database or disk is full")

    with shadowed(tmp_path, a_day(1)) as (gate, (candidate,)):
        gate.decide(contact(), as_stated=True)
        monkeypatch.setattr(Batch, "seal", full)
        unrecorded = gate.decide(contact(), as_stated=True)
        monkeypatch.undo()
        assert unrecorded.receipt is None
        assert (rows(gate), candidate.counts()) == ([], {})
        assert len(rows(gate, "shadow_look")) == 1
        gate.decide(contact(), as_stated=True)
        assert len(rows(gate)) == 1


def test_a_store_that_gave_up_under_a_shadow_lets_nothing_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its transaction is gone, so what would follow must not be written outside of one."""

    def gone(_candidate: object, connection: apsw.Connection, *_: object) -> Judgement:
        connection.execute("ROLLBACK")
        raise apsw.IOError("IOError: disk I/O error")

    with shadowed(tmp_path, a_day(1)) as (gate, _):
        monkeypatch.setattr(shadow, "judged", gone)
        decision = gate.decide(contact(), as_stated=True)
        monkeypatch.undo()
        assert (decision.verdict, decision.receipt) == (Verdict.DENY, None)
        assert rows(gate, "hold") == []
        assert gate.decide(contact(), as_stated=True).verdict is Verdict.ALLOW


def test_the_report_page_by_page(tmp_path: Path) -> None:
    """Newest first, with both candidates of a decision, however the pages fall."""
    with shadowed(tmp_path, a_day(1), a_day(2)) as (gate, _):
        for minute in range(4):
            gate.decide(contact(at=NOON + timedelta(minutes=minute)), as_stated=True)
        whole, end = gate.shadow.report(limit=500)
        assert end is None
        pages: list[Shown] = []
        before = None
        while True:
            page, before = gate.shadow.report(before=before, limit=2)
            pages += page.differences
            assert page.trials == whole.trials
            if before is None:
                break
        assert tuple(pages) == whole.differences
        assert len(pages) == 3  # the second under one a day, the third under both
        late, _ = gate.shadow.report(since=NOON + timedelta(minutes=2))
        assert len(late.differences) == 2
        assert sum(trial.judged for trial in late.trials) < sum(t.judged for t in whole.trials)


def test_a_candidate_that_saw_nothing_yet_is_shown(tmp_path: Path) -> None:
    """It is running; one that ran before and is gone is shown as well."""
    with shadowed(tmp_path, a_day(1)) as (gate, _):
        (idle,) = gate.shadow.report()[0].trials
        assert (idle.running, idle.judged, idle.first) == (True, 0, None)
        gate.decide(contact(), as_stated=True)
        put_in_the_shadow(gate, a_day(2))
        trials = {trial.candidate: trial for trial in gate.shadow.report()[0].trials}
    assert [trials[a_day(limit).hash].running for limit in (1, 2)] == [False, True]


@pytest.mark.parametrize("table", ["shadow", "shadow_look"])
def test_nothing_of_it_is_edited_or_removed(tmp_path: Path, table: str) -> None:
    """The database itself refuses."""
    with shadowed(tmp_path, a_day(1)) as (gate, _):
        gate.decide(contact(), as_stated=True)
        gate.decide(contact(), as_stated=True)
        with gate.store.writer() as connection:
            for edit in ("UPDATE TABLE SET at_us = 0", "DELETE FROM TABLE"):
                with pytest.raises(apsw.ConstraintError, match="stays as it is"):
                    connection.execute(edit.replace("TABLE", table))
        assert rows(gate, table)
