"""The facts that `doctor` shows are those of the file."""

from __future__ import annotations

from pathlib import Path

import apsw

from duegate.store.health import health
from duegate.store.store import Ready, Store


def test_the_facts_are_told(tmp_path: Path) -> None:
    """Version, promises, size, log and room are read from the store that is open."""
    with Store(tmp_path / "a.db") as store:
        before = health(store)
        store.transact(lambda connection: connection.execute("CREATE TABLE t (a)"))
        after = health(store)
    assert (before.journal_mode, before.synchronous) == ("wal", 2)
    assert before.sqlite_version == apsw.sqlite_lib_version()
    assert before.ready == Ready(ok=True)
    assert after.page_count == before.page_count + 1
    assert after.page_size_bytes == 4_096
    assert after.log_bytes > before.log_bytes
    assert after.disk_free_bytes > 0
