"""One writer, some readers, and the truth about whether anything can be recorded now."""

from __future__ import annotations

import os
import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import pytest

from duegate.store.connection import Setup
from duegate.store.errors import NotRecorded, Overloaded, StoreClosed, StoreForked
from duegate.store.store import Ready, Store


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "a.db", Setup(busy_timeout_ms=50), readers_max=2) as store:
        store.transact(lambda connection: connection.execute("CREATE TABLE t (a, b)"))
        yield store


def insert(connection: apsw.Connection) -> str:
    """Write about three pages."""
    connection.execute("INSERT INTO t VALUES (1, zeroblob(10_000))")
    return "written"


def rows(store: Store) -> int:
    """Count what a reader sees."""
    with store.read() as connection:
        count: int = connection.execute("SELECT count(*) FROM t").get
        return count


def test_a_transaction_gives_its_answer_and_is_there(store: Store) -> None:
    """The answer is what `act` gave, and any reader sees what it wrote."""
    assert store.transact(insert) == "written"
    assert rows(store) == 1


def test_an_error_of_the_work_leaves_nothing(store: Store) -> None:
    """What the work raises comes through unchanged, its writes do not stay, the store is ready."""
    error = LookupError("no such tenant")

    def act(connection: apsw.Connection) -> None:
        insert(connection)
        raise error

    with pytest.raises(LookupError) as raised:
        store.transact(act)
    assert raised.value is error
    assert rows(store) == 0
    assert store.ready == Ready(ok=True)
    assert store.transact(insert) == "written"


def test_an_interrupt_leaves_nothing(store: Store) -> None:
    """A thread that is stopped in its transaction leaves nothing half written or locked."""

    def act(connection: apsw.Connection) -> None:
        insert(connection)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.transact(act)
    assert rows(store) == 0
    assert store.transact(insert) == "written"


@pytest.mark.parametrize("word", ["COMMIT", "ROLLBACK"])
def test_a_work_that_ends_the_transaction_is_not_answered(store: Store, word: str) -> None:
    """Whoever commits by himself gets no answer; the store checks the file and goes on."""

    def act(connection: apsw.Connection) -> str:
        connection.execute(word)
        return "never seen"

    with pytest.raises(NotRecorded, match="ended from within"):
        store.transact(act)
    assert not store.ready.ok
    assert store.transact(insert) == "written"
    assert store.ready.ok


def test_a_reader_sees_one_instant(store: Store) -> None:
    """What is written during a loan is seen by the next loan, not by this one."""
    with store.read() as connection:
        before = connection.execute("SELECT count(*) FROM t").get
        store.transact(insert)
        assert connection.execute("SELECT count(*) FROM t").get == before == 0
    assert rows(store) == 1


def test_a_reader_cannot_write(store: Store) -> None:
    """A loan is for reading."""
    with store.read() as connection, pytest.raises(apsw.ReadOnlyError):
        insert(connection)


def test_an_exclusive_store_reads_through_its_writer(tmp_path: Path) -> None:
    """Where no second connection can exist a loan is the writer, and still only for reading."""
    with Store(tmp_path / "a.db", Setup(exclusive=True)) as store:
        store.transact(lambda connection: connection.execute("CREATE TABLE t (a, b)"))
        with store.read() as connection, pytest.raises(apsw.ReadOnlyError):
            insert(connection)
        assert store.transact(insert) == "written"
        assert rows(store) == 1


def test_readers_are_bounded(store: Store) -> None:
    """When all readers stay lent the next one is told so, and served when one is back."""
    busy = pytest.raises(Overloaded, match="all 2 readers are busy")
    with store.read(), store.read(), busy, store.read():
        pass
    assert rows(store) == 0


def test_a_reader_that_failed_is_replaced(store: Store) -> None:
    """An error inside a loan does not cost a reader."""
    for _ in range(5):
        with pytest.raises(apsw.SQLError), store.read() as connection:
            connection.execute("SELECT * FROM nowhere")
    assert rows(store) == 0


def test_a_full_database_says_so_and_comes_back(store: Store) -> None:
    """Full: nothing recorded, reads work, not ready; with room again: ready without a restart."""
    with store.writer() as writer:
        writer.pragma("max_page_count", writer.pragma("page_count"))
    with pytest.raises(NotRecorded, match=r"not recorded: the disk .* full; free space") as raised:
        store.transact(insert)
    assert isinstance(raised.value.__cause__, apsw.FullError)
    assert rows(store) == 0
    assert not store.ready.ok
    with store.writer() as writer:
        writer.pragma("max_page_count", 1_000_000)
    assert store.transact(insert) == "written"
    assert store.ready.ok


def test_a_write_error_says_so_and_comes_back(store: Store) -> None:
    """The system refuses to write: not ready; it writes again: reopened, verified, nothing lost."""
    store.transact(insert)
    with _file_size_limit(store.path.stat().st_size):
        with pytest.raises(NotRecorded, match="is reopened and checked"):
            store.transact(lambda connection: [insert(connection) for _ in range(50)])
        assert not store.ready.ok
        assert not store.probe().ok
        assert rows(store) == 1
    assert store.probe().ok
    assert store.transact(insert) == "written"
    assert rows(store) == 2


def test_another_process_that_holds_the_file_is_waited_for_and_named(store: Store) -> None:
    """Busy beyond the timeout is no answer, and no reason to distrust the file."""
    other = apsw.Connection(str(store.path))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(NotRecorded, match="another process holds"):
        store.transact(insert)
    assert store.ready.ok
    other.close()
    assert store.transact(insert) == "written"


def test_a_damaged_file_stays_refused(store: Store) -> None:
    """A database whose pages are damaged is not trusted again, however often it is asked."""
    store.transact(lambda connection: [insert(connection) for _ in range(50)])
    with store.writer() as writer:
        writer.pragma("wal_checkpoint", "TRUNCATE")
    content = bytearray(store.path.read_bytes())
    content[4_096 : 3 * 4_096] = b"\xff" * (2 * 4_096)
    store.path.write_bytes(content)
    store._fault = apsw.IOError("the disk failed")
    for _ in range(2):
        with pytest.raises(NotRecorded, match=r"is damaged .*restore the last backup"):
            store.transact(insert)
        assert not store.ready.ok


def test_a_vanished_file_is_not_replaced(store: Store) -> None:
    """When the file is gone the store does not start a new, empty history."""
    store._fault = apsw.IOError("the disk failed")
    store.path.unlink()
    with pytest.raises(NotRecorded, match="cannot open the database"):
        store.transact(insert)
    assert not store.path.exists()


def test_a_closed_store_is_closed(tmp_path: Path) -> None:
    """After closing nothing can be asked, one file is left; closing again is no error."""
    store = Store(tmp_path / "a.db")
    with store.read():
        pass
    store.close()
    store.close()
    assert store.ready == Ready(ok=False, reason="the store is closed")
    with pytest.raises(StoreClosed):
        store.transact(insert)
    with pytest.raises(StoreClosed), store.read():
        pass
    assert {item.name for item in tmp_path.iterdir()} == {"a.db"}


def test_a_lent_reader_outlives_the_store(store: Store) -> None:
    """A loan that is out when the store closes can finish reading; then it is closed."""
    with store.read() as connection:
        store.close()
        assert connection.execute("SELECT count(*) FROM t").get == 0
    with pytest.raises(apsw.ConnectionClosedError):
        connection.execute("SELECT 1")


def test_a_child_process_may_not_use_it(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store does not survive a fork; the child is told to open its own."""
    monkeypatch.setattr(os, "getpid", lambda: -1)
    with pytest.raises(StoreForked, match="open it after the fork"):
        store.transact(insert)
    with pytest.raises(StoreForked), store.read():
        pass


def test_threads_take_turns(store: Store) -> None:
    """Threads that write at once each get their own transaction."""

    def count_up(connection: apsw.Connection) -> None:
        seen = connection.execute("SELECT coalesce(max(a), 0) FROM t").get
        connection.execute("INSERT INTO t VALUES (?, NULL)", (seen + 1,))

    def run() -> None:
        for _ in range(25):
            store.transact(count_up)

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        assert connection.execute("SELECT max(a), count(*) FROM t").fetchall() == [(200, 200)]


def test_the_free_room_is_told(store: Store) -> None:
    """The room on the disk of the database is a positive number of bytes."""
    assert store.free_bytes() > 0


@contextmanager
def _file_size_limit(limit: int) -> Iterator[None]:
    """Let the system refuse every write beyond `limit` bytes of a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
