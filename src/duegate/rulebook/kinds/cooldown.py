"""Cooldown: after some event nothing more for a while, or contacts a stretch of time apart.

Lengths in dates begin with the date of the event as day 1: after a conversation on date C a length
of 7 is clear on C+7, and the rest of C is blocked too. An event whose outcome is not known may have
been what triggers, so it does.
"""

from __future__ import annotations

import enum
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from duegate.model.contact import Channel, Purpose, Role
from duegate.model.judgement import Finding, Verdict
from duegate.model.moment import Moment, next_showing
from duegate.model.outcome import OutcomeState
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import ActorScope, CountKey, Event, EventsNeed, Fact, Facts
from duegate.rulebook.kinds.frequency_cap import EARLIER, counts_in_sql
from duegate.rulebook.kinds.rule import BaseRule, Some, missing
from duegate.rulebook.kinds.time_window import NO_CLOCK, ZONE
from duegate.rulebook.records import Counted, Test, among
from duegate.rulebook.window import Unit, Window

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.records import Sheet

BLANKS = frozenset({"last", "length"})
ELSEWHERE = Text(
    "本条要求的间隔尚未届满（含平台上其他机构的联络）",
    "the pause of this clause is not over, counting contacts by others on the platform",
)

UNREPORTED = Text(
    "{last} 的联络结果未报告，可能已触发本条的间隔；报告结果后重新判定",
    "the outcome of the contact of {last} was not reported, so it may have begun the pause of this"
    " clause; report it and ask again",
)


class Measure(enum.StrEnum):
    """What a length is told in."""

    DATES = "dates"
    HOURS = "hours"
    MINUTES = "minutes"


SECONDS = {Measure.HOURS: 3_600, Measure.MINUTES: 60}


class Cooldown(BaseRule, frozen=True, kw_only=True, tag="cooldown"):
    """No contact within `length` (in `unit`) of an event on `channels` that ended in `after`.

    `roles` says whom the event must have reached; `excludes` names purposes that neither trigger
    nor wait.
    """

    after: Some[OutcomeState]
    channels: Some[Channel]
    length: Annotated[int, Meta(ge=1, le=366)]
    unit: Measure = Measure.DATES
    key: CountKey = CountKey.DEBTOR
    actor_scope: ActorScope = ActorScope.TENANT
    roles: frozenset[Role] | None = None
    excludes: frozenset[Purpose] = frozenset()
    otherwise: Verdict = Verdict.DEFER

    def triggers(self, event: Event, at: datetime) -> bool:
        """Tell whether an event triggers; one whose outcome is open does."""
        return (
            event.at <= at
            and event.channel in self.channels
            and (event.state is None or event.state in self.after)
            and (self.roles is None or event.role in self.roles or event.role is Role.UNKNOWN)
            and event.purpose not in self.excludes
        )


def needs(rule: Cooldown) -> tuple[Fact | EventsNeed, ...]:
    """The events that may still block."""
    if rule.unit is Measure.DATES:
        window = Window(unit=Unit.ROLLING_DATES, length=max(rule.length, 2))
    else:
        window = Window(unit=Unit.DURATION, seconds=rule.length * SECONDS[rule.unit])
    return (EventsNeed(rule.key, rule.actor_scope, window),)


def judge(
    rule: Cooldown, provision: Provision, contact: Contact, facts: Facts, moment: Moment
) -> Finding | None:
    """Clear once every event that triggers lies far enough back, on every clock."""
    if contact.purpose in rule.excludes:
        return None
    events = facts.counted(provision.events_need)
    if isinstance(events, Unknown):
        return missing(provision, rule.when_unknown, EARLIER, events)
    if not moment.local:
        return missing(provision, rule.when_unknown, ZONE, NO_CLOCK)
    waits = blocking(rule, events, moment)
    if not waits:
        return None
    until, event = max(waits, key=lambda pair: (pair[0], pair[1].state is not None))
    last = date.fromordinal(event.day_last).isoformat()
    finding = provision.find(
        rule.otherwise,
        until=until if rule.otherwise is Verdict.DEFER else None,
        blanks={"last": last, "length": rule.length},
    )
    if not event.own:
        return msgspec.structs.replace(finding, reason=ELSEWHERE)
    if event.state is None:
        return msgspec.structs.replace(finding, reason=UNREPORTED.filled({"last": last}))
    return finding


def blocking(
    rule: Cooldown, events: tuple[Event, ...], moment: Moment
) -> list[tuple[datetime, Event]]:
    """Give the events that trigger and lie too close, each with the instant it blocks until."""
    return [
        (until, event)
        for event in events
        if rule.triggers(event, moment.at)
        if (until := passed(rule.length, rule.unit, event, moment)) > moment.at
    ]


def as_sql(rule: Cooldown, _provision: Provision, _sheet: Sheet) -> Test:
    """Compare with the last record that triggers."""
    since, measure = f"day_first - {rule.length - 1}", "day_last"
    if rule.unit is not Measure.DATES:
        since = f"at_us - {rule.length * SECONDS[rule.unit] * 1_000_000 - 1}"
        measure = "at_us"
    triggers = counts_in_sql(rule.channels, rule.after, rule.roles, rule.excludes)
    return Test(
        breach=f"NOT {among('purpose', rule.excludes)}",
        counted=Counted(rule.key, rule.actor_scope, 1, triggers, measure, since),
    )


def passed(length: int, unit: Measure, event: Event, moment: Moment) -> datetime:
    """Give the first instant, from the moment on, at which so long has passed on every clock."""
    if unit is not Measure.DATES:
        return event.at + timedelta(seconds=length * SECONDS[unit])
    day = event.day_last + length
    return max(
        moment.at if clock.day >= day else next_showing(clock.zone, day, 0, after=moment.at)
        for clock in moment.local
    )
