"""Loading: the rows of each file read once, then shown as `given` where they stand.

What cannot be audited goes to `refused`; none of them is lost.

# INVARIANT: rows == read + refused + passed over, for every file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import duckdb
import msgspec

from duegate.audit.reading.cells import masked
from duegate.audit.reading.errors import FileUnreadable, ZoneContradicted, ZoneNeeded
from duegate.audit.reading.mapping import Mapping
from duegate.audit.reading.passing import LEGS
from duegate.audit.reading.staging import PARTED, Staging
from duegate.audit.reading.table import REJECTS, SCANS, Table, identifier
from duegate.audit.reading.text import BLANK, ENDLESS
from duegate.audit.record import REFUSED, TYPES, Reason
from duegate.model.moment import zone_of
from duegate.rulebook.records import Column, among, quoted

STAGED, OTHER, SHIFTS = "reading_staged", "reading_other", "reading_shifts"
ROWS = "reading_rows_"
"""With the number of a file: its rows as they were read."""
REMARKS = "remarks (file SMALLINT, column_name VARCHAR, word VARCHAR, rows BIGINT)"
"""Words that mean nothing in a column that may be left open; their rows are read without it."""
REMARKS_MAX = 200
SHEET, TWIN = "sheet", "file"
"""What stands for the column in a remark on a sheet that was left, a file that says the same."""


class Counts(msgspec.Struct, frozen=True):
    """How many rows of a file were read, refused, and passed over; whether any time was bare."""

    read: int
    refused: int
    passed_over: int
    bare: bool


class Plan(msgspec.Struct, frozen=True):
    """What is to be loaded: the table, and the query that reads it; `zone` is of bare times."""

    name: str
    table: Table
    staging: Staging
    zone: str | None
    mapping: Mapping


class Loaded(msgspec.Struct, frozen=True):
    """What became of a file: the query that shows the rows that were read, the last number."""

    counts: Counts
    shown: str
    last: int


def make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that reading fills, empty."""
    connection.execute("DROP VIEW IF EXISTS given")
    earlier = "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, ?)"
    for (name,) in connection.execute(earlier, [ROWS]).fetchall():
        connection.execute(f"DROP TABLE {name}")
    for name in ("refused", "remarks"):
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    connection.execute(f"CREATE TABLE {REFUSED}")
    connection.execute(f"CREATE TABLE {REMARKS}")


def show(connection: duckdb.DuckDBPyConnection, loaded: Sequence[Loaded]) -> None:
    """Make the view `given` of the rows of all files."""
    files = " UNION ALL BY NAME ".join(each.shown for each in loaded)
    connection.execute(f"CREATE VIEW given AS {files}")


def load(
    connection: duckdb.DuckDBPyConnection,
    file: int,
    last: int,
    plan: Plan,
    widen: Callable[[], Plan] | None,
) -> Loaded:
    """Read a file whole; `last` is the number of the last row of the files before it.

    Where its rows may differ in width, `widen` plans for the widest, and that is asked for only
    when such rows are met.
    """
    _clear(connection)
    try:
        _stage(connection, plan)
        if widen is not None and _has_other_widths(connection, plan.mapping):
            plan = widen()
            _clear(connection)
            _stage(connection, plan)
        bare = _check_zone(connection, plan)
        if plan.staging.paired:
            _pair(connection)
        if plan.staging.legged:
            _pass_over_legs(connection)
        line = _numbered(connection, plan.table)
        rows = f"{ROWS}{file}"
        connection.execute(f"ALTER TABLE {STAGED} RENAME TO {rows}")
        source = f"(SELECT *, {line} AS at_line FROM {rows}) WHERE at_line > {plan.table.above}"
        refused = _refuse(connection, file, plan.table, source)
        passed = _passed(connection, plan.table, source)
        _remark(connection, file, source)
        read = _one(connection, f"SELECT count(*) FROM {source} AND NOT refused AND NOT passed")
        shown = _shown(connection, file, last, plan, source)
        last += _one(connection, f"SELECT coalesce(max({line}), 0) FROM {rows}")
    finally:
        _clear(connection)
    return Loaded(Counts(read, refused, passed, bare), shown, last)


def _has_other_widths(connection: duckdb.DuckDBPyConnection, mapping: Mapping) -> bool:
    """Tell whether rows were put aside that are of another width the mapping allows."""
    width = "max(TRY_CAST(regexp_extract(error_message, 'Found: ([0-9]+)', 1) AS INTEGER))"
    found = _one(
        connection,
        f"SELECT count(*) FROM (SELECT {width} AS width FROM {REJECTS} GROUP BY line)"
        f" WHERE width BETWEEN {mapping.fewest} AND {len(mapping.fields)}",
    )
    return found > 0


def _stage(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    try:
        connection.execute(f"CREATE TABLE {STAGED} AS {plan.staging.sql}")
    except duckdb.Error as error:
        said = str(error).splitlines()[0][:200]
        raise FileUnreadable(plan.name, f"cannot be read as a table: {said}") from error


def _check_zone(connection: duckdb.DuckDBPyConnection, plan: Plan) -> bool:
    """Tell whether there are bare times; stop when their zone is unknown or contradicted."""
    above = plan.table.above
    bare = f"FROM {STAGED} WHERE bare AND NOT passed AND rowid >= {above}"
    if not _one(connection, f"SELECT count(*) {bare}"):
        return False
    if plan.zone is None:
        row = connection.execute(f"SELECT min(aside) {bare} AND NOT refused").fetchone()
        example = str(row[0]) if row and row[0] else ""
        raise ZoneNeeded(plan.name, plan.staging.columns["at"], example)
    contrary = connection.execute(
        f"SELECT rowid + 1, ahead_minutes FROM {STAGED}"
        f" WHERE contradicts AND NOT passed AND rowid >= {above} LIMIT 1"
    ).fetchone()
    if contrary is not None:
        line, minutes = contrary
        hours, rest = divmod(abs(minutes), 60)
        offset = f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"
        raise ZoneContradicted(plan.name, plan.zone, line, offset)
    return True


def _pair(connection: duckdb.DuckDBPyConnection) -> None:
    """Close each contact by the row that ends it, and pass over what begins it once more."""
    known = [row[0] for row in connection.execute(f"DESCRIBE {STAGED}").fetchall()]
    lasted = "TRY_CAST(greatest(0, (ended_us - at_us) // 1000000) AS INTEGER)"
    talked = f"CASE WHEN s.state = 'answered' THEN {lasted} END AS {Column.DURATION}"
    replaced = ("passed", Column.DURATION)
    kept = ", ".join(f"s.{identifier(each)}" for each in known if each not in replaced)
    connection.execute(
        f"CREATE TABLE {OTHER} AS"
        f" SELECT {kept}, s.passed OR coalesce(nth > 1, FALSE) AS passed, {talked}"
        f" FROM (SELECT rowid AS row_id, * FROM {STAGED}) s"
        f" LEFT JOIN (SELECT rowid AS row_id, row_number() OVER (PARTITION BY pair ORDER BY at_us,"
        f" rowid) AS nth FROM {STAGED} WHERE NOT passed AND NOT refused) USING (row_id)"
        f" LEFT JOIN (SELECT pair, min(at_us) AS ended_us FROM {STAGED} WHERE ends GROUP BY pair)"
        f" USING (pair) ORDER BY row_id"
    )
    _exchange(connection)


def _pass_over_legs(connection: duckdb.DuckDBPyConnection) -> None:
    """Pass over the second leg of a call that was read; of two that name each other the later."""
    own, other = LEGS
    connection.execute(
        f"UPDATE {STAGED} SET passed = TRUE WHERE rowid IN (SELECT s.rowid FROM {STAGED} s"
        f" JOIN {STAGED} f ON f.{other} = s.{own} WHERE f.rowid <> s.rowid AND NOT f.passed"
        f" AND NOT f.refused AND (s.{other} IS DISTINCT FROM f.{own} OR f.rowid < s.rowid))"
    )


def _numbered(connection: duckdb.DuckDBPyConnection, table: Table) -> str:
    """Give the number of a row in SQL: the engine counts those it keeps; others may stand between.

    The number of a row that is no longer known by its place is kept beside it.
    """
    if not table.rejects or not _one(connection, f"SELECT count(*) FROM {REJECTS}"):
        return "rowid + 1"
    connection.execute(
        f"CREATE TEMP TABLE {SHIFTS} AS SELECT kept, max(ahead) AS ahead FROM"
        " (SELECT line - row_number() OVER (ORDER BY line) AS kept,"
        f" row_number() OVER (ORDER BY line) AS ahead FROM (SELECT DISTINCT line FROM {REJECTS}))"
        " GROUP BY kept"
    )
    connection.execute(
        f"CREATE TABLE {OTHER} AS SELECT s.row_id + 1 + coalesce(f.ahead, 0) AS line,"
        f" s.* EXCLUDE (row_id) FROM (SELECT rowid AS row_id, * FROM {STAGED}) s"
        f" ASOF LEFT JOIN {SHIFTS} f ON s.row_id >= f.kept ORDER BY s.row_id"
    )
    _exchange(connection)
    return "line"


def _exchange(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(f"DROP TABLE {STAGED}")
    connection.execute(f"ALTER TABLE {OTHER} RENAME TO {STAGED}")


def _shown(
    connection: duckdb.DuckDBPyConnection, file: int, last: int, plan: Plan, source: str
) -> str:
    """Give the query that shows what was read; numbers rise, whatever stands between them."""
    constant = plan.staging.constant
    told = [column for column in Column if column in plan.staging.told]
    values = "".join(
        f", CAST({constant.get(column) or _value(connection, column, source)} AS {TYPES[column]})"
        f" AS {identifier(column)}"
        for column in told
    )
    return (
        f"SELECT {last} + at_line AS rid, CAST({file} AS SMALLINT) AS file, at_line AS line,"
        f" at_us{values} FROM {source} AND NOT refused AND NOT passed"
    )


def _value(connection: duckdb.DuckDBPyConnection, column: Column, source: str) -> str:
    """Give a column as it was read; of zones only those there are."""
    named = identifier(column)
    if column is not Column.ZONE:
        return named
    zones = connection.execute(f"SELECT DISTINCT {named} FROM {source} LIMIT 10000").fetchall()
    known = among(named, [row[0] for row in zones if _is_zone(row[0])])
    return f"CASE WHEN {known} THEN {named} END"


def _is_zone(name: str | None) -> bool:
    try:
        zone_of(name or "")
    except ValueError:
        return False
    return True


def _refuse(connection: duckdb.DuckDBPyConnection, file: int, table: Table, source: str) -> int:
    connection.execute(
        f"INSERT INTO refused SELECT {file}, at_line, split_part(aside, {quoted(PARTED)}, 1),"
        f" split_part(aside, {quoted(PARTED)}, 2) FROM {source}"
        " AND refused AND NOT passed ORDER BY at_line"
    )
    if table.rejects:
        text = f"replace(coalesce(csv_line, ''), {quoted(ENDLESS)}, '')"
        connection.execute(
            f"INSERT INTO refused SELECT {file}, line, any_value(CASE"
            f" WHEN starts_with(csv_line, {quoted(ENDLESS)})"
            f" OR error_type = 'LINE SIZE OVER MAXIMUM' THEN {quoted(Reason.TOO_LONG)}"
            f" WHEN error_type = 'INVALID ENCODING' THEN {quoted(Reason.ENCODING)}"
            f" ELSE {quoted(Reason.COLUMNS)} END),"
            f" any_value({masked(f'left({text}, 400)')}) FROM {REJECTS}"
            f" WHERE line > {table.above} AND {_NOT_BLANK} GROUP BY line ORDER BY line"
        )
    return _one(connection, f"SELECT count(*) FROM refused WHERE file = {file}")


_NOT_BLANK = f"trim(coalesce(csv_line, '')) <> {quoted(BLANK)}"


def _passed(connection: duckdb.DuckDBPyConnection, table: Table, source: str) -> int:
    passed = _one(connection, f"SELECT count(*) FROM {source} AND passed")
    if not table.rejects:
        return passed
    return passed + _one(
        connection,
        f"SELECT count(DISTINCT line) FROM {REJECTS}"
        f" WHERE line > {table.above} AND NOT {_NOT_BLANK}",
    )


def _remark(connection: duckdb.DuckDBPyConnection, file: int, source: str) -> None:
    """Note the odd words, the most frequent first."""
    words = f"SELECT unnest(string_split(aside, {quoted(PARTED)})) AS each FROM {source}"
    connection.execute(
        f"INSERT INTO remarks SELECT {file}, split_part(each, '=', 1),"
        " substr(each, instr(each, '=') + 1), count(*)"
        f" FROM ({words} AND aside IS NOT NULL AND NOT refused AND NOT passed)"
        f" GROUP BY ALL ORDER BY 4 DESC, 2, 3 LIMIT {REMARKS_MAX}"
    )


def remark(
    connection: duckdb.DuckDBPyConnection, file: int, column: str, word: str, rows: int
) -> None:
    """Note something odd about a file."""
    connection.execute("INSERT INTO remarks VALUES (?, ?, ?, ?)", (file, column, word, rows))


def _clear(connection: duckdb.DuckDBPyConnection) -> None:
    for name in (STAGED, OTHER, SHIFTS, REJECTS, SCANS):
        connection.execute(f"DROP TABLE IF EXISTS {name}")


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
