"""Each step of the disk fails in turn, in every way; nothing acknowledged is lost, all goes on."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator
from contextlib import suppress

import apsw
import pytest
from tests.simulation.cap import CapWorkload, Contact
from tests.simulation.disk import Fault, Kind
from tests.simulation.world import World

from duegate.store.errors import NotRecorded

SEEDS = range(3)
WORKS = 15
FAILURES = [
    pytest.param(Kind.POWER_CUT, 1, id="power-cut"),
    pytest.param(Kind.ERROR, 1, id="error-once"),
    pytest.param(Kind.ERROR, 4, id="error-four-times"),
    pytest.param(Kind.FULL, 1, id="full-once"),
    pytest.param(Kind.FULL, math.inf, id="full-for-ever"),
    pytest.param(Kind.READ_ONLY, math.inf, id="read-only-for-ever"),
    pytest.param(Kind.SYNC_DROPS, 1, id="sync-drops-once"),
    pytest.param(Kind.SYNC_DROPS, 3, id="sync-drops-three-times"),
]


@pytest.fixture(name="loop", scope="module")
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.mark.parametrize(("kind", "times"), FAILURES)
def test_every_step_may_fail(loop: asyncio.AbstractEventLoop, kind: Kind, times: float) -> None:
    """Whichever step fails, all acknowledged is there; when the disk works, so does the store."""
    points = 0
    for seed in SEEDS:
        for world in sweep(loop, seed, kind, times):
            points += 1
            if kind is not Kind.POWER_CUT:
                comes_back(loop, world)
            assert world.check() == [], where(world)
    assert points > 50 * len(SEEDS)


def test_a_full_disk_is_said_and_read(loop: asyncio.AbstractEventLoop) -> None:
    """While the disk is full nothing is acknowledged, the store says so, and reads still work."""
    world = World(1, CapWorkload())
    assert world.start()
    world.record(loop, WORKS)
    before = len(world.acknowledged)
    world.disk.fault = Fault(Kind.FULL, at=0, times=math.inf)
    world.record(loop, WORKS)
    assert len(world.acknowledged) == before
    assert all(isinstance(error, NotRecorded) for error in world.refused)
    assert "full" in str(world.refused[0])
    assert not world.store.ready.ok
    assert not world.store.probe().ok
    with world.store.read() as connection:
        assert connection.execute("SELECT count(*) FROM contact").get == before
    world.stop()
    assert world.start(), "a full disk keeps nobody from reading"
    with world.store.read() as connection:
        assert connection.execute("SELECT count(*) FROM contact").get == before
    world.disk.heal()
    assert world.store.probe().ok
    world.stop()


@pytest.mark.parametrize("works", [0, 4], ids=["nothing", "more"])
def test_a_failed_sync_and_a_kill_lose_nothing_later(
    loop: asyncio.AbstractEventLoop, works: int
) -> None:
    """What a failed sync left in memory only harms neither what was nor what is written next."""
    for seed in SEEDS:
        for world in sweep(loop, seed, Kind.SYNC_DROPS, 1, record_one=True):
            kill(world)
            assert world.start(), where(world)
            world.record(loop, works)
            assert world.check() == [], where(world)


def sweep(
    loop: asyncio.AbstractEventLoop,
    seed: int,
    kind: Kind,
    times: float,
    *,
    record_one: bool = False,
) -> Iterator[World[Contact, bool]]:
    """Give a world for each step at which the fault can come, just after it came."""
    at = 0
    while True:
        at += 1
        world = World(seed, CapWorkload(), Fault(kind, at, times))
        if world.start():
            record(loop, world, until_fault=record_one)
        if not world.disk.strikes:
            world.disk.heal()
            world.stop()
            return
        yield world


def record(
    loop: asyncio.AbstractEventLoop, world: World[Contact, bool], *, until_fault: bool
) -> None:
    """Record all works, or only until the disk has failed."""
    if not until_fault:
        world.record(loop, WORKS)
        return
    for _ in range(WORKS):
        if not world.disk.strikes:
            world.record(loop, 1)


def comes_back(loop: asyncio.AbstractEventLoop, world: World[Contact, bool]) -> None:
    """The disk works again: so does the store, without a restart if it had started."""
    world.disk.heal()
    assert world.up or world.start(), where(world)
    assert world.store.probe().ok, where(world)
    refused = len(world.refused)
    world.record(loop, 3)
    assert len(world.refused) == refused, where(world)


def kill(world: World[Contact, bool]) -> None:
    """End the process without a last word to the disk, as a kill does; the power stays on."""
    if world.up:
        with suppress(apsw.ConnectionClosedError):
            world.store._writer.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    world.stop()


def where(world: World[Contact, bool]) -> str:
    """Name the world, so that it can be replayed."""
    return f"seed={world.seed} fault={world.disk.first_fault}"
