"""What the clauses' own rules say that the figures need beside the findings.

A daily cap tells how many lawful contacts a day still held; a clause that counts across tenants
cannot be recomputed from the rows of one.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from duegate.model.contact import Channel
from duegate.rulebook.clause import Pack
from duegate.rulebook.facts import ActorScope, EventsNeed
from duegate.rulebook.kinds import KINDS, FrequencyCap, Rule
from duegate.rulebook.window import Unit, Window

if TYPE_CHECKING:
    from duegate.audit.findings import Audit


class DailyCap(msgspec.Struct, frozen=True):
    """At most `limit` contacts by these channels to one person on one local date."""

    clause: str
    limit: int
    channels: frozenset[Channel]


class Yardstick(msgspec.Struct, frozen=True):
    """The daily caps that were judged, and the clauses that count contacts by other tenants."""

    daily: tuple[DailyCap, ...] = ()
    across: frozenset[str] = frozenset()

    @property
    def strictest(self) -> DailyCap | None:
        """The daily cap that leaves the least; of two alike the first by name."""
        return min(self.daily, key=lambda cap: (cap.limit, cap.clause), default=None)


def yardstick_of(audit: Audit, packs: Iterable[Pack]) -> Yardstick:
    """Take from the rules of the clauses that were judged what the figures need."""
    judged = {(clause.id, clause.dated) for clause in audit.clauses}
    rules = [
        (clause.id, version.rule)
        for pack in packs
        for clause in pack.clauses
        for version in clause.version
        if (clause.id, version.since.isoformat()) in judged
    ]
    return Yardstick(
        tuple(
            DailyCap(clause, rule.limit, rule.channels)
            for clause, rule in rules
            if isinstance(rule, FrequencyCap) and _of_a_day(rule.window)
        ),
        frozenset(clause for clause, rule in rules if _across(rule)),
    )


def _of_a_day(window: Window) -> bool:
    rolling = window.unit is Unit.ROLLING_DATES and window.length == 1
    return window.unit is Unit.CALENDAR_DAY or rolling


def _across(rule: Rule) -> bool:
    return any(
        isinstance(need, EventsNeed) and need.actor_scope is ActorScope.PLATFORM
        for need in KINDS[type(rule)].needs(rule)
    )
