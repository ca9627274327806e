"""One world: a seed, a workload, a disk that fails; then a restart, and the question what is left.

The store and the group commit are the real ones; only the disk is not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Generic, Protocol, TypeVar

import apsw
from tests.simulation.disk import Disk, Fault

from duegate.store.commit import GroupCommit
from duegate.store.connection import Setup
from duegate.store.errors import NotRecorded, StoreError
from duegate.store.store import Store

W = TypeVar("W")
A = TypeVar("A")

DATABASE = Path("/duegate.db")
WAVES = (1, 1, 1, 2, 3, 8)  # how many works are in flight at once
CHECKPOINTS = (8, 32, 1_000)  # pages in the log after which they move into the database


class Workload(Protocol[W, A]):
    """What is recorded in a world, and what must be true of it afterwards."""

    def prepare(self, store: Store) -> None:
        """Make or bring forward the schema, as every start does."""

    def work(self, number: int, random: Random) -> W:
        """Make the next work."""

    def run_batch(self, connection: apsw.Connection, works: Sequence[W]) -> Sequence[A]:
        """Record works inside the transaction."""

    def violations(
        self, connection: apsw.Connection, acknowledged: Sequence[tuple[W, A]]
    ) -> list[str]:
        """Say what is missing or wrong, given what was acknowledged."""


class World(Generic[W, A]):
    """A machine with one disk; what it acknowledged is remembered outside of it."""

    def __init__(
        self, seed: int, workload: Workload[W, A], fault: Fault | None = None, *, weak: bool = False
    ) -> None:
        self.seed = seed
        self.random = Random(seed)
        self.disk = Disk(self.random, fault)
        self.workload = workload
        self.weak = weak  # the twin with synchronous=NORMAL
        self.acknowledged: list[tuple[W, A]] = []
        self.refused: list[StoreError] = []
        self._store: Store | None = None
        self._number = 0
        self._setup = Setup(
            vfs=self.disk.name,
            exclusive=True,
            autocheckpoint_pages=self.random.choice(CHECKPOINTS),
        )

    def start(self) -> bool:
        """Start the machine: open the store, bring the schema forward; say whether it came up."""
        self.stop()
        try:
            self._store = Store(DATABASE, self._setup)
            self.workload.prepare(self._store)
            if self.weak:
                with self._store.writer() as writer:
                    writer.pragma("synchronous", "NORMAL")
        except StoreError as error:
            self.refused.append(error)
            self.stop()
            return False
        return True

    def stop(self) -> None:
        """Close the store, if it is open."""
        if self._store is not None:
            self._store.close()
            self._store = None

    @property
    def up(self) -> bool:
        """Whether the last start succeeded."""
        return self._store is not None

    @property
    def store(self) -> Store:
        """The open store; only after a start that succeeded."""
        assert self._store is not None
        return self._store

    def record(self, loop: asyncio.AbstractEventLoop, works: int) -> None:
        """Record works in waves while there is power; remember the answers and the refusals."""
        commit = GroupCommit(self.store, self.workload.run_batch)
        end = self._number + works
        while self._number < end and not self.disk.dark:
            wave = [self._next() for _ in range(self.random.choice(WAVES))]
            loop.run_until_complete(self._wave(commit, wave))

    def check(self) -> list[str]:
        """Cut the power, start again, and say what is missing or wrong."""
        self.disk.cut_power()
        self.stop()
        self.disk.restore_power()
        if not self.start():
            return [f"does not open: {self.refused[-1]}"]
        try:
            with self.store.read() as connection:
                found = connection.execute("PRAGMA integrity_check(1)").get
                wrong = [] if found == "ok" else [f"damaged: {found}"]
                return wrong + self.workload.violations(connection, self.acknowledged)
        except apsw.Error as error:
            return [f"cannot be read: {error}"]
        finally:
            self.stop()

    def _next(self) -> W:
        self._number += 1
        return self.workload.work(self._number, self.random)

    async def _wave(self, commit: GroupCommit[W, A], wave: Sequence[W]) -> None:
        asked = [commit.run_async(work) for work in wave]
        answers = await asyncio.gather(*asked, return_exceptions=True)
        for work, answer in zip(wave, answers, strict=True):
            if isinstance(answer, NotRecorded):
                self.refused.append(answer)
            elif isinstance(answer, BaseException):
                raise answer
            else:
                self.acknowledged.append((work, answer))
