"""Decisions through the gate in one process: ledger, evidence and sync before each answer.

The rival is the same gate with one transaction a decision. Both have a house of their own on the
same disk and see the same days of traffic. The limit of a decision alone is one bare append and
sync of as many bytes as the process writes for it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median

from benchmarks import Goal, Result, Series, alternate
from benchmarks.house import disk, house, send
from benchmarks.traffic import contacts
from duegate.gate import Gate
from duegate.model.contact import Contact

GROUPS = (64, 256)
TRANSACTIONS = "one transaction each"


def measure(*, smoke: bool) -> Iterator[Result]:
    """Measure 1, 64 and 256 in flight, grouped and singly, and the disk itself."""
    rounds, many, few = (3, 500, 50) if smoke else (7, 6_000, 300)
    with (
        disk() as folder,
        house(folder / "grouped") as grouped,
        house(folder / "singly", batch_max=1) as singly,
    ):
        ours, theirs = (contacts(rounds * many * 8, days=rounds) for _ in range(2))
        for gate, traffic in ((grouped, ours), (singly, theirs)):
            send(gate, islice(traffic, many), in_flight=64)
        yield from together(rounds, (grouped, ours), (singly, theirs), (many, few))
        yield alone(rounds, (grouped, ours), folder, few)


def together(
    rounds: int,
    ours: tuple[Gate, Iterator[Contact]],
    theirs: tuple[Gate, Iterator[Contact]],
    counts: tuple[int, int],
) -> Iterator[Result]:
    """Measure rates at 64 and at 256 in flight, and how long the slowest one in 100 waits there."""
    many, few = counts
    slowest: list[float] = []

    def grouped(in_flight: int) -> float:
        # More than 100 full groups, or the slowest group alone would be the p99.
        count = many * 5 if in_flight == max(GROUPS) else many
        flow = send(ours[0], islice(ours[1], count), in_flight=in_flight)
        if in_flight == max(GROUPS):
            slowest.append(flow.p99_ms)
        return flow.rate

    def singly(in_flight: int) -> float:
        return send(theirs[0], islice(theirs[1], few * 4), in_flight=in_flight).rate

    sides = [(lambda n=n, side=side: side(n)) for n in GROUPS for side in (grouped, singly)]
    figures = alternate(rounds, sides)
    goals = (Goal("ratio", least=5, aim=8), Goal("measured", least=10_000, aim=20_000))
    for n, rates, rival in zip(GROUPS, figures[::2], figures[1::2], strict=True):
        yield Result(
            f"durable, {n} in flight",
            Series("decisions", "/s", rates),
            Series(TRANSACTIONS, "/s", rival),
            goals if n == min(GROUPS) else goals[:1],
        )
    yield Result(
        f"durable, {max(GROUPS)} in flight, p99",
        Series("p99", "ms", tuple(slowest)),
        goals=(Goal("measured", most=30),),
    )


def alone(rounds: int, ours: tuple[Gate, Iterator[Contact]], folder: Path, count: int) -> Result:
    """Measure one decision at a time against bare appends of the bytes it writes."""
    gate, traffic = ours
    before = written_bytes()
    send(gate, islice(traffic, count), in_flight=1)
    size = (written_bytes() - before) // count
    waits, syncs = alternate(
        rounds,
        (
            lambda: send(gate, islice(traffic, count), in_flight=1).p50_ms,
            lambda: append_ms(folder / "appended", size, count),
        ),
    )
    return Result(
        "durable, alone, p50",
        Series("p50", "ms", waits),
        Series(f"append and sync of {size} bytes", "ms", syncs),
        (Goal("ratio", most=1.5),),
    )


def written_bytes() -> int:
    """Say how many bytes this process has written to files so far."""
    lines = Path("/proc/self/io").read_text("ascii").splitlines()
    return int(dict(line.split(": ") for line in lines)["wchar"])


def append_ms(path: Path, size: int, count: int) -> float:
    """Append so many bytes to a file and sync it, over and over; give the p50."""
    block = os.urandom(size)
    times = []
    with path.open("ab", buffering=0) as file:
        for _ in range(count):
            start = time.perf_counter()
            file.write(block)
            os.fsync(file.fileno())
            times.append(time.perf_counter() - start)
    return median(times) * 1e3
