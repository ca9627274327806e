"""A database is opened so that what it acknowledges stays, or it is not opened."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import apsw
import pytest

from duegate.store.connection import Setup, connect, disconnect, refuse_lossy
from duegate.store.errors import StoreUnusable

NOBODY = 65_534


@pytest.mark.parametrize(
    ("version", "lossy"),
    [
        ("3.6.23", True),
        ("3.7.0", True),
        ("3.40.1", True),
        ("3.44.5", True),
        ("3.44.6", False),
        ("3.44.9", False),
        ("3.45.0", True),
        ("3.50.6", True),
        ("3.50.7", False),
        ("3.51.0", True),
        ("3.51.2", True),
        ("3.51.3", False),
        ("3.54.1", False),
        ("4.0.0", False),
    ],
    ids=str,
)
def test_a_sqlite_that_loses_commits_is_refused(version: str, lossy: bool) -> None:  # noqa: FBT001
    """Every version of the range is refused, the repaired branches are not."""
    if not lossy:
        refuse_lossy(version)
        return
    with pytest.raises(StoreUnusable, match=rf"{version}, can lose committed writes"):
        refuse_lossy(version)


def test_the_linked_sqlite_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opening asks the library itself, not the package's version."""
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.40.1")
    with pytest.raises(StoreUnusable, match="apsw wheel"):
        connect(tmp_path / "a.db")
    assert not (tmp_path / "a.db").exists()


def test_the_promises_are_kept(tmp_path: Path) -> None:
    """Journal, sync, foreign keys and the bound of the log are as promised."""
    connection = connect(tmp_path / "a.db", Setup(autocheckpoint_pages=77, busy_timeout_ms=123))
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "wal_autocheckpoint": 77,
        "busy_timeout": 123,
    }
    assert {name: connection.pragma(name) for name in wanted} == wanted
    disconnect(connection)


def test_the_file_and_its_folder_are_private(tmp_path: Path) -> None:
    """Nobody else may enter the folder or read the database and its log."""
    connection = connect(tmp_path / "data" / "a.db")
    connection.execute("CREATE TABLE t (a)")
    modes = {item.name: stat.S_IMODE(item.stat().st_mode) for item in (tmp_path / "data").iterdir()}
    assert modes == dict.fromkeys(("a.db", "a.db-wal", "a.db-shm"), 0o600)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    disconnect(connection)


def test_a_disk_without_a_log_is_refused() -> None:
    """Where SQLite silently keeps another journal, the store does not open."""
    with pytest.raises(
        StoreUnusable, match="did not accept journal_mode = wal and stays at memory"
    ):
        connect(Path("a.db"), Setup(vfs="memdb"))


def test_another_file_is_refused(tmp_path: Path) -> None:
    """A file that is no database is named, with what to check, and left as it was."""
    path = tmp_path / "letter.txt"
    path.write_text("dear sir, " * 500)
    with pytest.raises(StoreUnusable, match=r'cannot open the database ".*letter\.txt"'):
        connect(path)
    assert path.read_text().startswith("dear sir")


def test_another_that_makes_the_file_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes may start on a new file at once: the second waits until the first is done."""
    other = apsw.Connection(str(tmp_path / "a.db"))
    other.execute("BEGIN EXCLUSIVE; CREATE TABLE t (a)")
    monkeypatch.setattr(time, "sleep", lambda _: other.execute("COMMIT"))
    connection = connect(tmp_path / "a.db", Setup(busy_timeout_ms=20))
    assert connection.pragma("journal_mode") == "wal"
    disconnect(connection)


def test_another_that_keeps_the_file_is_named(tmp_path: Path) -> None:
    """A file that stays locked does not open, and the sentence says that it is locked."""
    other = apsw.Connection(str(tmp_path / "a.db"))
    other.execute("BEGIN EXCLUSIVE; CREATE TABLE t (a)")
    with pytest.raises(StoreUnusable, match=r"\(database is locked\)"):
        connect(tmp_path / "a.db", Setup(busy_timeout_ms=20))
    other.close()


def test_a_file_that_must_exist_is_not_made(tmp_path: Path) -> None:
    """Reopening after a failure never puts an empty database in the place of a lost one."""
    with pytest.raises(StoreUnusable):
        connect(tmp_path / "gone.db", create=False)
    assert not (tmp_path / "gone.db").exists()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    """A read-only connection reads what the writer wrote, and changes nothing."""
    writer = connect(tmp_path / "a.db")
    writer.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
    reader = connect(tmp_path / "a.db", readonly=True)
    assert reader.execute("SELECT a FROM t").get == 1
    with pytest.raises(apsw.ReadOnlyError):
        reader.execute("DELETE FROM t")
    disconnect(reader)
    disconnect(writer)


def test_a_read_only_file_is_refused() -> None:
    """A file this user may not write does not open, and the sentence says what is missing."""
    with _as_nobody() as folder:
        path = folder / "a.db"
        disconnect(connect(path))
        path.chmod(0o400)
        with pytest.raises(StoreUnusable, match="read-only; give this user the right to write"):
            connect(path)


@contextmanager
def _as_nobody() -> Iterator[Path]:
    """Work in a folder of a user whom file permissions bind, also when root runs the tests."""
    with TemporaryDirectory() as folder:
        root = os.geteuid() == 0
        if root:
            os.chown(folder, NOBODY, -1)
            os.seteuid(NOBODY)
        try:
            yield Path(folder)
        finally:
            if root:
                os.seteuid(0)
