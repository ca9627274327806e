"""However many ask at once, three pass; asked apart from the hold, more would."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.gate import processes, recount
from tests.gate.house import CALLER, NOON, OTHER_CALLER, contact, open_house
from tests.gate.traffic import WRITTEN, written

from duegate.gate import Gate
from duegate.gate.batch import Answer, Batch
from duegate.gate.decide import Ask, _let_through, _record, answer_with
from duegate.gate.facts import gather
from duegate.gate.watch import STEADY
from duegate.model.contact import Contact
from duegate.model.decision import Decision
from duegate.model.judgement import Verdict
from duegate.rulebook.lawful import rule_on

MORNING = "2026-11-24T08:00:00+08:00"
PROCESSES = 4


def asks(count: int) -> list[Contact]:
    """One debtor's number, written in all ways, asked for by both tenants under many names."""
    return [
        contact(
            id=f"c{number}",
            tenant=("acme", "beta")[number % 2],
            caller={"number": (CALLER, OTHER_CALLER)[number % 2]},
            channel=("call", "sms")[number // 2 % 2],
            debtor={"ref": f"d-{number}"},
            recipient={"number": written("+8613800138000", WRITTEN[number % len(WRITTEN)])},
        )
        for number in range(count)
    ]


def check(gate: Gate, answers: list[Decision]) -> None:
    """Three are allowed; the others wait for the morning, on the clause that caps."""
    verdicts = Counter(answer.verdict for answer in answers)
    assert verdicts == {Verdict.ALLOW: 3, Verdict.DEFER: len(answers) - 3}
    for answer in answers:
        if answer.verdict is Verdict.DEFER:
            refusing = [f.clause for f in answer.findings if f.verdict is not Verdict.ALLOW]
            assert refusing == ["cn-shenzhen/SZ-02"]
            assert answer.until is not None
            assert answer.until.isoformat() == MORNING
    with gate.store.read() as connection:
        assert recount.violations(connection) == []


@pytest.mark.parametrize("threads", [16, 64])
def test_threads(gate: Gate, threads: int) -> None:
    """All ask in the same moment."""
    begin = threading.Barrier(threads)

    def ask(sent: Contact) -> Decision:
        begin.wait()
        return gate.decide(sent)

    with ThreadPoolExecutor(threads) as pool:
        check(gate, list(pool.map(ask, asks(threads))))


def test_tasks(gate: Gate) -> None:
    """All ask in the same turn of an event loop."""

    async def ask() -> list[Decision]:
        return await asyncio.gather(*map(gate.decide_async, asks(64)))

    check(gate, asyncio.run(ask()))


def test_processes(tmp_path: Path) -> None:
    """Four processes of several threads on one folder: every person is reached three times."""
    with open_house(tmp_path):
        pass  # the house is there before they race for it
    begin = processes.context.Barrier(PROCESSES)
    pipes = [processes.context.Pipe(duplex=False) for _ in range(PROCESSES)]
    children = [
        processes.start(processes.race, tmp_path, number, begin, out)
        for number, (_, out) in enumerate(pipes)
    ]
    reached = Counter(person for source, _ in pipes for person in source.recv())
    for child in children:
        child.join()
    assert reached == dict.fromkeys(range(processes.PEOPLE), 3)
    with open_house(tmp_path) as gate, gate.store.read() as connection:
        assert recount.violations(connection) == []


def test_a_check_apart_from_the_hold_lets_more_through(gate: Gate) -> None:
    """The same clauses and the same tables, asked before the transaction: the cap does not hold."""
    threads = 16
    checked = threading.Barrier(threads)

    def ask(sent: Contact) -> bool:
        desk = gate.desk
        with gate.store.read() as connection:
            known = gather(connection, desk, sent, STEADY)
        judgement = rule_on(desk.book, sent, known.facts)
        checked.wait()
        name = f"dec_{sent.id}"

        def let_through(batch: Batch) -> Answer[Decision]:
            leaf, permit = batch.entries.next_index, _let_through(desk, batch, sent, known, name)
            answer = answer_with(desk, sent, known, judgement, name, leaf=leaf, permit=permit)
            return _record(batch, Ask(sent, None, as_stated=True), b"", answer, known)

        if judgement.verdict is Verdict.ALLOW:
            gate.run(let_through)
        return judgement.verdict is Verdict.ALLOW

    with ThreadPoolExecutor(threads) as pool:
        allowed = sum(pool.map(ask, asks(threads)))
    assert allowed == threads
    with gate.store.read() as connection:
        assert len(recount.caps(connection)) >= threads - 3
    assert gate.decide(asks(1)[0]).at == NOON
