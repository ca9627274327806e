"""The rows a case table must have: both answers, and the edges where a rule turns.

A window needs four rows an edge pair: the minute before, the opening, the last minute inside, the
closing. A cap needs the last contact inside and the first outside.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from duegate.model.judgement import Verdict
from duegate.model.moment import DAY_S, local_time
from duegate.rulebook.cases import UNJUDGED
from duegate.rulebook.cells import Case
from duegate.rulebook.clause import Clause, Pack, Status, Version
from duegate.rulebook.kinds.frequency_cap import FrequencyCap
from duegate.rulebook.kinds.rule import TimeOfDay
from duegate.rulebook.kinds.time_window import TimeWindow

MINUTE_S = 60


def missing_rows(pack: Pack, clause: Clause, cases: tuple[Case, ...]) -> Iterator[str]:
    """Name the rows that a clause's table lacks."""
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
        for what in _edges(version, rows):
            yield f"version {number}: {what}"


def _awaits(pack: Pack, version: Version) -> bool:
    status = version.status or pack.head.status
    return version.rule.awaits() is not None or status in (Status.NOT_MODELLED, Status.UNVERIFIED)


def _in_force(version: Version, case: Case) -> bool:
    day = date.fromordinal(local_time(case.contact.at, case.zone).day)
    return version.since <= day and (version.until is None or day < version.until)


def _edges(version: Version, cases: list[Case]) -> Iterator[str]:
    match version.rule:
        case TimeWindow():
            yield from _window_edges(version.rule, cases)
        case FrequencyCap():
            yield from _cap_edges(version.rule, cases)
        case _:
            pass  # every other kind turns on words, not on a measure


def _window_edges(rule: TimeWindow, cases: list[Case]) -> Iterator[str]:
    shown = {
        (local_time(case.contact.at, case.zone).second, case.row.wanted["verdict"] == Verdict.ALLOW)
        for case in cases
    }
    for opening, closing in joined(rule):
        for second, inside, which in (
            (opening - MINUTE_S, False, "the minute before the opening, refused"),
            (opening, True, "the opening, allowed"),
            (closing - MINUTE_S, True, "the last minute inside, allowed"),
            (closing, False, "the closing, refused"),
        ):
            if (second % DAY_S, inside) not in shown:
                yield f"no row at {TimeOfDay(second % DAY_S)}, {which}; add it"


def joined(rule: TimeWindow) -> list[tuple[int, int]]:
    """Give the hours as openings and closings, joined where one day's end is the next one's start.

    Without openings (the whole day) there is nothing to show.
    """
    spans = [(int(hours.open), int(hours.close)) for hours in rule.hours]
    if spans[0][0] > 0 or spans[-1][1] < DAY_S:
        return spans
    return [*spans[1:-1], (spans[-1][0], spans[0][1])] if len(spans) > 1 else []


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
