"""The watch on the clock: a jump of the wall clock grants nothing.

The gate never goes back behind the latest instant it has decided at. A jump of more than a few
minutes either way makes contacts wait until the clock is set right again, or until the operator
confirms it by starting the gate anew; a gate that finds itself before its latest decision waits
until the clock has caught up. Small steps add up to a jump: what the clocks drift apart is forgiven
only as slowly as clocks are corrected.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from duegate.clock import Clock
from duegate.rulebook.facts import ClockState

STEADY = ClockState(steady=True)
FORGIVEN = 1 / 1_000
"""How much drift a second of steady time makes good; clocks are slewed at half of it."""


class Reading(msgspec.Struct, frozen=True):
    """What the wall clock shows, the instant to decide at, and whether to trust it."""

    wall: datetime
    now: datetime
    clock: ClockState


class Watch:
    """Reads the wall clock against the steady one and against the latest recorded instant."""

    def __init__(self, clock: Clock, jump_s_max: int) -> None:
        self._clock = clock
        self._jump_max = timedelta(seconds=jump_s_max)
        self._anchor = clock.now(), clock.steady_s()

    def read(self, high_water: datetime) -> Reading:
        """Look at the clocks; the instant to decide at is never before `high_water`."""
        wall, steady_s = self._clock.now(), self._clock.steady_s()
        passed = timedelta(seconds=steady_s - self._anchor[1])
        expected = self._anchor[0] + passed
        now = max(wall, high_water)
        if max(abs(wall - expected), high_water - wall) > self._jump_max:
            return Reading(wall, now, ClockState(steady=False, until=now + self._jump_max))
        forgiven = passed * FORGIVEN
        self._anchor = expected + min(max(wall - expected, -forgiven), forgiven), steady_s
        return Reading(wall, now, STEADY)
