"""Standing: what the tenant's state lets through; a tenant nobody knows reaches nobody.

The kill switch is no special path: it is this fact.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.model.tenant import Standing
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.model.words import word
from duegate.rulebook.facts import Fact
from duegate.rulebook.kinds.rule import BaseRule, Some, missing
from duegate.rulebook.records import OF_THE_GATE, Untold

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Facts
    from duegate.rulebook.records import Sheet

BLANKS = frozenset({"standing"})
TENANT = Text("签约机构的信用状态", "the tenant's standing")


class StandingRule(BaseRule, frozen=True, kw_only=True, tag="standing"):
    """The standings that are `refused`."""

    refused: Some[Standing]


def needs(_rule: StandingRule) -> tuple[Fact | EventsNeed, ...]:
    """The tenant's standing, read in the deciding transaction."""
    return (Fact.STANDING,)


def judge(
    rule: StandingRule, provision: Provision, _contact: Contact, facts: Facts, _moment: Moment
) -> Finding | None:
    """Clear for a known tenant whose standing is not refused."""
    if isinstance(facts.standing, Unknown):
        return missing(provision, rule.when_unknown, TENANT, facts.standing)
    if facts.standing not in rule.refused:
        return None
    return provision.find(rule.otherwise, blanks={"standing": word(facts.standing)})


def as_sql(_rule: StandingRule, _provision: Provision, _sheet: Sheet) -> Untold:
    """No record shows what the gate knew."""
    return Untold(OF_THE_GATE)
