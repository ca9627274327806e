"""Each step of the disk under the real gate fails in turn: nothing is lost, and it goes on."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterator

import pytest
from tests.gate.house import scaled
from tests.gate.workload import Answer, GateWorkload, asked_again, drawn
from tests.simulation.disk import Fault, Kind
from tests.simulation.world import World

from duegate.gate.decide import Ask

WORKS = 8
FAILURES = (
    (Kind.ERROR, 1),
    (Kind.ERROR, 4),
    (Kind.FULL, 1),
    (Kind.FULL, math.inf),
    (Kind.READ_ONLY, math.inf),
    (Kind.SYNC_DROPS, 1),
    (Kind.SYNC_DROPS, 3),
    (Kind.POWER_CUT, 1),
)
ROUNDS = scaled(2, len(FAILURES))  # in as many rounds as ways, each step fails in every way


@pytest.fixture(name="loop", scope="module")
def _loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


def test_every_step_may_fail(loop: asyncio.AbstractEventLoop) -> None:
    """Whichever step fails, and however: what was answered is there, and deciding goes on."""
    struck = 0
    for turn in range(ROUNDS):
        at = 0
        while True:
            at += 1
            kind, times = FAILURES[(at + turn) % len(FAILURES)]
            with drawn(turn):
                world, workload = live(loop, turn, Fault(kind, at, times))
                if world.disk.strikes:
                    struck += 1
                    check(loop, world, workload)
                world.disk.heal()
                world.stop()
            if world.disk.steps < at:
                break
    assert struck > 150 * ROUNDS


def live(
    loop: asyncio.AbstractEventLoop, seed: int, fault: Fault
) -> tuple[World[Ask, Answer], GateWorkload]:
    """Let a gate start and decide on a disk that will fail."""
    workload = GateWorkload()
    world = World(seed, workload, fault)
    if world.start():
        world.record(loop, WORKS)
    return world, workload


def check(
    loop: asyncio.AbstractEventLoop, world: World[Ask, Answer], workload: GateWorkload
) -> None:
    """Let the disk work again: so does the gate, and a power cut finds all that it answered."""
    where = f"seed={world.seed} fault={world.disk.first_fault}"
    if world.disk.first_fault is not None and world.disk.first_fault.kind is not Kind.POWER_CUT:
        world.disk.heal()
        assert world.up or world.start(), where
        assert workload.gate is not None
        assert workload.gate.ready().ok, where
        refused = len(world.refused)
        world.record(loop, 3)
        assert len(world.refused) == refused, where
    assert world.check() == [], where
    assert world.start(), where
    assert workload.gate is not None
    assert asked_again(workload.gate, workload.asked) == [], where
    world.stop()
