"""Judging alone, on the packs house and cn-shenzhen, beside Cedar on the same clauses.

Both get ready facts, those a gate has read on two days of traffic. Cedar is used at its best, with
policies and entities parsed and each context written as JSON beforehand, and once as the first
example of its package shows. What must be counted it gets counted, and local times worked out; we
count and convert while judging. Both must agree on every contact.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any, TypeAlias, TypeVar

import cedarpy
import msgspec

from benchmarks import Goal, Result, Series, alternate
from benchmarks.house import disk, house, send
from benchmarks.traffic import TENANT, contacts
from duegate.gate import Gate
from duegate.gate.decide import Input
from duegate.ledger import decisions
from duegate.model.contact import Channel, Contact
from duegate.model.decision import Decision
from duegate.model.judgement import Verdict
from duegate.model.moment import moment_of
from duegate.model.outcome import OutcomeState
from duegate.rulebook.book import Book, needs
from duegate.rulebook.facts import Facts, NoteKind
from duegate.rulebook.judging import judge
from duegate.rulebook.kinds import FrequencyCap, Precondition
from duegate.rulebook.lawful import first_lawful
from duegate.rulebook.window import Tally

T = TypeVar("T")
Case: TypeAlias = tuple[Contact, Facts]
BATCH = 200
NOT_OF_CEDAR = (
    "In our set-up. Cedar gives allow or deny and the ids of the policies; it gives neither the"
    " first lawful instant, nor reasons in two languages, nor how much of a cap is used."
)


def measure(*, smoke: bool) -> Iterator[Result]:
    """Compare judge with Cedar, one at a time and in batches; compare `first_lawful` with judge."""
    with disk() as folder, house(folder) as gate:
        book = gate.book
        cases = list(recorded(gate, 400 if smoke else 4_000))
    theirs = [asked(book, *case) for case in cases]
    rounds = 3 if smoke else 9
    text = Path(__file__).with_suffix(".cedar").read_text("utf-8")
    tenant = {"uid": {"type": "Tenant", "id": TENANT}, "attrs": {"standing": "good"}, "parents": []}
    policies = cedarpy.PolicySet.from_str(text)
    entities = cedarpy.Entities.from_json_str(json.dumps([tenant]))
    allowed = agreed(book, cases, theirs, policies, entities)
    batches = [theirs[cut : cut + BATCH] for cut in range(0, len(theirs), BATCH)]
    unread = [{**ask, "context": json.loads(ask["context"])} for ask in theirs[:BATCH]]

    def ours() -> float:
        return 1e6 / mean_us(lambda case: judge(book, *case), cases)

    def cedar() -> float:
        return 1e6 / mean_us(lambda ask: cedarpy.is_authorized(ask, policies, entities), theirs)

    def cedar_batch() -> float:
        ask = cedarpy.is_authorized_batch
        return BATCH * 1e6 / mean_us(lambda batch: ask(batch, policies, entities), batches)

    def cedar_plain() -> float:
        return 1e6 / mean_us(lambda ask: cedarpy.is_authorized(ask, text, [tenant]), unread)

    one, single, batch, plain = alternate(rounds, (ours, cedar, cedar_batch, cedar_plain))
    p50, planning = alternate(
        rounds,
        (
            lambda: p50_us(lambda case: judge(book, *case), cases),
            lambda: mean_us(lambda case: first_lawful(book, *case), cases),
        ),
    )
    mean = tuple(1e6 / figure for figure in one)
    mix = f"{len(cases)} contacts, {allowed:.0%} allowed"
    yield Result("judge", Series("p50", "us", p50), goals=(Goal("measured", most=20),), note=mix)
    mine = Series("judge", "/s", one)
    yield Result(
        "judge, one at a time",
        mine,
        Series("cedarpy", "/s", single),
        (Goal("ratio", least=20),),
        NOT_OF_CEDAR,
    )
    yield Result("judge, lists", mine, Series(f"cedarpy, {BATCH} a call", "/s", batch))
    yield Result("judge, beside plain use", mine, Series("cedarpy, nothing parsed", "/s", plain))
    yield Result(
        "first lawful instant",
        Series("first_lawful", "us", planning),
        Series("judge", "us", mean),
        (Goal("ratio", most=5),),
    )


def recorded(gate: Gate, count: int) -> Iterator[Case]:
    """Have two days decided, the first with nobody answering; give what the second rested on."""
    traffic = list(contacts(count * 2, days=2))
    first: list[Decision] = []
    answers: list[Decision] = []
    send(gate, traffic[:count], in_flight=64, answered=first.append)
    calls = {contact.id for contact in traffic if contact.channel is Channel.CALL}
    for decision in first:
        if decision.permit is not None and decision.contact in calls:
            gate.report(decision.id, OutcomeState.PLACED, at=decision.at)
    send(gate, traffic[count:], in_flight=64, answered=answers.append)
    decoder = msgspec.json.Decoder(Input)
    with gate.store.read() as connection:
        for answer in answers:
            known = decoder.decode(decisions.by_id(connection, answer.id).input)  # type: ignore[union-attr]
            own = {need: need for need in needs(gate.book, known.contact, known.contact.at).events}
            events = tuple((own[need], found) for need, found in known.facts.events)
            yield known.contact, msgspec.structs.replace(known.facts, events=events)


def agreed(
    book: Book,
    cases: Sequence[Case],
    theirs: Sequence[dict[str, str]],
    policies: cedarpy.PolicySet,
    entities: cedarpy.Entities,
) -> float:
    """Make sure that both allow the same contacts; give the share that is allowed."""
    answers = cedarpy.is_authorized_batch(list(theirs), policies, entities)
    allowed = 0
    for case, answer in zip(cases, answers, strict=True):
        may = judge(book, *case).verdict is Verdict.ALLOW
        assert not answer.diagnostics.errors, answer.diagnostics.errors
        assert may is answer.allowed, (case, answer.diagnostics.id_annotations_by_reason)
        allowed += may
    return allowed / len(cases)


def asked(book: Book, contact: Contact, facts: Facts) -> dict[str, str]:
    """Put a contact and its facts into a request for Cedar."""
    assert isinstance(facts.zones, tuple)
    assert isinstance(facts.notes, tuple)
    seconds = [clock.second for clock in moment_of(contact.at, facts.zones).local]
    notes = [note for note in facts.notes if note.since <= contact.at]
    wishes = [note.value for note in notes if note.kind is NoteKind.PREFERENCE]
    context: dict[str, Any] = {
        "role": contact.recipient.role,
        "purpose": contact.purpose,
        "basis": bool(contact.recipient.basis),
        "caller": facts.caller,
        "reachable": facts.reachable,
        "wishes": wishes,
        "refuses_channel": f"no_{contact.channel}" in wishes,
        "states": [note.value for note in notes if note.kind is NoteKind.STATE],
        "steady": True,
        "earliest": min(seconds),
        "latest": max(seconds),
        **counted(book, contact, facts),
    }
    if contact.provenance is not None:
        context["source"] = contact.provenance.source
    if contact.place is not None:
        context["place"] = contact.place
    if contact.debtor.student is not None:
        context["student"] = contact.debtor.student
    if contact.debt.amount is not None:
        context["amount"] = int(contact.debt.amount)
    return {
        "principal": f'Tenant::"{contact.tenant}"',
        "action": f'Action::"{contact.channel}"',
        "resource": f'Debtor::"{contact.debtor.ref}"',
        "context": json.dumps(context),
    }


def counted(book: Book, contact: Contact, facts: Facts) -> dict[str, int]:
    """Count what Cedar's policies compare: contacts of the day, calls that reached nobody."""
    counts = {"today": 0, "unreached": 0}
    assert isinstance(facts.zones, tuple)
    clocks = moment_of(contact.at, facts.zones).local
    for provision in book.provisions:
        rule = provision.version.rule
        if not isinstance(rule, FrequencyCap | Precondition):
            continue
        events = facts.counted(provision.events_need)
        if not isinstance(events, tuple):
            continue
        if isinstance(rule, FrequencyCap):
            dates = [(e.day_first, e.day_last) for e in events if rule.counting(e)]
            counts["today"] = max(Tally(dates).within((clock.day, clock.day)) for clock in clocks)
        else:
            counts["unreached"] = sum(
                e.at < contact.at and e.channel in rule.channels and e.state in rule.states
                for e in events
            )
    return counts


def mean_us(ask: Callable[[T], object], questions: Sequence[T]) -> float:
    """Take the processor's time for one, others' load on the machine left out."""
    start = time.process_time()
    for question in questions:
        ask(question)
    return (time.process_time() - start) * 1e6 / len(questions)


def p50_us(ask: Callable[[Case], object], cases: Sequence[Case]) -> float:
    """Time each call by itself; give the one in the middle."""
    clock = time.perf_counter_ns
    times = []
    for case in cases:
        start = clock()
        ask(case)
        times.append(clock() - start)
    return median(times) / 1e3
