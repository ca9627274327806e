"""The figures of a real audit: the tables the engine leaves are the ones they are read from."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import msgspec
from tests.packs.shipped import PACKS

from duegate.audit.insights import Breach, lines, summary, yardstick_of
from duegate.audit.prepare import Terms
from duegate.audit.record import REFUSED, TYPES, Given, Source
from duegate.audit.run import audit
from duegate.rulebook.book import Book
from duegate.rulebook.records import Column

TOLD = (Column.TENANT, Column.CHANNEL, Column.NUMBER, Column.CALLER)
PACK = (PACKS["cn-shenzhen"],)
SOURCE = Source("calls.csv", "ab" * 32, "generic", "utf-8", "Asia/Shanghai", 5, 5, 0)


def _given() -> duckdb.DuckDBPyConnection:
    """Give five calls to one person on one date, the last of them after nine in the evening."""
    connection = duckdb.connect()
    columns = ", ".join(f"{column} {TYPES[column]}" for column in TOLD)
    connection.execute(
        f"CREATE TABLE given (rid BIGINT, file SMALLINT, line BIGINT, at_us BIGINT, {columns})"
    )
    connection.execute(f"CREATE TABLE {REFUSED}")
    for rid, hour in enumerate((9, 10, 11, 12, 22), 1):
        at = int(datetime(2026, 10, 1, hour - 8, tzinfo=UTC).timestamp()) * 1_000_000
        row = [rid, 0, rid + 1, at, "anhe", "call", "+8613800138000", f"+86755260000{rid:02d}"]
        connection.execute("INSERT INTO given VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
    return connection


def test_figures_lines_and_findings_agree() -> None:
    """The fourth call is one too many, the fifth is that and late."""
    connection = _given()
    found = audit(
        connection, Given(frozenset(TOLD), (SOURCE,)), Book(PACK), Terms("Asia/Shanghai", "CN")
    )
    told = summary(found, connection, yardstick=yardstick_of(found, PACK))
    assert (told.contacts, told.violating, told.lawful) == (5, 2, 3)
    broken = {clause: count for clause, count in told.violations_by_clause.items() if count}
    assert broken == {"cn-shenzhen/SZ-01": 1, "cn-shenzhen/SZ-02": 2}
    assert [row.name for row in told.by_hour if row.violating] == ["12", "22"]
    assert told.unused is not None
    assert (told.unused.contacts, told.unused.limit) == (0, 3)
    assert (told.rotation.dates, told.rotation.listed[0].callers) == (1, 5)
    lines.prepare(found, connection, show_numbers=False)
    shown = [msgspec.json.decode(line, type=Breach) for line in lines.as_json(connection)]
    caps = [each for each in shown if each.clause == "cn-shenzhen/SZ-02"]
    assert [(each.row, each.used, each.limit) for each in caps] == [(5, 3, 3), (6, 4, 3)]
    assert [place.row for place in caps[0].evidence] == [2, 3, 4]
    assert caps[0].at == "2026-10-01T12:00:00+08:00"
    assert caps[0].number == "+86138****8000"
