"""Steady clock: while the gate's clock has jumped, no instant can be trusted, so contacts wait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.model.judgement import Finding, Verdict
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import Fact
from duegate.rulebook.kinds.rule import BaseRule, missing
from duegate.rulebook.records import OF_THE_GATE, Untold

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Facts
    from duegate.rulebook.records import Sheet

BLANKS = frozenset[str]()
CLOCK = Text("系统时钟状态", "the state of the clock")


class SteadyClock(BaseRule, frozen=True, kw_only=True, tag="steady_clock"):
    """While the clock is not steady, contacts wait until the instant the gate names."""

    otherwise: Verdict = Verdict.DEFER


def needs(_rule: SteadyClock) -> tuple[Fact | EventsNeed, ...]:
    """The state of the gate's clock."""
    return (Fact.CLOCK,)


def judge(
    rule: SteadyClock, provision: Provision, _contact: Contact, facts: Facts, moment: Moment
) -> Finding | None:
    """Clear while the clock is steady, or past the instant from which it can be asked again."""
    clock = facts.clock
    if isinstance(clock, Unknown):
        return missing(provision, rule.when_unknown, CLOCK, clock)
    if clock.steady or (clock.until is not None and moment.at >= clock.until):
        return None
    if clock.until is None:
        return missing(provision, rule.when_unknown, CLOCK, Unknown("it has jumped"))
    return provision.find(rule.otherwise, until=clock.until)


def as_sql(_rule: SteadyClock, _provision: Provision, _sheet: Sheet) -> Untold:
    """No record shows what the gate knew."""
    return Untold(OF_THE_GATE)
