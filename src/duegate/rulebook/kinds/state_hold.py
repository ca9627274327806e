"""State hold: while a debt or a person is in one of these states, contacts stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.model.contact import DebtState, Purpose
from duegate.model.judgement import Finding, Verdict
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.model.words import word
from duegate.rulebook.facts import Fact, NoteKind
from duegate.rulebook.kinds.rule import BaseRule, Some, held_by, missing

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Facts

BLANKS = frozenset({"state"})
NOTES = Text("债务与债务人的状态记录", "the states recorded for the debt and the debtor")


class StateHold(BaseRule, frozen=True, kw_only=True, tag="state_hold"):
    """The `states` that hold, except for `exempt` purposes."""

    states: Some[DebtState]
    exempt: frozenset[Purpose] = frozenset()


def needs(_rule: StateHold) -> tuple[Fact | EventsNeed, ...]:
    """The notes about the debt and the debtor."""
    return (Fact.NOTES,)


def judge(
    rule: StateHold, provision: Provision, contact: Contact, facts: Facts, moment: Moment
) -> Finding | None:
    """Clear unless one of the states holds at the moment."""
    if isinstance(facts.notes, Unknown):
        return missing(provision, rule.when_unknown, NOTES, facts.notes)
    if not facts.notes or contact.purpose in rule.exempt:
        return None
    note = held_by(facts.notes, NoteKind.STATE, rule.states, moment.at)
    if note is None:
        return None
    verdict = rule.otherwise if note.until is None else Verdict.DEFER
    return provision.find(verdict, until=note.until, blanks={"state": word(DebtState(note.value))})
