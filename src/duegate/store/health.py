"""The facts of a store for whoever looks after it: what it promises and how much room is left."""

from __future__ import annotations

import apsw
import msgspec

from duegate.store.store import Ready, Store


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """What `doctor` shows of a store."""

    sqlite_version: str
    journal_mode: str
    synchronous: int
    schema_version: int
    page_count: int
    page_size_bytes: int
    log_bytes: int
    disk_free_bytes: int
    ready: Ready


def health(store: Store) -> Health:
    """Read the facts; waits for the record under way, writes nothing."""
    with store.writer() as connection:
        return Health(
            sqlite_version=apsw.sqlite_lib_version(),
            journal_mode=connection.pragma("journal_mode"),
            synchronous=connection.pragma("synchronous"),
            schema_version=connection.pragma("user_version"),
            page_count=connection.pragma("page_count"),
            page_size_bytes=connection.pragma("page_size"),
            log_bytes=log_bytes(store),
            disk_free_bytes=store.free_bytes(),
            ready=store.ready,
        )


def log_bytes(store: Store) -> int:
    """Size of the write-ahead log; it grows while a reader stays on an old instant."""
    log = store.path.with_name(f"{store.path.name}-wal")
    return log.stat().st_size if log.exists() else 0
