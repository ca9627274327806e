"""Caller identity: the recipient must see who calls, and the number must be the tenant's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import CallerShown, Fact
from duegate.rulebook.kinds.rule import BaseRule, Some, missing
from duegate.rulebook.records import CALLERS_WORD, Column, Test, both, either, untold

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Facts
    from duegate.rulebook.records import Sheet, Untold

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


def as_sql(rule: CallerIdentity, _provision: Provision, sheet: Sheet) -> Test | Untold:
    """Read whether the caller number was withheld, and whether it is on the list."""
    lacks = sheet.lacks(Column.CALLER)
    if lacks is not None and Column.WITHHELD not in sheet.told:
        return lacks
    if CallerShown.WITHHELD not in rule.refused:
        if lacks is not None:
            return lacks
        if not sheet.callers:
            return untold(CALLERS_WORD)
    hidden = "coalesce(withheld, FALSE)" if Column.WITHHELD in sheet.told else "FALSE"
    number = "caller IS NULL" if Column.CALLER in sheet.told else "TRUE"
    silent = both(number, "withheld IS NULL" if Column.WITHHELD in sheet.told else "TRUE")
    refused = [hidden] if CallerShown.WITHHELD in rule.refused else []
    if sheet.callers and Column.CALLER in sheet.told:
        listed = {CallerShown.REGISTERED: "registered", CallerShown.UNREGISTERED: "NOT registered"}
        refused += [
            both(f"NOT {hidden}", f"NOT ({silent})", test)
            for shown, test in listed.items()
            if shown in rule.refused
        ]
    return Test(breach=either(*refused), unknown=silent)
