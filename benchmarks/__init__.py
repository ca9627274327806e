"""Measurements side by side: each against its rival or its limit, in the same run.

A benchmark is a module here with `measure(*, smoke) -> Iterator[Result]`. The figures of a machine
say little; their ratios say more. So both sides take turns (A B, B A, A B, ...), each round is
compared with the round beside it, medians are kept, and the spread is shown. What is told of others
holds in our set-up only: they were used plainly, as their documentation shows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from typing import Literal

import msgspec

NAMES = ("judge", "library", "durable", "restart", "evidence", "http", "audit", "spark")


class Series(msgspec.Struct, frozen=True):
    """One side of a comparison: what was measured, in which unit, once a round."""

    what: str
    unit: str
    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        """The round in the middle."""
        return median(self.rounds)

    @property
    def spread(self) -> float:
        """How far apart the rounds lie, as a share of their median."""
        return (max(self.rounds) - min(self.rounds)) / self.median if self.median else 0.0


class Goal(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a figure must reach: at least or at most; `aim` is hoped for and fails nothing."""

    of: Literal["measured", "ratio"]
    least: float | None = None
    most: float | None = None
    aim: float | None = None

    def met_by(self, figure: float) -> bool:
        """Tell whether the figure reaches it."""
        enough = self.least is None or figure >= self.least
        return enough and (self.most is None or figure <= self.most)


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of the table: a figure, what it is held against, and what it must reach."""

    name: str
    measured: Series
    rival: Series | None = None
    goals: tuple[Goal, ...] = ()
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """Measured over rival: the median over the rounds, each against the one beside it."""
        if self.rival is None:
            return None
        pairs = zip(self.measured.rounds, self.rival.rounds, strict=True)
        return median(ours / theirs for ours, theirs in pairs)

    @property
    def met(self) -> bool | None:
        """Whether every goal is reached; `None` when there is none."""
        if not self.goals:
            return None
        figures = {"measured": self.measured.median, "ratio": self.ratio}
        return all(
            (figure := figures[goal.of]) is not None and goal.met_by(figure) for goal in self.goals
        )


def alternate(rounds: int, sides: Sequence[Callable[[], float]]) -> list[tuple[float, ...]]:
    """Run the sides in turn, every other round in reverse; give each side's figures."""
    figures: list[list[float]] = [[] for _ in sides]
    for nth in range(rounds):
        order = list(enumerate(sides))
        for place, side in order if nth % 2 == 0 else reversed(order):
            figures[place].append(side())
    return [tuple(figure) for figure in figures]
