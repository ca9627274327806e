"""What must hold in a pack beyond its shape: dates, languages, blanks, tables with teeth.

Each check is a pure function that says what is wrong and what to do, in one sentence a place.
"""

from __future__ import annotations

import math
import string
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise

import msgspec

from duegate.model.judgement import Verdict
from duegate.model.moment import DAY_S, zone_of
from duegate.model.outcome import OutcomeState
from duegate.model.text import Text
from duegate.rulebook.boundary import missing_rows
from duegate.rulebook.calendar import ADJUSTED, HOLIDAY, WEEK, Calendar, DayClass
from duegate.rulebook.cases import read_cases, read_scenario
from duegate.rulebook.clause import Clause, Pack, PackHead, Scenario, Version
from duegate.rulebook.errors import TableError
from duegate.rulebook.kinds import KINDS
from duegate.rulebook.kinds.amount_band import AmountBand
from duegate.rulebook.kinds.cooldown import Cooldown
from duegate.rulebook.kinds.frequency_cap import FrequencyCap
from duegate.rulebook.kinds.precondition import Precondition
from duegate.rulebook.kinds.rule import BaseRule
from duegate.rulebook.kinds.time_window import TimeWindow
from duegate.rulebook.schedule import unspoken
from duegate.rulebook.spelling import meant
from duegate.rulebook.window import Unit, Weekday, Window


def check_head(name: str, head: PackHead) -> Iterator[str]:
    """Check the head of a pack that lies in the folder `name`."""
    if head.id != name:
        yield f'id is "{head.id}" but the folder is `{name}`; make them equal'
    try:
        zone_of(head.zone)
    except ValueError as error:
        yield f"zone: {error}"
    if not head.sources:
        yield "sources: there is none; say where the text was read"
    if head.places and not head.by:
        yield "by: is empty, so the pack would apply to nobody; leave it out or name whose place"
    for earlier, later in pairwise(head.changes):
        if later.on < earlier.on:
            yield f"changes: {later.on} stands after {earlier.on}; put the earlier first"
    yield from _texts("", head)


def check_clause(pack: Pack, clause: Clause, name: str, *, draft: bool = False) -> Iterator[str]:
    """Check a clause whose file is `name`; the table of a `draft` need not show every edge yet."""
    if clause.id != name:
        yield f'id is "{clause.id}" but the file is `{name}`; make them equal'
    yield from _texts("", clause)
    yield from _dates(clause.version)
    wrong = [
        f"version {number}, {what}"
        for number, version in enumerate(clause.version, 1)
        for what in _version(pack, version)
    ]
    yield from wrong
    yield from (f"cases: {what}" for what in _table(pack, clause, edges=not (wrong or draft)))


def check_scenario(pack: Pack, scenario: Scenario) -> Iterator[str]:
    """Check that a scenario can be read."""
    place = f'scenario "{scenario.name}"'
    yield from (f"{place}, {what}" for what in _texts("", scenario))
    if [one.name for one in pack.scenarios].count(scenario.name) > 1:
        yield f"{place} stands twice; give each a name of its own"
    try:
        if _is_zone(pack.head.zone):
            read_scenario(pack, scenario)
    except TableError as error:
        yield f"{place}: {error}"


def _table(pack: Pack, clause: Clause, *, edges: bool) -> Iterator[str]:
    """Check the table of a clause; its times are the pack's, so without a zone they say nothing.

    Only a rule without mistakes has `edges` to show.
    """
    if not _is_zone(pack.head.zone):
        return
    try:
        cases = read_cases(pack, clause)
    except TableError as error:
        yield str(error)
    else:
        if edges:
            yield from missing_rows(pack, clause, cases)


def _is_zone(name: str) -> bool:
    try:
        zone_of(name)
    except ValueError:
        return False
    return True


def _texts(place: str, value: object) -> Iterator[str]:
    """Find a sentence that is empty in one of its languages."""
    match value:
        case Text():
            for language in ("zh", "en"):
                if not getattr(value, language).strip():
                    yield f"{place}, {language}: is empty; say it in both languages"
        case msgspec.Struct():
            for name, written in _fields(type(value)):
                yield from _texts(_below(place, written), getattr(value, name))
        case tuple():
            for number, inner in enumerate(value, 1):
                yield from _texts(f"{place} {number}", inner)
        case dict():
            for name, inner in value.items():
                yield from _texts(_below(place, name), inner)
        case _:
            pass  # says nothing to a person


@cache
def _fields(kind: type[msgspec.Struct]) -> tuple[tuple[str, str], ...]:
    """Give the fields of a shape, each with the name it has in a file."""
    return tuple((field.name, field.encode_name) for field in msgspec.structs.fields(kind))


def _below(place: str, name: str) -> str:
    return f"{place}, {name}" if place else name


def _dates(versions: tuple[Version, ...]) -> Iterator[str]:
    """Check that on every day at most one version is in force, and that they stand in order."""
    if not versions:
        yield "there is no [[version]]; a clause has at least one"
    for number, version in enumerate(versions, 1):
        if version.until is not None and version.until <= version.since:
            yield f"version {number}, until: {version.until} is not after {version.since}"
    for number, (earlier, later) in enumerate(pairwise(versions), 1):
        if later.since <= earlier.since:
            yield f"version {number + 1} begins before version {number}; put the earlier first"
        elif earlier.until is None or earlier.until > later.since:
            yield (
                f"version {number} overlaps version {number + 1}; "
                f"end it with `until = {later.since}` or earlier"
            )


def _version(pack: Pack, version: Version) -> Iterator[str]:
    sources = pack.head.sources
    if version.source not in sources:
        yield (f"source: `{version.source}` is not in pack.toml{meant(version.source, sources)}")
    for what in check_rule(version.rule):
        yield f"rule, {what}"
    if isinstance(version.rule, TimeWindow):
        yield from (f"rule, {what}" for what in _days(version.rule, pack.calendars))
    for language in ("zh", "en"):
        for what in _blanks(version.rule, getattr(version.reason, language)):
            yield f"reason, {language}: {what}"


def check_rule(rule: BaseRule) -> Iterator[str]:
    """Check the parameters of a rule."""
    yield from _verdicts(rule)
    yield from _parameters(rule)


def _verdicts(rule: BaseRule) -> Iterator[str]:
    for field in ("otherwise", "when_unknown"):
        if getattr(rule, field) is Verdict.ALLOW:
            yield f"{field}: a clause never allows what it finds; write deny, review or defer"
    if rule.when_unknown is Verdict.DEFER:
        yield "when_unknown: a missing fact names no instant to wait for; write deny or review"
    if rule.otherwise is Verdict.DEFER and not _names_an_instant(type(rule)):
        yield "otherwise: this kind names no instant to wait for; write deny or review"


def _names_an_instant(kind: type[BaseRule]) -> bool:
    """Tell whether a kind can defer; those that can do so unless told otherwise."""
    (field,) = (field for field in msgspec.structs.fields(kind) if field.name == "otherwise")
    return field.default is Verdict.DEFER


def _parameters(rule: BaseRule) -> Iterator[str]:
    match rule:
        case TimeWindow():
            yield from _hours(rule)
        case FrequencyCap():
            yield from _window(rule.window)
            if OutcomeState.NOT_SENT in rule.counts:
                yield "counts: what was not sent reached nobody; leave out not_sent"
        case Cooldown() if OutcomeState.NOT_SENT in rule.after:
            yield "after: what was not sent reached nobody; leave out not_sent"
        case Precondition() if OutcomeState.NOT_SENT in rule.states:
            yield "states: what was not sent reached nobody; leave out not_sent"
        case AmountBand(threshold=threshold) if not 0 < threshold < math.inf:
            yield "threshold: every debt reaches it; write an amount above 0"
        case _:
            pass  # its types say all


def _hours(rule: TimeWindow) -> Iterator[str]:
    for number, hours in enumerate(rule.hours, 1):
        opening, closing = hours.span
        if hours.open in (hours.close, DAY_S):
            yield f"hours {number}: {hours} is empty; the opening comes before the closing"
        elif closing - opening <= rule.guard_s:
            yield f"guard_s: leaves nothing of hours {number}; make it less"
    for number, (earlier, later) in enumerate(pairwise(rule.hours), 2):
        if later.days == earlier.days and later.open <= earlier.span[1]:
            yield f"hours {number}: {later} does not come after {earlier}; order and join them"
    ends = {time for hours in rule.hours for time in hours.span}
    if rule.guard_s and {0, DAY_S} <= ends:
        yield "guard_s: hours meet at midnight; write them as one that runs over it"
    if rule.zone is not None:
        try:
            zone_of(rule.zone)
        except ValueError as error:
            yield f"zone: {error}"
    yield from _every_day(rule)


def _every_day(rule: TimeWindow) -> Iterator[str]:
    """Check that every day has hours or is closed, and none both."""
    spoken = {hours.days for hours in rule.hours}
    for name in sorted(rule.closed & spoken):
        yield f"closed: {name} has hours as well; say one of the two"
    readings = WEEK if rule.calendar is None else (*WEEK, HOLIDAY, ADJUSTED)
    for reading in unspoken(rule.hours, rule.closed, readings):
        yield f"hours: nothing is said of {reading[0]}; give hours or `closed` for it"
    if rule.calendar is None and DayClass.HOLIDAY in rule.closed | spoken:
        yield "calendar: holidays are named; say by which calendar"


def _days(rule: TimeWindow, calendars: Mapping[str, Calendar]) -> Iterator[str]:
    """Check that the calendar is at hand, and that it names the classes the hours name."""
    if rule.calendar is not None and rule.calendar not in calendars:
        yield f"calendar: `{rule.calendar}` is not at hand{meant(rule.calendar, sorted(calendars))}"
        return
    known = [*DayClass, *(calendars[rule.calendar].classes if rule.calendar else ())]
    for number, hours in enumerate(rule.hours, 1):
        if hours.days not in known:
            yield f"hours {number}, days: `{hours.days}` is not known{meant(hours.days, known)}"
    for name in sorted(rule.closed - set(known)):
        yield f"closed: `{name}` is not known{meant(name, known)}"


def _window(window: Window) -> Iterator[str]:
    if (window.length > 1) != (window.unit is Unit.ROLLING_DATES):
        yield "window, length: give 2 or more to rolling_dates and none to any other unit"
    if (window.seconds is not None) != (window.unit is Unit.DURATION):
        yield "window, seconds: belongs to duration, which needs it; leave it out elsewhere"
    if window.starts is not Weekday.MONDAY and window.unit is not Unit.CALENDAR_WEEK:
        yield "window, starts: belongs to calendar_week; leave it out"


def _blanks(rule: BaseRule, sentence: str) -> Iterator[str]:
    """Check that the sentence leaves only such blanks as the kind fills."""
    known = KINDS[type(rule)].BLANKS
    filled = f"this kind fills {', '.join(f'{{{blank}}}' for blank in sorted(known)) or 'none'}"
    try:
        parts = list(string.Formatter().parse(sentence))
    except ValueError as error:
        yield f"{error}; {filled}"
        return
    for _, blank, how, conversion in parts:
        if blank is not None and (blank not in known or how or conversion):
            yield f"the blank {{{blank}}} is not filled; {filled}"
