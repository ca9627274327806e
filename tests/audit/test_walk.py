"""Records one after the other get what the gate gave the same contacts, clause by clause."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from random import Random

import msgspec
from tests.audit.history import FIRST, drawn, record
from tests.gate.house import CALLER, contact, in_memory, open_house, scaled, shipped_book

from duegate.audit.past import Past, Record
from duegate.audit.walk import judged, walk
from duegate.gate import Gate
from duegate.model.contact import Channel, Contact
from duegate.model.judgement import Finding, Verdict
from duegate.model.outcome import POSSIBLE, OutcomeState
from duegate.rulebook.places import Places

HISTORIES = scaled(3, 60)
CONTACTS = 250
CHINA = Places(("CN",))


def test_a_walk_says_what_the_gate_said(seed: int) -> None:
    """Of random histories: the verdict, the findings with their counts, and what is clear."""
    verdicts: Counter[Verdict] = Counter()
    for history in range(HISTORIES):
        draw = Random(seed + history)
        with in_memory() as folder, open_house(folder) as gate:
            gate.tenants.add("acme-2", principal="Acme", numbers=["+862154320002"])
            past = Past()
            for sent in contacts(draw):
                decision = gate.decide(sent, as_stated=True)
                told = as_record(sent)
                judgement = judged(gate.book, told, past)
                assert judgement.verdict is decision.verdict
                assert [bare(f) for f in judgement.findings] == [bare(f) for f in decision.findings]
                assert judgement.clear == decision.clear
                verdicts[decision.verdict] += 1
                if decision.verdict is Verdict.ALLOW:
                    state = happen(draw, gate, decision.id, sent.channel)
                    past.add(msgspec.structs.replace(told, state=state))
    assert min(verdicts[Verdict.ALLOW], verdicts[Verdict.DEFER]) > 30, verdicts


def contacts(draw: Random) -> list[Contact]:
    """Draw contacts of a few days, most of them in order."""
    sent = []
    for number in range(CONTACTS):
        at = FIRST + timedelta(minutes=number * 12 + draw.randrange(-60, 60))
        one = drawn(draw, at)
        numbers = {"acme": CALLER, "beta": "+862154320001", "acme-2": "+862154320002"}
        caller = contact(caller={"number": numbers[one.tenant]}).caller
        sent.append(msgspec.structs.replace(one, caller=caller))
    return sent


def as_record(sent: Contact) -> Record:
    """Tell what the gate knows of a contact: its zone was stated, its number is Chinese."""
    principals = {"acme": "acme", "beta": "beta", "acme-2": "Acme"}
    told = msgspec.structs.replace(record(sent), places=CHINA)
    subject = msgspec.structs.replace(told.subject, principal=principals[sent.tenant])
    return msgspec.structs.replace(told, subject=subject)


def happen(draw: Random, gate: Gate, decision: str, channel: Channel) -> OutcomeState | None:
    """Report one outcome, or none."""
    state = draw.choice((None, OutcomeState.NOT_SENT, *sorted(POSSIBLE[channel])))
    if state is not None:
        gate.report(decision, state)
    return state


def bare(finding: Finding) -> Finding:
    """Leave the instant of a deferral aside: a decision tells the first lawful one altogether."""
    return msgspec.structs.replace(finding, until=None)


def test_what_was_unlawful_counts_and_what_never_left_is_not_judged() -> None:
    """Four calls on one day: the fourth is one too many, and so is the fifth."""
    sent = [contact(at=FIRST + timedelta(hours=4, minutes=n)) for n in range(6)]
    records = [as_record(each) for each in sent]
    records[0] = msgspec.structs.replace(records[0], state=OutcomeState.NOT_SENT)
    found = [judgement for _, judgement in walk(shipped_book(), records)]
    assert found[0] is None
    caps = [
        finding.used
        for judgement in found[1:]
        if judgement is not None
        for finding in judgement.findings
        if finding.clause == "cn-shenzhen/SZ-02" and finding.verdict is Verdict.DEFER
    ]
    assert caps == [3, 4]
