"""Reading: any file of call details or messages into `given` and `refused`, one after the other.

Each file is opened, its charset found, its dialect recognised, its mapping compiled, its rows
loaded. Nothing is fetched from anywhere: the engine reads only what is built into it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import duckdb
import msgspec

from duegate.audit.reading.cells import cleaned
from duegate.audit.reading.columns import Finder
from duegate.audit.reading.errors import FileUnreadable, TimeUnclear, ZoneNeeded
from duegate.audit.reading.guess import GENERIC, has_clock, is_day, mostly, zone_in
from duegate.audit.reading.how import How
from duegate.audit.reading.load import SHEET, TWIN, Loaded, Plan, load, make_tables, remark, show
from duegate.audit.reading.mapping import AT, Mapping, dialect_names, written
from duegate.audit.reading.opened import Opened, open_file
from duegate.audit.reading.opening import sha256_of, start_of
from duegate.audit.reading.progress import Progress, Step, unheard
from duegate.audit.reading.staging import Clock, Compiler
from duegate.audit.reading.table import TEXT_KIND, Table, identifier
from duegate.audit.reading.text import UTF8
from duegate.audit.reading.times import format_like, slashed_formats, wall_in_sql
from duegate.audit.record import Given, Source
from duegate.rulebook.records import Column, quoted

Told = Callable[[Progress], None]


def read(
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    how: How,
    told: Told = unheard,
) -> Given:
    """Read files into the tables `given`, `refused` and `remarks` of a connection.

    Raises a `ReadingError`; `ZoneNeeded` when somebody must say where the clocks stand.
    """
    how.check()
    sources: list[Source] = []
    files: list[Loaded] = []
    columns: set[Column] = set()
    with _bounded(connection), ThreadPoolExecutor(1) as aside:
        make_tables(connection)
        for file, path in enumerate(paths):
            start_of(path, path.name)
            digest = aside.submit(sha256_of, path)
            last = files[-1].last if files else 0
            source, tells, loaded = _read_one(connection, file, last, path, how, told, digest)
            alike = sum(other.name == path.name for other in paths) > 1
            sources.append(msgspec.structs.replace(source, name=str(path)) if alike else source)
            columns |= tells
            files.append(loaded)
        show(connection, files)
        if len(sources) > 1:
            _told_twice(connection, sources, columns)
    return Given(frozenset(columns), tuple(sources))


def _told_twice(
    connection: duckdb.DuckDBPyConnection, sources: Sequence[Source], columns: set[Column]
) -> None:
    """Refuse a file that says what another did; note how many rows of one are in another."""
    said = ", ".join(["at_us", *(identifier(each) for each in Column if each in columns)])
    rows = f"(SELECT file, hash({said}) AS said FROM given)"
    found = connection.execute(
        f"SELECT file, first, count(*) FROM {rows} JOIN (SELECT said, min(file) AS first"
        f" FROM {rows} GROUP BY said HAVING min(file) < max(file)) USING (said)"
        " WHERE file > first GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    for file, first, count in found:
        one, two = sources[first], sources[file]
        if count == one.read == two.read:
            raise FileUnreadable(two.name, f"holds the same records as {one.name}; name it once")
        remark(connection, file, TWIN, one.name, count)


def understood(connection: duckdb.DuckDBPyConnection, path: Path, how: How) -> Mapping:
    """Give the mapping a file would be read by, to be saved and corrected."""
    how.check()
    start_of(path, path.name)
    with _bounded(connection), tempfile.TemporaryDirectory(prefix="duegate-") as folder:
        opened = open_file(
            connection, path, Path(folder), how.given(), how.charset, lambda *_: None
        )
    return _saved(opened, _zone(opened, how))


def _saved(opened: Opened, zone: str | None) -> Mapping:
    """Give the mapping of a file as it is saved, for whoever corrects it."""
    charset = None if opened.charset == UTF8 else opened.charset
    mapping = opened.mapping
    if mapping.name in dialect_names():
        return Mapping(base=mapping.name, zone=zone, charset=charset)
    name = Mapping().name if mapping.name == GENERIC else mapping.name
    return msgspec.structs.replace(mapping, name=name, zone=zone, charset=charset)


@contextmanager
def _bounded(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Keep the engine to what is built in, and rows in their order."""
    row = connection.execute("SELECT current_setting('preserve_insertion_order')").fetchone()
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET autoload_known_extensions = false")
    connection.execute("SET preserve_insertion_order = true")
    try:
        yield
    finally:
        connection.execute(f"SET preserve_insertion_order = {bool(row and row[0])}")


def _read_one(
    connection: duckdb.DuckDBPyConnection,
    file: int,
    last: int,
    path: Path,
    how: How,
    told: Told,
    digest: Future[str],
) -> tuple[Source, frozenset[Column], Loaded]:
    size = path.stat().st_size

    def heard(step: Step, done: int) -> None:
        told(Progress(file, path.name, step, done, max(size, done)))

    with tempfile.TemporaryDirectory(prefix="duegate-") as folder:
        opened = open_file(connection, path, Path(folder), how.given(), how.charset, heard)
        heard(Step.READING, 0)
        zone = _zone(opened, how)
        plan = _plan(connection, opened, opened.table, how, zone)
        wider = opened.wider
        plans = None if wider is None else partial(_plan, connection, opened, wider, how, zone)
        loaded = load(connection, file, last, plan, plans)
        heard(Step.READING, size)
    for sheet, rows in (opened.sheets.left if opened.sheets is not None else {}).items():
        remark(connection, file, SHEET, sheet, rows)
    staging, counts = plan.staging, loaded.counts
    source = Source(
        name=path.name,
        sha256=digest.result(),
        dialect=opened.mapping.name,
        charset=opened.charset,
        zone=zone if counts.bare else None,
        rows=counts.read + counts.refused + counts.passed_over,
        read=counts.read,
        refused=counts.refused,
        passed_over=counts.passed_over,
        columns=staging.columns,
        assumed=staging.assumed,
    )
    return source, staging.told, loaded


def _zone(opened: Opened, how: How) -> str | None:
    """Choose the zone of bare times: what the file itself says, before what is said of all."""
    own = zone_in(opened.mapping.columns.get(AT)) or opened.mapping.zone
    return how.zone or own if opened.mapping is how.mapping else own or how.zone


def _plan(
    connection: duckdb.DuckDBPyConnection,
    opened: Opened,
    table: Table,
    how: How,
    zone: str | None,
) -> Plan:
    finder = Finder(opened.name, table, opened.mapping)
    compiler = Compiler(finder, table, opened.mapping, how.assume)
    clock = _clock(connection, opened, finder, zone)
    return Plan(opened.name, table, compiler.compile(clock), zone, opened.mapping)


def _clock(
    connection: duckdb.DuckDBPyConnection, opened: Opened, finder: Finder, zone: str | None
) -> Clock:
    """Find out how the times are written; raises `ZoneNeeded` before anything long is begun."""
    at = finder.find(opened.mapping.columns.get(AT, ()))
    if at is None or finder.raw(at)[1] != TEXT_KIND:
        return Clock((), zone)
    cells = finder.first(at)
    formats = _formats(opened.mapping, cells)
    if formats is None:
        raise _unclear(opened, zone, at.said, cells[0], "may be day/month or month/day")
    known, bare = _known_times(connection, cells, formats) if cells else (0, None)
    if not known and mostly(is_day, cells):
        why = "is written in no way that is known" if has_clock(cells[0]) else "has no time of day"
        raise _unclear(opened, zone, at.said, cells[0], why)
    if bare is not None and zone is None:
        raise ZoneNeeded(opened.name, at.said, bare)
    return Clock(formats, zone)


def _unclear(opened: Opened, zone: str | None, column: str, cell: str, why: str) -> TimeUnclear:
    """Say why times cannot be read, with the mapping as far as it is known."""
    mapping = _saved(opened, zone)
    if has_clock(cell):
        mapping = msgspec.structs.replace(mapping, time=format_like(cell))
    else:
        columns = {**mapping.columns, AT: f"{column} + ..."}
        mapping = msgspec.structs.replace(mapping, columns=columns)
    return TimeUnclear(opened.name, column, cell, why, written(mapping))


def _formats(mapping: Mapping, cells: Sequence[str]) -> tuple[str, ...] | None:
    """Give the formats of times, none when they are plain; `None` when the cells do not show it."""
    if mapping.time is not None:
        return (mapping.time,) if isinstance(mapping.time, str) else mapping.time
    slashed = slashed_formats(cells)
    return None if slashed == () else slashed or ()


def _known_times(
    connection: duckdb.DuckDBPyConnection, cells: Sequence[str], formats: tuple[str, ...]
) -> tuple[int, str | None]:
    """Count the first times that can be read; find one of them without an offset."""
    wall, tail = wall_in_sql("cell", TEXT_KIND, formats)
    listed = ", ".join(f"({quoted(cell)})" for cell in cells)
    clean = f"SELECT {cleaned('written')} AS cell FROM (VALUES {listed}) t(written)"
    known = f"SELECT cell, TRY({wall}) AS wall, ({tail}) AS tail FROM ({clean})"
    row = connection.execute(
        f"SELECT count(wall), any_value(cell) FILTER (wall IS NOT NULL AND tail = '')"
        f" FROM ({known})"
    ).fetchone()
    return (0, None) if row is None else (int(row[0]), row[1])
