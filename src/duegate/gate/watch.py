"""The watch on the clock: a jump of the wall clock grants nothing.

Backwards, the gate goes on from the latest instant it has decided at. A jump of more than a few
minutes either way makes contacts wait: backwards until the clock has caught up, forwards until it
is set right again or the operator confirms it by starting the gate anew.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from duegate.clock import Clock
from duegate.rulebook.facts import ClockState

STEADY = ClockState(steady=True)


class Watch:
    """Reads the wall clock against the steady one and against the latest recorded instant."""

    def __init__(self, clock: Clock, jump_s_max: int) -> None:
        self._clock = clock
        self._jump_max = timedelta(seconds=jump_s_max)
        self._anchor = clock.now(), clock.steady_s()

    def read(self, high_water: datetime) -> tuple[datetime, ClockState]:
        """Give the instant to decide at, never before `high_water`, and whether to trust it."""
        wall, steady_s = self._clock.now(), self._clock.steady_s()
        expected = self._anchor[0] + timedelta(seconds=steady_s - self._anchor[1])
        if high_water - wall > self._jump_max:
            return high_water, ClockState(steady=False, until=high_water + self._jump_max)
        if wall - expected > self._jump_max:
            return max(wall, high_water), ClockState(steady=False, until=wall + self._jump_max)
        self._anchor = wall, steady_s
        return max(wall, high_water), STEADY
