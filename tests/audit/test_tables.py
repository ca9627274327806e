"""What goes into a table comes out of it, whatever it is."""

from __future__ import annotations

from random import Random

import duckdb
import pytest

from duegate.audit.tables import DuckTables

HOSTILE = (
    None,
    "",
    " ",
    "NULL",
    "\\N",
    "#",
    "\\",
    "'",
    '"',
    '""',
    "a,b",
    "a\nb",
    "a\rb",
    "a\r\nb",
    "\x00",
    "\ufeff",
    "\u2028",
    "\u8d37\u6b3e",
    "\U0001f600",
    "x" * 5_000,
)


@pytest.fixture
def tables() -> DuckTables:
    """The tables of a database of its own."""
    return DuckTables(duckdb.connect())


@pytest.mark.parametrize("rows", [1, 2, 3_000])
def test_hostile_words_survive(tables: DuckTables, seed: int, rows: int) -> None:
    """A blank word is not nothing, and no word ends a row."""
    draw = Random(seed)
    written = [(n, draw.choice(HOSTILE), draw.choice(HOSTILE)) for n in range(rows)]
    tables.load("t (n BIGINT, a VARCHAR, b VARCHAR)", iter(written))
    assert tables.rows("SELECT * FROM t ORDER BY n") == written


def test_a_lone_column_of_hostile_words_survives(tables: DuckTables) -> None:
    """Where a blank row could be taken for none."""
    tables.load("t (a VARCHAR)", ((word,) for word in HOSTILE))
    assert [word for (word,) in tables.rows("SELECT a FROM t")] == list(HOSTILE)


def test_arrays_and_nothing(tables: DuckTables) -> None:
    """Arrays are tuples on the way in."""
    rows = [(1, (1, 2), ("Asia/Shanghai", "US-NY")), (2, (), ()), (3, None, None)]
    tables.load("t (n BIGINT, a BIGINT[], b VARCHAR[])", rows)
    assert tables.rows("SELECT * FROM t ORDER BY n") == [
        (1, [1, 2], ["Asia/Shanghai", "US-NY"]),
        (2, [], []),
        (3, None, None),
    ]


def test_no_rows_make_an_empty_table(tables: DuckTables) -> None:
    """Again and again."""
    for _ in range(2):
        tables.load("t (a VARCHAR)", ())
        assert tables.rows("SELECT * FROM t") == []
