"""Qualification: what an agency must be before it may collect: registered, certified, listed.

What is recorded of the tenant decides; while nothing is recorded the clause is carried to the
caller as unjudged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.model.judgement import Unjudged
from duegate.model.tenant import Qualification as Kind
from duegate.model.text import Text, listed
from duegate.model.unknown import Unknown
from duegate.model.words import word
from duegate.rulebook.facts import Fact, NoteKind
from duegate.rulebook.kinds.rule import BaseRule, Some, missing
from duegate.rulebook.notes import unrefuted
from duegate.rulebook.records import NOTES_WORD, Test, untold

if TYPE_CHECKING:
    from datetime import datetime

    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Facts, Note
    from duegate.rulebook.records import Sheet, Untold

BLANKS = frozenset({"missing"})
RECORDED = Text("签约机构的资格记录", "what the tenant is qualified for")
EXTRACT = Text("登记或资质证明", "an extract of the register or the certificate")


class Qualification(BaseRule, frozen=True, kw_only=True, tag="qualification"):
    """What the tenant `needs` to be, all of it."""

    needs: Some[Kind]


def lacking(kind: Kind) -> str:
    """Name the note that a tenant is known not to be so."""
    return f"not_{kind}"


def needs(_rule: Qualification) -> tuple[Fact | EventsNeed, ...]:
    """The notes about the tenant."""
    return (Fact.NOTES,)


def judge(
    rule: Qualification, provision: Provision, _contact: Contact, facts: Facts, moment: Moment
) -> Finding | Unjudged | None:
    """Clear when all of it is recorded and in force; refused when one lapsed or is lacking."""
    if isinstance(facts.notes, Unknown):
        return missing(provision, rule.when_unknown, RECORDED, facts.notes)
    told = {note.value for note in facts.notes if note.kind is NoteKind.QUALIFICATION}
    if not told:
        return Unjudged(provision.id, EXTRACT)
    wanting = [kind for kind in sorted(rule.needs) if not _recorded(kind, facts.notes, moment.at)]
    refused = [kind for kind in wanting if kind in told or lacking(kind) in told]
    if refused:
        blanks: dict[str, object] = {"missing": listed(word(kind) for kind in refused)}
        return provision.find(rule.otherwise, blanks=blanks)
    return Unjudged(provision.id, EXTRACT) if wanting else None


def as_sql(_rule: Qualification, _provision: Provision, sheet: Sheet) -> Test | Untold:
    """Find the contacts of tenants of whom anything is recorded; what it says is read there."""
    if not sheet.notes:
        return untold(NOTES_WORD)
    return Test(
        breach=f"rid IN (SELECT rid FROM noted WHERE kind = '{NoteKind.QUALIFICATION}')",
        settled=False,
    )


def _recorded(kind: Kind, notes: tuple[Note, ...], at: datetime) -> bool:
    """Tell whether it is recorded and in force, and nobody has told otherwise since."""
    held = unrefuted(notes, NoteKind.QUALIFICATION, (kind,), (lacking(kind),), at)
    return held is not None
