"""Preference: what the person asked for: stop, not this way, not here, not then.

A wish holds from the moment it was received. A reply to the person's own message may pass once for
each message, on the channel it came by.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from duegate.model.contact import Purpose
from duegate.model.judgement import Finding, Verdict
from duegate.model.moment import Moment
from duegate.model.outcome import OutcomeState
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import ActorScope, CountKey, EventsNeed, Fact, Facts, Note, NoteKind
from duegate.rulebook.kinds.rule import BaseRule, missing
from duegate.rulebook.kinds.time_window import first_inside
from duegate.rulebook.records import NOTES_WORD, Test, among, both, either, noted, untold
from duegate.rulebook.window import Unit, Window
from duegate.rulebook.wishes import Wish, WishSort, read_wish

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.records import Sheet, Untold

BLANKS = frozenset({"preference"})
NOTES = Text("对方的意愿记录", "what the person asked for")
LATELY = Window(unit=Unit.ROLLING_DATES, length=31)


class Preference(BaseRule, frozen=True, kw_only=True, tag="preference"):
    """Recorded wishes are obeyed, except for `exempt` purposes.

    With `heeds` only wishes of those sorts matter. With `one_reply` one contact for the purpose
    `reply` passes for each message of theirs.
    """

    exempt: frozenset[Purpose] = frozenset()
    one_reply: bool = False
    heeds: frozenset[WishSort] | None = None


def needs(rule: Preference) -> tuple[Fact | EventsNeed, ...]:
    """The notes about the person; to know what a reply answers, the contacts of the last month."""
    if not rule.one_reply:
        return (Fact.NOTES,)
    return (Fact.NOTES, EventsNeed(CountKey.DEBTOR, ActorScope.TENANT, LATELY))


def judge(
    rule: Preference, provision: Provision, contact: Contact, facts: Facts, moment: Moment
) -> Finding | None:
    """Clear unless a wish stands against the contact, in this way, here, now."""
    if isinstance(facts.notes, Unknown):
        return missing(provision, rule.when_unknown, NOTES, facts.notes)
    if not facts.notes or contact.purpose in rule.exempt:
        return None
    against = [
        (note, wish)
        for note in facts.notes
        if note.kind is NoteKind.PREFERENCE and _holds(note, moment.at)
        if (wish := read_wish(note.value)) is not None and wish.against(contact, moment.local)
        if rule.heeds is None or wish.sort in rule.heeds
    ]
    if not against or (rule.one_reply and _answers(provision, contact, facts, moment)):
        return None
    waits = [_until(note, wish, moment) for note, wish in against]
    known = [until for until in waits if until is not None]
    if len(known) < len(waits):
        first = next(wish for (_, wish), until in zip(against, waits, strict=True) if until is None)
        return provision.find(rule.otherwise, blanks={"preference": first.text})
    last = against[waits.index(max(known))][1]
    return provision.find(Verdict.DEFER, until=max(known), blanks={"preference": last.text})


def as_sql(rule: Preference, _provision: Provision, sheet: Sheet) -> Test | Untold:
    """Hold every wish in the list of notes against the contact; replies are seen one by one."""
    if not sheet.notes:
        return untold(NOTES_WORD)
    wishes = [(written, read_wish(written)) for written in sheet.wishes]
    against = [
        both(noted(NoteKind.PREFERENCE, (written,)), wish.in_sql(sheet))
        for written, wish in wishes
        if wish is not None and (rule.heeds is None or wish.sort in rule.heeds)
    ]
    exempt = f"NOT {among('purpose', rule.exempt)}"
    return Test(breach=both(either(*against), exempt), settled=not rule.one_reply)


def _holds(note: Note, at: datetime) -> bool:
    return note.since <= at and (note.until is None or at < note.until)


def _until(note: Note, wish: Wish, moment: Moment) -> datetime | None:
    """Give the first instant at which the wish stands no more against the contact."""
    if wish.schedule is None or not moment.local:
        return note.until
    passes = first_inside(wish.schedule, moment)
    ends = [instant for instant in (passes, note.until) if instant is not None]
    return min(ends, default=None)


def _answers(provision: Provision, contact: Contact, facts: Facts, moment: Moment) -> bool:
    """Tell whether the contact is the first reply to a message of theirs on its channel."""
    if contact.purpose is not Purpose.REPLY or not moment.local:
        return False
    oldest, _ = LATELY.span(max(clock.day for clock in moment.local))
    events = facts.counted(provision.events_need)
    if isinstance(events, Unknown):
        return False
    here = [each for each in events if each.channel is contact.channel and each.at <= moment.at]
    theirs = [
        each.at for each in here if each.state is OutcomeState.INBOUND and each.day_first >= oldest
    ]
    replies = [
        each.at
        for each in here
        if each.purpose is Purpose.REPLY
        and each.state not in (OutcomeState.INBOUND, OutcomeState.NOT_SENT)
    ]
    return bool(theirs) and (not replies or max(replies) < max(theirs))
