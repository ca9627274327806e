"""Checks a database that a failure made doubtful, with bounded work, before it is trusted again."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import apsw

from duegate.store.errors import StoreUnusable
from duegate.store.transaction import immediate, rewrite_version

CHECK_STEPS_MAX = 20_000_000  # about a gigabyte; a smaller file is checked whole


def settle_log(connection: apsw.Connection) -> None:
    """Move what was acknowledged out of the log and empty it; raises while the disk still fails.

    After a failed sync the log may end in records that only the machine's memory has. The
    connection that wrote them knows that they do not count; the next to open the file would take
    them for recorded ones and write behind them, and a power cut would lose what it wrote.
    """
    with suppress(apsw.ConnectionClosedError):
        connection.pragma("wal_checkpoint", "TRUNCATE")


def verify(connection: apsw.Connection, path: Path) -> None:
    """Read what can be read within the bound, and record once.

    Raises `StoreUnusable` when the content is damaged and the fault itself when the disk still
    fails.
    """
    damage = quick_check(connection)
    if damage is not None:
        raise StoreUnusable(f'the database "{path}" is damaged ({damage}); restore the last backup')
    immediate(connection, rewrite_version)


def quick_check(connection: apsw.Connection) -> str | None:
    """Give the first damage found within the bound, none when none was found."""
    connection.set_progress_handler(lambda: True, CHECK_STEPS_MAX)
    try:
        found: str = connection.execute("PRAGMA quick_check(1)").get
    except apsw.InterruptError:
        return None
    finally:
        connection.set_progress_handler(None)
    return None if found == "ok" else found.splitlines()[-1]
