"""Those who wait are few enough, leave when they like, and are never forgotten."""

from __future__ import annotations

import asyncio
import contextvars
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.store.recorder import Recorder, cancel, gather, halt, raiser, wait_for

from duegate.store.commit import GroupCommit
from duegate.store.errors import NotRecorded, Overloaded
from duegate.store.store import Store


def test_a_full_queue_refuses_at_once(commit: GroupCommit[int, str], recorder: Recorder) -> None:
    """Beyond `queue_max` a task is refused before anything is queued; the others are recorded."""
    answers = gather(commit, range(25))
    assert [type(answer) for answer in answers] == [*[str] * 20, *[Overloaded] * 5]
    assert "20 are waiting" in str(answers[20])
    assert recorder.recorded() == [*range(20)]


def test_a_full_queue_refuses_threads(store: Store, recorder: Recorder) -> None:
    """Beyond `queue_max` a thread is refused while a batch is under way."""
    commit = GroupCommit(store, recorder, queue_max=2)
    inside, release = halt(recorder, 0)
    with ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(commit.run, 0)]
        inside.wait()
        waiting += [pool.submit(commit.run, work) for work in (1, 2)]
        wait_for(commit, 2)
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
        recorder.upsets[2] = lambda: cancel(tasks[0])
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


def test_a_thread_may_be_chosen_before_it_waits(
    commit: GroupCommit[int, str], recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A thread that is slow to begin waiting still learns that it must lead."""
    inside, release = halt(recorder, 0)
    queued, go_on = threading.Event(), threading.Event()
    queue_up = commit._threads._queue_up

    def slow(work: int) -> object:
        ticket = queue_up(work)
        if work == 1:
            queued.set()
            go_on.wait()
        return ticket

    monkeypatch.setattr(commit._threads, "_queue_up", slow)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(commit.run, 0)
        inside.wait()
        second = pool.submit(commit.run, 1)
        queued.wait()
        release.set()
        assert first.result() == "recorded 0"
        go_on.set()
        assert second.result() == "recorded 1"
    assert commit.run(2) == "recorded 2"


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
    inside, release = halt(recorder, 0)
    recorder.upsets[1] = raiser(KeyboardInterrupt())
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(commit.run, 0)
        inside.wait()
        others = [pool.submit(commit.run, work) for work in (1, 2)]
        wait_for(commit, 2)
        release.set()
        assert first.result() == "recorded 0"
        errors = {type(other.exception()) for other in others}
    assert errors <= {KeyboardInterrupt, NotRecorded}
    assert NotRecorded in errors
    assert commit.run(3) == "recorded 3"
    assert recorder.recorded() == [0, 3]


def test_a_stopped_loop_tells_those_who_wait(
    commit: GroupCommit[int, str], recorder: Recorder
) -> None:
    """A loop that is stopped while it records: nothing is kept, and nobody waits for ever."""
    recorder.upsets[1] = raiser(KeyboardInterrupt())
    loop = asyncio.new_event_loop()
    tasks = [loop.create_task(commit.run_async(work)) for work in range(3)]
    with pytest.raises(KeyboardInterrupt):
        loop.run_until_complete(asyncio.wait(tasks))
    answers = loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    assert [type(answer) for answer in answers] == [NotRecorded] * 3
    assert loop.run_until_complete(commit.run_async(3)) == "recorded 3"
    loop.close()
    assert recorder.recorded() == [3]
