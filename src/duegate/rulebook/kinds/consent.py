"""Consent: contacts that are lawful only while the person's consent to them holds."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from duegate.model.contact import ConsentScope
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.model.words import word
from duegate.rulebook.facts import Fact
from duegate.rulebook.kinds.rule import BaseRule, missing
from duegate.rulebook.notes import consented, consented_in_sql
from duegate.rulebook.records import NOTES_WORD, Test, untold

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Facts
    from duegate.rulebook.records import Sheet, Untold

BLANKS = frozenset({"covers"})
CONSENTS = Text("同意记录", "what the person consented to")


class Consent(BaseRule, frozen=True, kw_only=True, tag="consent"):
    """A consent that `covers` the contact, given at most `max_age_days` before it."""

    covers: ConsentScope
    max_age_days: Annotated[int, Meta(ge=1, le=3_660)] | None = None


def needs(_rule: Consent) -> tuple[Fact | EventsNeed, ...]:
    """The notes about the person."""
    return (Fact.NOTES,)


def judge(
    rule: Consent, provision: Provision, _contact: Contact, facts: Facts, moment: Moment
) -> Finding | None:
    """Clear while a consent holds and is fresh enough."""
    if isinstance(facts.notes, Unknown):
        return missing(provision, rule.when_unknown, CONSENTS, facts.notes)
    fresh = facts.notes
    if rule.max_age_days is not None:
        oldest = moment.at - timedelta(days=rule.max_age_days)
        fresh = tuple(note for note in fresh if note.since >= oldest)
    if consented(fresh, rule.covers, moment.at) is not None:
        return None
    return provision.find(rule.otherwise, blanks={"covers": word(rule.covers)})


def as_sql(rule: Consent, _provision: Provision, sheet: Sheet) -> Test | Untold:
    """Look for a consent in the list of notes."""
    if not sheet.notes:
        return untold(NOTES_WORD)
    return Test(breach=f"NOT {consented_in_sql(rule.covers, rule.max_age_days)}")
