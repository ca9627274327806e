"""Real processes on a real file: they may be killed at any time, and they may race."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from random import Random

from tests.store.child import CAP

from duegate.store.store import Store

CHILD = Path(__file__).with_name("child.py")
KILLS = 30
PROCESSES = 4
ROUNDS = 40


def start(*words: str) -> subprocess.Popen[str]:
    """Start a child with the import path of the tests."""
    return subprocess.Popen(
        [sys.executable, str(CHILD), *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )


def test_a_kill_loses_nothing(tmp_path: Path) -> None:
    """Killed at any answer, over and over: all that was answered is there, the file is sound."""
    path = tmp_path / "a.db"
    answered: set[tuple[int, int]] = set()
    for life in range(KILLS):
        numbers = live_and_die(path, life, answers=Random(life).randrange(1, 60))
        answered |= {(life, number) for number in numbers}
        with Store(path) as store, store.read() as connection:
            found = set(connection.execute("SELECT process, number FROM place"))
            assert answered <= found, f"life {life}: lost {sorted(answered - found)[:5]}"
            assert connection.execute("PRAGMA integrity_check(1)").get == "ok"
    assert len(answered) > KILLS * 10


def live_and_die(path: Path, life: int, *, answers: int) -> list[int]:
    """Let a child give some answers, kill it, and read every answer that left it."""
    with start("write", str(path), str(life)) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(answers)]
        child.kill()
        lines += child.stdout.readlines()
    return [int(line) for line in lines if line.endswith("\n")]


def test_processes_that_race_share_a_cap_exactly(tmp_path: Path) -> None:
    """Counted inside the transaction, each cap is used up and never exceeded."""
    path = str(tmp_path / "a.db")
    children = [start("race", path, str(ROUNDS)) for _ in range(PROCESSES)]
    given = [int(output) for output in together(children, "ready")]
    with Store(Path(path)) as store, store.read() as connection:
        taken = Counter(row[0] for row in connection.execute("SELECT round FROM place"))
    assert taken == dict.fromkeys(range(ROUNDS), CAP)
    assert sum(given) == ROUNDS * CAP


def test_counting_outside_the_transaction_exceeds_the_cap(tmp_path: Path) -> None:
    """The twin that counts first and writes later gives away more than there is."""
    path = str(tmp_path / "a.db")
    children = [start("race-apart", path) for _ in range(CAP + 1)]
    together(children, "counted")
    with Store(Path(path)) as store, store.read() as connection:
        assert connection.execute("SELECT count(*) FROM place").get == CAP + 1


def together(children: list[subprocess.Popen[str]], word: str) -> list[str]:
    """Wait until all children have said the word, let them go on, and give what they print."""
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == f"{word}\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("go\n")
        child.stdin.flush()
    return [child.communicate()[0] for child in children]
