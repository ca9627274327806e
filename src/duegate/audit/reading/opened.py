"""Opened: one file taken out of whatever it comes in, as a table the engine can read.

Its dialect is recognised on the way, because some dialects say how their cells are parted.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import duckdb
import msgspec

from duegate.audit.reading import markup, objects
from duegate.audit.reading.errors import ColumnMissing, FileUnreadable
from duegate.audit.reading.layout import Layout, layout_of, layouts_of
from duegate.audit.reading.mapping import Mapping
from duegate.audit.reading.opening import Kind, unpacked
from duegate.audit.reading.progress import Step
from duegate.audit.reading.recognise import Known, recognise, recognise_named
from duegate.audit.reading.table import TEXT_KIND, Table, of_objects, of_parquet, of_text
from duegate.audit.reading.text import UTF8, check, unstated, wash
from duegate.audit.reading.workbook import Sheets, to_csv

Heard = Callable[[Step, int], None]


class Opened(msgspec.Struct, frozen=True):
    """A file as a table, in a known mapping; `wider` is the same with its short rows filled up."""

    name: str
    table: Table
    mapping: Mapping
    charset: str
    wider: Table | None = None
    sheets: Sheets | None = None


def open_file(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    folder: Path,
    mapping: Mapping | None,
    charset: str | None,
    told: Heard,
) -> Opened:
    """Open a file; copies of it, if any are needed, go to `folder`."""
    name = path.name
    real, kind = unpacked(path, name, folder, lambda done: told(Step.UNPACKING, done))
    if kind is Kind.PARQUET:
        table = of_parquet(connection, real, name)
        return _named(name, table, mapping, UTF8)
    if kind is Kind.WORKBOOK:
        told(Step.UNPACKING, 0)
        copy = folder / "sheet.csv"
        sheets = to_csv(real, name, copy)
        opened = _parted(name, copy, UTF8, mapping, marked=False)
        return msgspec.structs.replace(opened, sheets=sheets)
    charset = charset or (mapping.charset if mapping is not None else None)
    return _of_text(connection, name, real, folder, mapping, charset, told)


def _of_text(
    connection: duckdb.DuckDBPyConnection,
    name: str,
    path: Path,
    folder: Path,
    mapping: Mapping | None,
    charset: str | None,
    told: Heard,
) -> Opened:
    checked = check(path, charset, lambda done: told(Step.CHECKING, done))
    if markup.begins_markup(path):
        rows = folder / "rows.csv"
        markup.to_csv(path, checked.charset, name, rows)
        return _parted(name, rows, checked.charset, mapping, marked=False)
    is_json = objects.begins_object(path, checked.charset)
    laid, clean = folder / "objects.ndjson", folder / "clean.txt"
    if is_json and objects.unwrapped(path, checked.charset, name, laid):
        path, marked = laid, False
    elif checked.clean and (checked.closed or is_json):
        marked = False
    else:
        cleaning = partial(told, Step.CLEANING)
        wash(path, checked.charset, clean, cleaning, mend=not is_json)
        path, marked = clean, True
    if is_json and (sample := objects.sample_of(path)):
        source = of_text(path, Layout((), ",", quote=False, width=1, objects=True), 1)
        table = of_objects(connection, source, sample, marked=marked)
        return _named(name, table, mapping, checked.charset)
    if is_json:
        raise FileUnreadable(name, "begins as JSON, but none of its lines is an object")
    if unstated(path, folder / "rows.txt"):
        path = folder / "rows.txt"
    return _parted(name, path, checked.charset, mapping, marked=marked)


def _named(name: str, table: Table, mapping: Mapping | None, charset: str) -> Opened:
    known = recognise_named(name, table.names, table.sample, mapping)
    return Opened(name, table, known.mapping, charset)


def _parted(
    name: str, path: Path, charset: str, mapping: Mapping | None, *, marked: bool
) -> Opened:
    """Open a file of rows and cells."""
    layout, known = _recognised(name, _layouts(path, mapping), mapping)
    if not known.mapping.quote and known.mapping.delimiter == layout.delimiter:
        layout = layout_of(path, layout.delimiter, quote=False)
    fields = known.mapping.fields
    placed = known.above == 0 and bool(fields)
    most = max(len(fields), len(known.names))
    grows = _may_grow(layout, known)
    wider = _table(path, layout, known, most, marked=marked, padded=True) if grows else None
    width = max(layout.width, 0 if placed else _width_of_data(layout, known.above))
    short = len(known.names) > width
    table = _table(path, layout, known, max(width, len(known.names)), marked=marked, padded=short)
    return Opened(name, table, known.mapping, charset, wider)


def _may_grow(layout: Layout, known: Known) -> bool:
    """Tell whether rows may end sooner or later than most, and no cell be in another's place.

    That is where the system itself wrote the file, which minds what parts the cells; below a header
    only where no cell can hold that at all.
    """
    own = bool(known.mapping.fields) and known.mapping.delimiter == layout.delimiter
    return own and (known.above == 0 or not known.mapping.quote)


def _layouts(path: Path, mapping: Mapping | None) -> list[Layout]:
    """Find how cells are parted, by what the mapping says if it does."""
    if mapping is None or mapping.delimiter is None:
        return layouts_of(path, None, quote=mapping is None or mapping.quote)
    told = layout_of(path, mapping.delimiter, quote=mapping.quote)
    return [told] if told.width > 1 else layouts_of(path, None, quote=True)


def _recognised(name: str, layouts: list[Layout], mapping: Mapping | None) -> tuple[Layout, Known]:
    """Take the likeliest way to part the rows in which they mean something."""
    if not any(any(row) for row in layouts[0].rows):
        raise FileUnreadable(name, "is empty; there is nothing to read")
    errors = []
    for layout in layouts:
        try:
            return layout, recognise(name, layout.rows, layout.width, mapping)
        except ColumnMissing as error:
            errors.append(error)
    raise errors[0]


def _width_of_data(layout: Layout, above: int) -> int:
    widths = [len(row) for row in layout.rows[above:] if row]
    return max(set(widths), key=widths.count) if widths else 0


def _table(
    path: Path, layout: Layout, known: Known, width: int, *, marked: bool, padded: bool
) -> Table:
    names = (*known.names, *[""] * (width - len(known.names)))[:width]
    return Table(
        of_text(path, layout, width, padded=padded),
        names,
        tuple([f"c{place}" for place in range(width)]),
        (TEXT_KIND,) * width,
        layout.rows[known.above :],
        above=known.above,
        marked=marked,
        rejects=True,
    )
