"""The same steps lived twice: under the rules in force, and with the candidate among them.

In each of the two worlds the counts are built anew: what its rules refuse does not leave there, so
it does not count later. What was refused in fact and is allowed there counts as an open hold, for
nobody knows how it would have ended. A contact that is delayed is not tried again.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from duegate.audit.past import Passed, Past
from duegate.audit.replay.steps import ALWAYS, Asked, Came, Period, Reported, Step
from duegate.audit.walk import facts_of
from duegate.model.contact import Channel
from duegate.model.judgement import Judgement, Verdict
from duegate.model.moment import Moment
from duegate.rulebook.book import Book
from duegate.rulebook.lawful import rule_on


class Change(enum.StrEnum):
    """What the candidate changes for one contact."""

    REFUSED = "refused"  # it left; with the candidate it may not, not even later
    DELAYED = "delayed"  # it left; with the candidate it has to wait
    ALLOWED = "allowed"  # it was refused; with the candidate it may leave
    OTHERWISE = "otherwise"  # refused by both: by other clauses, or until another time


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one set of rules says of a contact, and which clauses refuse it."""

    verdict: Verdict
    clauses: tuple[str, ...] = ()
    until: datetime | None = None


class Difference(msgspec.Struct, frozen=True, omit_defaults=True):
    """A contact of which the two sets of rules do not say the same.

    `hour` is that of the recipient's (first) clock; `wait_s` how long a delayed one has to wait.
    """

    name: str
    at: datetime
    tenant: str
    channel: Channel
    hour: int | None
    change: Change
    in_force: Said
    candidate: Said
    wait_s: int | None = None


class Lived(msgspec.Struct, frozen=True):
    """One contact judged twice; `difference` is `None` when both say the same."""

    asked: Asked
    hour: int | None
    in_force: Verdict
    candidate: Verdict
    difference: Difference | None


class World:
    """One set of rules, and what left under it."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self._past = Past()
        self._left: dict[int, Passed] = {}

    def judge(self, asked: Asked, moment: Moment) -> Judgement:
        """Judge a contact against what left here before it."""
        facts = facts_of(self.book, asked.record, self._past, moment)
        return rule_on(self.book, asked.record.contact, facts, moment)

    def leave(self, asked: Asked, moment: Moment) -> None:
        """Let a contact leave."""
        self._left[asked.place] = self._past.add(asked.record, moment)

    def happen(self, step: Reported | Came) -> None:
        """Take note of what happened besides; of what did not leave here nothing can be told."""
        match step:
            case Came():
                self._past.put(step.passed)
            case Reported():
                passed = self._left.get(step.place)
                if passed is not None:
                    passed.state = step.state


def replayed(
    steps: Iterable[Step], in_force: Book, candidate: Book, period: Period = ALWAYS
) -> Iterator[Lived]:
    """Live the steps in both worlds; give every contact of the period, judged twice."""
    worlds = World(in_force), World(candidate)
    for step in steps:
        if not isinstance(step, Asked):
            for world in worlds:
                world.happen(step)
            continue
        moment = step.record.moment()
        if period.holds(moment.at):
            yield _lived(worlds, step, moment)
        elif step.left:
            for world in worlds:
                world.leave(step, moment)


def _lived(worlds: tuple[World, World], asked: Asked, moment: Moment) -> Lived:
    """Ask both worlds about a contact, and let it leave where it may."""
    said = tuple(world.judge(asked, moment) for world in worlds)
    for world, judgement in zip(worlds, said, strict=True):
        if judgement.verdict is Verdict.ALLOW:
            world.leave(asked, moment)
    before, after = said
    hour = moment.local[0].second // 3_600 if moment.local else None
    return Lived(asked, hour, before.verdict, after.verdict, difference(asked, hour, before, after))


def difference(
    asked: Asked, hour: int | None, in_force: Judgement, candidate: Judgement
) -> Difference | None:
    """Tell two judgements of a contact apart; `None` when they say the same."""
    before, after = _said(in_force), _said(candidate)
    if before == after:
        return None
    contact, change = asked.record.contact, _change(before, after)
    wait = None
    if change is Change.DELAYED and after.until is not None:
        wait = int((after.until - contact.at).total_seconds())
    return Difference(
        asked.name,
        contact.at,
        contact.tenant,
        contact.channel,
        hour,
        change,
        before,
        after,
        wait,
    )


def _change(before: Said, after: Said) -> Change:
    if before.verdict is Verdict.ALLOW:
        return Change.DELAYED if after.verdict is Verdict.DEFER else Change.REFUSED
    return Change.ALLOWED if after.verdict is Verdict.ALLOW else Change.OTHERWISE


def _said(judgement: Judgement) -> Said:
    return Said(judgement.verdict, judgement.refusing, judgement.until)
