"""One write transaction: all of it is on the disk, or none of it is.

Keeps apart whose fault a failure is: the disk's or the file's (nobody's work can be recorded), or
the work's own (only that work fails). What becomes of the connection, the store decides.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import apsw

T = TypeVar("T")


class TransactionBroken(Exception):
    """The transaction ended before its end, or would not end."""


# After these the connection, and what it believes of the file, are no longer trusted.
BROKEN = (
    apsw.IOError,
    apsw.CorruptError,
    apsw.NotADBError,
    apsw.CantOpenError,
    apsw.ProtocolError,
    apsw.NoMemError,
    apsw.InternalError,
    apsw.ConnectionClosedError,
    apsw.ThreadingViolationError,
    TransactionBroken,
)
FULL = (apsw.FullError,)
FORBIDDEN = (apsw.ReadOnlyError, apsw.PermissionsError)
BUSY = (apsw.BusyError, apsw.LockedError, apsw.InterruptError)
FAULTS = BROKEN + FULL + FORBIDDEN + BUSY


def immediate(connection: apsw.Connection, act: Callable[[apsw.Connection], T]) -> T:
    """Run `act` in one IMMEDIATE transaction; give its answer once COMMIT has returned.

    Raises one of `FAULTS` when the store failed, and what `act` raised when `act` did; either way
    the transaction is rolled back.
    """
    try:
        connection.execute("BEGIN IMMEDIATE")
        answer = act(connection)
        _commit(connection)
    except BaseException:
        _roll_back(connection)
        raise
    return answer


def rewrite_version(connection: apsw.Connection) -> None:
    """Make a record that changes nothing: the schema version, as it was."""
    connection.pragma("user_version", connection.pragma("user_version"))


def remedy(fault: Exception, path: Path) -> str:
    """Say in a sentence what failed and what to do about it."""
    match fault:
        case apsw.FullError():
            return f'the disk or its quota is full; free space for "{path}" and ask again'
        case apsw.ReadOnlyError() | apsw.PermissionsError():
            return f'"{path}" may not be written; give this user the right to write and ask again'
        case apsw.BusyError() | apsw.LockedError() | apsw.InterruptError():
            return f'another process holds "{path}"; ask again, and stop that process if it stays'
        case _:
            return (
                f'writing "{path}" failed ({fault}); it is reopened and checked before the next '
                "record: look at the disk, and ask again"
            )


def _commit(connection: apsw.Connection) -> None:
    if not connection.in_transaction:
        raise TransactionBroken("the transaction was ended from within")
    connection.execute("COMMIT")


def _roll_back(connection: apsw.Connection) -> None:
    try:
        if connection.in_transaction:  # SQLite has ended it by itself after some errors
            connection.execute("ROLLBACK")
    except apsw.Error as error:
        raise TransactionBroken("the transaction would not roll back") from error
