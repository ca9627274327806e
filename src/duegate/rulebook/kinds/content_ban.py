"""Content ban: what may not be said, written or shown, by category.

The words of a text or a transcript are judged by screening; a clause whose categories nobody has
screened is carried to the caller as unjudged, never taken as clear.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.model.text import Text
from duegate.rulebook.kinds.rule import BaseRule, Some
from duegate.rulebook.records import Untold

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Fact, Facts
    from duegate.rulebook.records import Sheet

BLANKS = frozenset[str]()


class ContentBan(BaseRule, frozen=True, kw_only=True, tag="content_ban"):
    """The banned `categories` and the `evidence` a judgement of them needs."""

    categories: Some[str]
    evidence: Text

    def awaits(self) -> Text | None:
        """A screening of what is said or shown."""
        return self.evidence


def needs(_rule: ContentBan) -> tuple[Fact | EventsNeed, ...]:
    """Nothing until a screening can be asked."""
    return ()


def judge(
    _rule: ContentBan, _provision: Provision, _contact: Contact, _facts: Facts, _moment: Moment
) -> Finding | None:
    """Find nothing: the clause is carried to the caller as unjudged."""
    return None


def as_sql(rule: ContentBan, _provision: Provision, _sheet: Sheet) -> Untold:
    """No record shows it."""
    return Untold(rule.evidence)
