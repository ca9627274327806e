"""State hold: while a debt or a person is in one of these states, contacts stop."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from duegate.model.contact import DebtState, Purpose
from duegate.model.judgement import Finding, Verdict
from duegate.model.moment import local_time, next_showing
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.model.words import word
from duegate.rulebook.facts import Fact, Note, NoteKind
from duegate.rulebook.kinds.rule import BaseRule, Some, missing
from duegate.rulebook.notes import held_by
from duegate.rulebook.records import NOTES_WORD, Test, among, both, noted, untold

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Facts
    from duegate.rulebook.records import Sheet, Untold

BLANKS = frozenset({"state"})
NOTES = Text("债务与债务人的状态记录", "the states recorded for the debt and the debtor")


class StateHold(BaseRule, frozen=True, kw_only=True, tag="state_hold"):
    """The `states` that hold, except for `exempt` purposes.

    With `term_days` a state holds for the rest of the day it was told and so many dates after it.
    """

    states: Some[DebtState]
    exempt: frozenset[Purpose] = frozenset()
    term_days: Annotated[int, Meta(ge=1, le=3_660)] | None = None


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
    notes = facts.notes
    if rule.term_days is not None:
        notes = tuple(_within(rule.term_days, note, moment) for note in notes)
    note = held_by(notes, NoteKind.STATE, rule.states, moment.at)
    if note is None:
        return None
    verdict = rule.otherwise if note.until is None else Verdict.DEFER
    return provision.find(verdict, until=note.until, blanks={"state": word(DebtState(note.value))})


def as_sql(rule: StateHold, _provision: Provision, sheet: Sheet) -> Test | Untold:
    """Look for a state in the list of notes; a term that runs out is seen one by one."""
    if not sheet.notes:
        return untold(NOTES_WORD)
    held = noted(NoteKind.STATE, rule.states)
    return Test(
        breach=both(held, f"NOT {among('purpose', rule.exempt)}"),
        settled=rule.term_days is None,
    )


def _within(term_days: int, note: Note, moment: Moment) -> Note:
    """Give the note with the end the term sets, on the last of the recipient's clocks."""
    ends = [
        next_showing(
            clock.zone, local_time(note.since, clock.zone).day + term_days + 1, 0, after=note.since
        )
        for clock in moment.local
    ]
    end = max(ends, default=note.since + timedelta(days=term_days + 2))
    until = end if note.until is None else min(end, note.until)
    return msgspec.structs.replace(note, until=until)
