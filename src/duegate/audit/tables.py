"""Tables: the few things an audit does with the engine that holds its tables.

An audit is a chain of statements; only here is it told which engine runs them. A table is declared
as DuckDB would have it, `name (column TYPE, ...)`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

import duckdb

from duegate.audit.idioms import AuditIdioms, DuckDB
from duegate.rulebook.records import quoted

BATCH = 10_000
NOTHING, QUOTE = "N", '"'

Row = tuple[Any, ...]
Reader = Callable[[Row], Row]


class Tables(Protocol):
    """What an engine does for an audit."""

    engine: AuditIdioms

    def rows(self, query: str) -> list[Row]:
        """Give all rows of a query that has few."""

    def named(self, query: str) -> Iterator[dict[str, Any]]:
        """Give the rows of a query in its order, by the names of the columns."""

    def columns(self, table: str) -> list[str]:
        """Name the columns of a table."""

    def words(self, name: str, members: Iterable[str]) -> str:
        """Give the type of a column that holds one of a few words."""

    def show(self, view: str, query: str) -> None:
        """Make a view of a query."""

    def keep(self, table: str, query: str) -> None:
        """Make a table of what a query gives."""

    def load(self, declared: str, rows: Iterable[Row]) -> None:
        """Make a table of rows; arrays are tuples."""

    def read(self, declared: str, query: str, reader: Reader) -> None:
        """Make a table of what a reader makes of each row of a query."""

    def gather(self, declared: str, queries: Iterable[str]) -> None:
        """Make a table of what several queries give."""

    def add(self, table: str, query: str) -> None:
        """Add what a query gives to a table."""

    def mark(self, table: str, column: str, test: str) -> None:
        """Add a column to a table that tells whether a test holds."""


class DuckTables:
    """The tables of one DuckDB database."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.engine: AuditIdioms = DuckDB()
        self._connection = connection

    def rows(self, query: str) -> list[Row]:
        """Give all rows of a query that has few."""
        return self._connection.execute(query).fetchall()

    def named(self, query: str) -> Iterator[dict[str, Any]]:
        """Give the rows of a query in its order, by the names of the columns."""
        found = self._connection.cursor().execute(query)
        names = [column[0] for column in found.description]
        while batch := found.fetchmany(BATCH):
            yield from (dict(zip(names, row, strict=True)) for row in batch)

    def columns(self, table: str) -> list[str]:
        """Name the columns of a table."""
        return [name for name, *_ in self.rows(f"DESCRIBE {table}")]

    def words(self, name: str, members: Iterable[str]) -> str:
        """Make an enum, a byte wide, and give its name."""
        named = ", ".join(map(quoted, members))
        self._connection.execute(f"DROP TYPE IF EXISTS {name}_word CASCADE")
        self._connection.execute(f"CREATE TYPE {name}_word AS ENUM ({named})")
        return f"{name}_word"

    def show(self, view: str, query: str) -> None:
        """Make a view of a query."""
        self._connection.execute(f"CREATE OR REPLACE VIEW {view} AS {query}")

    def keep(self, table: str, query: str) -> None:
        """Make a table of what a query gives."""
        self._connection.execute(f"CREATE OR REPLACE TABLE {table} AS {query}")

    def load(self, declared: str, rows: Iterable[Row]) -> None:
        """Make a table of rows, by way of a file, which is many times faster than one by one."""
        name = declared.partition(" ")[0]
        self._connection.execute(f"CREATE OR REPLACE TABLE {declared}")
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "rows.csv")
            with path.open("w", encoding="utf-8", newline="") as file:
                file.writelines(",".join(map(_cell, row)) + "\n" for row in rows)
            if path.stat().st_size:  # nothing about the file is left to be guessed
                self._connection.execute(
                    f"COPY {name} FROM {quoted(str(path))} (FORMAT csv, AUTO_DETECT false,"
                    " HEADER false, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NEW_LINE '\\n',"
                    f" NULLSTR '{NOTHING}', ALLOW_QUOTED_NULLS false)"
                )

    def read(self, declared: str, query: str, reader: Reader) -> None:
        """Make a table of what a reader makes of each row of a query."""
        self.load(declared, map(reader, self._each(query)))

    def gather(self, declared: str, queries: Iterable[str]) -> None:
        """Make a table of what several queries give, one after the other."""
        name = declared.partition(" ")[0]
        self._connection.execute(f"CREATE OR REPLACE TABLE {declared}")
        for query in queries:
            self.add(name, query)

    def add(self, table: str, query: str) -> None:
        """Add what a query gives to a table."""
        self._connection.execute(f"INSERT INTO {table} {query}")

    def mark(self, table: str, column: str, test: str) -> None:
        """Add a column to a table that tells whether a test holds."""
        self._connection.execute(f"ALTER TABLE {table} ADD COLUMN {column} BOOLEAN DEFAULT FALSE")
        self._connection.execute(f"UPDATE {table} SET {column} = TRUE WHERE {test}")

    def _each(self, query: str) -> Iterator[Row]:
        """Fetch the rows of a query on a cursor of its own."""
        found = self._connection.cursor().execute(query)
        while batch := found.fetchmany(BATCH):
            yield from batch


def _cell(value: object) -> str:
    """Write a value in quotes, so that only what is none of them is nothing."""
    if value is None:
        return NOTHING
    if isinstance(value, tuple):
        value = f"[{', '.join(map(str, value))}]"
    return f'"{str(value).replace(QUOTE, QUOTE * 2)}"'
