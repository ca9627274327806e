"""Files of records for the tests of the audit, drawn at random or written down row by row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any, NamedTuple

import duckdb

from duegate.audit.prepare import Terms
from duegate.audit.record import ALWAYS, REFUSED, TYPES, Given
from duegate.ledger.instants import to_us
from duegate.model.contact import (
    Arrangement,
    Audience,
    Channel,
    ConsentScope,
    DebtKind,
    DebtState,
    Element,
    Place,
    Purpose,
    Role,
    Source,
)
from duegate.model.outcome import OutcomeState
from duegate.model.tenant import Qualification
from duegate.rulebook.facts import NoteKind
from duegate.rulebook.records import Column

Row = dict[Any, Any]
NOTES = (
    "notes (tenant VARCHAR, debtor VARCHAR, debt VARCHAR, number VARCHAR, kind VARCHAR,"
    " value VARCHAR, since_us BIGINT, until_us BIGINT)"
)
OWN_CALLERS = frozenset({"95588", "+861085241234"})
BEGINNINGS = (
    datetime(2026, 1, 27, tzinfo=UTC),  # a regulation begins on the 30th
    datetime(2026, 3, 5, tzinfo=UTC),  # New York sets its clocks forward on the 8th
    datetime(2026, 4, 2, tzinfo=UTC),  # Lord Howe and Santiago set theirs back on the 5th
    datetime(2026, 6, 1, tzinfo=UTC),
    datetime(2026, 10, 29, tzinfo=UTC),  # New York sets its clocks back on the 1st
    datetime(2026, 12, 27, tzinfo=UTC),
)
NUMBERS = (
    ("+8613800138000", "13800138000", "+86 138 0013 8000", "\uff0b8613800138000"),
    ("+8613900139000", "+8613900139000 "),
    ("+8613700137000",),
    ("+862154320000", "+86 21 5432 0000"),
    ("+12125550123", "+1 (212) 555-0123"),
    ("+18005550199",),  # toll free: anywhere in the United States
    ("+79161234567",),  # a Russian mobile: many zones
    ("+56961234567",),
    ("+61412345678",),
)
ADDRESSES = ("Li@example.com", "li@EXAMPLE.com", "7 High St", "7  High St")
WISHES = (
    "cease",
    "no_address",
    "no_call",
    "only_email",
    "no_monday",
    "no_sunday",
    "not_at_home",
    "not_at_work",
    "hours_18:00-20:00",
    "not_hours_09:00-17:00",
    "not_hours_22:00-06:00",
    "it's nothing",
)
_BLANKS = (None, None, "L-1", " L-1 ", "L\u30001", "\uff2c-1", "", "l-1")


class File(NamedTuple):
    """What files tell, who tells it, and what is noted beside."""

    told: frozenset[Column]
    rows: Sequence[Row]
    terms: Terms = Terms()
    notes: Sequence[tuple[object, ...]] = ()


def write(connection: duckdb.DuckDBPyConnection, file: File) -> Given:
    """Make `given`, `refused` and `notes` as reading makes them; rows are numbered as they come."""
    columns = [column for column in Column if column in file.told]
    always = "\n".join(line.partition("--")[0] for line in ALWAYS.splitlines())
    told = "".join(f", {column} {TYPES[column]}" for column in columns)
    connection.execute(f"CREATE OR REPLACE TABLE given ({always}{told})")
    connection.execute(f"CREATE OR REPLACE TABLE {REFUSED}")
    rows = [
        (rid, 0, rid + 1, row["at_us"], *(row.get(column) for column in columns))
        for rid, row in enumerate(file.rows, 1)
    ]
    _insert(connection, "given", rows)
    if file.terms.notes:
        connection.execute(f"CREATE OR REPLACE TABLE {NOTES}")
        _insert(connection, "notes", file.notes)
    return Given(file.told, ())


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Sequence[object]]
) -> None:
    """Insert rows many at a time; a statement for each would take longer than the audit."""
    rows = list(rows)
    for start in range(0, len(rows), 100):
        part = rows[start : start + 100]
        marks = f"({', '.join('?' * len(part[0]))})"
        values = [value for row in part for value in row]
        query = f"INSERT INTO {table} VALUES {', '.join([marks] * len(part))}"
        connection.execute(query, values)


def drawn(
    draw: Random, rows: int, told: Iterable[Column] | None = None, shape: str | None = None
) -> File:
    """Draw a file of a few people's contacts, some columns told and some not."""
    if told is None:
        share = draw.choice((0.3, 0.6, 1.0))
        told = {column for column in Column if draw.random() < share}
    told = frozenset(told) | {Column.CHANNEL, Column.NUMBER}
    begins, days = draw.choice(BEGINNINGS), draw.choice((2, 6, 20, 45))
    people = draw.sample(NUMBERS, draw.choice((2, 4, 6)))
    if draw.random() < 0.4:
        people = [NUMBERS[n] for n in range(3)]
    zones = draw.choice(ZONES)
    shape = shape or draw.choice(SHAPES)
    written: list[Row] = []
    for _ in range(rows):
        at_us = instant(draw, begins, days)
        if written and draw.random() < 0.1:
            at_us = written[-1]["at_us"]
        someone = draw.randrange(len(people))
        row = _row(draw, people, someone, begins) | {Column.ZONE: draw.choice(zones)}
        if shape != "tangled":
            row[Column.NUMBER] = draw.choice(people[someone])
            row |= _untangled(draw, shape, someone, zones)
        written.append({"at_us": at_us, **row})
    notes = draw.random() < 0.6
    terms = Terms(
        zone=draw.choice((None, None, "Asia/Shanghai")),
        region=draw.choice(("CN", "CN", None)),
        callers=OWN_CALLERS if draw.random() < 0.5 else None,
        notes=notes,
    )
    return File(told, written, terms, [_note(draw, people, begins) for _ in range(30 * notes)])


SHAPES = ("tangled", "reference", "number", "number")
"""Whether a debtor is told by both columns only, by its reference, or by its number."""
ZONES: tuple[tuple[str | None, ...], ...] = (
    (None,),
    ("Asia/Shanghai",),
    ("America/New_York",),
    ("Australia/Lord_Howe",),
    ("America/Santiago", None),
    (None, "Asia/Shanghai", "Asia/Urumqi"),
    (None, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"),
)


def instant(draw: Random, begins: datetime, days: int) -> int:
    """Draw an instant, now and then one on an edge."""
    at = begins + timedelta(seconds=draw.randrange(days * 86_400))
    if draw.random() < 0.4:
        at = at.replace(minute=draw.choice((0, 30)), second=0)
        at -= timedelta(microseconds=draw.choice((0, 0, 1, 1_000_000)))
    elif draw.random() < 0.3:
        at = at.replace(minute=0, second=0) + timedelta(seconds=draw.choice((0, 299, 300, 301)))
    return to_us(at)


def _untangled(draw: Random, shape: str, someone: int, zones: Sequence[str | None]) -> Row:
    """Let one column tell the whole of a debtor, whose clocks are always the same."""
    pair = someone // 2
    row: Row = {
        Column.ADDRESS: None,
        Column.LAW: None,
        Column.REGION: None,
        Column.DEBTOR_REGION: None,
        Column.ZONE: zones[pair % len(zones)],
    }
    if shape == "reference":  # with two numbers, nobody else's
        tenant = ("acme", "beta", None)[pair % 3]
        return row | {Column.DEBTOR: f"d-{pair}", Column.TENANT: tenant}
    return row | {Column.DEBTOR: f"d-{someone}-{draw.randrange(2)}"}


def _row(draw: Random, people: Sequence[tuple[str, ...]], someone: int, begins: datetime) -> Row:
    addressed = draw.random() < 0.05
    due = begins.date().toordinal() - draw.randrange(40)
    return {
        Column.TENANT: draw.choice(("acme", "acme", "beta", "o'hara", None)),
        Column.CHANNEL: str(draw.choice((*[Channel.CALL] * 8, *Channel))),
        Column.NUMBER: None if addressed else draw.choice(people[someone]),
        Column.ADDRESS: draw.choice(ADDRESSES) if addressed or draw.random() < 0.1 else None,
        Column.CALLER: draw.choice((*OWN_CALLERS, "+862199999999", None)),
        Column.WITHHELD: draw.choice((True, False, False, None)),
        Column.ROLE: draw.choice((*["debtor"] * 8, *map(str, Role), None)),
        Column.BASIS: draw.choice((None, "contract of 2020", " ", "-")),
        Column.PURPOSE: draw.choice((*["collect"] * 5, *map(str, Purpose), None)),
        Column.STATE: draw.choice((None, None, *map(str, OutcomeState))),
        Column.DURATION: draw.choice((None, 0, 60)),
        Column.DEBTOR: f"d-{someone if draw.random() < 0.9 else draw.randrange(len(people))}",
        Column.STUDENT: draw.choice((True, False, False, None)),
        Column.DEBT: draw.choice((f"L-{someone}", *_BLANKS)),
        Column.DEBT_KIND: draw.choice((*map(str, DebtKind), None)),
        Column.AMOUNT: draw.choice((None, "49999.99", "50000", "60000.5")),
        Column.CURRENCY: draw.choice(("CNY", "USD", "COP", None)),
        Column.DUE: draw.choice((None, due)),
        Column.CREDITOR: draw.choice((None, "bank", " bank", "shop")),
        Column.LAW: draw.choice((None, None, "US-NY", "CL")),
        Column.DEBTOR_REGION: draw.choice((None, None, "CN-GD", "US-MA", "AU", "KR")),
        Column.REGION: draw.choice((None, None, None, "CN", "US-NY")),
        Column.PLACE: draw.choice((*map(str, Place), None)),
        Column.AUTOMATED: draw.choice((True, False, None)),
        Column.AUDIENCE: draw.choice((*map(str, Audience), None)),
        Column.SOURCE: draw.choice((*map(str, Source), None)),
        Column.OBTAINED: draw.choice((None, due, due - 400)),
        Column.CONTAINS: _some(draw, Element),
        Column.ARRANGEMENTS: _some(draw, Arrangement),
    }


def _some(draw: Random, words: Iterable[str]) -> list[str] | None:
    """Draw some words, all of them, none, or that nothing is told."""
    every = [str(word) for word in words]
    chosen = draw.sample(every, draw.choice((0, 1, len(every) - 1, len(every))))
    return draw.choice((None, chosen))


def _note(draw: Random, people: Sequence[tuple[str, ...]], begins: datetime) -> tuple[object, ...]:
    """Draw a note about a debtor, a debt, a number, or a tenant."""
    someone = draw.randrange(len(people))
    since = begins + timedelta(hours=draw.randrange(-400, 400))
    until = since + timedelta(hours=draw.randrange(1, 400)) if draw.random() < 0.4 else None
    scope = draw.choice(("any", "hours", "frequency", draw.choice(list(ConsentScope))))
    kind, value = draw.choice(
        (
            (NoteKind.PREFERENCE, draw.choice(WISHES)),
            (NoteKind.STATE, draw.choice(("lost_contact", *DebtState))),
            (NoteKind.CONSENT, str(scope)),
            (NoteKind.CONSENT, f"revoked_{scope}"),
            (NoteKind.QUALIFICATION, draw.choice(("", "not_")) + draw.choice(list(Qualification))),
        )
    )
    about = draw.choice(({"debtor"}, {"debt"}, {"number"}, {"debtor", "number"}))
    return (
        draw.choice((None, "acme", "beta", "o'hara")),
        f" d-{someone}" if "debtor" in about else None,
        f"L-{someone}" if "debt" in about else None,
        draw.choice(people[someone]) if "number" in about else None,
        str(kind),
        str(value),
        to_us(since),
        None if until is None else to_us(until),
    )


def told_by(rows: Sequence[Mapping[str, object]]) -> frozenset[Column]:
    """Give the columns that any of the rows tells."""
    names = {name for row in rows for name, value in row.items() if value is not None}
    return frozenset(column for column in Column if column in names)
