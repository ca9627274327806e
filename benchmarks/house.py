"""A house on a real disk for every measurement that records something; it is gone afterwards."""

from __future__ import annotations

import asyncio
import gc
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from benchmarks.traffic import CALLER, TENANT
from duegate.boot import open_gate
from duegate.errors import DuegateError
from duegate.gate import Gate
from duegate.model.contact import Contact
from duegate.model.decision import Decision
from duegate.settings import Settings

SHENZHEN = Settings(packs=("cn-shenzhen",))
"""Two packs, the Shenzhen one and the house's, are what is measured unless it is said otherwise."""

IN_MEMORY = {"tmpfs", "ramfs"}


class NoDisk(DuegateError):
    """The folder for temporary files lies in memory."""


@contextmanager
def disk() -> Iterator[Path]:
    """Lend a folder on a real disk; `TMPDIR` says where it is made."""
    for parent in (Path(tempfile.gettempdir()), Path("/var/tmp"), Path.home()):  # noqa: S108
        if parent.is_dir() and file_system(parent) not in IN_MEMORY:
            break
    else:
        raise NoDisk("every folder for temporary files is in memory; set TMPDIR to one on a disk")
    folder = Path(tempfile.mkdtemp(prefix="duegate-bench-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def file_system(folder: Path) -> str:
    """Name the file system that holds a folder."""
    stat = ["stat", "--file-system", "--format=%T", str(folder)]
    return subprocess.run(stat, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603


@contextmanager
def house(folder: Path, *, batch_max: int = 256, settings: Settings = SHENZHEN) -> Iterator[Gate]:
    """Lend the gate of a house with one tenant, just as `duegate` opens it."""
    with open_gate(folder, msgspec.structs.replace(settings, batch_max=batch_max)) as gate:
        if not gate.tenants.list():
            gate.tenants.add(TENANT, numbers=[CALLER])
        yield gate


class Flow(msgspec.Struct, frozen=True):
    """How a stretch of traffic went: for each contact how long it waited, in milliseconds."""

    rate: float
    p50_ms: float
    p99_ms: float


def send(
    gate: Gate,
    contacts: Iterable[Contact],
    *,
    in_flight: int,
    answered: Callable[[Decision], object] = id,
) -> Flow:
    """Have the contacts decided, each at its own instant, so many at once."""
    drawn = list(contacts)  # before the clock starts, and out of the garbage collector's sight
    gc.freeze()
    try:
        return asyncio.run(_send(gate, iter(drawn), in_flight, answered))
    finally:
        gc.unfreeze()


async def _send(
    gate: Gate,
    waiting: Iterator[Contact],
    in_flight: int,
    answered: Callable[[Decision], object],
) -> Flow:
    waits_ms: list[float] = []

    async def caller() -> None:
        for contact in waiting:
            start = time.perf_counter()
            decision = await gate.decide_async(contact, as_stated=True)
            waits_ms.append((time.perf_counter() - start) * 1e3)
            answered(decision)

    start = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(in_flight)))
    seconds = time.perf_counter() - start
    waits_ms.sort()
    return Flow(
        rate=len(waits_ms) / seconds,
        p50_ms=waits_ms[len(waits_ms) // 2],
        p99_ms=waits_ms[int(len(waits_ms) * 0.99)],
    )
