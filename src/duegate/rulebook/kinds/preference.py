"""Preference: what the person asked for: stop altogether, or not on this channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.model.contact import Channel, Purpose
from duegate.model.judgement import Finding, Verdict
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.model.words import word
from duegate.rulebook.facts import Fact, NoteKind
from duegate.rulebook.kinds.rule import BaseRule, held_by, missing

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Facts

BLANKS = frozenset({"preference"})
NOTES = Text("对方的意愿记录", "what the person asked for")
CEASE = "cease"
NOTHING = Text("不再接受任何联络", "not to be contacted at all")


class Preference(BaseRule, frozen=True, kw_only=True, tag="preference"):
    """A recorded `cease` or `no_<channel>` is obeyed, except for `exempt` purposes."""

    exempt: frozenset[Purpose] = frozenset()


def never(channel: Channel) -> str:
    """Name the wish not to be reached on a channel."""
    return f"no_{channel}"


def needs(_rule: Preference) -> tuple[Fact | EventsNeed, ...]:
    """The notes about the person."""
    return (Fact.NOTES,)


def judge(
    rule: Preference, provision: Provision, contact: Contact, facts: Facts, moment: Moment
) -> Finding | None:
    """Clear unless the person asked not to be contacted, at all or in this way."""
    if isinstance(facts.notes, Unknown):
        return missing(provision, rule.when_unknown, NOTES, facts.notes)
    if not facts.notes or contact.purpose in rule.exempt:
        return None
    refused = frozenset({CEASE, never(contact.channel)})
    note = held_by(facts.notes, NoteKind.PREFERENCE, refused, moment.at)
    if note is None:
        return None
    verdict = rule.otherwise if note.until is None else Verdict.DEFER
    return provision.find(
        verdict, until=note.until, blanks={"preference": _said(note.value, contact.channel)}
    )


def _said(wish: str, channel: Channel) -> Text:
    if wish == CEASE:
        return NOTHING
    means = word(channel)
    return Text(f"不接受{means.zh}", f"no {means.en}")
