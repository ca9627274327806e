"""The first rows as they were understood, for a person to look at before believing the rest."""

from __future__ import annotations

import duckdb

from duegate.audit.reading.table import identifier
from duegate.audit.record import Given
from duegate.ledger.instants import from_us
from duegate.model.moment import told_in
from duegate.rulebook.records import Column

ROWS_SHOWN = 20


def first_rows(
    connection: duckdb.DuckDBPyConnection, given: Given, count: int = ROWS_SHOWN
) -> tuple[dict[str, object], ...]:
    """Give the first rows: the file, the row of it, the instant with its offset, what is told.

    What a row does not tell is left out.
    """
    told = [column for column in Column if column in given.told]
    named = "".join(f", {identifier(column)}" for column in told)
    rows = connection.execute(
        f"SELECT file, line, at_us{named} FROM given ORDER BY rid LIMIT {int(count)}"
    ).fetchall()
    return tuple([_shown(given, told, *row) for row in rows])


def _shown(
    given: Given, told: list[Column], file: int, line: int, at_us: int, *values: object
) -> dict[str, object]:
    source = given.sources[file]
    at = told_in(source.zone or "UTC", from_us(at_us)).isoformat()
    cells = {
        str(column): value for column, value in zip(told, values, strict=True) if value is not None
    }
    return {"file": source.name, "line": line, "at": at, **cells}
