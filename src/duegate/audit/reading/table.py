"""Tables: what a file looks like to the engine, whatever it is made of: names, and cells in SQL."""

from __future__ import annotations

from pathlib import Path

import duckdb
import msgspec

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


def of_objects(source: str, rows: tuple[dict[str, object], ...], *, marked: bool) -> Table:
    """Make a table of lines of JSON; an object within an object is told by `outer.inner`."""
    names: dict[str, str] = {}
    for row in rows:
        for name, value in row.items():
            if isinstance(value, dict):
                names |= {f"{name}.{inner}": _path(name, inner) for inner in value}
            else:
                names[name] = _path(name)
    names = dict(list(names.items())[:NAMES_MAX])
    sample = tuple([tuple([_told(row, name) for name in names]) for row in rows])
    cells = tuple([f"json_extract_string({OBJECT_LINE}, {path})" for path in names.values()])
    return Table(
        source,
        tuple(names),
        cells,
        (TEXT_KIND,) * len(names),
        sample,
        objects=True,
        marked=marked,
        rejects=True,
    )


def _path(*steps: str) -> str:
    return quoted("$" + "".join(f'."{step}"' for step in steps if '"' not in step))


def _told(row: dict[str, object], name: str) -> str:
    value = row.get(name)
    if value is None and "." in name:
        outer, _, inner = name.partition(".")
        within = row.get(outer)
        value = within.get(inner) if isinstance(within, dict) else None
    return "" if value is None or isinstance(value, (dict, list)) else str(value)


def of_parquet(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> Table:
    """Make a table of a Parquet file, with its own names and types."""
    source = f"read_parquet({quoted(str(path))})"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
        names = tuple([str(row[0]) for row in described])
        kinds = tuple([str(row[1]) for row in described])
        cells = tuple([identifier(each) for each in names])
        texts = ", ".join(f"CAST({cell} AS VARCHAR)" for cell in cells)
        rows = connection.execute(f"SELECT {texts} FROM {source} LIMIT {SAMPLE_ROWS}").fetchall()
    except duckdb.Error as error:
        raise FileUnreadable(name, f"is broken Parquet: {_first_line(error)}") from None
    sample = tuple([tuple(["" if cell is None else str(cell) for cell in row]) for row in rows])
    return Table(source, names, cells, kinds, sample)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0][:200]


def identifier(name: str) -> str:
    """Write the name of a column in SQL."""
    return '"' + name.replace('"', '""') + '"'


assert LINE_CHARS_MAX * 4 <= LINE_BYTES_READ_MAX  # noqa: S101 - a character is at most four bytes
