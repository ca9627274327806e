"""One database file, its one writer, its readers, and whether it may be trusted right now.

Every write of duegate passes through `transact`: one thread at a time, one IMMEDIATE transaction,
synced before the answer is given. After a failure that makes the connection doubtful nothing is
accepted until the file was reopened and verified. May not know what is written.
"""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import apsw
import msgspec

from duegate.store.connection import STANDARD, Setup, connect, disconnect
from duegate.store.errors import NotRecorded, StoreClosed, StoreError, StoreForked, StoreUnusable
from duegate.store.readers import Readers, snapshot
from duegate.store.transaction import BROKEN, BUSY, FAULTS, immediate, remedy, rewrite_version
from duegate.store.verify import settle_log, verify

T = TypeVar("T")


class Ready(msgspec.Struct, frozen=True):
    """Whether decisions can be recorded now, and why not."""

    ok: bool
    reason: str = ""


class Store:
    """A database file that is open for one writer and a few readers; close it when done."""

    def __init__(self, path: Path, setup: Setup = STANDARD, *, readers_max: int = 4) -> None:
        self.path = path
        self._setup = setup
        self._process = os.getpid()
        self._writing = threading.Lock()
        self._closed = False
        self._fault: Exception | None = None
        self._writer = connect(path, setup)
        self._readers = Readers(
            lambda: connect(path, setup, readonly=True),
            readers_max=readers_max,
            wait_s=setup.busy_timeout_ms / 1_000,
        )

    def transact(self, act: Callable[[apsw.Connection], T]) -> T:
        """Run `act` in one write transaction; its answer is on the disk when it is given.

        Raises `NotRecorded` when the store failed; what `act` itself raises passes through. Either
        way nothing of it is kept. `act` may use nothing but the connection it is handed.
        """
        self.refuse_fork()
        with self._writing:
            connection = self._trusted()
            try:
                answer = immediate(connection, act)
            except FAULTS as fault:
                if not isinstance(fault, BUSY):
                    self._fault = fault
                raise NotRecorded(f"not recorded: {remedy(fault, self.path)}") from fault
            self._fault = None
            return answer

    @contextmanager
    def read(self) -> Iterator[apsw.Connection]:
        """Lend a connection that sees one instant of the database and cannot change it."""
        self.refuse_fork()
        if self._setup.exclusive:
            with self.writer() as writer, _only_reading(writer) as connection:
                yield connection
            return
        with self._readers.lend() as connection:
            yield connection

    @property
    def ready(self) -> Ready:
        """Say whether the last record succeeded; asks nothing of the disk."""
        if self._closed:
            return Ready(ok=False, reason="the store is closed")
        if self._fault is not None:
            return Ready(ok=False, reason=remedy(self._fault, self.path))
        return Ready(ok=True)

    def probe(self) -> Ready:
        """Try to come back after a failure, with a real record; else the same as `ready`."""
        if not self.ready.ok:
            with suppress(StoreError):
                self.transact(rewrite_version)
        return self.ready

    @contextmanager
    def writer(self) -> Iterator[apsw.Connection]:
        """Hold the writer outside a transaction, to look at it or to tend the file."""
        self.refuse_fork()
        with self._writing:
            yield self._trusted()

    def free_bytes(self) -> int:
        """Say how much room the disk of the database has left for this user."""
        return shutil.disk_usage(self.path.parent).free

    def close(self) -> None:
        """Wait for the record under way, then close everything; closing twice is no error."""
        with self._writing:
            self._closed = True
            self._readers.close()
            disconnect(self._writer)

    def __enter__(self) -> Self:
        """Give the store itself; leaving closes it."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def refuse_fork(self) -> None:
        """Refuse to be used by a child of the process that opened the file."""
        if os.getpid() != self._process:
            raise StoreForked(
                f'"{self.path}" was opened before this process was forked; open it after the fork'
            )

    def _trusted(self) -> apsw.Connection:
        """Give the writer, reopened and verified if the last failure made it doubtful."""
        if self._closed:
            raise StoreClosed(f'the store "{self.path}" is closed; open it again')
        if isinstance(self._fault, BROKEN):
            self._reopen()
        return self._writer

    def _reopen(self) -> None:
        try:
            settle_log(self._writer)
            disconnect(self._writer)
            self._writer = connect(self.path, self._setup, create=False)
            verify(self._writer, self.path)
        except StoreUnusable as error:
            raise NotRecorded(f"not recorded: {error}") from error
        except FAULTS as fault:
            raise NotRecorded(f"not recorded: {remedy(fault, self.path)}") from fault
        self._fault = None


@contextmanager
def _only_reading(connection: apsw.Connection) -> Iterator[apsw.Connection]:
    """Lend the writer itself as a reader, where no second connection can exist."""
    connection.pragma("query_only", 1)
    try:
        with snapshot(connection):
            yield connection
    finally:
        connection.pragma("query_only", 0)
