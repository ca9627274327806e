"""Group commit: many works, one transaction, one sync; each gets its own answer, after the sync.

Keeps nothing: the lanes keep those who wait, the store knows whether the disk can be trusted, and
what is recorded is `run_batch`'s affair. The idea: a sync costs as much for one work as for
hundreds, and while one is under way the next works gather by themselves, so nobody waits for
company. Threads choose a leader among those who wait; an event loop commits at the end of its turn.

INVARIANT: an answer is handed out only after the COMMIT that holds it has returned.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import apsw

from duegate.store.errors import NotRecorded, StoreError
from duegate.store.lanes import Failed, LoopLane, ThreadLane
from duegate.store.store import Store

W = TypeVar("W")
A = TypeVar("A")

BATCH_MAX = 256
QUEUE_MAX = 4_096


class GroupCommit(Generic[W, A]):
    """Records works through `run_batch`, as many in one transaction as are waiting.

    `run_batch` gets the connection inside an open transaction and the works in order, and gives one
    answer a work. It may run again for the same works (after a rollback), so it may leave traces
    nowhere but in the transaction. At most `queue_max` threads, and as many tasks of each event
    loop, wait at once.
    """

    def __init__(
        self,
        store: Store,
        run_batch: Callable[[apsw.Connection, Sequence[W]], Sequence[A]],
        *,
        batch_max: int = BATCH_MAX,
        queue_max: int = QUEUE_MAX,
    ) -> None:
        self._store = store
        self._run_batch = run_batch
        self._batch_max = batch_max
        self._queue_max = queue_max
        self._threads = ThreadLane(self._settle, batch_max=batch_max, queue_max=queue_max)
        self._here = threading.local()

    def run(self, work: W) -> A:
        """Record one work and wait for its answer; for any thread that runs no event loop.

        Raises `NotRecorded`, `Overloaded`, or what `run_batch` raised for this very work.
        """
        return self._threads.run(work)

    async def run_async(self, work: W) -> A:
        """Record one work from a task; the same promise and the same errors as `run`."""
        return await self._lane(asyncio.get_running_loop()).queue_up(work)

    def _lane(self, loop: asyncio.AbstractEventLoop) -> LoopLane[W, A]:
        """Give the lane of the loop that runs in this thread; an earlier loop's is gone with it."""
        lane: LoopLane[W, A] | None = getattr(self._here, "lane", None)
        if lane is None or lane.loop is not loop:
            lane = LoopLane(
                loop, self._settle, batch_max=self._batch_max, queue_max=self._queue_max
            )
            self._here.lane = lane
        return lane

    def _settle(self, works: Sequence[W]) -> Sequence[A | Failed]:
        """Record the works together; if one of them spoils it, each alone."""
        try:
            return self._store.transact(lambda connection: self._answers(connection, works))
        except StoreError as error:
            return [Failed(_same(error)) for _ in works]
        except Exception as error:  # noqa: BLE001 - it is handed to the one who asked
            if len(works) == 1:
                return [Failed(error)]
        return self._settle_alone(works)

    def _settle_alone(self, works: Sequence[W]) -> Sequence[A | Failed]:
        settled: list[A | Failed] = []
        for work in works:
            settled.extend(self._settle([work]))
            if isinstance(settled[-1], Failed) and isinstance(settled[-1].error, NotRecorded):
                missing = len(works) - len(settled)
                settled.extend(Failed(_same(settled[-1].error)) for _ in range(missing))
                break  # the store is the trouble, not the work: the others need not try
        return settled

    def _answers(self, connection: apsw.Connection, works: Sequence[W]) -> Sequence[A]:
        answers = self._run_batch(connection, works)
        if len(answers) != len(works):
            raise ValueError(
                f"{len(answers)} answers for {len(works)} works; run_batch owes one each"
            )
        return answers


def _same(error: StoreError) -> StoreError:
    """Give each asker an error of its own: one raised in two threads would mix their traces."""
    copy = type(error)(*error.args)
    copy.__cause__ = error.__cause__
    return copy
