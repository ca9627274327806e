"""Many works share one transaction; each gets its own answer, only once that is on the disk."""

from __future__ import annotations

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

import apsw
import pytest
from tests.store.recorder import Ask, Recorder, both, gather, halt, raiser, wait_for

from duegate.store.commit import GroupCommit
from duegate.store.errors import NotRecorded, StoreClosed, StoreForked
from duegate.store.store import Store


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
    """Those who come while a batch is being recorded go together, `batch_max` at once."""
    inside, release = halt(recorder, 0)
    works = range(1, 11)
    with ThreadPoolExecutor(11) as pool:
        first = pool.submit(commit.run, 0)
        inside.wait()
        others = [pool.submit(commit.run, work) for work in works]
        wait_for(commit, len(works))
        release.set()
        assert first.result() == "recorded 0"
        assert [other.result() for other in others] == [f"recorded {work}" for work in works]
    assert [len(batch) for batch in recorder.batches] == [1, 8, 2]


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
    recorder.upsets[3] = raiser(LookupError("no such tenant"))
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
    recorder.upsets[2] = raiser(apsw.FullError("database or disk is full"))
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
    recorder.upsets[1] = raiser(LookupError("no such tenant"))
    recorder.upsets[2] = raiser(apsw.BusyError("database is locked"))
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


def test_a_child_process_may_not_use_it(
    commit: GroupCommit[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways refuse after a fork, before they could wait for a lock nobody will release."""
    monkeypatch.setattr(os, "getpid", lambda: -1)
    with pytest.raises(StoreForked):
        commit.run(1)
    with pytest.raises(StoreForked):
        asyncio.run(commit.run_async(1))
