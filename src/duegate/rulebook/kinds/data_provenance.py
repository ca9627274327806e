"""Data provenance: a number or address may be used only if it was lawfully come by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from duegate.model.contact import Source
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.model.words import word
from duegate.rulebook.kinds.rule import BaseRule, Some, missing
from duegate.rulebook.records import Column, Test, among

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Fact, Facts
    from duegate.rulebook.records import Sheet, Untold

BLANKS = frozenset({"source"})
OBTAINED = Text("号码或地址的取得日期", "when the number or address was learnt")
PROVENANCE = Text("号码或地址的来源", "where the number or address was learnt")


class DataProvenance(BaseRule, frozen=True, kw_only=True, tag="data_provenance"):
    """The `accepted` sources; every other one is refused.

    With `fresh_days` it must have been learnt, or checked again, within so many days.
    """

    accepted: Some[Source]
    fresh_days: Annotated[int, Meta(ge=1, le=3_660)] | None = None


def needs(_rule: DataProvenance) -> tuple[Fact | EventsNeed, ...]:
    """Nothing but the contact."""
    return ()


def judge(
    rule: DataProvenance, provision: Provision, contact: Contact, _facts: Facts, moment: Moment
) -> Finding | None:
    """Clear for a stated, accepted source."""
    if contact.provenance is None:
        return missing(provision, rule.when_unknown, PROVENANCE, Unknown())
    if contact.provenance.source not in rule.accepted:
        return provision.find(rule.otherwise, blanks={"source": word(contact.provenance.source)})
    if rule.fresh_days is None:
        return None
    if contact.provenance.obtained is None:
        return missing(provision, rule.when_unknown, OBTAINED, Unknown())
    age = max((clock.day for clock in moment.local), default=moment.at.toordinal())
    if age - contact.provenance.obtained.toordinal() <= rule.fresh_days:
        return None
    return provision.find(rule.otherwise, blanks={"source": word(contact.provenance.source)})


def as_sql(rule: DataProvenance, _provision: Provision, sheet: Sheet) -> Test | Untold:
    """Read the source, and how long ago the number was learnt."""
    accepted = among("source", rule.accepted)
    if rule.fresh_days is None:
        return sheet.lacks(Column.SOURCE) or Test(
            breach=f"NOT {accepted}", unknown="source IS NULL"
        )
    return sheet.lacks(Column.SOURCE, Column.OBTAINED) or Test(
        breach=f"NOT {accepted} OR ({accepted} AND day_last - obtained > {rule.fresh_days})",
        unknown=f"source IS NULL OR ({accepted} AND obtained IS NULL)",
    )
