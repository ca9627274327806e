"""Precondition: a contact that is lawful only after earlier events, such as a visit after calls.

The earlier events are read from the ledger; a claim alone is no event. What a clause accepts
instead, a recorded state or an arrangement, it names.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from duegate.model.contact import Arrangement, Channel, DebtState
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import (
    ActorScope,
    CountKey,
    Event,
    EventsNeed,
    Fact,
    Facts,
    NoteKind,
)
from duegate.rulebook.kinds.cooldown import Measure, passed
from duegate.rulebook.kinds.rule import BaseRule, Some, missing
from duegate.rulebook.kinds.time_window import NO_CLOCK, ZONE
from duegate.rulebook.notes import held_by
from duegate.rulebook.records import Test, untold
from duegate.rulebook.window import Unit, Window

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.records import Sheet, Untold

BLANKS = frozenset({"used", "needed"})
EARLIER = Text("第一阶段的联络记录", "the contacts of the first stage")
EVER = Window(unit=Unit.LIFETIME)


class Wait(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long must have passed; in dates the day of the event is day 0."""

    length: Annotated[int, Meta(ge=1, le=366)]
    unit: Measure = Measure.DATES


class Precondition(BaseRule, frozen=True, kw_only=True, tag="precondition"):
    """At least `at_least` earlier contacts on `channels` that ended in one of `states`.

    With `wait` the last of them must lie that far back; with `consecutive` the latest contacts on
    those channels must all have ended so. A state of `or_states` or an arrangement of `or_arranged`
    does instead.
    """

    at_least: Annotated[int, Meta(ge=1, le=1_000)]
    channels: Some[Channel]
    states: Some[OutcomeState]
    key: CountKey = CountKey.DEBTOR
    actor_scope: ActorScope = ActorScope.TENANT
    wait: Wait | None = None
    consecutive: bool = False
    or_states: frozenset[DebtState] = frozenset()
    or_arranged: frozenset[Arrangement] = frozenset()

    def requires(self, event: Event) -> bool:
        """Tell whether an event is one of those required."""
        return event.channel in self.channels and event.state in self.states


def needs(rule: Precondition) -> tuple[Fact | EventsNeed, ...]:
    """All earlier contacts of the key, and the states that do instead."""
    events = EventsNeed(rule.key, rule.actor_scope, EVER)
    return (events, Fact.NOTES) if rule.or_states else (events,)


def judge(
    rule: Precondition, provision: Provision, contact: Contact, facts: Facts, moment: Moment
) -> Finding | None:
    """Clear once enough earlier contacts have ended as required, long enough ago."""
    if rule.or_arranged & (contact.arrangements or frozenset()) or _in_state(rule, facts, moment):
        return None
    events = facts.counted(provision.events_need)
    if isinstance(events, Unknown):
        return missing(provision, rule.when_unknown, EARLIER, events)
    if not moment.local:
        return missing(provision, rule.when_unknown, ZONE, NO_CLOCK)
    past = ended(rule, events, moment.at)
    blanks: dict[str, object] = {"used": len(past), "needed": rule.at_least}
    if len(past) < rule.at_least:
        return provision.find(rule.otherwise, blanks=blanks)
    if rule.wait is None:
        return None
    clear = passed(rule.wait.length, rule.wait.unit, past[rule.at_least - 1], moment)
    if clear <= moment.at:
        return None
    return provision.find(Verdict.DEFER, until=clear, blanks=blanks)


def as_sql(rule: Precondition, _provision: Provision, sheet: Sheet) -> Test | Untold:
    """Every contact the clause concerns is a candidate; what went before it is read one by one."""
    if not rule.channels & sheet.channels:
        return untold(EARLIER)
    return Test(settled=False)


def _in_state(rule: Precondition, facts: Facts, moment: Moment) -> bool:
    if not rule.or_states or isinstance(facts.notes, Unknown):
        return False
    return held_by(facts.notes, NoteKind.STATE, rule.or_states, moment.at) is not None


def ended(rule: Precondition, events: tuple[Event, ...], at: datetime) -> list[Event]:
    """Give the contacts that ended as required, the earliest first; only the latest if so asked.

    Among the latest, what was not sent is passed over, and what came from them is not, whichever
    way it came: whoever writes is not out of reach.
    """
    before = sorted((event for event in events if event.at < at), key=lambda event: event.at)
    if not rule.consecutive:
        return [event for event in before if rule.requires(event)]
    latest = [
        event
        for event in before
        if event.state is OutcomeState.INBOUND
        or (event.channel in rule.channels and event.state is not OutcomeState.NOT_SENT)
    ][-rule.at_least :]
    return latest if all(rule.requires(event) for event in latest) else []
