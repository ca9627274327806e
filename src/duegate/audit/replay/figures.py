"""What a replay came to: how many contacts the candidate changes, for whom, by how much.

Contacts are counted as they are lived, so that a replay of any length needs little memory; of each
kind of change a few are kept as examples.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import msgspec

from duegate.audit.findings import NotJudged
from duegate.audit.replay.worlds import Change, Difference, Lived
from duegate.model.judgement import Verdict
from duegate.model.moment import DAY_S

EXAMPLES_MAX = 20
"""Of each kind of change so many contacts are named in the result."""
HOUR_S = 3_600
EDGES = (900, HOUR_S, 6 * HOUR_S, 12 * HOUR_S, DAY_S, 3 * DAY_S, 7 * DAY_S)
"""Where one stretch of waiting ends and the next begins, in seconds."""
HOURLESS = "-"


class Counts(msgspec.Struct):
    """Contacts by what the candidate changes; `asked` counts all, changed or not."""

    asked: int = 0
    refused: int = 0
    delayed: int = 0
    allowed: int = 0
    otherwise: int = 0

    def add(self, change: Change) -> None:
        """Count one change."""
        setattr(self, change, getattr(self, change) + 1)

    @property
    def changed(self) -> int:
        """Count every change."""
        return self.refused + self.delayed + self.allowed + self.otherwise


class Row(msgspec.Struct, frozen=True):
    """The counts of one clause, tenant, channel or hour."""

    name: str
    counts: Counts


class Wait(msgspec.Struct, frozen=True):
    """How many delayed contacts have to wait less than `below_s`, and no less than the one before.

    The last stretch has no end.
    """

    below_s: int | None
    contacts: int


class Delays(msgspec.Struct, frozen=True):
    """How long delayed contacts have to wait for their first lawful instant."""

    median_s: int
    longest_s: int
    stretches: tuple[Wait, ...]


class Candidate(msgspec.Struct, frozen=True):
    """What was tried: a pack, and the hash of the one it was put in the place of.

    `waiting` are its clauses that nobody judges until their text was checked.
    """

    pack: str
    hash: str
    replaces: str | None
    as_dated: bool
    waiting: tuple[str, ...] = ()


class Replay(msgspec.Struct, frozen=True):
    """The result. `packs` are the rules in force, named by their hashes.

    `source` is `house` or `files`; `recorded_otherwise` counts the decisions of a house that its
    rules of today answer otherwise than was recorded; `unread` the rows of files that could not be
    read.
    """

    source: str
    candidate: Candidate
    packs: dict[str, str]
    first: datetime | None
    last: datetime | None
    counts: Counts
    left_in_force: int
    left_candidate: int
    recorded_otherwise: int | None
    delays: Delays | None
    by_clause: tuple[Row, ...]
    by_tenant: tuple[Row, ...]
    by_channel: tuple[Row, ...]
    by_hour: tuple[Row, ...]
    examples: tuple[Difference, ...]
    not_judged: tuple[NotJudged, ...] = ()
    unread: int = 0


class Tally:
    """Counts contacts as they are lived."""

    def __init__(self) -> None:
        self._counts = Counts()
        self._left = [0, 0]
        self._recorded_otherwise = 0
        self._waits: array[int] = array("q")
        self._clauses: dict[str, Counts] = {}
        self._tenants: dict[str, Counts] = {}
        self._channels: dict[str, Counts] = {}
        self._hours: dict[str, Counts] = {}
        self._examples: dict[Change, list[Difference]] = {change: [] for change in Change}
        self._first: datetime | None = None
        self._last: datetime | None = None

    def over(self, lived: Iterable[Lived]) -> Iterator[Lived]:
        """Count contacts in passing."""
        for each in lived:
            self.add(each)
            yield each

    def add(self, lived: Lived) -> None:
        """Count one contact."""
        contact, found = lived.asked.record.contact, lived.difference
        self._first = min(self._first or contact.at, contact.at)
        self._last = max(self._last or contact.at, contact.at)
        self._left[0] += lived.in_force is Verdict.ALLOW
        self._left[1] += lived.candidate is Verdict.ALLOW
        recorded = lived.asked.recorded
        self._recorded_otherwise += recorded is not None and recorded is not lived.in_force
        hour = HOURLESS if lived.hour is None else f"{lived.hour:02}"
        groups = [
            self._counts,
            self._tenants.setdefault(contact.tenant, Counts()),
            self._channels.setdefault(contact.channel.value, Counts()),
            self._hours.setdefault(hour, Counts()),
        ]
        for counts in groups:
            counts.asked += 1
        if found is not None:
            self._add(found, groups)

    def _add(self, found: Difference, groups: list[Counts]) -> None:
        clauses = turning(found)
        for counts in (*groups, *(self._clauses.setdefault(each, Counts()) for each in clauses)):
            counts.add(found.change)
        if found.wait_s is not None:
            self._waits.append(found.wait_s)
        examples = self._examples[found.change]
        if len(examples) < EXAMPLES_MAX:
            examples.append(found)

    def result(
        self,
        source: str,
        candidate: Candidate,
        packs: Mapping[str, str],
        not_judged: tuple[NotJudged, ...] = (),
        unread: int = 0,
    ) -> Replay:
        """Give what the contacts came to."""
        return Replay(
            source=source,
            candidate=candidate,
            packs=dict(packs),
            first=self._first,
            last=self._last,
            counts=self._counts,
            left_in_force=self._left[0],
            left_candidate=self._left[1],
            recorded_otherwise=self._recorded_otherwise if source == HOUSE else None,
            delays=_delays(self._waits),
            by_clause=_most_changed(self._clauses),
            by_tenant=_most_changed(self._tenants),
            by_channel=_most_changed(self._channels),
            by_hour=tuple(Row(name, self._hours[name]) for name in sorted(self._hours)),
            examples=tuple(each for kept in self._examples.values() for each in kept),
            not_judged=not_judged,
            unread=unread,
        )


HOUSE, FILES = "house", "files"


def turning(found: Difference) -> tuple[str, ...]:
    """Name the clauses that turn the answer: those that refuse on one side only.

    Where the same clauses refuse on both sides, until other instants, they all do.
    """
    before, after = set(found.in_force.clauses), set(found.candidate.clauses)
    return tuple(sorted(before ^ after or after))


def _delays(waits: array[int]) -> Delays | None:
    if not waits:
        return None
    ordered = sorted(waits)
    stretches = [0] * (len(EDGES) + 1)
    for wait in ordered:
        stretches[bisect_right(EDGES, wait)] += 1
    ends: tuple[int | None, ...] = (*EDGES, None)
    return Delays(
        median_s=ordered[(len(ordered) - 1) // 2],
        longest_s=ordered[-1],
        stretches=tuple(Wait(end, n) for end, n in zip(ends, stretches, strict=True)),
    )


def _most_changed(counts: Mapping[str, Counts]) -> tuple[Row, ...]:
    """Give the rows with the most changes first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1].changed, pair[0]))
    return tuple(Row(name, each) for name, each in ordered)
