"""Spark and DuckDB say the same of the same records: verdicts, counts, and the rows behind them.

The histories are drawn: several tenants, numbers written in several ways, debtors with several
numbers, several zones, creditors, notes, and every column now and then untold. All shipped packs
are asked, each in one of the histories.
"""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from tests.audit.files import File, drawn, write
from tests.packs.shipped import PACKS

from duegate.audit.findings import Audit
from duegate.audit.idioms import AuditIdioms, DuckDB, Spark
from duegate.audit.record import REFUSED, Given
from duegate.audit.run import audit, audit_in
from duegate.rulebook.book import Book
from duegate.rulebook.records import Column

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TABLES = ("violations", "unknowns", "refused")
PARTS = 4
ROWS = 120

Found = tuple[Audit, dict[str, list[str]]]


def on_duckdb(connection: duckdb.DuckDBPyConnection, file: File, book: Book) -> tuple[Given, Found]:
    """Audit a file with DuckDB."""
    given = write(connection, file)
    found = audit(connection, given, book, file.terms)
    rows = {name: connection.execute(f"FROM {name}").fetchall() for name in TABLES}
    return given, (found, {name: sorted(map(repr, rows[name])) for name in TABLES})


def on_spark(
    session: SparkSession,
    connection: duckdb.DuckDBPyConnection,
    place: Path,
    *,
    file: File,
    given: Given,
    book: Book,
) -> Found:
    """Audit with Spark what DuckDB was given."""
    from duegate.audit.spark.tables import SparkTables  # noqa: PLC0415 - an optional extra

    tables = SparkTables(session, str(place / "out"), 2)
    for name in ("given", "notes")[: 1 + file.terms.notes]:
        connection.execute(f"COPY {name} TO '{place / name}.parquet' (FORMAT parquet)")
        session.read.parquet(f"{place / name}.parquet").createOrReplaceTempView(name)
    tables.gather(REFUSED, ())
    found = audit_in(tables, given, book, file.terms)
    rows = {name: tables.rows(f"SELECT * FROM {name}") for name in TABLES}
    return found, {name: sorted(map(repr, rows[name])) for name in TABLES}


@pytest.mark.parametrize("part", range(PARTS))
def test_both_engines_find_the_same(
    session: SparkSession, tmp_path: Path, seed: int, part: int
) -> None:
    """Everything an audit came to is equal, and so is every row of what it found."""
    draw = Random(f"{seed} {part}")
    file = drawn(draw, ROWS, Column if part == 0 else None)
    packs = tuple(PACKS.values())[part::PARTS]
    ids = frozenset(pack.head.id for pack in packs)
    book = Book(packs, adopted=ids if part % 2 else frozenset(), unverified=ids)
    with duckdb.connect() as connection:
        given, (theirs, their_rows) = on_duckdb(connection, file, book)
        ours, our_rows = on_spark(session, connection, tmp_path, file=file, given=given, book=book)
    assert ours == theirs
    assert our_rows == their_rows
    assert our_rows["violations"]


def idioms(engine: AuditIdioms) -> dict[str, str]:
    """Ask everything an engine writes in its own way, of values on the edges."""
    return {
        "every": engine.every("numbers", lambda each: f"{each} > 0"),
        "not_every": engine.every("numbers", lambda each: f"{each} > 1"),
        "holds": engine.holds("words", "b"),
        "holds_not": engine.holds("words", "c"),
        "nothing_holds": engine.holds("nothing", "b"),
        "divided": engine.divided("seven", 2),
        "matches": engine.matches("word", "[a-z]\\.[0-9]+"),
        "matches_the_whole": engine.matches("lines", "[a-z]+"),
        "masked": engine.masked("word"),
        "masked_short": engine.masked("'12'"),
        "null": f"CAST(NULL AS {engine.typed('VARCHAR[]')}) IS NULL",
        "wide": f"CAST(seven AS {engine.typed('DECIMAL(20, 4)')}) * 1000",
        "quoted": "word || 'o''hara' || '\\n'",
    }


def test_the_idioms_mean_the_same(session: SparkSession, tmp_path: Path) -> None:
    """What the engines write differently they read alike, backslashes and line ends too."""
    from duegate.audit.spark.tables import SparkTables  # noqa: PLC0415 - an optional extra

    def asked(engine: AuditIdioms) -> str:
        return ", ".join(f"{text} AS {name}" for name, text in idioms(engine).items())

    source = (
        "(SELECT 7 AS seven, {0}(1, 2) AS numbers, {0}('a', 'b', NULL) AS words,"
        " CAST({0}() AS {1}) AS nothing, 'a.123456' AS word, concat('abc', chr(10)) AS lines) s"
    )
    duck = source.format("list_value", DuckDB().typed("VARCHAR[]"))
    spark = source.format("array", Spark().typed("VARCHAR[]"))
    with duckdb.connect() as connection:
        row = connection.execute(f"SELECT {asked(DuckDB())} FROM {duck}").fetchone()
    assert row is not None
    theirs: dict[str, Any] = dict(zip(idioms(DuckDB()), row, strict=True))
    tables = SparkTables(session, str(tmp_path), 1)
    (ours,) = tables.named(f"SELECT {asked(Spark())} FROM {spark}")
    assert ours == theirs
    assert theirs["every"]
    assert not theirs["not_every"]
    assert not theirs["matches_the_whole"]
    assert theirs["masked"] == "a.****56"
