"""Frequency cap: at most `limit` contacts that count, in a window, for one key.

There are no counters. The clause compares with the events that count for it: the `limit`-th last
of them is the proof of a full cap and gives the first date on which one more is lawful. A hold
whose outcome is not known counts: over-contacting is the harm.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from duegate.model.contact import Channel, ConsentScope, Purpose, Role
from duegate.model.judgement import Finding, Verdict
from duegate.model.moment import Moment, next_showing
from duegate.model.outcome import OutcomeState
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import ActorScope, CountKey, Event, EventsNeed, Fact, Facts
from duegate.rulebook.kinds.rule import BaseRule, Some, missing
from duegate.rulebook.kinds.time_window import NO_CLOCK, ZONE
from duegate.rulebook.notes import consented
from duegate.rulebook.records import Counted, Test, among, both, either
from duegate.rulebook.window import MAX_DAY, Dates, Tally, Window, first_clear_at, stretches

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.records import Sheet

BLANKS = frozenset({"used", "limit"})
EARLIER = Text("已有联络记录", "the earlier contacts")
ELSEWHERE = Text(
    "本条规定的次数上限已满（含平台上其他机构的联络）",
    "the limit of this clause is reached, counting contacts by others on the platform",
)


class FrequencyCap(BaseRule, frozen=True, kw_only=True, tag="frequency_cap"):
    """At most `limit` events in `window` for one `key`.

    `channels` and `counts` say which events count; `roles` whom they must have reached; `excludes`
    names purposes that never count, `excludes_consented` the consent under which none does; with
    `excludes_replies` a reply does not count on the date of a message of theirs.
    """

    limit: Annotated[int, Meta(ge=1, le=1_000)]
    window: Window
    key: CountKey
    channels: Some[Channel]
    counts: Some[OutcomeState]
    actor_scope: ActorScope = ActorScope.TENANT
    roles: frozenset[Role] | None = None
    excludes: frozenset[Purpose] = frozenset()
    excludes_consented: ConsentScope | None = None
    excludes_replies: bool = False
    otherwise: Verdict = Verdict.DEFER

    def counting(self, event: Event) -> bool:
        """Tell whether an event counts for this clause; one whose outcome is open does."""
        return (
            event.channel in self.channels
            and (event.state is None or event.state in self.counts)
            and (self.roles is None or event.role in self.roles or event.role is Role.UNKNOWN)
            and event.purpose not in self.excludes
        )

    def exempts(self, event: Event, events: tuple[Event, ...], facts: Facts) -> bool:
        """Tell whether an event does not count: under a consent, or as a reply of that date."""
        scope, notes = self.excludes_consented, facts.notes
        if scope and isinstance(notes, tuple) and consented(notes, scope, event.at):
            return True
        if not self.excludes_replies or event.purpose is not Purpose.REPLY:
            return False
        return any(_answered(event, theirs) for theirs in events)


def needs(rule: FrequencyCap) -> tuple[Fact | EventsNeed, ...]:
    """The events of the key around the contact's date, and the consents that exempt them."""
    events = EventsNeed(rule.key, rule.actor_scope, rule.window)
    return (events,) if rule.excludes_consented is None else (events, Fact.NOTES)


def judge(
    rule: FrequencyCap, provision: Provision, contact: Contact, facts: Facts, moment: Moment
) -> Finding | None:
    """Clear while one more contact keeps every window within the limit, on every clock."""
    if contact.purpose in rule.excludes:
        return None
    events = facts.counted(provision.events_need)
    if isinstance(events, Unknown):
        return missing(provision, rule.when_unknown, EARLIER, events)
    if not moment.local:
        return missing(provision, rule.when_unknown, ZONE, NO_CLOCK)
    counting = [event for event in events if rule.counting(event)]
    if rule.excludes_replies or rule.excludes_consented is not None:
        if rule.exempts(_as_event(contact, moment), events, facts):
            return None
        counting = [event for event in counting if not rule.exempts(event, events, facts)]
    if rule.window.seconds is not None:
        return _in_short(rule, provision, moment, counting)
    if len(counting) < rule.limit:  # no window can be full
        return _within(rule, provision, counting, moment)
    dates = [(event.day_first, event.day_last) for event in counting]
    clear = [rule.window.first_clear(clock.day, dates, rule.limit) for clock in moment.local]
    if all(day == clock.day for day, clock in zip(clear, moment.local, strict=True)):
        return _within(rule, provision, counting, moment)
    until = _clear_from(moment, clear) if max(clear) < MAX_DAY else None
    return _reached(rule, provision, _sharing(rule, counting, moment), until)


def as_sql(rule: FrequencyCap, _provision: Provision, sheet: Sheet) -> Test:
    """Compare with the N-th last record that counts; what exempts a contact is seen one by one."""
    measure, since = "day_last", rule.window.first_day_in_sql("day_first", sheet)
    if rule.window.seconds is not None:
        measure, since = "at_us", f"at_us - {rule.window.seconds * 1_000_000 - 1}"
    counts = counts_in_sql(rule.channels, rule.counts, rule.roles, rule.excludes)
    exempting = rule.excludes_replies or (rule.excludes_consented is not None and sheet.notes)
    return Test(
        breach=f"NOT {among('purpose', rule.excludes)}",
        counted=Counted(rule.key, rule.actor_scope, rule.limit, counts, measure, since),
        settled=not exempting,
    )


def counts_in_sql(
    channels: frozenset[Channel],
    states: frozenset[OutcomeState],
    roles: frozenset[Role] | None,
    excludes: frozenset[Purpose],
) -> str:
    """Test in SQL whether a record counts; one whose outcome is open does."""
    return both(
        among("channel", channels),
        either("state IS NULL", among("state", states)),
        "TRUE" if roles is None else among("role", {*roles, Role.UNKNOWN}),
        f"NOT {among('purpose', excludes)}" if excludes else "TRUE",
    )


def _as_event(contact: Contact, moment: Moment) -> Event:
    """Give the event that the contact would be."""
    days = [clock.day for clock in moment.local]
    role, purpose = contact.recipient.role, contact.purpose
    return Event(moment.at, min(days), max(days), contact.channel, role, purpose, own=True)


def _answered(event: Event, theirs: Event) -> bool:
    """Tell whether a reply answers a message of theirs, certainly of the same date."""
    days = {event.day_first, event.day_last, theirs.day_first, theirs.day_last}
    return (
        theirs.state is OutcomeState.INBOUND
        and theirs.at <= event.at
        and theirs.own is event.own
        and len(days) == 1
    )


def filling(
    rule: FrequencyCap, events: tuple[Event, ...], facts: Facts, moment: Moment
) -> list[Event]:
    """Give the events that count in the fullest window a contact at the moment would be in."""
    counting = [
        event for event in events if rule.counting(event) and not rule.exempts(event, events, facts)
    ]
    sharing = _sharing if rule.window.seconds is None else _sharing_short
    return sharing(rule, counting, moment)


def _in_short(
    rule: FrequencyCap, provision: Provision, moment: Moment, counting: list[Event]
) -> Finding:
    """Judge a window of a duration: it may begin at any instant."""
    of = timedelta(seconds=rule.window.seconds or 0)
    sharing = _sharing_short(rule, counting, moment)
    clear = first_clear_at(moment.at, [event.at for event in counting], rule.limit, of)
    if clear <= moment.at:
        return provision.within(sum(event.own for event in sharing), rule.limit)
    return _reached(rule, provision, sharing, clear)


def _within(
    rule: FrequencyCap, provision: Provision, counting: list[Event], moment: Moment
) -> Finding:
    """Tell how much is used; of other tenants' contacts nothing is told."""
    own = [event for event in counting if event.own]
    return provision.within(len(_sharing(rule, own, moment)), rule.limit)


def _reached(
    rule: FrequencyCap, provision: Provision, sharing: list[Event], clear: datetime | None
) -> Finding:
    """Find the limit reached; without `clear` there is no instant to wait for.

    Another tenant's contacts show only the clause and its instant.
    """
    verdict = answer(rule, clears=clear is not None)
    used, limit = len(sharing), rule.limit
    finding = provision.find(
        verdict,
        until=clear if verdict is Verdict.DEFER else None,
        used=used,
        limit=limit,
        blanks={"used": used, "limit": limit},
    )
    if all(event.own for event in sharing):
        return finding
    return msgspec.structs.replace(finding, reason=ELSEWHERE, used=None, limit=None)


def answer(rule: FrequencyCap, *, clears: bool) -> Verdict:
    """Give the verdict of a full window; where it never clears there is nothing to wait for."""
    return Verdict.DENY if rule.otherwise is Verdict.DEFER and not clears else rule.otherwise


def _sharing(rule: FrequencyCap, events: list[Event], moment: Moment) -> list[Event]:
    """Give the events in the fullest window that holds the contact's date, on any clock."""
    if not events:
        return events
    windows = [window for clock in moment.local for window in rule.window.holding(clock.day)]
    fullest = windows[0]
    if len(windows) > 1:
        tally = Tally([(event.day_first, event.day_last) for event in events])
        fullest = max(windows, key=tally.within)
    return _in(fullest, events)


def _sharing_short(rule: FrequencyCap, events: list[Event], moment: Moment) -> list[Event]:
    """Give the events in the fullest stretch of time that holds the moment."""
    of = timedelta(seconds=rule.window.seconds or 0)
    spans = stretches(moment.at, [event.at for event in events], of)
    return max(
        ([event for event in events if first <= event.at < end] for first, end in spans), key=len
    )


def _in(window: Dates, events: list[Event]) -> list[Event]:
    first, last = window
    return [event for event in events if event.day_last >= first and event.day_first <= last]


def _clear_from(moment: Moment, days: list[int]) -> datetime:
    """Give the first instant at which every clock has come to its clear day."""
    return max(
        next_showing(clock.zone, day, 0, after=moment.at)
        for clock, day in zip(moment.local, days, strict=True)
    )
