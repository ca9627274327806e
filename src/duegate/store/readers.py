"""A few read-only connections, lent one at a time; each loan sees the database as of one instant.

May not write: the connections are opened read-only and never take the writer's lock.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import apsw

from duegate.store.connection import disconnect
from duegate.store.errors import Overloaded, StoreClosed


class Readers:
    """Lends read-only connections, at most `readers_max` at once."""

    def __init__(
        self, connect: Callable[[], apsw.Connection], *, readers_max: int, wait_s: float
    ) -> None:
        self._connect = connect
        self._readers_max = readers_max
        self._wait_s = wait_s
        self._free = threading.Semaphore(readers_max)
        self._idle: list[apsw.Connection] = []
        self._closed = False

    @contextmanager
    def lend(self) -> Iterator[apsw.Connection]:
        """Lend a connection inside one read transaction; raises `Overloaded` when all stay lent."""
        if not self._free.acquire(timeout=self._wait_s):
            raise Overloaded(f"all {self._readers_max} readers are busy; ask again in a moment")
        try:
            connection = self._take()
            with snapshot(connection):
                yield connection
            self._give_back(connection)  # after an error it is not lent again
        finally:
            self._free.release()

    def close(self) -> None:
        """Close the idle ones now and the lent ones when they come back."""
        self._closed = True
        while self._idle:
            disconnect(self._idle.pop())

    def _take(self) -> apsw.Connection:
        if self._closed:
            raise StoreClosed("the store is closed; open it again to read")
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def _give_back(self, connection: apsw.Connection) -> None:
        self._idle.append(connection)
        if self._closed:
            self.close()


@contextmanager
def snapshot(connection: apsw.Connection) -> Iterator[None]:
    """See the database as of one instant; let the instant go at the end, whatever happened."""
    connection.execute("BEGIN")
    try:
        yield
    finally:
        with suppress(apsw.Error):
            connection.execute("ROLLBACK")
