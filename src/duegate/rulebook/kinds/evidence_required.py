"""Evidence required: what must be arranged so that a contact can be shown for what it was.

Arrangements are stated with the contact; while nobody said, the clause is carried to the caller as
unjudged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.model.contact import Arrangement
from duegate.model.judgement import Unjudged
from duegate.model.text import Text, listed
from duegate.model.words import word
from duegate.rulebook.kinds.rule import BaseRule, Some
from duegate.rulebook.records import Column, Test, both

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Fact, Facts
    from duegate.rulebook.records import Sheet, Untold

BLANKS = frozenset({"missing"})
ARRANGED = Text("联络安排的说明", "what was arranged for the contact")


class EvidenceRequired(BaseRule, frozen=True, kw_only=True, tag="evidence_required"):
    """The `arrangements` that must all be made."""

    arrangements: Some[Arrangement]


def needs(_rule: EvidenceRequired) -> tuple[Fact | EventsNeed, ...]:
    """Nothing but the contact."""
    return ()


def judge(
    rule: EvidenceRequired, provision: Provision, contact: Contact, _facts: Facts, _moment: Moment
) -> Finding | Unjudged | None:
    """Clear when every arrangement is stated to be made."""
    if contact.arrangements is None:
        return Unjudged(provision.id, ARRANGED)
    lacking = sorted(rule.arrangements - contact.arrangements)
    if not lacking:
        return None
    return provision.find(
        rule.otherwise, blanks={"missing": listed(word(each) for each in lacking)}
    )


def as_sql(rule: EvidenceRequired, _provision: Provision, sheet: Sheet) -> Test | Untold:
    """Look for every arrangement, where it is told what was arranged."""
    made = both(*(sheet.engine.holds("arrangements", each) for each in sorted(rule.arrangements)))
    return sheet.lacks(Column.ARRANGEMENTS) or Test(
        breach=f"arrangements IS NOT NULL AND NOT ({made})"
    )
