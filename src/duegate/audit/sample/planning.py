"""What a sample is to be: how much traffic, of when, and what is planted into it.

A plan is a value; the same plan makes the same file everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import msgspec

from duegate.audit.sample.clauses import CLAUSES, IN_FORCE, NAMES, Breakable
from duegate.audit.sample.dialect import Dialect
from duegate.audit.sample.dialects import DIALECTS
from duegate.audit.sample.plants import PLANTS
from duegate.errors import DuegateError
from duegate.rulebook.spelling import meant

FIRST = date(2026, 6, 1)
DEBTORS, DEBTORS_MAX, RECORDS_MAX = 300, 10_000_000, 100_000_000
DAYS, DAYS_MAX, TENANTS_MAX, PLANTED_MAX = 30, 1_000, 99, 1_000_000
SEED_MAX = 2**32 - 1
YEAR_END = 2090
"""From here on a sample might go on beyond the times that are read."""


class SampleRefused(DuegateError):
    """Such a sample cannot be made."""


class Plan(msgspec.Struct, frozen=True):
    """What a sample is to be; `episodes` says how often each plant is carried out.

    Of `records` and `debtors` one is given: so many rows exactly, or so many people.
    """

    dialect: Dialect
    seed: int
    debtors: int | None
    records: int | None
    first: date
    days: int
    tenants: int
    planted: dict[str, int]
    episodes: tuple[int, ...]

    @property
    def victims(self) -> int:
        """How many debtors have something planted on them."""
        return sum(self.episodes)


def plan(
    dialect: str = "duegate",
    *,
    seed: int = 1,
    debtors: int | None = None,
    records: int | None = None,
    first: date = FIRST,
    days: int = DAYS,
    tenants: int = 3,
    plants: Mapping[str, int] | int = 0,
) -> Plan:
    """Plan a sample. Raises `SampleRefused`.

    `plants` says of clauses how many contacts are to break each; a number alone says it of all that
    can be planted.
    """
    if dialect not in DIALECTS:
        raise SampleRefused(f'"{dialect}" is no dialect{meant(dialect, DIALECTS)}')
    chosen = DIALECTS[dialect]
    if debtors is not None and records is not None:
        raise SampleRefused("say how many records or how many debtors, not both")
    _within("--seed", seed, 0, SEED_MAX)
    _within("--days", days, 1, DAYS_MAX)
    _within("--tenants", tenants, 1, TENANTS_MAX)
    _within("--records", records or 0, 0, RECORDS_MAX)
    if first < IN_FORCE:
        raise SampleRefused(
            f"--from: {first} is before {IN_FORCE}, when not all rules were in force"
        )
    if first.year >= YEAR_END:
        raise SampleRefused(f"--from: {first} is too late; records are read up to {YEAR_END - 1}")
    if isinstance(plants, int):
        plants = dict.fromkeys(plantable(dialect, days), plants)
    planted = {_named(name, chosen): count for name, count in plants.items()}
    for name, count in planted.items():
        _within(name, count, 0, PLANTED_MAX)
    if debtors is None and records is None:
        debtors = DEBTORS
    episodes = _episodes(chosen, planted, days)
    _within("debtors with those planted on", (debtors or 0) + sum(episodes), 0, DEBTORS_MAX)
    return Plan(chosen, seed, debtors, records, first, days, tenants, planted, episodes)


def plantable(dialect: str, days: int = DAYS) -> tuple[str, ...]:
    """Name the clauses that can be planted into so many days of a dialect's files."""
    chosen = DIALECTS[dialect]
    names = [clause.id for clause in CLAUSES if shows(chosen, clause)]
    return tuple(name for name in names if _of(name, chosen, days))


def shows(dialect: Dialect, clause: Breakable) -> bool:
    """Tell whether a file of the dialect shows that the clause is broken."""
    return dialect.whole or clause.calls or (clause.caller and dialect.callers)


def _within(what: str, number: int, least: int, most: int) -> None:
    if not least <= number <= most:
        raise SampleRefused(f"{what}: {number} is not between {least} and {most:,}")


def _named(name: str, dialect: Dialect) -> str:
    """Find a clause by its name or by the end of it."""
    found = [clause for clause in CLAUSES if name in (clause.id, clause.id.partition("/")[2])]
    if not found:
        raise SampleRefused(f'"{name}" is no clause that can be planted{meant(name, NAMES)}')
    if not shows(dialect, found[0]):
        raise SampleRefused(f"a file of {dialect.name} does not show whether {name} is broken")
    return found[0].id


def _episodes(dialect: Dialect, planted: Mapping[str, int], days: int) -> tuple[int, ...]:
    """Choose plants for every clause so that as many contacts break it as are wanted."""
    counts = [0] * len(PLANTS)
    for name, wanted in planted.items():
        ours = _of(name, dialect, days)
        if wanted and not ours:
            raise SampleRefused(f"{name} cannot be planted within {days} days; give it 4 or more")
        for place, times in zip(
            ours, _shared([PLANTS[p].found for p in ours], wanted), strict=True
        ):
            counts[place] = times
    return tuple(counts)


def _of(clause: str, dialect: Dialect, days: int) -> list[int]:
    """Find the plants of a clause that a file can hold."""
    return [
        place
        for place, plant in enumerate(PLANTS)
        if plant.clause == clause and (dialect.whole or plant.of_calls) and plant.before < days
    ]


def _shared(found: Sequence[int], wanted: int) -> list[int]:
    """Say how often each plant is carried out: all in turn, what is left by the first, of one."""
    if not found:
        return []
    rounds, left = divmod(wanted, sum(found))
    times = [rounds] * len(found)
    for place, each in enumerate(found):
        if each <= left:
            times[place] += 1
            left -= each
    times[0] += left
    return times
