"""Tables: what a file looks like to the engine, whatever it is made of: names, and cells in SQL."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import msgspec
from duckdb.sqltypes import DuckDBPyType

from duegate.audit.reading.errors import FileUnreadable
from duegate.audit.reading.layout import SAMPLE_ROWS, Layout, Row
from duegate.audit.reading.text import BLANK, LINE_BYTES_READ_MAX, LINE_CHARS_MAX
from duegate.rulebook.records import quoted

REJECTS, SCANS = "reading_rejects", "reading_scans"
"""Temporary tables of the rows that cannot be parted into cells."""
TEXT_KIND = "VARCHAR"
UNUSED = "\x1f"
"""A character no JSON text holds unescaped: what parts the cells where there is one a line."""
OBJECT_LINE = "c0"
DEPTH_MAX = 4
"""So deep an object within an object is looked into."""
NAMES_MAX = 2_000
"""Of a JSON object's names so many are looked at."""


class Table(msgspec.Struct, frozen=True):
    """A source of rows: `cells` are SQL over `source`, of these `kinds`, in the order of `names`.

    `above` rows at its top are no records. `objects` says that a row is a line of JSON, `marked`
    that unreadable characters are marked in it, `rejects` that bad rows go to `REJECTS`.
    """

    source: str
    names: tuple[str, ...]
    cells: tuple[str, ...]
    kinds: tuple[str, ...]
    sample: tuple[Row, ...]
    above: int = 0
    objects: bool = False
    marked: bool = False
    rejects: bool = False


def of_text(path: Path, layout: Layout, width: int, *, padded: bool = False) -> str:
    """Give the engine's reader of parted text; nothing of it is left to be guessed.

    Where rows may be `padded`, missing cells at their end are empty.
    """
    columns = ", ".join(f"'c{place}': 'VARCHAR'" for place in range(width))
    quote = quoted('"' if layout.quote and not layout.objects else "")
    return (
        f"read_csv({quoted(str(path))}, columns = {{{columns}}}, auto_detect = false,"
        f" header = false, delim = {quoted(UNUSED if layout.objects else layout.delimiter)},"
        f" quote = {quote}, escape = {quote}, nullstr = ['', '\\N', 'NULL', {quoted(BLANK)}],"
        f" store_rejects = true, rejects_table = {quoted(REJECTS)},"
        f" rejects_scan = {quoted(SCANS)}, max_line_size = {LINE_BYTES_READ_MAX}"
        f"{', null_padding = true, parallel = false' if padded else ''})"
    )


def of_objects(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    rows: tuple[dict[str, object], ...],
    *,
    marked: bool,
) -> Table:
    """Make a table of lines of JSON; an object within an object is told by `outer.inner`."""
    flat = [dict(_flattened(row)) for row in rows]
    steps = {each: None for row in flat for each in row}
    outer = {each[0] for each in steps if len(each) > 1}
    late = [(name,) for name in _late_names(connection, source) if name not in outer]
    wanted = list(dict.fromkeys((*steps, *late)))[:NAMES_MAX]
    sample = tuple([tuple([_text(row.get(each)) for each in wanted]) for row in flat])
    cells = tuple([f"json_extract_string({OBJECT_LINE}, {_path(*each)})" for each in wanted])
    return Table(
        source,
        tuple([".".join(each) for each in wanted]),
        cells,
        (TEXT_KIND,) * len(wanted),
        sample,
        objects=True,
        marked=marked,
        rejects=True,
    )


def _flattened(
    row: dict[str, object], above: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], object]]:
    for name, value in row.items():
        steps = (*above, name)
        if isinstance(value, dict) and len(steps) < DEPTH_MAX:
            yield from _flattened(value, steps)
        else:
            yield steps, value


def _late_names(connection: duckdb.DuckDBPyConnection, source: str) -> list[str]:
    """Give the names of all objects, also those that the first rows do not have."""
    names = f"SELECT unnest(json_keys({OBJECT_LINE})) AS name"
    valid = f"json_valid({OBJECT_LINE}) AND {OBJECT_LINE}[1] = '{{'"
    found = connection.execute(
        f"SELECT DISTINCT name FROM ({names} FROM {source} WHERE {valid})"
        f" ORDER BY name LIMIT {NAMES_MAX}"
    ).fetchall()
    connection.execute(f"DROP TABLE IF EXISTS {REJECTS}")
    connection.execute(f"DROP TABLE IF EXISTS {SCANS}")
    return [name for (name,) in found]


def _path(*steps: str) -> str:
    return quoted("$" + "".join(f'."{step}"' for step in steps if '"' not in step))


def _text(value: object) -> str:
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


def of_parquet(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> Table:
    """Make a table of a Parquet file, with its own names and types."""
    source = f"read_parquet({quoted(str(path))})"
    try:
        whole = connection.sql(f"SELECT * FROM {source}")
        columns = zip(whole.columns, whole.types, strict=True)
        leaves = [leaf for name, kind in columns for leaf in _leaves(name, identifier(name), kind)]
        names, cells, kinds = zip(*leaves[:NAMES_MAX], strict=True)
        texts = ", ".join(f"CAST({cell} AS VARCHAR)" for cell in cells)
        rows = connection.execute(f"SELECT {texts} FROM {source} LIMIT {SAMPLE_ROWS}").fetchall()
    except duckdb.Error as error:
        raise FileUnreadable(name, f"is broken Parquet: {_first_line(error)}") from None
    sample = tuple([tuple(["" if cell is None else str(cell) for cell in row]) for row in rows])
    return Table(source, names, cells, kinds, sample)


def _leaves(
    name: str, cell: str, kind: DuckDBPyType, depth: int = 1
) -> Iterator[tuple[str, str, str]]:
    """Give the columns within a column, by name, SQL and type."""
    if kind.id != "struct" or depth == DEPTH_MAX:
        yield name, cell, str(kind)
        return
    for inner, each in kind.children:
        if not isinstance(each, DuckDBPyType):  # pragma: no cover - only enums hold others
            continue
        within = f"struct_extract({cell}, {quoted(inner)})"
        yield from _leaves(f"{name}.{inner}", within, each, depth + 1)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200]


def identifier(name: str) -> str:
    """Write the name of a column in SQL."""
    return '"' + name.replace('"', '""') + '"'


assert LINE_CHARS_MAX * 4 <= LINE_BYTES_READ_MAX  # noqa: S101 - a character is at most four bytes
