"""Many works share one transaction; each gets its own answer, only once that is on the disk."""

from __future__ import annotations

import asyncio
import contextvars
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeAlias

import apsw
import pytest

from duegate.store.commit import GroupCommit
from duegate.store.connection import Setup
from duegate.store.errors import NotRecorded, Overloaded, StoreClosed, StoreForked
from duegate.store.store import Store


class Recorder:
    """Writes numbers down, remembers its batches, and is upset by a work when told so."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.batches: list[list[int]] = []
        self.upsets: dict[int, Callable[[], None]] = {}

    def __call__(self, connection: apsw.Connection, works: Sequence[int]) -> list[str]:
        """Record the works of a batch."""
        self.batches.append(list(works))
        return [self._write(connection, work) for work in works]

    def _write(self, connection: apsw.Connection, work: int) -> str:
        connection.execute("INSERT INTO t VALUES (?)", (work,))
        self.upsets.get(work, lambda: None)()
        return f"recorded {work}"

    def recorded(self) -> list[int]:
        """Read what is there."""
        with self.store.read() as connection:
            return [row[0] for row in connection.execute("SELECT a FROM t ORDER BY a")]


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "a.db", Setup(busy_timeout_ms=20)) as store:
        store.transact(lambda connection: connection.execute("CREATE TABLE t (a INTEGER UNIQUE)"))
        yield store


@pytest.fixture(name="recorder")
def _recorder(store: Store) -> Recorder:
    return Recorder(store)


@pytest.fixture(name="commit")
def _commit(store: Store, recorder: Recorder) -> GroupCommit[int, str]:
    return GroupCommit(store, recorder, batch_max=8, queue_max=20)


def gather(commit: GroupCommit[int, str], works: Sequence[int]) -> list[str | BaseException]:
    """Record works from as many tasks of one loop."""

    async def main() -> list[str | BaseException]:
        asked = [commit.run_async(work) for work in works]
        return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(main())


def spread(commit: GroupCommit[int, str], works: Sequence[int]) -> list[str | BaseException]:
    """Record works from as many threads."""

    def one(work: int) -> str | BaseException:
        try:
            return commit.run(work)
        except BaseException as error:  # noqa: BLE001 - it is what the test looks at
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


both = pytest.mark.parametrize("ask", [gather, spread], ids=["tasks", "threads"])
Ask: TypeAlias = Callable[[GroupCommit[int, str], Sequence[int]], list[str | BaseException]]


@both
def test_each_gets_its_own_answer(
    commit: GroupCommit[int, str], recorder: Recorder, ask: Ask
) -> None:
    """Whoever asks gets the answer to his own work, and every work is recorded once."""
    works = list(range(20))
    assert ask(commit, works) == [f"recorded {work}" for work in works]
    assert recorder.recorded() == works
    assert all(len(batch) <= 8 for batch in recorder.batches)


def test_tasks_share_a_transaction(commit: GroupCommit[int, str], recorder: Recorder) -> None:
    """What is asked in one turn of the loop goes together, in order, `batch_max` at once."""
    gather(commit, range(20))
    assert recorder.batches == [[*range(8)], [*range(8, 16)], [*range(16, 20)]]


def test_threads_share_a_transaction(commit: GroupCommit[int, str], recorder: Recorder) -> None:
    """Those who come while a batch is being recorded go together in the next one."""
    inside, release = _halt(recorder, 0)
    with ThreadPoolExecutor(6) as pool:
        first = pool.submit(commit.run, 0)
        inside.wait()
        others = [pool.submit(commit.run, work) for work in range(1, 6)]
        _wait_for(commit, 5)
        release.set()
        assert first.result() == "recorded 0"
        assert [other.result() for other in others] == [f"recorded {work}" for work in range(1, 6)]
    assert [sorted(batch) for batch in recorder.batches] == [[0], [1, 2, 3, 4, 5]]


@both
def test_the_answer_comes_after_the_commit(
    store: Store, recorder: Recorder, commit: GroupCommit[int, str], ask: Ask
) -> None:
    """If COMMIT fails, nobody is answered, however good `run_batch` found the works."""
    with store.writer() as writer:
        writer.set_commit_hook(lambda: True)  # SQLite turns the commit into a rollback
    answers = ask(commit, [1, 2, 3])
    assert all(isinstance(answer, apsw.ConstraintError) for answer in answers)
    assert recorder.recorded() == []


@both
def test_a_bad_work_fails_alone(
    store: Store, recorder: Recorder, commit: GroupCommit[int, str], ask: Ask
) -> None:
    """One work that `run_batch` cannot take gets its own error; all others are recorded."""
    recorder.upsets[3] = _raiser(LookupError("no such tenant"))
    store.transact(lambda connection: connection.execute("INSERT INTO t VALUES (5)"))
    answers = ask(commit, range(7))
    assert [type(answer) for answer in answers] == [
        str, str, str, LookupError, str, apsw.ConstraintError, str
    ]  # fmt: skip
    assert recorder.recorded() == [0, 1, 2, 4, 5, 6]
    assert store.ready.ok


@both
def test_a_full_disk_fails_them_all(
    recorder: Recorder, commit: GroupCommit[int, str], ask: Ask
) -> None:
    """When the store fails, each gets an error of his own that says what to do; nothing stays."""
    recorder.upsets[2] = _raiser(apsw.FullError("database or disk is full"))
    answers = ask(commit, [1, 2, 3])
    assert 2 not in recorder.recorded()
    refused = [answer for answer in answers if isinstance(answer, NotRecorded)]
    assert isinstance(answers[1], NotRecorded)
    assert len({id(answer) for answer in refused}) == len(refused)
    assert all("free space" in str(answer) for answer in refused)
    assert all(isinstance(answer.__cause__, apsw.FullError) for answer in refused)
    assert recorder.recorded() == [
        work for work, answer in zip([1, 2, 3], answers, strict=True) if isinstance(answer, str)
    ]


def test_a_store_that_fails_between_does_not_make_each_wait(
    store: Store, recorder: Recorder, commit: GroupCommit[int, str]
) -> None:
    """Works that are tried alone stop being tried once the store itself fails."""
    recorder.upsets[1] = _raiser(LookupError("no such tenant"))
    recorder.upsets[2] = _raiser(apsw.BusyError("database is locked"))
    answers = gather(commit, range(8))
    assert [type(answer) for answer in answers] == [str, LookupError, *[NotRecorded] * 6]
    assert recorder.batches == [[*range(8)], [0], [1], [2]]
    assert recorder.recorded() == [0]
    assert store.ready.ok


@both
def test_busy_beyond_the_timeout_fails_them_all(
    store: Store, recorder: Recorder, commit: GroupCommit[int, str], ask: Ask
) -> None:
    """Another process that holds the file: no answer, and afterwards as before."""
    other = apsw.Connection(str(store.path))
    other.execute("BEGIN IMMEDIATE")
    assert all(isinstance(answer, NotRecorded) for answer in ask(commit, [1, 2, 3]))
    other.close()
    assert ask(commit, [4]) == ["recorded 4"]
    assert recorder.recorded() == [4]


@both
def test_a_closed_store_answers_nobody(
    store: Store, commit: GroupCommit[int, str], ask: Ask
) -> None:
    """After closing everybody is told."""
    store.close()
    assert [type(answer) for answer in ask(commit, [1, 2])] == [StoreClosed, StoreClosed]


def test_each_work_is_owed_one_answer(store: Store) -> None:
    """A `run_batch` that forgets somebody records nothing."""
    commit = GroupCommit[int, str](store, lambda _, works: ["one"] * (len(works) - 1))
    with pytest.raises(ValueError, match="0 answers for 1 works"):
        commit.run(1)


def test_a_full_queue_refuses_at_once(commit: GroupCommit[int, str], recorder: Recorder) -> None:
    """Beyond `queue_max` a task is refused before anything is queued; the others are recorded."""
    answers = gather(commit, range(25))
    assert [type(answer) for answer in answers] == [*[str] * 20, *[Overloaded] * 5]
    assert "20 are waiting" in str(answers[20])
    assert recorder.recorded() == [*range(20)]


def test_a_full_queue_refuses_threads(store: Store, recorder: Recorder) -> None:
    """Beyond `queue_max` a thread is refused while a batch is under way."""
    commit = GroupCommit(store, recorder, queue_max=2)
    inside, release = _halt(recorder, 0)
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(commit.run, 0)]
        inside.wait()
        waiting += [pool.submit(commit.run, work) for work in (1, 2)]
        _wait_for(commit, 2)
        with pytest.raises(Overloaded, match="2 are waiting"):
            commit.run(3)
        release.set()
        assert [each.result() for each in waiting] == ["recorded 0", "recorded 1", "recorded 2"]


def test_a_cancelled_task_leaves_the_others_alone(
    commit: GroupCommit[int, str], recorder: Recorder
) -> None:
    """A task that is cancelled while it waits is left out; its neighbours get their own answers."""

    async def main() -> list[str | BaseException]:
        tasks = [asyncio.ensure_future(commit.run_async(work)) for work in range(4)]
        await asyncio.sleep(0)
        tasks[1].cancel()
        return await asyncio.gather(*tasks, return_exceptions=True)

    answers = asyncio.run(main())
    assert isinstance(answers.pop(1), asyncio.CancelledError)
    assert answers == ["recorded 0", "recorded 2", "recorded 3"]
    assert recorder.recorded() == [0, 2, 3]


def test_all_cancelled_is_no_batch(commit: GroupCommit[int, str], recorder: Recorder) -> None:
    """When nobody waits any more nothing is recorded, and the lane goes on."""

    async def main() -> str:
        task = asyncio.ensure_future(commit.run_async(1))
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.sleep(0)
        return await commit.run_async(2)

    assert asyncio.run(main()) == "recorded 2"
    assert recorder.batches == [[2]]


def test_a_task_may_give_up_after_a_timeout(
    commit: GroupCommit[int, str], recorder: Recorder
) -> None:
    """A task whose time is up while its batch is recorded gets no answer; the record stays."""

    async def main() -> list[str | BaseException]:
        tasks = [asyncio.ensure_future(commit.run_async(work)) for work in range(3)]
        recorder.upsets[2] = lambda: _cancel(tasks[0])
        return await asyncio.gather(*tasks, return_exceptions=True)

    answers = asyncio.run(main())
    assert isinstance(answers[0], asyncio.CancelledError)
    assert answers[1:] == ["recorded 1", "recorded 2"]
    assert recorder.recorded() == [0, 1, 2]


def test_loops_and_threads_at_once(commit: GroupCommit[int, str], recorder: Recorder) -> None:
    """Several event loops and threads record at the same time, each in its own lane."""

    def loop(first: int) -> list[str | BaseException]:
        return [
            answer
            for n in range(5)
            for answer in gather(commit, range(first + n * 8, first + n * 8 + 8))
        ]

    def thread(first: int) -> list[str | BaseException]:
        return [commit.run(work) for work in range(first, first + 40)]

    firsts = [0, 100, 200, 300]
    with ThreadPoolExecutor(4) as pool:
        asked = [
            pool.submit(act, first) for act, first in zip([loop, thread] * 2, firsts, strict=True)
        ]
        for first, each in zip(firsts, asked, strict=True):
            assert each.result() == [f"recorded {work}" for work in range(first, first + 40)]
    assert recorder.recorded() == [work for first in firsts for work in range(first, first + 40)]


def test_a_task_does_not_lend_its_variables(store: Store) -> None:
    """What a task keeps in context variables does not reach the works of others."""
    variable = contextvars.ContextVar("variable", default="none")
    commit = GroupCommit[int, str](store, lambda _, works: [variable.get() for _ in works])

    async def main() -> str:
        variable.set("mine")
        return await commit.run_async(1)

    assert asyncio.run(main()) == "none"


def test_a_stopped_leader_does_not_take_the_others_along(
    commit: GroupCommit[int, str], recorder: Recorder
) -> None:
    """A thread is stopped while it records for all: the others are told, the next one leads."""
    inside, release = _halt(recorder, 0)
    recorder.upsets[1] = _raiser(KeyboardInterrupt())
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(commit.run, 0)
        inside.wait()
        others = [pool.submit(commit.run, work) for work in (1, 2)]
        _wait_for(commit, 2)
        release.set()
        assert first.result() == "recorded 0"
        errors = {type(other.exception()) for other in others}
    assert errors <= {KeyboardInterrupt, NotRecorded}
    assert NotRecorded in errors
    assert commit.run(3) == "recorded 3"
    assert recorder.recorded() == [0, 3]


def test_a_child_process_may_not_use_it(
    commit: GroupCommit[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways refuse after a fork, before they could wait for a lock nobody will release."""
    monkeypatch.setattr(os, "getpid", lambda: -1)
    with pytest.raises(StoreForked):
        commit.run(1)
    with pytest.raises(StoreForked):
        asyncio.run(commit.run_async(1))


def _halt(recorder: Recorder, work: int) -> tuple[threading.Event, threading.Event]:
    """Make a work say that it is being recorded, and wait until it is released."""
    inside, release = threading.Event(), threading.Event()

    def halt() -> None:
        inside.set()
        release.wait()

    recorder.upsets[work] = halt
    return inside, release


def _raiser(error: BaseException) -> Callable[[], None]:
    def upset() -> None:
        raise error

    return upset


def _cancel(task: asyncio.Task[str]) -> None:
    task.cancel()


def _wait_for(commit: GroupCommit[int, str], waiting: int) -> None:
    """Wait until so many threads are in the queue."""
    while len(commit._threads._queue) < waiting:
        threading.Event().wait(0.001)
