"""A house replayed under its own rules says what it said; the counts are built anew, and agree."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import msgspec
from tests.gate.house import NOON, contact, in_memory, open_house, scaled
from tests.gate.traffic import Traffic

from duegate.audit.replay.house import steps_in
from duegate.audit.replay.steps import Asked, Step
from duegate.audit.replay.worlds import Lived, replayed
from duegate.gate import Gate
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState
from duegate.rulebook.book import Book

HISTORIES = scaled(4, 100)
CONTACTS = 300


def steps(gate: Gate) -> list[Step]:
    """Read the steps of a house."""
    with gate.store.read() as connection:
        return list(steps_in(connection, gate.desk.keys))


def lived(gate: Gate, candidate: Book | None = None) -> list[Lived]:
    """Replay a house, under its own rules unless a candidate is given."""
    return list(replayed(steps(gate), gate.book, candidate or gate.book))


def test_a_house_replays_to_what_it_said(seed: int) -> None:
    """Every verdict of random histories comes out again, with outcomes, notes and standings."""
    verdicts: Counter[Verdict] = Counter()
    for history in range(HISTORIES):
        with in_memory() as folder, open_house(folder) as gate:
            traffic = Traffic(gate, seed + history)
            for _ in range(CONTACTS):
                traffic.decide(*traffic.ask())
                traffic.happen()
            again = lived(gate)
        assert len(again) == CONTACTS
        for each in again:
            assert each.in_force is each.asked.recorded, each.asked.name
            assert each.difference is None
            verdicts[each.in_force] += 1
    assert min(verdicts[verdict] for verdict in Verdict) > 20, verdicts


def test_whom_a_refused_contact_was_to_reach_is_kept(gate: Gate) -> None:
    """By the same key as of one that left, so that it counts for that number when it is allowed."""
    for minute in range(4):
        gate.decide(contact(at=NOON + timedelta(minutes=minute)), as_stated=True)
    asked = [step for step in steps(gate) if isinstance(step, Asked)]
    assert [step.left for step in asked] == [True, True, True, False]
    assert len({step.record.subject for step in asked}) == 1
    assert asked[0].record.subject.person is not None


def test_who_came_to_us_is_no_contact_of_ours(gate: Gate) -> None:
    """It is lived through, for pauses may turn on it, and nobody is judged for it."""
    gate.inbound(contact(), as_stated=True)
    gate.decide(contact(at=NOON + timedelta(minutes=5)), as_stated=True)
    (only,) = lived(gate)
    assert only.in_force is Verdict.ALLOW
    assert len(steps(gate)) == 2


def test_an_outcome_is_known_only_from_its_report_on(gate: Gate) -> None:
    """Three calls; once one is reported as not sent, a fourth may leave, and not before."""
    made = [
        gate.decide(contact(at=NOON + timedelta(minutes=minute)), as_stated=True)
        for minute in range(4)
    ]
    gate.report(made[0].id, OutcomeState.NOT_SENT)
    gate.decide(contact(at=NOON + timedelta(minutes=9)), as_stated=True)
    again = [each.in_force for each in lived(gate)]
    assert again == [Verdict.ALLOW] * 3 + [Verdict.DEFER, Verdict.ALLOW]


def test_a_decision_of_before_its_person_was_kept_counts_by_debtor(gate: Gate) -> None:
    """An older record has no such key; it is read all the same."""
    first = gate.decide(contact(at=NOON), as_stated=True)
    (step,) = (step for step in steps(gate) if isinstance(step, Asked))
    unknown = msgspec.structs.replace(step.record.subject, person=None)
    old = msgspec.structs.replace(
        step, record=msgspec.structs.replace(step.record, subject=unknown)
    )
    again = list(replayed([old] * 4, gate.book, gate.book))
    assert again[0].asked.name == first.id
    assert [each.in_force for each in again] == [Verdict.ALLOW] * 3 + [Verdict.DEFER]
