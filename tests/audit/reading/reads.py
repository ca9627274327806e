"""A file written, read, and looked at: what every test of reading does."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb

from duegate.audit.reading import How, read
from duegate.audit.record import Given, Source
from duegate.ledger.instants import from_us

Row = dict[str, object]
CHINA = "Asia/Shanghai"


class Read(NamedTuple):
    """What reading one file came to."""

    given: Given
    rows: list[Row]
    refused: list[tuple[int, str, str]]
    remarks: list[tuple[str, str, int]]
    connection: duckdb.DuckDBPyConnection

    @property
    def source(self) -> Source:
        """The only file."""
        return self.given.sources[0]

    def column(self, name: str) -> list[object]:
        """One column, in the order of rows."""
        return [row[name] for row in self.rows]

    def reasons(self) -> dict[int, str]:
        """Why each refused row was."""
        return {line: reason for line, reason, _ in self.refused}


def reads(path: Path, content: str | bytes, how: How | None = None) -> Read:
    """Write a file and read it; by default in the zone of China."""
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return reads_file(path, how=how)


def reads_file(*paths: Path, how: How | None = None) -> Read:
    """Read files that lie there."""
    connection = duckdb.connect()
    given = read(connection, paths, How(zone=CHINA) if how is None else how)
    return Read(
        given,
        _rows(connection),
        connection.execute(
            "SELECT line, reason, excerpt FROM refused ORDER BY file, line"
        ).fetchall(),
        connection.execute("SELECT column_name, word, rows FROM remarks ORDER BY ALL").fetchall(),
        connection,
    )


def _rows(connection: duckdb.DuckDBPyConnection) -> list[Row]:
    found = connection.execute("SELECT * FROM given ORDER BY rid")
    names = [column[0] for column in found.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return [row | {"at": from_us(int(row["at_us"])).isoformat()} for row in rows]


def table(*rows: Mapping[str, str] | tuple[str, ...], delimiter: str = ",") -> str:
    """Write rows of plain cells, one a line."""
    lines = [row.values() if isinstance(row, Mapping) else row for row in rows]
    return "".join(delimiter.join(line) + "\n" for line in lines)
