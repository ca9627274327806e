"""Opens a database file so that what it acknowledges survives a power cut, and proves that it did.

It may not be asked for less: there is no setting for a weaker sync or another journal. Every
pragma that carries a promise is read back, because SQLite answers an unknown or refused pragma
with silence. A SQLite that can lose committed writes by itself is refused.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

import apsw
import msgspec

from duegate.store.errors import StoreUnusable
from duegate.store.transaction import immediate, rewrite_version

FULL = 2  # PRAGMA synchronous: every commit waits until the disk has it
SWITCH_PAUSE_MS = 10
WAL_BYTES_MAX = 64 << 20  # a log swollen by a burst is cut back to this


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """How a database file is opened."""

    vfs: str | None = None  # another file system, for simulated disks
    exclusive: bool = False  # one connection for all: for disks that cannot share memory
    busy_timeout_ms: int = 5_000  # how long to wait for another process
    autocheckpoint_pages: int = 1_500  # log pages, after which they move into the database
    cache_kib: int = 16_384


STANDARD = Setup()


def connect(
    path: Path, setup: Setup = STANDARD, *, create: bool = True, readonly: bool = False
) -> apsw.Connection:
    """Open `path`; the folder and the file are made for this user only.

    Raises `StoreUnusable` when the file, its disk or the SQLite in use cannot keep the promise.
    """
    refuse_lossy(apsw.sqlite_lib_version())
    connection = None
    try:
        if create and not readonly and setup.vfs is None:
            _create_private(path)
        connection = apsw.Connection(str(path), _flags(create, readonly), vfs=setup.vfs)
        _prepare(connection, setup, readonly)
        _read_back(connection, path, readonly)
        if not readonly:
            _adopt_log(connection)
    except (OSError, apsw.Error) as error:
        disconnect(connection)
        raise StoreUnusable(
            f'cannot open the database "{path}" ({error}); check that it is a duegate database, '
            "that its disk works and that this user may write there"
        ) from error
    except BaseException:
        disconnect(connection)
        raise
    return connection


def disconnect(connection: apsw.Connection | None) -> None:
    """Close; a disk that fails meanwhile loses nothing, the next start finds it in the log."""
    if connection is not None:
        with suppress(apsw.Error):
            connection.close(force=True)


def refuse_lossy(version: str) -> None:
    """Refuse a SQLite that can lose committed writes when several connections checkpoint."""
    numbers = tuple(int(part) for part in version.split(".")[:3])
    repaired = numbers[:2] == (3, 44) and numbers >= (3, 44, 6)
    repaired = repaired or (numbers[:2] == (3, 50) and numbers >= (3, 50, 7))
    if numbers < (3, 51, 3) and not repaired:
        raise StoreUnusable(
            f"the SQLite in use, {version}, can lose committed writes (its write-ahead log could "
            "be reset too early until 3.51.3); install the apsw wheel, which carries its own SQLite"
        )


def _create_private(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return


def _flags(create: bool, readonly: bool) -> int:  # noqa: FBT001 - both are the caller's own names
    if readonly:
        return apsw.SQLITE_OPEN_READONLY
    return apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)


def _prepare(connection: apsw.Connection, setup: Setup, readonly: bool) -> None:  # noqa: FBT001
    connection.set_busy_timeout(setup.busy_timeout_ms)
    connection.config(apsw.SQLITE_DBCONFIG_DEFENSIVE, 1)
    connection.config(apsw.SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    connection.config(apsw.SQLITE_DBCONFIG_DQS_DML, 0)  # "x" is a column, never a text
    connection.config(apsw.SQLITE_DBCONFIG_DQS_DDL, 0)
    if setup.exclusive:
        connection.pragma("locking_mode", "EXCLUSIVE")
    if not readonly:
        _switch_to_log(connection, setup.busy_timeout_ms)
    connection.pragma("synchronous", "FULL")
    connection.pragma("fullfsync", 1)  # macOS: through the drive's own cache too
    connection.pragma("foreign_keys", 1)
    connection.pragma("recursive_triggers", 1)  # REPLACE deletes, and is stopped like it
    connection.pragma("secure_delete", 1)  # what is erased leaves no trace in a free page
    connection.pragma("cell_size_check", 1)
    connection.pragma("temp_store", "MEMORY")
    connection.pragma("cache_size", -setup.cache_kib)
    connection.pragma("journal_size_limit", WAL_BYTES_MAX)
    connection.wal_autocheckpoint(setup.autocheckpoint_pages)


def _switch_to_log(connection: apsw.Connection, busy_timeout_ms: int) -> None:
    """Use the write-ahead log; SQLite does not wait by itself for another that switches as well."""
    for _ in range(busy_timeout_ms // SWITCH_PAUSE_MS):
        with suppress(apsw.BusyError):
            connection.pragma("journal_mode", "WAL")
            return
        time.sleep(SWITCH_PAUSE_MS / 1_000)
    connection.pragma("journal_mode", "WAL")


def _adopt_log(connection: apsw.Connection) -> None:
    """Move what the log holds into the database and begin the log anew, with a record.

    After a failed sync and a kill the log may end in records that only the machine's memory has; a
    power cut would then lose whatever is written behind them. Where another process holds the file
    its log is sound, and on a full disk nothing is written behind: neither keeps readers out.
    """
    with suppress(apsw.BusyError, apsw.FullError):
        _, log_pages, _ = connection.execute("PRAGMA wal_checkpoint(PASSIVE)").get
        if log_pages > 0:
            immediate(connection, rewrite_version)


def _read_back(connection: apsw.Connection, path: Path, readonly: bool) -> None:  # noqa: FBT001
    if connection.readonly("main") and not readonly:
        raise StoreUnusable(
            f'the database "{path}" is read-only; give this user the right to write'
        )
    promises = {"journal_mode": "wal", "synchronous": FULL, "foreign_keys": 1}
    for name, wanted in promises.items():
        found = connection.pragma(name)
        if found != wanted:
            raise StoreUnusable(
                f'the database "{path}" did not accept {name} = {wanted} and stays at {found}; '
                "put it on a local disk"
            )
