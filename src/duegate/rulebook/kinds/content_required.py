"""Content required: what a message or a script must say.

What it says is stated with the contact, or told by screening; while nobody said, the clause is
carried to the caller as unjudged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.model.contact import Element
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
CONTENT = Text("对文字或话术内容的核对", "a reading of the text or the script")


class ContentRequired(BaseRule, frozen=True, kw_only=True, tag="content_required"):
    """The `elements` that must all be said."""

    elements: Some[Element]


def needs(_rule: ContentRequired) -> tuple[Fact | EventsNeed, ...]:
    """Nothing but the contact."""
    return ()


def judge(
    rule: ContentRequired, provision: Provision, contact: Contact, _facts: Facts, _moment: Moment
) -> Finding | Unjudged | None:
    """Clear when every element is stated to be there."""
    if contact.contains is None:
        return Unjudged(provision.id, CONTENT)
    lacking = sorted(rule.elements - contact.contains)
    if not lacking:
        return None
    return provision.find(
        rule.otherwise, blanks={"missing": listed(word(element) for element in lacking)}
    )


def as_sql(rule: ContentRequired, _provision: Provision, sheet: Sheet) -> Test | Untold:
    """Look for every element, where it is told what was said."""
    said = both(*(sheet.engine.holds("contains", each) for each in sorted(rule.elements)))
    return sheet.lacks(Column.CONTAINS) or Test(breach=f"contains IS NOT NULL AND NOT ({said})")
