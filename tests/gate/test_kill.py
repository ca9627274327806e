"""Killed at any moment: what was answered is there, what was counted holds, the log goes on."""

from __future__ import annotations

from pathlib import Path
from random import Random

from tests.gate import processes, recount
from tests.gate.house import contact, open_house, person, scaled
from tests.gate.processes import Acknowledged

from duegate.evidence.log import RecordedTree, leaf_hashes
from duegate.evidence.tree import root
from duegate.gate import Gate

KILLS = scaled(30, 2_000)


def test_a_kill_loses_nothing(tmp_path: Path, seed: int) -> None:
    """Over and over: every answer that left stands in the ledger, and a retry gives it again."""
    answers: list[Acknowledged] = []
    for life in range(KILLS):
        answers += live_and_die(tmp_path, life, answers=Random(seed + life).randrange(1, 40))
        with open_house(tmp_path) as gate:
            check(gate, answers[-60:], life)
    with open_house(tmp_path) as gate:
        check(gate, answers, KILLS)
    assert len(answers) > 10 * KILLS


def live_and_die(folder: Path, life: int, *, answers: int) -> list[Acknowledged]:
    """Let a child answer for a while, kill it, and hear every answer that left it."""
    source, out = processes.context.Pipe(duplex=False)
    child = processes.start(processes.answer_for_ever, folder, life, out)
    out.close()
    told = processes.heard(source)
    heard = [next(told) for _ in range(answers)]
    child.kill()
    heard += told
    child.join()
    source.close()
    return heard


def check(gate: Gate, answers: list[Acknowledged], life: int) -> None:
    """Compare what left with what is there; count all again; sign what the log has become."""
    for told in answers:
        found = gate.find(told.decision)
        assert (found.verdict, found.receipt) == (told.verdict, told.receipt), life
    for told in answers[:3]:
        sent = contact(id=told.key, **person(told.person))
        assert gate.decide(sent, key=told.key).id == told.decision, life
    gate.checkpoint()  # refuses a log that does not continue what was signed before
    with gate.store.read() as connection:
        assert recount.caps(connection) + recount.answers(connection) == [], life
        if life % 10 == 0:
            assert recount.log(connection) == [], life
        size, head = RecordedTree(connection).head()
        assert head == root(leaf_hashes(connection, 0, size)), life
        assert connection.execute("PRAGMA integrity_check(1)").get == "ok"
