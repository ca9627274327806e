"""Conduct ban: acts that no metadata shows before they happen, such as a sit-in.

It is never judged before the act. Every decision it concerns names the evidence it waits for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.model.text import Text
from duegate.rulebook.kinds.rule import BaseRule
from duegate.rulebook.records import Untold

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Fact, Facts
    from duegate.rulebook.records import Sheet

BLANKS = frozenset[str]()


class ConductBan(BaseRule, frozen=True, kw_only=True, tag="conduct_ban"):
    """The banned `act` and the `evidence` that would show it."""

    act: str
    evidence: Text

    def awaits(self) -> Text | None:
        """Evidence of the act itself."""
        return self.evidence


def needs(_rule: ConductBan) -> tuple[Fact | EventsNeed, ...]:
    """Nothing the gate could fetch before the act."""
    return ()


def judge(
    _rule: ConductBan, _provision: Provision, _contact: Contact, _facts: Facts, _moment: Moment
) -> Finding | None:
    """Find nothing: the clause is carried to the caller as unjudged."""
    return None


def as_sql(rule: ConductBan, _provision: Provision, _sheet: Sheet) -> Untold:
    """No record shows it."""
    return Untold(rule.evidence)
