"""Opening a house again: from the start of a process to its first decision, and what it weighs.

One house holds a million decisions, the other ten thousand, both built by the gate itself. Each
round starts a fresh process on either, after the system was told to forget the files.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import msgspec

from benchmarks import Goal, Result, Series, alternate
from benchmarks.house import disk, house, send
from benchmarks.traffic import contacts

IN_FLIGHT = 4_096
DAYS = 50


class Start(msgspec.Struct, frozen=True):
    """How a start went."""

    seconds: float
    resident_mib: float


def measure(*, smoke: bool) -> Iterator[Result]:
    """Start over many and over few decisions, in turn."""
    rounds, few, many = (3, 1_000, 20_000) if smoke else (5, 10_000, 1_000_000)
    with disk() as folder:
        large, small = folder / "large", folder / "small"
        build(small, few)
        build(large, many)
        weights: dict[Path, list[float]] = {large: [], small: []}

        def started(path: Path) -> float:
            start = first_decision(path)
            weights[path].append(start.resident_mib)
            return start.seconds

        slow, fast = alternate(rounds, (lambda: started(large), lambda: started(small)))
        gigabytes = sum(file.stat().st_size for file in large.iterdir()) / 1e9
    over = f"over {few:,}"
    yield Result(
        "restart, first decision",
        Series(f"over {many:,}", "s", slow),
        Series(over, "s", fast),
        (Goal("measured", most=2),),
        f"{many:,} decisions, {gigabytes:.2g} GB on disk, files not in memory, Python included",
    )
    yield Result(
        "restart, resident memory",
        Series(f"over {many:,}", "MiB", tuple(weights[large])),
        Series(over, "MiB", tuple(weights[small])),
        (Goal("ratio", most=1.1),),
    )


def build(folder: Path, count: int) -> None:
    """Have so many contacts decided, in the largest groups the gate takes."""
    with house(folder, batch_max=IN_FLIGHT) as gate:
        traffic = contacts(count, days=DAYS)
        for _ in range(0, count, count // DAYS):
            send(gate, islice(traffic, count // DAYS), in_flight=IN_FLIGHT)


def first_decision(folder: Path) -> Start:
    """Start a process on a house and time it until it has decided."""
    for file in folder.iterdir():
        if file.is_file():
            forget(file)
    child = [sys.executable, "-m", "benchmarks.restart", str(folder)]
    start = time.perf_counter()
    with subprocess.Popen(  # noqa: S603
        child, cwd=Path(__file__).parents[1], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        seconds = time.perf_counter() - start
    assert process.returncode == 0, said
    return Start(seconds, float(said))


def forget(file: Path) -> None:
    """Ask the system to keep nothing of a file in memory."""
    with file.open("rb") as opened:
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def decide_one(folder: Path) -> None:
    """Be the fresh process: open, be ready, decide, and say what this process weighs, in MiB."""
    with house(folder) as gate:
        ready = gate.ready()
        assert ready.ok, ready.reasons
        contact = next(contacts(1))
        answer = gate.decide(msgspec.structs.replace(contact, at=datetime.now(UTC)))
        assert answer.receipt is not None
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
        print(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, flush=True)


if __name__ == "__main__":
    decide_one(Path(sys.argv[1]))
