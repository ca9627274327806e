"""The only module that reads the machine's clocks; everything else is handed the time."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Two clocks: the wall's, which people set, and a steady one, which only runs."""

    def now(self) -> datetime:
        """Give the wall clock's instant, in UTC."""

    def steady_s(self) -> float:
        """Give seconds that never jump and run on while the machine sleeps."""


class SystemClock:
    """The machine's own clocks."""

    def now(self) -> datetime:
        """Give the wall clock's instant, in UTC."""
        return datetime.now(UTC)

    def steady_s(self) -> float:
        """Give seconds since start-up, sleep included where the system tells."""
        return time.clock_gettime(_STEADY)


_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class HandClock:
    """A clock set by hand, for tests, simulations and demonstrations."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._steady_s = 0.0

    def now(self) -> datetime:
        """Give the instant it was set to."""
        return self._at

    def steady_s(self) -> float:
        """Give the seconds it was moved by honest passing of time."""
        return self._steady_s

    def pass_s(self, seconds: float) -> None:
        """Let time pass: both clocks run on."""
        self._steady_s += seconds
        self._at = datetime.fromtimestamp(self._at.timestamp() + seconds, UTC)

    def jump_to(self, at: datetime) -> None:
        """Set the wall clock; the steady one stands."""
        self._at = at
