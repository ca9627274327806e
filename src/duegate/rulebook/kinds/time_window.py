"""Time window: the hours in which a contact may be placed, on the recipient's clocks.

Windows are half-open, 08:00 <= t < 21:00. With several candidate zones the hours must be right in
all of them; when no instant suits them all, the contact is denied, not deferred for ever.
"""

from __future__ import annotations

import enum
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta

from duegate.model.judgement import Finding, Verdict
from duegate.model.moment import (
    DAY_S,
    LocalTime,
    Moment,
    local_time,
    moment_of,
    next_showing,
    set_back,
)
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.rulebook.kinds.rule import BaseRule, TimeOfDay, missing

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Fact, Facts

BLANKS = frozenset({"at", "hours", "zone"})
ZONE = Text("对方所在时区", "the recipient's time zone")
NO_CLOCK = Unknown("no candidate zone")
NEVER = Text(
    "对方可能所在的各时区没有共同的可联络时段",
    "no hour suits all the zones the recipient may be in",
)
SEARCH = timedelta(days=8)


class DayClass(enum.StrEnum):
    """The classes of days the law gives hours for."""

    EVERY = "every"


class Hours(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An interval in which contact is allowed on days of one class: open <= t < close."""

    open: TimeOfDay
    close: TimeOfDay
    days: DayClass = DayClass.EVERY

    def __str__(self) -> str:
        return f"{self.open}-{self.close}"


class TimeWindow(BaseRule, frozen=True, kw_only=True, tag="time_window"):
    """Contact is allowed within `hours` (each a half-open interval of a local day)."""

    hours: Annotated[tuple[Hours, ...], Meta(min_length=1)]
    otherwise: Verdict = Verdict.DEFER

    def holds(self, second: int) -> bool:
        """Tell whether a second of the local day lies inside the hours."""
        for hours in self.hours:  # noqa: SIM110 - spelled out: a wait asks it again and again
            if hours.open <= second < hours.close:
                return True
        return False


def needs(_rule: TimeWindow) -> tuple[Fact | EventsNeed, ...]:
    """Only the zones, which every contact brings."""
    return ()


def judge(
    rule: TimeWindow, provision: Provision, _contact: Contact, facts: Facts, moment: Moment
) -> Finding | None:
    """Clear when every candidate clock shows a time inside the hours."""
    if not moment.local:
        why = facts.zones if isinstance(facts.zones, Unknown) else NO_CLOCK
        return missing(provision, rule.when_unknown, ZONE, why)
    for clock in moment.local:
        for hours in rule.hours:  # spelled out: this line runs for every contact
            if hours.open <= clock.second < hours.close:
                break
        else:
            return _outside(rule, provision, moment, clock)
    return None


def _outside(rule: TimeWindow, provision: Provision, moment: Moment, clock: LocalTime) -> Finding:
    until = first_inside(rule, moment)
    if until is None:
        finding = provision.find(Verdict.DENY, blanks=_blanks(rule, clock))
        return msgspec.structs.replace(finding, reason=NEVER)
    return provision.find(
        rule.otherwise,
        until=until if rule.otherwise is Verdict.DEFER else None,
        blanks=_blanks(rule, clock),
    )


def _blanks(rule: TimeWindow, clock: LocalTime) -> dict[str, object]:
    return {
        "at": TimeOfDay(clock.second),
        "hours": ", ".join(map(str, rule.hours)),
        "zone": clock.zone,
    }


def first_inside(rule: TimeWindow, moment: Moment) -> datetime | None:
    """Find the first instant inside the hours on every clock; `None` when there is none."""
    zones = tuple(clock.zone for clock in moment.local)
    limit = moment.at + SEARCH
    while moment.at < limit:
        later = max(_next_inside(rule, clock, moment.at) for clock in moment.local)
        if later == moment.at:
            return later
        moment = moment_of(later, zones)
    return None


def _next_inside(rule: TimeWindow, clock: LocalTime, at: datetime) -> datetime:
    """Find the first instant at or after `at` inside the hours on one clock."""
    if rule.holds(clock.second):
        return at
    openings = [hours.open for hours in rule.hours]
    today = [opening for opening in openings if opening > clock.second]
    day, second = (clock.day, min(today)) if today else (clock.day + 1, min(openings))
    opens = next_showing(clock.zone, day, second, after=at)
    shown_s = (day - clock.day) * DAY_S + second - clock.second
    if opens - at <= timedelta(seconds=shown_s):
        return opens
    # It takes longer than the clock shows: the clock is set back first, perhaps into the hours.
    back = set_back(clock.zone, at, opens)
    return opens if back is None else _next_inside(rule, local_time(back, clock.zone), back)
