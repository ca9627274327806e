"""Time window: the hours in which a contact may be placed, on the recipient's clocks.

Windows are half-open, 08:00 <= t < 21:00. With several candidate zones the hours must be right in
all of them; when no instant suits them all, the contact is denied, not deferred for ever.
"""

from __future__ import annotations

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
from duegate.rulebook.calendar import Calendar
from duegate.rulebook.kinds.rule import BaseRule, missing
from duegate.rulebook.records import Test, both, but
from duegate.rulebook.schedule import Hours, Schedule, hours_text
from duegate.rulebook.time_of_day import TimeOfDay

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Fact, Facts
    from duegate.rulebook.records import Sheet

BLANKS = frozenset({"at", "hours", "zone"})
ZONE = Text("对方所在时区", "the recipient's time zone")
NO_CLOCK = Unknown("no candidate zone")
NEVER = Text(
    "对方可能所在的各时区没有共同的可联络时段",
    "no hour suits all the zones the recipient may be in",
)
UNSETTLED = Text(
    "节假日历 {calendar}（公布至 {until}）未能确定该日的日别，按最严的一种认定",
    "the calendar {calendar}, known until {until}, does not settle what day this is;"
    " it counts as the strictest it may be",
)
BEYOND = Text(
    "节假日历 {calendar} 只公布至 {until}，其后没有可以确定的可联络时段",
    "the calendar {calendar} is known until {until}; after that no hour is certain to be allowed",
)
SEARCH_DAYS = 40  # longer than any run of holidays
GUARD_S_MAX = 6 * 3600


class TimeWindow(BaseRule, frozen=True, kw_only=True, tag="time_window"):
    """Contact is allowed within `hours` (each a half-open interval of a local day).

    `closed` names classes of days without hours. `calendar` tells holidays and worked weekend days.
    `zone` is the clock the hours are meant on, the recipient's unless one is named. A start less
    than `guard_s` before a closing comes too late.
    """

    hours: Annotated[tuple[Hours, ...], Meta(min_length=1)]
    closed: frozenset[str] = frozenset()
    calendar: str | None = None
    zone: str | None = None
    guard_s: Annotated[int, Meta(ge=0, le=GUARD_S_MAX)] = 0
    otherwise: Verdict = Verdict.DEFER


def calendar_of(rule: BaseRule) -> str | None:
    """Name the calendar a rule needs; only time windows need one."""
    return rule.calendar if isinstance(rule, TimeWindow) else None


def schedule_of(rule: TimeWindow, calendar: Calendar | None) -> Schedule:
    """Lay the hours out for every sort of date."""
    return Schedule(rule.hours, rule.closed, calendar, rule.guard_s)


def needs(_rule: TimeWindow) -> tuple[Fact | EventsNeed, ...]:
    """Only the zones, which every contact brings."""
    return ()


def judge(
    rule: TimeWindow, provision: Provision, _contact: Contact, facts: Facts, moment: Moment
) -> Finding | None:
    """Clear when every candidate clock shows a time inside the hours."""
    if rule.zone is not None:
        moment = moment_of(moment.at, (rule.zone,))
    elif not moment.local:
        why = facts.zones if isinstance(facts.zones, Unknown) else NO_CLOCK
        return missing(provision, rule.when_unknown, ZONE, why)
    schedule = provision.schedule
    if schedule.daily is None:
        return _on_its_day(rule, provision, schedule, moment)
    for clock in moment.local:
        for opening, closing in schedule.daily:  # spelled out: this runs for every contact
            if opening <= clock.second < closing:
                break
        else:
            return _outside(rule, provision, schedule, moment, clock)
    return None


def as_sql(rule: TimeWindow, provision: Provision, sheet: Sheet) -> Test:
    """Test every clock against the open hours of its date."""
    if rule.zone is None:
        outside = but(provision.schedule.in_sql(sheet))
        return Test(breach=both(but(sheet.no_clock), outside), unknown=sheet.no_clock)
    open_then = provision.schedule.open_in_sql(*sheet.clock(rule.zone), sheet.days)
    return Test(breach=f"NOT ({open_then})")


def _on_its_day(
    rule: TimeWindow, provision: Provision, schedule: Schedule, moment: Moment
) -> Finding | None:
    for clock in moment.local:
        if not schedule.holds(clock.day, clock.second):
            return _outside(rule, provision, schedule, moment, clock)
    unsettled = _unsettled(provision, moment)
    return None if unsettled is None else provision.remark(unsettled)


def _unsettled(provision: Provision, moment: Moment) -> Text | None:
    """Say that nobody knows what day it is on some clock."""
    calendar = provision.calendar
    if calendar is None or all(calendar.knows(clock.day) for clock in moment.local):
        return None
    return UNSETTLED.filled(_horizon(calendar))


def _horizon(calendar: Calendar) -> dict[str, object]:
    return {"calendar": calendar.id, "until": calendar.known_until.isoformat()}


def _outside(
    rule: TimeWindow, provision: Provision, schedule: Schedule, moment: Moment, clock: LocalTime
) -> Finding:
    until = first_inside(schedule, moment)
    if until is None:
        finding = provision.find(Verdict.DENY, blanks=_blanks(rule, clock))
        return msgspec.structs.replace(finding, reason=_never(provision.calendar, clock))
    finding = provision.find(
        rule.otherwise,
        until=until if rule.otherwise is Verdict.DEFER else None,
        blanks=_blanks(rule, clock),
    )
    said, unsettled = finding.reason, _unsettled(provision, moment)
    if said is None or unsettled is None:
        return finding
    reason = Text(f"{said.zh}；{unsettled.zh}", f"{said.en}; {unsettled.en}")
    return msgspec.structs.replace(finding, reason=reason)


def _blanks(rule: TimeWindow, clock: LocalTime) -> dict[str, object]:
    return {
        "at": TimeOfDay(clock.second),
        "hours": hours_text(rule.hours, rule.closed),
        "zone": clock.zone,
    }


def _never(calendar: Calendar | None, clock: LocalTime) -> Text:
    """Say why no hour comes: the calendar ends first, or the zones share none."""
    if calendar is None or calendar.knows(clock.day + SEARCH_DAYS):
        return NEVER
    return BEYOND.filled(_horizon(calendar))


def first_inside(schedule: Schedule, moment: Moment) -> datetime | None:
    """Find the first instant inside the hours on every clock; `None` when there is none."""
    zones = tuple(clock.zone for clock in moment.local)
    limit = moment.at + timedelta(days=SEARCH_DAYS)
    while moment.at < limit:
        found = [_next_inside(schedule, clock, moment.at) for clock in moment.local]
        instants = [instant for instant in found if instant is not None]
        if len(instants) < len(found):
            return None
        later = max(instants)
        if later == moment.at:
            return later
        moment = moment_of(later, zones)
    return None


def _next_inside(schedule: Schedule, clock: LocalTime, at: datetime) -> datetime | None:
    """Find the first instant at or after `at` inside the hours on one clock."""
    if schedule.holds(clock.day, clock.second):
        return at
    for day in range(clock.day, clock.day + SEARCH_DAYS):
        for opening in schedule.openings(day):
            if (day, opening) > (clock.day, clock.second) and schedule.holds(day, opening):
                return _opens(schedule, clock, at, day, opening)
    return None


def _opens(
    schedule: Schedule, clock: LocalTime, at: datetime, day: int, opening: int
) -> datetime | None:
    """Find when a clock comes to an opening; one that is set back may be inside before."""
    opens = next_showing(clock.zone, day, opening, after=at)
    shown_s = (day - clock.day) * DAY_S + opening - clock.second
    if opens - at <= timedelta(seconds=shown_s):
        return opens
    # It takes longer than the clock shows: the clock is set back first, perhaps into the hours.
    back = set_back(clock.zone, at, opens)
    return opens if back is None else _next_inside(schedule, local_time(back, clock.zone), back)
