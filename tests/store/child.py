"""A process of its own that works on a store; the tests start it, talk to it and kill it.

`write PATH NAME`: records numbered contacts for ever and prints each number once it was answered.
`race PATH ROUNDS`: waits, then asks for places of every round, counting inside the transaction.
`race-apart PATH`: counts, waits, then takes its place.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import apsw

from duegate.store.commit import GroupCommit
from duegate.store.store import Store

CAP = 3
THREADS = 4
SCHEMA = "CREATE TABLE IF NOT EXISTS place (round INTEGER, process INTEGER, number INTEGER)"


def write(store: Store, life: int) -> None:
    """Record from several threads; a number is printed only after its answer."""
    commit = GroupCommit(store, _insert)

    def run(thread: int) -> None:
        for number in range(thread, 10**9, THREADS):
            commit.run((life, number))
            os.write(1, b"%d\n" % number)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(run, range(THREADS)))


def race(store: Store, rounds: int) -> None:
    """Ask for a place in each round from each thread, in any order; print how many were given."""
    commit = GroupCommit(store, _take_places)

    def run(_: int) -> int:
        given = 0
        for number in Random(os.getpid()).sample(range(rounds), rounds):
            time.sleep(0.001)  # so that the processes take turns
            given += commit.run(number)
        return given

    wait_for_go("ready")
    with ThreadPoolExecutor(THREADS) as pool:
        say(sum(pool.map(run, range(THREADS))))


def race_apart(store: Store) -> None:
    """Count first, take the place in another transaction: what must never be done."""
    with store.read() as connection:
        free = _count(connection, 0) < CAP
    wait_for_go("counted")
    if free:
        store.transact(lambda connection: _take(connection, 0))


def wait_for_go(word: str) -> None:
    """Say how far it is, and wait for a line, so that all go on together."""
    say(word)
    sys.stdin.readline()


def say(word: object) -> None:
    """Print a line for the test."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _insert(connection: apsw.Connection, works: Sequence[tuple[int, int]]) -> Sequence[None]:
    connection.executemany("INSERT INTO place VALUES (0, ?, ?)", works)
    return [None] * len(works)


def _take_places(connection: apsw.Connection, rounds: Sequence[int]) -> Sequence[bool]:
    taken = []
    for number in rounds:
        taken.append(_count(connection, number) < CAP)
        if taken[-1]:
            _take(connection, number)
    return taken


def _count(connection: apsw.Connection, number: int) -> int:
    count: int = connection.execute("SELECT count(*) FROM place WHERE round = ?", (number,)).get
    return count


def _take(connection: apsw.Connection, number: int) -> None:
    connection.execute("INSERT INTO place VALUES (?, ?, 0)", (number, os.getpid()))


def main(name: str, path: str, number: str = "0") -> None:
    """Open the store and do what was asked."""
    with Store(Path(path)) as store:
        store.transact(lambda connection: connection.execute(SCHEMA))
        match name:
            case "write":
                write(store, int(number))
            case "race":
                race(store, int(number))
            case _:
                race_apart(store)


if __name__ == "__main__":
    main(*sys.argv[1:])
