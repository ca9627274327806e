"""Case tables run: what a row wants against what the judge says, in the table's own words.

A clause's table judges that clause alone. A scenario judges whole packs over a stretch of one
debtor's life: a contact that is allowed becomes history for the rows below it. Tests, the command
line and the documentation all run the tables here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache, partial

import msgspec

from duegate.model.judgement import Judgement, Verdict
from duegate.model.moment import as_shown, local_time
from duegate.model.outcome import OutcomeState
from duegate.model.unknown import Unknown
from duegate.rulebook.book import Book, needs
from duegate.rulebook.cells import DEFAULTS, Case, day, one_of, read_case, reading
from duegate.rulebook.clause import Clause, Pack, Scenario
from duegate.rulebook.errors import PackError
from duegate.rulebook.facts import Event, EventsNeed, Facts
from duegate.rulebook.history import Past, instant, member
from duegate.rulebook.kinds import DUTIES
from duegate.rulebook.kinds.retention import Kept, Retention
from duegate.rulebook.lawful import rule_on
from duegate.rulebook.table import EMPTY, Columns, read_table

UNJUDGED = "unjudged"
"""What a row wants of a clause that concerns the contact but awaits evidence."""

CLAUSE_COLUMNS = Columns(DEFAULTS, ("verdict", "until", "used"), ("at", "verdict"))
SCENARIO_COLUMNS = Columns(
    (*DEFAULTS, "outcome"), ("verdict", "until", "clauses"), ("at", "verdict", "clauses")
)


DUTY_COLUMNS = Columns(("at", "ended"), ("answer",), ("at", "ended", "answer"))


class CaseResult(msgspec.Struct, frozen=True):
    """A row that was run: `wanted` and `got` by column; `name` is the clause or the scenario."""

    name: str
    line: int
    passed: bool
    wanted: dict[str, str]
    got: dict[str, str]
    comment: str
    given: dict[str, str] = {}


def read_cases(pack: Pack, clause: Clause) -> tuple[Case, ...]:
    """Read the table of a clause; raises `TableError`."""
    if is_duty(clause):
        return ()
    head, first_line = pack.head, pack.tables.get(clause.id, 1)
    return _read(clause.cases.table, head.zone, head.places, first_line)


@lru_cache(maxsize=1_024)
def _read(table: str, zone: str, places: tuple[str, ...], first_line: int) -> tuple[Case, ...]:
    rows = read_table(table, CLAUSE_COLUMNS, first_line)
    return tuple(_checked(read_case(row, zone, places)) for row in rows)


def read_scenario(pack: Pack, scenario: Scenario) -> tuple[Case, ...]:
    """Read the table of a scenario; raises `TableError`."""
    rows = read_table(scenario.table, SCENARIO_COLUMNS, pack.tables.get(scenario.name, 1))
    return tuple(_checked(read_case(row, pack.head.zone, pack.head.places)) for row in rows)


def run_cases(pack: Pack, clause: Clause) -> list[CaseResult]:
    """Judge every row of a clause's table under that clause alone."""
    return list(each_case(pack, clause))


def each_case(pack: Pack, clause: Clause) -> Iterator[CaseResult]:
    """Judge the rows of a clause's table one after another."""
    if is_duty(clause):
        yield from run_duty(pack, clause)
        return
    alone = msgspec.structs.replace(pack, clauses=(clause,))
    book = Book((alone,), unverified=frozenset({pack.head.id}))  # its table is run all the same
    for case in read_cases(pack, clause):
        yield _run(book, clause.id, case, case.history)


def is_duty(clause: Clause) -> bool:
    """Tell whether a clause is about records and not about contacts, by its rules or its table."""
    header = clause.cases.table.lstrip().partition("\n")[0]
    answers = set(DUTY_COLUMNS.wanted) & set(header.split())
    return any(isinstance(version.rule, DUTIES) for version in clause.version) or bool(answers)


def run_duty(pack: Pack, clause: Clause) -> list[CaseResult]:
    """Ask every row of a duty's table what may be done with a record; raises `TableError`."""
    rows = read_table(clause.cases.table, DUTY_COLUMNS, pack.tables.get(clause.id, 1))
    results = []
    for row in rows:
        on, ended = (reading(row, name, row.given[name], day) for name in ("at", "ended"))
        rules = [
            version.rule
            for version in clause.version
            if version.since <= on and (version.until is None or on < version.until)
        ]
        answers = [rule.answer(ended, on) for rule in rules if isinstance(rule, Retention)]
        got = {"answer": answers[0].value if answers else Kept.MAY_ERASE.value}
        wanted = dict(row.wanted)
        passed = wanted == got
        results.append(CaseResult(clause.id, row.line, passed, wanted, got, row.comment, row.given))
    return results


def rows_of(pack: Pack) -> int:
    """Count the rows of all its tables."""
    duties = sum(len(run_duty(pack, clause)) for clause in pack.clauses if is_duty(clause))
    cases = sum(len(read_cases(pack, clause)) for clause in pack.clauses)
    return duties + cases + sum(len(read_scenario(pack, each)) for each in pack.scenarios)


def run_scenarios(pack: Pack, packs: Mapping[str, Pack]) -> list[CaseResult]:
    """Live through every scenario of a pack, beside the packs it names out of `packs`."""
    return [result for scenario in pack.scenarios for result in _live(pack, scenario, packs)]


def _live(pack: Pack, scenario: Scenario, packs: Mapping[str, Pack]) -> list[CaseResult]:
    beside = _beside(pack, scenario, packs)
    trusted = frozenset(each.head.id for each in (pack, *beside))
    book = Book((pack, *beside), unverified=trusted)
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
    row = case.row
    return CaseResult(name, row.line, wanted == got, wanted, got, row.comment, row.given)


def facts_of(book: Book, case: Case, history: tuple[Past, ...] | Unknown) -> Facts:
    """Give the facts of a row as the gate would fetch them for a book."""
    wanted = needs(book, case.contact, case.contact.at)
    return msgspec.structs.replace(
        case.facts, events=tuple((need, seen(need, case, history)) for need in wanted.events)
    )


def seen(
    need: EventsNeed, case: Case, history: tuple[Past, ...] | Unknown
) -> tuple[Event, ...] | Unknown:
    """Give the events of a history that the gate would fetch for a row's contact."""
    if isinstance(history, Unknown):
        return history
    creditor = case.contact.debt.creditor is not None
    return tuple(past.event for past in history if past.seen_by(need, creditor=creditor))


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
