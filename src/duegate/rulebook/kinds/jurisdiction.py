"""Jurisdiction: a contact must have a place whose law is at hand.

Without one nobody can say which regulations bind, so nothing passes.
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

BLANKS = frozenset({"places"})
PLACE = Text("适用哪地法规", "whose law applies")


class Jurisdiction(BaseRule, frozen=True, kw_only=True, tag="jurisdiction"):
    """Refuses a contact whose place is not known, or for whose place no pack is at hand."""


def needs(_rule: Jurisdiction) -> tuple[Fact | EventsNeed, ...]:
    """Where the debtor and the collector are, and whose law governs the contract."""
    return (Fact.PLACES,)


def judge(
    rule: Jurisdiction, provision: Provision, _contact: Contact, facts: Facts, _moment: Moment
) -> Finding | None:
    """Clear when the law of every place the debtor may be in is at hand."""
    if isinstance(facts.places, Unknown):
        return missing(provision, rule.when_unknown, PLACE, facts.places)
    if not facts.places.uncovered:
        return None
    return provision.find(rule.otherwise, blanks={"places": ", ".join(facts.places.uncovered)})


def as_sql(_rule: Jurisdiction, _provision: Provision, _sheet: Sheet) -> Untold:
    """No record shows what the gate knew."""
    return Untold(OF_THE_GATE)
