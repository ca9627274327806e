"""What became of a contact: reports in any order, twice or late, settle on one state."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from tests.gate.house import NOON, contact, open_house, person

from duegate.clock import HandClock
from duegate.gate import Gate, OutcomeRefused, UnknownDecision
from duegate.model.contact import Channel
from duegate.model.judgement import Verdict
from duegate.model.outcome import POSSIBLE, RANK, OutcomeState

ORDERED = (
    OutcomeState.NOT_SENT,
    OutcomeState.PLACED,
    OutcomeState.RANG_NO_ANSWER,
    OutcomeState.ANSWERED,
)


def used(gate: Gate) -> int:
    """Ask how many contacts with the debtor count now, without leaving one behind."""
    decision = gate.decide(contact(), as_stated=True)
    (count,) = (f.used for f in decision.findings if f.clause == "cn-shenzhen/SZ-02")
    assert count is not None
    if decision.verdict is Verdict.ALLOW:
        gate.report(decision.id, OutcomeState.NOT_SENT)
    return count


def reported(gate: Gate, decision: str, states: Sequence[OutcomeState]) -> None:
    """Report states in this order; only that it was not sent may be refused."""
    for state in states:
        try:
            gate.report(decision, state)
        except OutcomeRefused:
            assert state is OutcomeState.NOT_SENT


def test_all_orders_of_reports_converge(tmp_path: Path) -> None:
    """Whatever the order, and whatever comes twice, the end is the same."""
    with open_house(tmp_path) as gate:
        ends = set()
        orders = list(itertools.permutations((*ORDERED, OutcomeState.PLACED)))
        for number, order in enumerate(orders):
            decision = gate.decide(contact(**person(number))).id
            reported(gate, decision, order)
            ends.add(gate.report(decision, OutcomeState.PLACED).settled)
        with gate.store.read() as connection:
            rows = connection.execute("SELECT decision, max(rank) FROM outcome GROUP BY decision")
            furthest = {rank for _, rank in rows}
    assert len(orders) == 120
    assert ends == {OutcomeState.ANSWERED}
    assert len(furthest) == 1


def test_the_same_report_twice_is_one_entry(gate: Gate) -> None:
    """A repeated report adds nothing to the log."""
    decision = gate.decide(contact()).id
    first = gate.report(decision, OutcomeState.ANSWERED)
    again = gate.report(decision, OutcomeState.ANSWERED)
    assert (first.settled, first.counts) == (again.settled, again.counts)
    with gate.store.read() as connection:
        assert connection.execute("SELECT count(*) FROM outcome").get == 1


def test_a_late_weaker_report_changes_nothing(gate: Gate) -> None:
    """It was answered; that it was placed before comes late and says nothing new, however often."""
    decision = gate.decide(contact()).id
    told = (OutcomeState.ANSWERED, OutcomeState.PLACED, OutcomeState.PLACED)
    assert [gate.report(decision, state).settled for state in told] == [OutcomeState.ANSWERED] * 3


@pytest.mark.parametrize("state", sorted(POSSIBLE[Channel.CALL]))
def test_what_left_counts(gate: Gate, state: OutcomeState) -> None:
    """However little came of it."""
    decision = gate.decide(contact()).id
    assert gate.report(decision, state).counts
    assert used(gate) == 1


def test_silence_counts(gate: Gate, clock: HandClock) -> None:
    """A contact nobody reported on counts, before its hold lapses and after."""
    gate.decide(contact())
    assert used(gate) == 1
    clock.pass_s(3 * 86_400)
    assert used(gate) == 1


def test_what_was_not_sent_is_given_back(gate: Gate) -> None:
    """Three given back make room for three."""
    for _ in range(3):
        outcome = gate.report(gate.decide(contact()).id, OutcomeState.NOT_SENT)
        assert not outcome.counts
    assert used(gate) == 0
    assert [gate.decide(contact()).verdict for _ in range(4)] == [Verdict.ALLOW] * 3 + [
        Verdict.DEFER
    ]


def test_nothing_is_given_back_after_its_permit_was_used(gate: Gate) -> None:
    """Who took the permit has sent it."""
    decision = gate.decide(contact())
    gate.redeem(decision.permit or "")
    with pytest.raises(OutcomeRefused, match=r"permit .* was used.*counts"):
        gate.report(decision.id, OutcomeState.NOT_SENT)
    assert used(gate) == 1


def test_nothing_is_given_back_after_it_lapsed(gate: Gate, clock: HandClock) -> None:
    """Silence for longer than a day is kept; a day exactly may still be given back."""
    late, in_time = gate.decide(contact()).id, gate.decide(contact()).id
    clock.pass_s(86_400)
    gate.report(in_time, OutcomeState.NOT_SENT)
    clock.pass_s(1)
    with pytest.raises(OutcomeRefused, match="lapsed as kept"):
        gate.report(late, OutcomeState.NOT_SENT)
    gate.report(in_time, OutcomeState.NOT_SENT)  # said again, it says nothing new


def test_nothing_is_given_back_after_it_was_reported_sent(gate: Gate) -> None:
    """A later report cannot take an earlier one back."""
    decision = gate.decide(contact()).id
    gate.report(decision, OutcomeState.PLACED)
    with pytest.raises(OutcomeRefused, match="reported as placed before"):
        gate.report(decision, OutcomeState.NOT_SENT)


def test_a_contact_given_back_and_then_answered_counts_again(gate: Gate) -> None:
    """The truth may come late; it is counted all the same, even beyond the cap."""
    lied = gate.decide(contact()).id
    gate.report(lied, OutcomeState.NOT_SENT)
    for _ in range(3):
        assert gate.decide(contact()).verdict is Verdict.ALLOW
    assert gate.report(lied, OutcomeState.ANSWERED).counts
    assert used(gate) == 4


def test_a_contact_of_ours_is_never_inbound(gate: Gate) -> None:
    """Calling it theirs would free its place."""
    decision = gate.decide(contact()).id
    with pytest.raises(OutcomeRefused, match="cannot be inbound"):
        gate.report(decision, OutcomeState.INBOUND)
    assert used(gate) == 1


@pytest.mark.parametrize("channel", ["call", "sms", "email", "letter", "app"])
def test_a_contact_gets_as_far_as_its_channel_goes(gate: Gate, channel: str) -> None:
    """A call is not posted and a letter not answered; what is possible is said."""
    for state in OutcomeState:
        decision = gate.decide(contact(channel=channel, **person(RANK[state]))).id
        if state is OutcomeState.NOT_SENT or state in POSSIBLE[Channel(channel)]:
            assert gate.report(decision, state).state is state
        else:
            with pytest.raises(OutcomeRefused, match=f"by {channel} cannot be {state}; report .+"):
                gate.report(decision, state)


def test_a_refused_contact_has_no_outcome(gate: Gate) -> None:
    """What did not leave cannot have become of anything."""
    decision = gate.decide(contact(channel="postcard")).id
    with pytest.raises(OutcomeRefused, match="let nothing through"):
        gate.report(decision, OutcomeState.DELIVERED)


def test_only_ones_own_decisions_exist(gate: Gate) -> None:
    """Another tenant's decision is as unknown as one that never was."""
    decision = gate.decide(contact()).id
    said = set()
    for asked in (decision, "dec_nothing"):
        with pytest.raises(UnknownDecision) as unknown:
            gate.report(asked, OutcomeState.ANSWERED, tenant="beta")
        said.add(str(unknown.value))
    assert len(said) == 1
    gate.report(decision, OutcomeState.ANSWERED, tenant="acme")


def test_an_outcome_says_when(gate: Gate, clock: HandClock) -> None:
    """When it happened is the reporter's to say; when it was recorded is the gate's."""
    decision = gate.decide(contact()).id
    clock.pass_s(30)
    told = gate.report(decision, OutcomeState.PLACED, at=NOON + timedelta(seconds=5))
    assert (told.at, told.recorded_at) == (
        NOON + timedelta(seconds=5),
        NOON + timedelta(seconds=30),
    )
    assert gate.report(decision, OutcomeState.ANSWERED).at == NOON + timedelta(seconds=30)
