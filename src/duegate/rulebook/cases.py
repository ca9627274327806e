"""Case tables run: what a row wants against what the judge says, in the table's own words.

A clause's table judges that clause alone. A scenario judges whole packs over a stretch of one
debtor's life: a contact that is allowed becomes history for the rows below it. Tests, the command
line and the documentation all run the tables here.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import msgspec

from duegate.model.judgement import Judgement, Verdict
from duegate.model.moment import as_shown, local_time
from duegate.model.outcome import OutcomeState
from duegate.model.unknown import Unknown
from duegate.rulebook.book import Book, needs
from duegate.rulebook.cells import DEFAULTS, Case, one_of, read_case, reading
from duegate.rulebook.clause import Clause, Pack, Scenario
from duegate.rulebook.errors import PackError
from duegate.rulebook.facts import Event, EventsNeed, Facts
from duegate.rulebook.history import Past, instant, member
from duegate.rulebook.lawful import rule_on
from duegate.rulebook.table import EMPTY, Columns, read_table

UNJUDGED = "unjudged"
"""What a row wants of a clause that concerns the contact but awaits evidence."""

CLAUSE_COLUMNS = Columns(DEFAULTS, ("verdict", "until", "used"), ("at", "verdict"))
SCENARIO_COLUMNS = Columns(
    (*DEFAULTS, "outcome"), ("verdict", "until", "clauses"), ("at", "verdict", "clauses")
)


class CaseResult(msgspec.Struct, frozen=True):
    """A row that was run: `wanted` and `got` by column; `name` is the clause or the scenario."""

    name: str
    line: int
    passed: bool
    wanted: dict[str, str]
    got: dict[str, str]
    comment: str


def read_cases(pack: Pack, clause: Clause) -> tuple[Case, ...]:
    """Read the table of a clause; raises `TableError`."""
    rows = read_table(clause.cases.table, CLAUSE_COLUMNS, pack.tables.get(clause.id, 1))
    return tuple(_checked(read_case(row, pack.head.zone)) for row in rows)


def read_scenario(pack: Pack, scenario: Scenario) -> tuple[Case, ...]:
    """Read the table of a scenario; raises `TableError`."""
    rows = read_table(scenario.table, SCENARIO_COLUMNS, pack.tables.get(scenario.name, 1))
    return tuple(_checked(read_case(row, pack.head.zone)) for row in rows)


def run_cases(pack: Pack, clause: Clause) -> list[CaseResult]:
    """Judge every row of a clause's table under that clause alone."""
    book = Book((msgspec.structs.replace(pack, clauses=(clause,)),))
    return [_run(book, clause.id, case, case.history) for case in read_cases(pack, clause)]


def run_scenarios(pack: Pack, packs: Mapping[str, Pack]) -> list[CaseResult]:
    """Live through every scenario of a pack, beside the packs it names out of `packs`."""
    return [result for scenario in pack.scenarios for result in _live(pack, scenario, packs)]


def _live(pack: Pack, scenario: Scenario, packs: Mapping[str, Pack]) -> list[CaseResult]:
    book = Book((pack, *_beside(pack, scenario, packs)))
    lived: tuple[Past, ...] = ()
    results = []
    for case in read_scenario(pack, scenario):
        history = case.history if isinstance(case.history, Unknown) else lived + case.history
        result = _run(book, scenario.name, case, history)
        results.append(result)
        if result.got["verdict"] == Verdict.ALLOW:
            lived = (*lived, Past(_event(case)))
    return results


def _beside(pack: Pack, scenario: Scenario, packs: Mapping[str, Pack]) -> list[Pack]:
    for name in scenario.beside:
        if name not in packs:
            place = f'{pack.head.id}/scenarios.toml: scenario "{scenario.name}"'
            raise PackError([f"{place} is lived under the pack `{name}` too; load that pack"])
    return [packs[name] for name in scenario.beside]


def _run(book: Book, name: str, case: Case, history: tuple[Past, ...] | Unknown) -> CaseResult:
    wanted = dict(case.row.wanted)
    judgement = rule_on(book, case.contact, facts_of(book, case, history))
    answer = _answer(judgement, case.zone, f"{book.packs[0].head.id}/")
    got = {column: answer[column] for column in wanted}
    return CaseResult(name, case.row.line, wanted == got, wanted, got, case.row.comment)


def facts_of(book: Book, case: Case, history: tuple[Past, ...] | Unknown) -> Facts:
    """Give the facts of a row as the gate would fetch them for a book."""
    wanted = needs(book, case.contact, case.contact.at)
    return msgspec.structs.replace(
        case.facts, events=tuple((need, _seen(need, history)) for need in wanted.events)
    )


def _seen(need: EventsNeed, history: tuple[Past, ...] | Unknown) -> tuple[Event, ...] | Unknown:
    if isinstance(history, Unknown):
        return history
    return tuple(past.event for past in history if past.seen_by(need))


def _event(case: Case) -> Event:
    """Give the event that an allowed contact becomes."""
    contact, zones = case.contact, case.facts.zones
    places = (case.zone,) if isinstance(zones, Unknown) else zones
    days = [local_time(contact.at, zone).day for zone in places]
    outcome = case.row.given.get("outcome", EMPTY)
    return Event(
        at=contact.at,
        day_first=min(days),
        day_last=max(days),
        channel=contact.channel,
        role=contact.recipient.role,
        purpose=contact.purpose,
        own=True,
        state=None if outcome == EMPTY else OutcomeState(outcome),
    )


def _answer(judgement: Judgement, zone: str, own: str) -> dict[str, str]:
    """Say a judgement in the words of a table; clauses of its own pack by their short names."""
    findings = judgement.findings
    refusing = [
        finding.clause.removeprefix(own)
        for finding in findings
        if finding.verdict is not Verdict.ALLOW
    ]
    used = [str(finding.used) for finding in findings if finding.used is not None]
    return {
        "verdict": _verdict(judgement),
        "until": EMPTY if judgement.until is None else as_shown(judgement.until, zone),
        "used": "".join(used) or EMPTY,
        "clauses": ", ".join(sorted(refusing)) or EMPTY,
    }


def _verdict(judgement: Judgement) -> str:
    alone = judgement.unjudged and not judgement.clear and not judgement.findings
    return UNJUDGED if alone else judgement.verdict.value


def _checked(case: Case) -> Case:
    """Refuse a row that wants what no judgement can say; raises `TableError`."""
    row = case.row
    for column, cell in {**row.given, **row.wanted}.items():
        if cell != EMPTY:
            reading(row, column, cell, partial(_check, column, case.zone))
    return case


def _check(column: str, zone: str, cell: str) -> None:
    match column:
        case "verdict":
            one_of(cell, dict.fromkeys((*Verdict, UNJUDGED)))
        case "until":
            instant(cell, zone)
        case "outcome":
            member(OutcomeState, cell)
        case "used" if not cell.isdecimal():
            raise ValueError(f"`{cell}` is not a count; write a number or `-`")
