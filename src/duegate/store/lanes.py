"""Where works wait for the next transaction: one lane for all threads, one for each event loop.

Keeps the order of arrival and the bound of each queue. May not touch the database: `settle` does,
and says for each work of a batch what became of it.
"""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextvars import Context
from typing import Generic, TypeAlias, TypeVar

from duegate.store.errors import NotRecorded, Overloaded

W = TypeVar("W")
A = TypeVar("A")


class Failed:
    """The place of an answer that is not there, and the error its asker gets instead."""

    __slots__ = ("error",)

    def __init__(self, error: BaseException) -> None:
        self.error = error


Settle: TypeAlias = Callable[[Sequence[W]], Sequence[A | Failed]]


class _Ticket(Generic[W, A]):
    """A thread that waits; it wakes with its work settled, or as the leader of the next batch."""

    __slots__ = ("settled", "wake", "work")

    settled: A | Failed

    def __init__(self, work: W) -> None:
        self.work = work
        self.wake = threading.Lock()
        self.wake.acquire()


class ThreadLane(Generic[W, A]):
    """Threads wait here; the first of them settles the next batch for all.

    INVARIANT: whenever a ticket waits, one thread leads or has been woken to lead.
    """

    def __init__(self, settle: Settle[W, A], *, batch_max: int, queue_max: int) -> None:
        self._settle = settle
        self._batch_max = batch_max
        self._queue_max = queue_max
        self._mutex = threading.Lock()
        self._queue: deque[_Ticket[W, A]] = deque()
        self._leader: _Ticket[W, A] | None = None

    def run(self, work: W) -> A:
        """Wait until `work` is settled, leading a batch if it is this thread's turn."""
        ticket = self._queue_up(work)
        try:
            ticket.wake.acquire()
            if self._leader is ticket:
                self._lead()
        except BaseException:
            self._leave(ticket)
            raise
        if isinstance(ticket.settled, Failed):
            raise ticket.settled.error
        return ticket.settled

    def _queue_up(self, work: W) -> _Ticket[W, A]:
        ticket = _Ticket[W, A](work)
        with self._mutex:
            if len(self._queue) >= self._queue_max:
                raise _overloaded(self._queue_max)
            self._queue.append(ticket)
            if self._leader is None:
                self._appoint()
        return ticket

    def _lead(self) -> None:
        with self._mutex:
            batch = [self._queue.popleft() for _ in range(min(len(self._queue), self._batch_max))]
        try:
            settled = self._settle([ticket.work for ticket in batch])
        except BaseException:
            settled = [_stopped() for _ in batch]
            raise
        finally:
            for ticket, outcome in zip(batch, settled, strict=True):
                ticket.settled = outcome
                ticket.wake.release()
            with self._mutex:
                self._appoint()

    def _appoint(self) -> None:
        """Let the one who waits longest lead; those just woken have had time to queue again."""
        self._leader = self._queue[0] if self._queue else None
        if self._leader is not None:
            self._leader.wake.release()

    def _leave(self, ticket: _Ticket[W, A]) -> None:
        """Forget a thread that was interrupted while it waited."""
        with self._mutex:
            if ticket in self._queue:
                self._queue.remove(ticket)
            if self._leader is ticket:
                self._appoint()


class LoopLane(Generic[W, A]):
    """Tasks of one event loop wait here; the loop settles them at the end of its turn.

    Everything happens in the loop's own thread, so nothing here needs a lock.
    """

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        settle: Settle[W, A],
        *,
        batch_max: int,
        queue_max: int,
    ) -> None:
        self.loop = loop
        self._settle = settle
        self._batch_max = batch_max
        self._queue_max = queue_max
        self._queue: deque[tuple[W, asyncio.Future[A]]] = deque()
        self._scheduled = False
        self._context = Context()  # no task's own variables reach the works of others

    def queue_up(self, work: W) -> asyncio.Future[A]:
        """Give the future of the answer; a task that is cancelled before its batch is left out."""
        if len(self._queue) >= self._queue_max:
            raise _overloaded(self._queue_max)
        future: asyncio.Future[A] = self.loop.create_future()
        self._queue.append((work, future))
        if not self._scheduled:
            self._schedule()
        return future

    def _schedule(self) -> None:
        self._scheduled = True
        self.loop.call_soon(self._flush, context=self._context)

    def _flush(self) -> None:
        batch = self._take()
        self._scheduled = False
        if self._queue:
            self._schedule()
        try:
            settled = self._settle([work for work, _ in batch]) if batch else ()
        except BaseException:
            settled = [_stopped() for _ in batch]
            raise
        finally:
            for (_, future), outcome in zip(batch, settled, strict=True):
                _resolve(future, outcome)

    def _take(self) -> list[tuple[W, asyncio.Future[A]]]:
        batch: list[tuple[W, asyncio.Future[A]]] = []
        while self._queue and len(batch) < self._batch_max:
            waiting = self._queue.popleft()
            if not waiting[1].done():
                batch.append(waiting)
        return batch


def _resolve(future: asyncio.Future[A], outcome: A | Failed) -> None:
    if future.done():
        return
    if isinstance(outcome, Failed):
        future.set_exception(outcome.error)
    else:
        future.set_result(outcome)


def _overloaded(queue_max: int) -> Overloaded:
    return Overloaded(f"{queue_max} are waiting to be recorded already; ask again in a moment")


def _stopped() -> Failed:
    return Failed(NotRecorded("not recorded: the recording thread was stopped; ask again"))
