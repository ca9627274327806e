"""What every rule kind shares: its shape as data, and the sentence for a missing fact.

A kind is one file with three forms of one test side by side: `needs` (what it must know), `judge`
(the scalar test) and `as_sql` (its set form, over records). A kind reads no clock and does no I/O.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeVar

import msgspec
from msgspec import Meta

from duegate.model.contact import ConsentScope
from duegate.model.judgement import Finding, Unjudged, Verdict
from duegate.model.text import Text
from duegate.rulebook.facts import EventsNeed, Fact, Facts

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.moment import Moment
    from duegate.model.unknown import Unknown
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.records import Sheet, Test, Untold


_T = TypeVar("_T")
Some = Annotated[frozenset[_T], Meta(min_length=1)]
"""A set that may not be empty: a rule about nothing would never speak."""


class BaseRule(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="kind",
):
    """Parameters of a clause; `when_unknown` is the verdict when a fact is missing.

    The clause is clear while a consent to `unless_consent` holds, and once the debt is more than
    `unless_overdue_days` days past due.
    """

    otherwise: Verdict = Verdict.DENY
    when_unknown: Verdict = Verdict.DENY
    unless_consent: ConsentScope | None = None
    unless_overdue_days: Annotated[int, Meta(ge=0, le=36_500)] | None = None

    def awaits(self) -> Text | None:
        """Name the evidence without which the clause cannot be judged; `None`: it can be."""
        return None


Judge = Callable[[Any, "Provision", "Contact", Facts, "Moment"], Finding | Unjudged | None]
"""Judge a contact at a moment under a rule; `None` is clear, `Unjudged` awaits evidence."""


class Kind(Protocol):
    """The module of a rule kind; `BLANKS` are the blanks its sentence may use."""

    BLANKS: frozenset[str]

    def needs(self, rule: Any, /) -> tuple[Fact | EventsNeed, ...]:  # noqa: ANN401 - its own rule
        """Tell what the kind must know."""

    def judge(
        self,
        rule: Any,  # noqa: ANN401 - its own rule
        provision: Provision,
        contact: Contact,
        facts: Facts,
        moment: Moment,
        /,
    ) -> Finding | Unjudged | None:
        """Judge a contact at a moment under a rule; `None` is clear."""

    def as_sql(
        self,
        rule: Any,  # noqa: ANN401 - its own rule
        provision: Provision,
        sheet: Sheet,
        /,
    ) -> Test | Untold:
        """Write the same test over a table of records."""


def missing(provision: Provision, verdict: Verdict, fact: Text, unknown: Unknown) -> Finding:
    """Make the finding for a fact that is not known."""
    reason = Text(
        f"无法判定：缺少{fact.zh}", f"cannot be judged: {fact.en} is not known ({unknown.why})"
    )
    return Finding(
        provision.id, provision.dated, provision.pack_hash, verdict, reason, provision.version.cite
    )
