"""The statements read no more than they need, and clauses that ask the same share the answer."""

from __future__ import annotations

import re

import duckdb
import msgspec
import pytest
from tests.audit.files import File, Row, told_by, write
from tests.packs.shipped import PACKS

from duegate.audit import statements
from duegate.audit.compile import Plan, plan, sheet_of
from duegate.audit.idioms import DuckDB
from duegate.audit.prepare import Terms, prepare
from duegate.audit.tables import DuckTables
from duegate.rulebook.book import Book
from duegate.rulebook.records import Column

NOON_US = 1_780_286_400_000_000
ROWS: tuple[Row, ...] = tuple(
    {
        "at_us": NOON_US + n * 60_000_000,
        Column.NUMBER: "+8613800138000",
        Column.STATE: "rang_no_answer",
        Column.BASIS: "nobody reads this",
        Column.DURATION: n,
    }
    for n in range(9)
)


@pytest.fixture(scope="module")
def made() -> tuple[duckdb.DuckDBPyConnection, Plan]:
    """Nine calls in nine minutes, prepared, and the plan to judge them."""
    connection = duckdb.connect()
    tables = DuckTables(connection)
    prepared = prepare(tables, write(connection, File(told_by(ROWS), ROWS)), Terms())
    sheet = sheet_of(prepared, DuckDB(), notes=None, callers=False)
    books = Book(tuple(PACKS[name] for name in ("cn-shenzhen", "cn-cba-2026")))
    planned = plan(books, prepared, sheet)
    tables.keep("flagged", statements.flagged(planned, DuckDB(), tables.columns("prepared")))
    return connection, planned


def test_only_what_is_asked_is_read(made: tuple[duckdb.DuckDBPyConnection, Plan]) -> None:
    """A column no clause turns on is not sorted along."""
    connection, planned = made
    columns = DuckTables(connection).columns("prepared")
    text = statements.flagged(planned, DuckDB(), columns)
    assert {"basis", "duration_s"} <= set(columns)
    assert not {"basis", "duration_s"} & set(re.findall(r"\w+", text))


def test_each_key_is_sorted_once(made: tuple[duckdb.DuckDBPyConnection, Plan]) -> None:
    """However many clauses count by it."""
    _, planned = made
    text = statements.flagged(
        planned, DuckDB(), ["rid", "at_us", "day_first", "person", "channel", "state"]
    )
    keys = {each.keys for each in planned.clauses if each.counted is not None}
    assert text.count("PARTITION BY") == len(keys)


def test_clauses_that_compare_with_the_same_record_share_a_column() -> None:
    """The law of two cities that ask the same costs one comparison."""
    pack = PACKS["cn-shenzhen"]
    head = msgspec.structs.replace(pack.head, id="elsewhere")
    twice = (pack, msgspec.structs.replace(pack, head=head))
    connection = duckdb.connect()
    prepared = prepare(
        DuckTables(connection), write(connection, File(told_by(ROWS), ROWS)), Terms()
    )
    sheet = sheet_of(prepared, DuckDB(), notes=None, callers=False)
    single = plan(Book(twice[:1]), prepared, sheet)
    both = plan(Book(twice), prepared, sheet)
    columns = DuckTables(connection).columns("prepared")
    assert len(both.clauses) == 2 * len(single.clauses)
    count = [
        statements.flagged(each, DuckDB(), columns).count("IGNORE NULLS") for each in (single, both)
    ]
    assert count[0] == count[1] > 0


def test_a_violation_names_what_filled_its_window(
    made: tuple[duckdb.DuckDBPyConnection, Plan],
) -> None:
    """The earlier records, oldest first, and how many they are."""
    connection, planned = made
    (cap,) = (each for each in planned.clauses if each.provision.id == "cn-shenzhen/SZ-02")
    found = connection.execute(statements.violations(cap, DuckDB()) + " ORDER BY 1").fetchall()
    assert [(rid, used, evidence) for rid, _, _, used, evidence in found] == [
        (rid, rid - 1, list(range(1, rid))) for rid in range(4, 10)
    ]


def test_what_was_judged_is_counted(made: tuple[duckdb.DuckDBPyConnection, Plan]) -> None:
    """In one pass, a column for each different condition."""
    connection, planned = made
    (counts,) = connection.execute(statements.concerned(planned)).fetchall()
    assert len(counts) == len({each.concerned for each in planned.clauses})
    assert max(counts) == len(ROWS)


def test_a_plan_without_clauses_flags_nothing() -> None:
    """There is nothing to say."""
    connection = duckdb.connect()
    tables = DuckTables(connection)
    prepare(tables, write(connection, File(told_by(ROWS), ROWS)), Terms())
    text = statements.flagged(Plan((), ()), DuckDB(), tables.columns("prepared"))
    assert connection.execute(text).fetchall() == []
