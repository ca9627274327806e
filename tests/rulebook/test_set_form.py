"""The set form of every clause answers every row of its case table as the judge does.

Each row becomes a record with its history, in a world of its own: other people, another tenant.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import duckdb
import pytest
from tests.audit.files import OWN_CALLERS, File, Row, write
from tests.packs.shipped import PACKS

from duegate.audit import locate
from duegate.audit.prepare import Terms
from duegate.audit.run import audit
from duegate.ledger.instants import to_us
from duegate.model.unknown import Unknown
from duegate.rulebook.book import Book
from duegate.rulebook.cases import read_cases
from duegate.rulebook.cells import Case
from duegate.rulebook.clause import Clause, Pack
from duegate.rulebook.facts import ActorScope, CallerShown, CountKey, EventsNeed, Note, NoteKind
from duegate.rulebook.history import Apart, Past
from duegate.rulebook.kinds import KINDS
from duegate.rulebook.records import Column

EVERY = frozenset(Column) - {Column.ADDRESS}
(OWN,) = {each for each in OWN_CALLERS if each.startswith("+")}
FOREIGN = "+862199999999"
JUDGED_ROWS = 4_500
SKIPPED: dict[str, int] = {
    "a debt of several debtors": 25,
    "a later contact, for a dated-back one": 74,
    "an override": 6,
    "conduct_ban": 552,
    "content_ban": 122,
    "jurisdiction": 5,
    "reachable": 4,
    "standing": 21,
    "steady_clock": 1,
    "that the history is not known": 72,
    "that the notes are not known": 55,
    "the gate's clock": 4,
}


class World(NamedTuple):
    """A row of a case table as records: the last of them is the row itself."""

    clause: str
    case: Case
    rows: list[Row]
    notes: list[tuple[object, ...]]


def untellable(clause: Clause, case: Case) -> str | None:
    """Say what no record can tell of a row; `None` when records tell all of it."""
    facts, needs = case.facts, _needs(clause)
    keys = {need.key for need in needs}
    shared = {need.key for need in needs if need.actor_scope is ActorScope.PLATFORM}
    if isinstance(case.history, Unknown):
        return "that the history is not known"
    if isinstance(facts.notes, Unknown):
        return "that the notes are not known"
    if facts.overrides:
        return "an override"
    if case.row.given.get("clock", "steady") != "steady":
        return "the gate's clock"
    if any(past.event.at > case.contact.at for past in case.history):
        return "a later contact, for a dated-back one"
    for past in case.history:
        apart = past.apart
        if Apart.TENANT in apart and _by_reference(shared, apart):
            return "references shared by tenants"
        if CountKey.DEBT in keys and Apart.DEBTOR in apart and Apart.DEBT not in apart:
            return "a debt of several debtors"
    return None


def _needs(clause: Clause) -> list[EventsNeed]:
    return [
        need
        for version in clause.version
        for need in KINDS[type(version.rule)].needs(version.rule)
        if isinstance(need, EventsNeed)
    ]


def _by_reference(keys: set[CountKey], apart: frozenset[Apart]) -> bool:
    """Tell whether a count could know other tenants' contacts by reference only."""
    by_number = {CountKey.PERSON, CountKey.DEBTOR}
    return bool(keys - by_number) or (CountKey.DEBTOR in keys and Apart.PERSON in apart)


def world(number: int, clause: Clause, case: Case) -> World:
    """Write a row and its history as records of people nobody else knows."""
    zones = case.facts.zones
    here = None if isinstance(zones, Unknown) else ",".join(zones)
    history = () if isinstance(case.history, Unknown) else case.history
    shared = {"zone": here or case.zone}
    earlier = [_earlier(number, past) | shared for past in sorted(history, key=_at)]
    asked = _row(number, case) | {"zone": here}
    notes = () if isinstance(case.facts.notes, Unknown) else case.facts.notes
    return World(clause.id, case, [*earlier, asked], [_note(number, note) for note in notes])


def _at(past: Past) -> datetime:
    return past.event.at


def _people(number: int, apart: frozenset[Apart] = frozenset()) -> Row:
    def named(word: str, what: Apart) -> str:
        return f"{word}{number}{'-other' * (what in apart)}"

    return {
        Column.TENANT: named("tenant", Apart.TENANT),
        Column.DEBTOR: named("debtor", Apart.DEBTOR),
        Column.DEBT: named("debt", Apart.DEBT),
        Column.NUMBER: f"+8613{8 + (Apart.PERSON in apart)}{number:08}",
    }


def _earlier(number: int, past: Past) -> Row:
    event = past.event
    return _people(number, past.apart) | {
        "at_us": to_us(event.at),
        Column.CHANNEL: str(event.channel),
        Column.ROLE: str(event.role),
        Column.PURPOSE: str(event.purpose),
        Column.STATE: None if event.state is None else str(event.state),
        Column.CREDITOR: "other" if Apart.CREDITOR in past.apart else "creditor",
    }


def _row(number: int, case: Case) -> Row:
    contact, shown = case.contact, case.facts.caller
    debt, told = contact.debt, contact.provenance
    caller = {CallerShown.REGISTERED: OWN, CallerShown.UNREGISTERED: FOREIGN}
    known = shown if isinstance(shown, CallerShown) else None
    return _people(number) | {
        "at_us": to_us(contact.at),
        Column.CHANNEL: str(contact.channel),
        Column.ROLE: str(contact.recipient.role),
        Column.BASIS: contact.recipient.basis,
        Column.PURPOSE: str(contact.purpose),
        Column.CALLER: None if known is None else caller.get(known),
        Column.WITHHELD: None if known is None else known is CallerShown.WITHHELD,
        Column.STUDENT: contact.debtor.student,
        Column.DEBT_KIND: _word(debt.kind),
        Column.AMOUNT: debt.amount,
        Column.CURRENCY: debt.currency,
        Column.DUE: None if debt.due is None else debt.due.toordinal(),
        Column.CREDITOR: debt.creditor,
        Column.PLACE: _word(contact.place),
        Column.AUTOMATED: contact.automated,
        Column.AUDIENCE: _word(contact.audience),
        Column.SOURCE: None if told is None else str(told.source),
        Column.OBTAINED: None if told is None or not told.obtained else told.obtained.toordinal(),
        Column.CONTAINS: _words(contact.contains),
        Column.ARRANGEMENTS: _words(contact.arrangements),
    }


def _word(word: str | None) -> str | None:
    return None if word is None else str(word)


def _words(words: frozenset[Any] | None) -> list[str] | None:
    return None if words is None else sorted(str(word) for word in words)


def _note(number: int, note: Note) -> tuple[object, ...]:
    of_tenant = note.kind is NoteKind.QUALIFICATION
    return (
        f"tenant{number}",
        None if of_tenant else f"debtor{number}",
        None,
        None,
        str(note.kind),
        note.value,
        to_us(note.since),
        None if note.until is None else to_us(note.until),
    )


def _stated(own: str | None, _regions: object, _number: object) -> tuple[str, ...]:
    """Take the zones a table names as they stand."""
    return () if own is None else tuple(own.split(","))


class Answer(NamedTuple):
    """What the set form says of a row."""

    verdict: str
    used: int | None = None


PASSED = Answer("allow")


@cache
def answers(name: str) -> tuple[list[tuple[World, Answer]], Counter[str]]:
    """Audit all rows of all tables of a pack at once; say also what was left out, and why."""
    pack, worlds, skipped = PACKS[name], list[World](), Counter[str]()
    for clause in pack.clauses:
        for case in read_cases(pack, clause):
            why = untellable(clause, case)
            if why is None:
                worlds.append(world(len(worlds), clause, case))
            else:
                skipped[why] += 1
    rows = [row for each in worlds for row in each.rows]
    notes = [note for each in worlds for note in each.notes]
    file = File(EVERY, rows, Terms(callers=OWN_CALLERS, notes=True), notes)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(locate, "candidate_zones", _stated)
        said, silent = _said(file, pack)
    kinds = {
        each.id: str(type(each.version[-1].rule).__struct_config__.tag) for each in pack.clauses
    }
    found, rid = [], 0
    for each in worlds:
        rid += len(each.rows)
        if each.clause in silent:
            skipped[kinds[each.clause]] += 1
        else:
            found.append((each, said.get((rid, each.clause), PASSED)))
    return found, skipped


def _said(file: File, pack: Pack) -> tuple[dict[tuple[int, str], Answer], set[str]]:
    connection = duckdb.connect()
    trusted = frozenset({pack.head.id})
    book = Book((pack,), adopted=trusted, unverified=trusted)
    result = audit(connection, write(connection, file), book, file.terms)
    names = [clause.id for clause in result.clauses]
    rows = connection.execute("SELECT rid, clause, verdict, used FROM violations").fetchall()
    said = {(rid, names[n]): Answer(verdict, used) for rid, n, verdict, used in rows}
    for rid, n in connection.execute("SELECT * FROM unknowns").fetchall():
        said[rid, names[n]] = Answer("unknown")
    return said, {each.id for each in result.not_judged}


@pytest.mark.parametrize("name", sorted(PACKS))
def test_every_row_gets_what_it_wants(name: str) -> None:
    """Refused or not; a review is a review; and as many earlier contacts as the row says."""
    wrong = []
    for each, answer in answers(name)[0]:
        wanted = each.case.row.wanted
        refused = wanted["verdict"] in ("deny", "defer", "review")
        review = wanted["verdict"] != "review" or answer.verdict in ("review", "unknown")
        used = wanted.get("used", "-")
        counts = refused and used != "-" and answer.verdict != "unknown"
        counted = not counts or str(answer.used) == used
        if (answer is not PASSED) != refused or not review or not counted:
            wrong.append((each.clause, each.case.row.line, wanted, answer))
    assert wrong == []


def test_few_rows_tell_what_no_record_can() -> None:
    """What is left out is known by name and number; a new row that is left out is looked at."""
    found = [answers(name) for name in sorted(PACKS)]
    skipped = sum((each for _, each in found), Counter[str]())
    assert dict(skipped) == SKIPPED
    assert sum(len(rows) for rows, _ in found) >= JUDGED_ROWS
