"""Data provenance: a number or address may be used only if it was lawfully come by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.model.contact import Source
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.model.words import word
from duegate.rulebook.kinds.rule import BaseRule, Some, missing

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Fact, Facts

BLANKS = frozenset({"source"})
PROVENANCE = Text("号码或地址的来源", "where the number or address was learnt")


class DataProvenance(BaseRule, frozen=True, kw_only=True, tag="data_provenance"):
    """The `accepted` sources; every other one is refused."""

    accepted: Some[Source]


def needs(_rule: DataProvenance) -> tuple[Fact | EventsNeed, ...]:
    """Nothing but the contact."""
    return ()


def judge(
    rule: DataProvenance, provision: Provision, contact: Contact, _facts: Facts, _moment: Moment
) -> Finding | None:
    """Clear for a stated, accepted source."""
    if contact.provenance is None:
        return missing(provision, rule.when_unknown, PROVENANCE, Unknown())
    if contact.provenance.source in rule.accepted:
        return None
    return provision.find(rule.otherwise, blanks={"source": word(contact.provenance.source)})
