"""What runs in processes of its own: one that is killed, some that race; all on one folder."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.gate.house import contact, open_house, person

from duegate.model.judgement import Verdict

PEOPLE = 40
THREADS = 4

# Each child is forked from a small process of one thread that has read the modules already.
context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload([__name__])


class Acknowledged(NamedTuple):
    """An answer that left the process."""

    key: str
    person: int
    decision: str
    verdict: Verdict
    receipt: str | None


def start(act: object, *words: object) -> BaseProcess:
    """Start a child."""
    process = context.Process(target=act, args=words)  # type: ignore[arg-type]
    process.start()
    return process


def answer_for_ever(folder: Path, life: int, out: Connection) -> None:
    """Decide contacts in several threads, and tell of each once it was answered."""
    with open_house(folder) as gate:

        def run(thread: int) -> None:
            draw = Random(f"{life}/{thread}")
            for number in range(10**9):
                key, chosen = f"{life}/{thread}/{number}", draw.randrange(PEOPLE)
                decision = gate.decide(contact(id=key, **person(chosen)), key=key)
                out.send(Acknowledged(key, chosen, decision.id, decision.verdict, decision.receipt))

        with ThreadPoolExecutor(THREADS) as pool:
            list(pool.map(run, range(THREADS)))


def heard(source: Connection) -> Iterator[Acknowledged]:
    """Hear every answer that left a child, until there are no more."""
    while True:
        try:
            yield source.recv()
        except (EOFError, OSError):
            return


def race(folder: Path, process: int, begin: Barrier, out: Connection) -> None:
    """Ask for every person several times, in an order of its own; tell who was allowed."""
    draw = Random(process)
    asked = [number for number in range(PEOPLE) for _ in range(3)]
    draw.shuffle(asked)
    with open_house(folder) as gate:
        begin.wait()

        def ask(number: int) -> tuple[int, bool]:
            return number, gate.decide(contact(**person(number))).verdict is Verdict.ALLOW

        with ThreadPoolExecutor(THREADS) as pool:
            out.send([number for number, allowed in pool.map(ask, asked) if allowed])
