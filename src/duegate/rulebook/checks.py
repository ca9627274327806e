"""What must hold in a pack beyond its shape: dates, languages, blanks, tables with teeth.

Each check is a pure function that says what is wrong and what to do, in one sentence a place.
"""

from __future__ import annotations

import math
import string
from collections.abc import Iterator
from itertools import pairwise

import msgspec

from duegate.model.judgement import Verdict
from duegate.model.moment import zone_of
from duegate.model.outcome import OutcomeState
from duegate.model.text import Text
from duegate.rulebook.boundary import missing_rows
from duegate.rulebook.cases import read_cases, read_scenario
from duegate.rulebook.clause import Clause, Pack, PackHead, Scenario, Version
from duegate.rulebook.errors import TableError
from duegate.rulebook.kinds import KINDS
from duegate.rulebook.kinds.amount_band import AmountBand
from duegate.rulebook.kinds.frequency_cap import FrequencyCap
from duegate.rulebook.kinds.rule import BaseRule
from duegate.rulebook.kinds.time_window import TimeWindow
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
    yield from _texts("", head)


def check_clause(pack: Pack, clause: Clause, name: str) -> Iterator[str]:
    """Check a clause whose file is `name`."""
    if clause.id != name:
        yield f'id is "{clause.id}" but the file is `{name}`; make them equal'
    yield from _texts("", clause)
    yield from _dates(clause.version)
    for number, version in enumerate(clause.version, 1):
        for what in _version(pack, version):
            yield f"version {number}, {what}"
    yield from (f"cases: {what}" for what in _table(pack, clause))


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


def _table(pack: Pack, clause: Clause) -> Iterator[str]:
    """Check the table of a clause; its times are the pack's, so without a zone they say nothing."""
    if not _is_zone(pack.head.zone):
        return
    try:
        cases = read_cases(pack, clause)
    except TableError as error:
        yield str(error)
    else:
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
            for field in msgspec.structs.fields(value):
                inner = getattr(value, field.name)
                yield from _texts(_below(place, field.encode_name), inner)
        case tuple():
            for number, inner in enumerate(value, 1):
                yield from _texts(f"{place} {number}", inner)
        case dict():
            for name, inner in value.items():
                yield from _texts(_below(place, name), inner)
        case _:
            pass  # says nothing to a person


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
        case AmountBand(threshold=threshold) if not 0 < threshold < math.inf:
            yield "threshold: every debt reaches it; write an amount above 0"
        case _:
            pass  # its types say all


def _hours(rule: TimeWindow) -> Iterator[str]:
    for number, hours in enumerate(rule.hours, 1):
        if hours.open >= hours.close:
            yield f"hours {number}: {hours} is empty; the opening comes before the closing"
    for number, (earlier, later) in enumerate(pairwise(rule.hours), 2):
        if later.open <= earlier.close:
            yield f"hours {number}: {later} does not come after {earlier}; order and join them"


def _window(window: Window) -> Iterator[str]:
    if (window.length > 1) != (window.unit is Unit.ROLLING_DATES):
        yield "window, length: give 2 or more to rolling_dates and none to any other unit"
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
