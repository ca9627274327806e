"""A group commit that writes numbers down, and ways to ask it, to halt it and to upset it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeAlias

import apsw
import pytest

from duegate.store.commit import GroupCommit
from duegate.store.store import Store


class Recorder:
    """Writes numbers down, remembers its batches, and is upset by a work when told so."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.batches: list[list[int]] = []
        self.upsets: dict[int, Callable[[], None]] = {}

    def __call__(self, connection: apsw.Connection, works: Sequence[int]) -> list[str]:
        """Record the works of a batch."""
        self.batches.append(list(works))
        return [self._write(connection, work) for work in works]

    def _write(self, connection: apsw.Connection, work: int) -> str:
        connection.execute("INSERT INTO t VALUES (?)", (work,))
        self.upsets.get(work, lambda: None)()
        return f"recorded {work}"

    def recorded(self) -> list[int]:
        """Read what is there."""
        with self.store.read() as connection:
            return [row[0] for row in connection.execute("SELECT a FROM t ORDER BY a")]


def gather(commit: GroupCommit[int, str], works: Sequence[int]) -> list[str | BaseException]:
    """Record works from as many tasks of one loop."""

    async def main() -> list[str | BaseException]:
        asked = [commit.run_async(work) for work in works]
        return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(main())


def spread(commit: GroupCommit[int, str], works: Sequence[int]) -> list[str | BaseException]:
    """Record works from as many threads."""

    def one(work: int) -> str | BaseException:
        try:
            return commit.run(work)
        except BaseException as error:  # noqa: BLE001 - it is what the test looks at
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


both = pytest.mark.parametrize("ask", [gather, spread], ids=["tasks", "threads"])
Ask: TypeAlias = Callable[[GroupCommit[int, str], Sequence[int]], list[str | BaseException]]


def halt(recorder: Recorder, work: int) -> tuple[threading.Event, threading.Event]:
    """Make a work say that it is being recorded, and wait until it is released."""
    inside, release = threading.Event(), threading.Event()

    def halt() -> None:
        inside.set()
        release.wait()

    recorder.upsets[work] = halt
    return inside, release


def raiser(error: BaseException) -> Callable[[], None]:
    """Make something that fails when it is called."""

    def upset() -> None:
        raise error

    return upset


def cancel(task: asyncio.Task[str]) -> None:
    """Cancel, and say nothing of it."""
    task.cancel()


def wait_for(commit: GroupCommit[int, str], waiting: int) -> None:
    """Wait until so many threads are in the queue."""
    while len(commit._threads._queue) < waiting:
        threading.Event().wait(0.001)
