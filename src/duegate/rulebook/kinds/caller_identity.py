"""Caller identity: the recipient must see who calls, and the number must be the tenant's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import CallerShown, Fact
from duegate.rulebook.kinds.rule import BaseRule, Some, missing

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Facts

BLANKS = frozenset[str]()
CALLER = Text("主叫号码", "the caller number")


class CallerIdentity(BaseRule, frozen=True, kw_only=True, tag="caller_identity"):
    """Refuses the `refused` ways of being shown: withheld, or not registered for the tenant."""

    refused: Some[CallerShown]


def needs(_rule: CallerIdentity) -> tuple[Fact | EventsNeed, ...]:
    """Whether the caller number is shown and registered."""
    return (Fact.CALLER,)


def judge(
    rule: CallerIdentity, provision: Provision, _contact: Contact, facts: Facts, _moment: Moment
) -> Finding | None:
    """Clear when what the recipient sees is not among the refused."""
    if isinstance(facts.caller, Unknown):
        return missing(provision, rule.when_unknown, CALLER, facts.caller)
    return provision.find(rule.otherwise) if facts.caller in rule.refused else None
