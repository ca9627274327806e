"""A backup is a sound copy of one instant, made while the store works, or there is none."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from duegate.store import backup as module
from duegate.store.backup import backup
from duegate.store.errors import BackupRefused
from duegate.store.store import Store

ROWS = 500


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "a.db") as store:
        store.transact(fill)
        yield store


def fill(connection: apsw.Connection) -> None:
    """Make a database of many pages."""
    connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b)")
    connection.executemany("INSERT INTO t VALUES (?, zeroblob(3_000))", ((n,) for n in range(ROWS)))


def test_a_backup_can_be_opened(store: Store, tmp_path: Path) -> None:
    """The copy is one private file with everything, and opens as a store."""
    backup(store, tmp_path / "copies" / "b.db")
    assert [item.name for item in (tmp_path / "copies").iterdir()] == ["b.db"]
    assert stat.S_IMODE((tmp_path / "copies" / "b.db").stat().st_mode) == 0o600
    with Store(tmp_path / "copies" / "b.db") as copy, copy.read() as connection:
        assert connection.execute("SELECT count(*) FROM t").get == ROWS


def test_a_backup_is_of_one_instant(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is written while the copy is made is not in it, and does not hold it up."""
    monkeypatch.setattr(module, "PAGES_A_STEP", 50)
    with store.read() as source:
        source.execute("SELECT 1 FROM t").get  # noqa: B018 - the instant begins
        store.transact(lambda connection: connection.execute("DELETE FROM t WHERE a < 400"))
        monkeypatch.setattr(store, "read", lambda: _lent(source))
        backup(store, tmp_path / "b.db")
    with Store(tmp_path / "b.db") as copy, copy.read() as connection:
        assert connection.execute("SELECT count(*) FROM t").get == ROWS


def test_a_backup_overwrites_nothing(store: Store, tmp_path: Path) -> None:
    """An existing file stays as it is."""
    (tmp_path / "b.db").write_text("precious")
    with pytest.raises(BackupRefused, match="exists; a backup never overwrites"):
        backup(store, tmp_path / "b.db")
    assert (tmp_path / "b.db").read_text() == "precious"


def test_a_backup_that_fails_leaves_nothing(store: Store, tmp_path: Path) -> None:
    """A folder that cannot be written is named, and no half copy stays."""
    (tmp_path / "file").write_text("")
    with pytest.raises(BackupRefused, match="give the folder room and the right to write"):
        backup(store, tmp_path / "file" / "b.db")
    assert not list(tmp_path.glob("**/*.part"))


def test_a_damaged_store_gives_no_backup(store: Store, tmp_path: Path) -> None:
    """A copy that does not pass the check is not given its name."""
    with store.writer() as writer:
        writer.pragma("wal_checkpoint", "TRUNCATE")
    content = bytearray(store.path.read_bytes())
    content[8 * 4_096 : 9 * 4_096] = b"\xff" * 4_096
    store.path.write_bytes(content)
    with pytest.raises(BackupRefused, match="damaged"):
        backup(store, tmp_path / "b.db")
    assert not (tmp_path / "b.db").exists()
    assert not (tmp_path / "b.db.part").exists()


class _lent:  # noqa: N801 - stands in for a method
    """A loan that is already running."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> apsw.Connection:
        return self._connection

    def __exit__(self, *_: object) -> None:
        pass
