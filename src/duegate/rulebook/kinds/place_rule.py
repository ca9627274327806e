"""Place rule: places where nobody may be met about a debt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.model.contact import Arrangement, Place
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.model.words import word
from duegate.rulebook.kinds.rule import BaseRule, Some, missing
from duegate.rulebook.records import Column, Test, among, both

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Fact, Facts
    from duegate.rulebook.records import Sheet, Untold

BLANKS = frozenset({"place"})
PLACE = Text("会面地点", "the place")


class PlaceRule(BaseRule, frozen=True, kw_only=True, tag="place_rule"):
    """The `banned` places, for the channels the clause's `applies` names.

    With `unless_arranged` a place is open once all of that is arranged.
    """

    banned: Some[Place]
    unless_arranged: frozenset[Arrangement] = frozenset()


def needs(_rule: PlaceRule) -> tuple[Fact | EventsNeed, ...]:
    """Nothing but the contact."""
    return ()


def judge(
    rule: PlaceRule, provision: Provision, contact: Contact, _facts: Facts, _moment: Moment
) -> Finding | None:
    """Clear at a stated place that is not banned; an unstated one might be."""
    if contact.place is None:
        return missing(provision, rule.when_unknown, PLACE, Unknown())
    if contact.place not in rule.banned:
        return None
    if rule.unless_arranged and rule.unless_arranged <= (contact.arrangements or frozenset()):
        return None
    return provision.find(rule.otherwise, blanks={"place": word(contact.place)})


def as_sql(rule: PlaceRule, _provision: Provision, sheet: Sheet) -> Test | Untold:
    """Read the place, and what was arranged."""
    banned = among("place", rule.banned)
    if rule.unless_arranged and Column.ARRANGEMENTS in sheet.told:
        holds = sheet.engine.holds
        made = both(*(holds("arrangements", each) for each in sorted(rule.unless_arranged)))
        banned = both(banned, f"NOT coalesce({made}, FALSE)")
    return sheet.lacks(Column.PLACE) or Test(breach=banned, unknown="place IS NULL")
