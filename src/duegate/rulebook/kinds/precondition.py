"""Precondition: a contact that is lawful only after earlier events, such as a visit after calls.

The earlier events are read from the ledger; a claim alone is no event.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from duegate.model.contact import Channel
from duegate.model.outcome import OutcomeState
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import ActorScope, CountKey, EventsNeed, Fact, Facts
from duegate.rulebook.kinds.rule import BaseRule, Some, missing
from duegate.rulebook.window import Unit, Window

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision

BLANKS = frozenset({"used", "needed"})
EARLIER = Text("第一阶段的联络记录", "the contacts of the first stage")
EVER = Window(unit=Unit.LIFETIME)


class Precondition(BaseRule, frozen=True, kw_only=True, tag="precondition"):
    """At least `at_least` earlier contacts on `channels` that ended in one of `states`."""

    at_least: Annotated[int, Meta(ge=1, le=1_000)]
    channels: Some[Channel]
    states: Some[OutcomeState]
    key: CountKey = CountKey.DEBTOR
    actor_scope: ActorScope = ActorScope.TENANT


def needs(rule: Precondition) -> tuple[Fact | EventsNeed, ...]:
    """All earlier contacts of the key."""
    return (EventsNeed(rule.key, rule.actor_scope, EVER),)


def judge(
    rule: Precondition, provision: Provision, _contact: Contact, facts: Facts, moment: Moment
) -> Finding | None:
    """Clear once enough earlier contacts have ended as required."""
    events = facts.counted(provision.events_need)
    if isinstance(events, Unknown):
        return missing(provision, rule.when_unknown, EARLIER, events)
    used = sum(
        event.at < moment.at and event.channel in rule.channels and event.state in rule.states
        for event in events
    )
    if used >= rule.at_least:
        return None
    return provision.find(rule.otherwise, blanks={"used": used, "needed": rule.at_least})
