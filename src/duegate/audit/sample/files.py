"""Writing the files of a sample, a piece at a time, so that memory does not grow with them.

Text is put together by the engine and encoded here; Parquet the engine writes itself.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, cast

import duckdb
from xlsxwriter.workbook import Workbook

from duegate.audit.reading.table import identifier
from duegate.audit.sample.dialect import DELIMITER, Dialect, Format, Quotes
from duegate.audit.sample.planning import SampleRefused

PIECE_ROWS = 100_000
SHEET_ROWS_MAX = 1_048_575
SHEET_MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - a sheet knows no zone; the same for every sample
CHARSETS = {"utf-8": "utf-8", "utf-8-sig": "utf-8", "gb18030": "gb18030"}
BYTE_ORDER_MARK = "utf-8-sig"
ENDINGS = {Format.TSV: ".tsv", Format.CSV: ".csv", Format.NDJSON: ".ndjson"}
ENDINGS |= {Format.PARQUET: ".parquet", Format.XLSX: ".xlsx"}
SHANGHAI_US = 28_800_000_000

Moved = Callable[[int], None]
"""Told how many rows of the file are written."""


class Shape(Mapping[str, str]):
    """The columns of a dialect: SQL by name, and the type each has in the engine."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, dialect: Dialect) -> None:
        self._sql = dialect.columns
        self.types = {
            name: str(kind)
            for name, kind, *_ in connection.execute(f"DESCRIBE {selected(self)}").fetchall()
        }

    def __getitem__(self, name: str) -> str:
        return self._sql[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sql)

    def __len__(self) -> int:
        return len(self._sql)

    def text(self, name: str) -> str:
        """Write a column as the text of a cell; nothing is an empty cell."""
        sql, kind = self[name], self.types[name]
        if kind == "TIMESTAMP WITH TIME ZONE":
            sql = _offset_time(sql)
        elif kind.endswith("[]"):
            sql = f"array_to_string({sql}, ';')"
        return f"coalesce(({sql})::VARCHAR, '')"


def selected(columns: Mapping[str, str]) -> str:
    """Select the columns of a file."""
    told = ", ".join(f"{sql} AS {identifier(name)}" for name, sql in columns.items())
    return f"SELECT {told} FROM contacts"


def write_file(
    connection: duckdb.DuckDBPyConnection,
    dialect: Dialect,
    file: Path,
    kind: Format,
    charset: str,
    moved: Moved,
) -> None:
    """Write the contacts of a connection as a file of the dialect; `.gz` is compressed."""
    shape = Shape(connection, dialect)
    if kind is Format.PARQUET:
        where = str(file).replace("'", "''")
        connection.execute(f"COPY ({selected(shape)}) TO '{where}' (FORMAT parquet)")
    elif kind is Format.XLSX:
        _write_sheet(connection, dialect, shape, file, moved)
    else:
        line = _json(shape) if kind is Format.NDJSON else _line(dialect, shape, DELIMITER[kind])
        with _opened(file, charset) as stream:
            if dialect.header and kind is not Format.NDJSON:
                head = DELIMITER[kind].join(dialect.columns) + dialect.line_end
                stream.write(head.encode(CHARSETS[charset]))
            end = "\n" if kind is Format.NDJSON else dialect.line_end
            for text in _pieces(connection, line, end, moved):
                stream.write(text.encode(CHARSETS[charset]))


def _pieces(
    connection: duckdb.DuckDBPyConnection, line: str, end: str, moved: Moved
) -> Iterator[str]:
    """Give the lines, so many at a time."""
    query = (
        "SELECT string_agg(line, $end ORDER BY row)"
        f" FROM (SELECT row, {line} AS line FROM contacts WHERE row > $after AND row <= $last)"
    )
    rows = count(connection)
    for after in range(0, rows, PIECE_ROWS):
        given = {"end": end, "after": after, "last": after + PIECE_ROWS}
        found = connection.execute(query, given).fetchone()
        yield (found[0] if found else "") + end
        moved(min(after + PIECE_ROWS, rows))


def count(connection: duckdb.DuckDBPyConnection) -> int:
    """Tell how many rows the file has, without a header."""
    found = connection.execute("SELECT count(*) FROM contacts").fetchone()
    return int(found[0]) if found else 0


@contextmanager
def _opened(file: Path, charset: str) -> Iterator[IO[bytes]]:
    with ExitStack() as open_files:
        stream: IO[bytes] = open_files.enter_context(file.open("wb"))
        if file.suffix == ".gz":  # without name and time, so that the same is always the same
            packed = gzip.GzipFile(filename="", fileobj=stream, mode="wb", mtime=0)
            stream = cast("IO[bytes]", open_files.enter_context(packed))
        if charset == BYTE_ORDER_MARK:
            stream.write("\ufeff".encode())
        yield stream


def _line(dialect: Dialect, shape: Shape, delimiter: str) -> str:
    cells = [_cell(dialect, shape, name) for name in shape]
    return f" || '{delimiter}' || ".join(cells)


def _cell(dialect: Dialect, shape: Shape, name: str) -> str:
    text = shape.text(name)
    if dialect.quotes is Quotes.NONE or name in dialect.numbers:
        return text
    return f"'\"' || replace({text}, '\"', '\"\"') || '\"'"


def _json(shape: Shape) -> str:
    members = ", ".join(
        f"{identifier(name)}: {_offset_time(sql) if _is_time(shape, name) else sql}"
        for name, sql in shape.items()
    )
    return f"to_json({{{members}}})::VARCHAR"


def _is_time(shape: Shape, name: str) -> bool:
    return shape.types[name] == "TIMESTAMP WITH TIME ZONE"


def _offset_time(sql: str) -> str:
    moment = f"make_timestamp(epoch_us({sql}) + {SHANGHAI_US})"
    return f"strftime({moment}, '%Y-%m-%dT%H:%M:%S+08:00')"


def _write_sheet(
    connection: duckdb.DuckDBPyConnection,
    dialect: Dialect,
    shape: Shape,
    file: Path,
    moved: Moved,
) -> None:
    """Write a sheet in which everything is text, so that no number is changed."""
    rows = count(connection)
    if rows > SHEET_ROWS_MAX:
        raise SampleRefused(f"a sheet holds {SHEET_ROWS_MAX:,} records, not {rows:,}; use csv")
    cells = ", ".join(f"{shape.text(name)} AS {identifier(name)}" for name in shape)
    connection.execute(f"SELECT {cells} FROM contacts ORDER BY row")
    with Workbook(str(file), {"constant_memory": True}) as book:
        book.set_properties({"created": SHEET_MADE})
        sheet = book.add_worksheet(dialect.file[:31])
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(dialect.columns):
            sheet.write_string(0, column, name, book.add_format({"bold": True}))
        written = 0
        while piece := connection.fetchmany(10_000):
            for row in piece:
                written += 1
                for column, text in enumerate(row):
                    sheet.write_string(written, column, text)
            moved(written)
