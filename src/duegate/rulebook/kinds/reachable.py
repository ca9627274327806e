"""Reachable: the way to the recipient must be one that can be counted, such as a valid number.

An alias nobody can normalise would escape every cap, so what is not valid is refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import Fact
from duegate.rulebook.kinds.rule import BaseRule, missing
from duegate.rulebook.records import OF_THE_GATE, Untold

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Facts
    from duegate.rulebook.records import Sheet

BLANKS = frozenset[str]()
RECIPIENT = Text("联络对象的号码或地址", "the recipient's number or address")


class Reachable(BaseRule, frozen=True, kw_only=True, tag="reachable"):
    """The recipient's number must be valid E.164, or an address or handle be stated."""


def needs(_rule: Reachable) -> tuple[Fact | EventsNeed, ...]:
    """Whether the number, address or handle is one that can be counted."""
    return (Fact.REACHABLE,)


def judge(
    rule: Reachable, provision: Provision, _contact: Contact, facts: Facts, _moment: Moment
) -> Finding | None:
    """Clear when the recipient can be told apart from every other."""
    if isinstance(facts.reachable, Unknown):
        return missing(provision, rule.when_unknown, RECIPIENT, facts.reachable)
    return None if facts.reachable else provision.find(rule.otherwise)


def as_sql(_rule: Reachable, _provision: Provision, _sheet: Sheet) -> Untold:
    """No record shows what the gate knew."""
    return Untold(OF_THE_GATE)
