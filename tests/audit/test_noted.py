"""Which notes are about which record: the ledger's own rules, on a list."""

from __future__ import annotations

import duckdb
import pytest
from tests.audit.files import File, Row, told_by, write

from duegate.audit.noted import note, notes_of, wishes
from duegate.audit.prepare import Terms, prepare
from duegate.audit.tables import DuckTables
from duegate.rulebook.records import Column

NOON_US = 1_780_286_400_000_000
LI, WANG = "+8613800138000", "+8613900139000"
RECORDS: tuple[Row, ...] = (
    {Column.TENANT: "acme", Column.DEBTOR: "d1", Column.DEBT: "l1", Column.NUMBER: LI},
    {Column.TENANT: "beta", Column.DEBTOR: "d1", Column.DEBT: "l1", Column.NUMBER: WANG},
    {Column.TENANT: None, Column.DEBTOR: "d2", Column.DEBT: "l2", Column.NUMBER: WANG},
)
TENANT, DEBTOR, DEBT, NUMBER = range(4)


def about(
    kind: str,
    value: str,
    *whom: tuple[int, str],
    since: int = 0,
    until: int | None = None,
    rows: tuple[Row, ...] = RECORDS,
) -> list[int]:
    """Give the records that one note is about and holds for."""
    told: list[object] = [None] * 4
    for place, word in whom:
        told[place] = word
    tables = DuckTables(connection := duckdb.connect())
    written = [row | {"at_us": NOON_US} for row in rows]
    terms = Terms(notes=True)
    file = File(told_by(rows), written, terms, [(*told, kind, value, since, until)])
    note(tables, prepare(tables, write(connection, file), terms), None)
    found = connection.execute("SELECT rid FROM noted WHERE holds ORDER BY 1").fetchall()
    return [rid for (rid,) in found]


@pytest.mark.parametrize(
    ("whom", "records"),
    [
        ([(NUMBER, LI)], [1]),
        ([(NUMBER, "+86 138 0013 8000")], [1]),
        ([(NUMBER, WANG)], [2, 3]),
        ([(DEBTOR, "d1")], [1, 2]),
        ([(DEBTOR, " \uff441 ")], [1, 2]),
        ([(DEBT, "l2")], [3]),
        ([(TENANT, "acme"), (DEBTOR, "d1")], [1]),
        ([(TENANT, "acme"), (DEBTOR, "d2")], []),
        ([(TENANT, "acme"), (DEBTOR, "d1"), (NUMBER, WANG)], [1, 2, 3]),
        ([(TENANT, "beta"), (NUMBER, LI)], [1]),
        ([(TENANT, "acme"), (DEBTOR, "d1"), (NUMBER, "+8613700137000")], [1]),
        ([(NUMBER, "nobody")], []),
    ],
)
def test_a_wish_is_heeded_by_all_who_reach_the_number(
    whom: list[tuple[int, str]], records: list[int]
) -> None:
    """A reference is its tenant's; that another tenant uses the same one means nothing."""
    assert about("preference", "cease", *whom) == records


def test_a_consent_lifts_no_more_than_it_names() -> None:
    """It is about all it was told of, and its tenant's; withdrawn it is for all."""
    both = ((TENANT, "acme"), (NUMBER, WANG))
    assert about("consent", "hours", *both) == []
    assert about("consent", "revoked_hours", *both) == [2, 3]
    assert about("consent", "hours", (NUMBER, WANG)) == [2, 3]
    assert about("consent", "hours", (DEBTOR, "d1"), (NUMBER, LI)) == [1]


def test_out_of_reach_is_the_tenants_own_word_about_its_debtor() -> None:
    """Not a number's, nor another tenant's."""
    assert about("state", "lost_contact", (NUMBER, LI)) == []
    assert about("state", "lost_contact", (TENANT, "acme"), (DEBTOR, "d1")) == [1]
    assert about("state", "lost_contact", (TENANT, "beta"), (DEBTOR, "d2"), (NUMBER, LI)) == []


def test_a_qualification_is_a_tenants() -> None:
    """Of all its contacts; where files tell no tenants, of all there are."""
    assert about("qualification", "licensed", (TENANT, "acme")) == [1]
    untold = tuple({Column.NUMBER: row[Column.NUMBER]} for row in RECORDS)
    assert about("qualification", "licensed", (TENANT, "acme"), rows=untold) == [1, 2, 3]


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [(0, None, True), (0, 1, True), (1, None, False), (-5, 0, False), (-5, 1, True)],
)
def test_a_note_holds_from_its_instant_to_its_end(
    since: int, until: int | None, *, holds: bool
) -> None:
    """The first instant is inside, the last is not."""
    ends = None if until is None else NOON_US + until
    assert (
        about("preference", "cease", (NUMBER, LI), since=NOON_US + since, until=ends) == [1]
    ) is holds


def test_wishes_are_named_once_and_notes_come_in_order() -> None:
    """Wishes alone, each sort once; all notes of a record by their instants."""
    tables = DuckTables(connection := duckdb.connect())
    rows = [RECORDS[0] | {"at_us": NOON_US}] * 2
    notes = [
        (None, None, None, LI, "preference", "no_call", 5, None),
        (None, None, None, LI, "preference", "no_call", 4, None),
        (None, None, None, LI, "preference", "it's", 3, None),
        (None, None, None, LI, "state", "paid", 2, 9),
    ]
    file = File(told_by(rows), rows, Terms(notes=True), notes)
    note(tables, prepare(tables, write(connection, file), file.terms), None)
    assert wishes(tables) == ("it's", "no_call")
    found = notes_of(tables, "SELECT 2")
    assert set(found) == {2}
    assert [each.value for each in found[2]] == ["paid", "it's", "no_call", "no_call"]
