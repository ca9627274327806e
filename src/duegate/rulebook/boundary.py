"""The rows a case table must have: both answers, and the edges where a rule turns.

Hours need four rows for each class of days: the minute before, the opening, the last minute inside,
the closing; a closed class needs one. A cap needs the last contact inside and the first outside.
A pause needs its last date, or its last minute, and what follows.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from duegate.model.judgement import Verdict
from duegate.model.moment import DAY_S, local_time
from duegate.model.unknown import Unknown
from duegate.rulebook.calendar import Calendar, DayClass, weekday
from duegate.rulebook.cases import UNJUDGED, is_duty, seen
from duegate.rulebook.cells import Case
from duegate.rulebook.clause import Clause, Pack, Status, Version
from duegate.rulebook.facts import Event, EventsNeed
from duegate.rulebook.kinds import KINDS
from duegate.rulebook.kinds.cooldown import SECONDS, Cooldown, Measure
from duegate.rulebook.kinds.frequency_cap import FrequencyCap
from duegate.rulebook.kinds.precondition import Precondition, Wait, ended
from duegate.rulebook.kinds.time_window import TimeWindow
from duegate.rulebook.time_of_day import TimeOfDay

MINUTE_S = 60


def missing_rows(pack: Pack, clause: Clause, cases: tuple[Case, ...]) -> Iterator[str]:
    """Name the rows that a clause's table lacks."""
    if is_duty(clause):
        return
    verdicts = {case.row.wanted["verdict"] for case in cases}
    if all(_awaits(pack, version) for version in clause.version):
        if UNJUDGED not in verdicts:
            yield f"no row wants `{UNJUDGED}`; add one that the clause concerns"
        return
    if Verdict.ALLOW not in verdicts:
        yield "no row is allowed; add one that the clause lets pass"
    if not verdicts - {Verdict.ALLOW, UNJUDGED}:
        yield "no row is refused; add one that the clause stops"
    for number, version in enumerate(clause.version, 1):
        rows = [case for case in cases if _in_force(version, case)]
        for what in _edges(pack, version, rows):
            yield f"version {number}: {what}"


def _awaits(pack: Pack, version: Version) -> bool:
    status = version.status or pack.head.status
    return version.rule.awaits() is not None or status is Status.NOT_MODELLED


def _in_force(version: Version, case: Case) -> bool:
    day = date.fromordinal(local_time(case.contact.at, case.zone).day)
    return version.since <= day and (version.until is None or day < version.until)


def _edges(pack: Pack, version: Version, cases: list[Case]) -> Iterator[str]:
    match version.rule:
        case TimeWindow() as rule:
            calendar = pack.calendars.get(rule.calendar) if rule.calendar else None
            shown = set().union(*(_shown(rule, calendar, case) for case in cases))
            yield from _hours_edges(rule, shown)
            yield from _closed_days(rule, shown)
        case FrequencyCap():
            yield from _cap_edges(version.rule, cases)
        case Cooldown():
            yield from _pause_edges(version.rule, _since_trigger(version.rule, cases))
        case Precondition(wait=Wait() as wait):
            yield from _pause_edges(wait, _since_condition(version.rule, cases))
        case _:
            pass  # every other kind turns on words, not on a measure


Shown = tuple[str, int, bool]
"""What a row shows: a class of days, the second since its midnight, whether it is allowed."""


def _shown(rule: TimeWindow, calendar: Calendar | None, case: Case) -> set[Shown]:
    """Tell what a row shows of its own date and, past midnight, of the date before."""
    clock = local_time(case.contact.at, rule.zone or case.zone)
    allowed = case.row.wanted["verdict"] == Verdict.ALLOW
    return {
        (_speaking(rule, calendar, clock.day - back), clock.second + back * DAY_S, allowed)
        for back in (0, 1)
    }


def _speaking(rule: TimeWindow, calendar: Calendar | None, day: int) -> str:
    """Name the class that speaks of a date; a date that may be several things shows nothing."""
    readings = (weekday(day),) if calendar is None else calendar.readings(day)
    spoken = rule.closed | {hours.days for hours in rule.hours}
    return next((name for name in readings[0] if name in spoken), "") if len(readings) == 1 else ""


def _hours_edges(rule: TimeWindow, shown: set[Shown]) -> Iterator[str]:
    everyday = all(hours.days == DayClass.EVERY for hours in rule.hours)
    for name, (opening, closing) in joined(rule):
        late = closing - rule.guard_s
        for second, inside, which in (
            (opening - MINUTE_S, False, "the minute before the opening, refused"),
            (opening, True, "the opening, allowed"),
            (late - MINUTE_S, True, "the last minute inside, allowed"),
            (late, False, "the closing, refused"),
        ):
            if not (everyday or inside or _outside(rule, second)):
                continue  # whether it is refused hangs on the date beside
            if (name, second % DAY_S if everyday else second, inside) not in shown:
                day = "" if everyday else f" on a day that is {name}"
                yield f"no row at {TimeOfDay(second % DAY_S)}{day}, {which}; add it"


def _outside(rule: TimeWindow, second: int) -> bool:
    """Tell whether a second of a date is outside whatever hours the dates beside it have."""
    return second >= 0 and not any(
        opening <= second + shift < closing
        for opening, closing in (hours.span for hours in rule.hours)
        for shift in (-DAY_S, DAY_S)
    )


def _closed_days(rule: TimeWindow, shown: set[Shown]) -> Iterator[str]:
    refused = {name for name, second, allowed in shown if second < DAY_S and not allowed}
    for name in sorted(rule.closed - refused):
        yield f"no row on a day that is {name}, refused; add it"


def joined(rule: TimeWindow) -> list[tuple[str, tuple[int, int]]]:
    """Give openings and closings by class, joined where one day's end is the next one's start.

    Without openings (the whole day) there is nothing to show.
    """
    spans = [(hours.days, hours.span) for hours in rule.hours]
    opens, closes = spans[0][1][0], spans[-1][1][1]
    if any(name != DayClass.EVERY for name, _ in spans) or opens > 0 or closes != DAY_S:
        return spans
    last = (spans[-1][0], (spans[-1][1][0], DAY_S + spans[0][1][1]))
    return [*spans[1:-1], last] if len(spans) > 1 else []


def _cap_edges(rule: FrequencyCap, cases: list[Case]) -> Iterator[str]:
    shown = {
        (case.row.wanted.get("used"), case.row.wanted["verdict"] == Verdict.ALLOW) for case in cases
    }
    for used, inside, which in (
        (rule.limit - 1, True, "the last that is allowed"),
        (rule.limit, False, "the first that is refused"),
    ):
        if (str(used), inside) not in shown:
            yield f"no row with {used} used, {which}; add it with the column `used`"


def _pause_edges(pause: Cooldown | Wait, since: list[tuple[Event, Case]]) -> Iterator[str]:
    """Ask for the last date of a pause and the date after it, or the minute before its end."""
    shown = {
        (_gap(pause.unit, event, case), case.row.wanted["verdict"] == Verdict.ALLOW)
        for event, case in since
    }
    if pause.unit is Measure.DATES:
        step, end, what = 1, pause.length, "dates after the event"
    else:
        step, end, what = MINUTE_S, pause.length * SECONDS[pause.unit], "seconds after the event"
    for gap, inside, which in ((end - step, False, "still refused"), (end, True, "allowed again")):
        if (gap, inside) not in shown:
            yield f"no row {gap} {what}, {which}; add it"


def _gap(unit: Measure, event: Event, case: Case) -> int:
    at = case.contact.at
    if unit is Measure.DATES:
        return local_time(at, case.zone).day - event.day_last
    return int((at - event.at).total_seconds())


def _since_trigger(rule: Cooldown, cases: list[Case]) -> list[tuple[Event, Case]]:
    return [
        (event, case)
        for case in cases
        for event in _known(rule, case)
        if rule.triggers(event, case.contact.at)
    ]


def _since_condition(rule: Precondition, cases: list[Case]) -> list[tuple[Event, Case]]:
    past = [(case, ended(rule, _known(rule, case), case.contact.at)) for case in cases]
    last = rule.at_least - 1
    return [(events[last], case) for case, events in past if len(events) > last]


def _known(rule: Cooldown | Precondition, case: Case) -> tuple[Event, ...]:
    """Give the events of a row that the gate would fetch for a rule; none when not known."""
    (need,) = (need for need in KINDS[type(rule)].needs(rule) if isinstance(need, EventsNeed))
    events = seen(need, case, case.history)
    return () if isinstance(events, Unknown) else events
