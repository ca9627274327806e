"""Loading: the rows of one file put into `given` and `refused`, numbered, none of them lost.

# INVARIANT: rows == read + refused + passed over, for every file.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb
import msgspec

from duegate.audit.reading.cells import masked
from duegate.audit.reading.errors import FileUnreadable, ZoneContradicted, ZoneNeeded
from duegate.audit.reading.mapping import Mapping
from duegate.audit.reading.staging import PARTED, Staging
from duegate.audit.reading.table import REJECTS, SCANS, Table, identifier
from duegate.audit.reading.text import BLANK, ENDLESS
from duegate.audit.record import ALWAYS, REFUSED, TYPES, Reason
from duegate.model.moment import zone_of
from duegate.rulebook.records import Column, among, quoted

STAGED, PAIRED, SHIFTS = "reading_staged", "reading_paired", "reading_shifts"
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


class Numbered(msgspec.Struct, frozen=True):
    """The rows of the stage with their numbers in the file, as SQL, and how to keep their order."""

    source: str
    order: str


def make_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that reading fills, empty."""
    for name in ("given", "refused", "remarks"):
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    connection.execute(f"CREATE TABLE given ({ALWAYS})")
    connection.execute(f"CREATE TABLE {REFUSED}")
    connection.execute(f"CREATE TABLE {REMARKS}")


def load(
    connection: duckdb.DuckDBPyConnection,
    file: int,
    plan: Plan,
    widen: Callable[[], Plan] | None,
) -> Counts:
    """Read a file whole and put its rows where they belong.

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
        lines = _lines(connection, plan.table)
        _insert(connection, file, plan, lines)
        refused = _refuse(connection, file, plan.table, lines)
        _remark(connection, file)
        read = _one(connection, f"SELECT count(*) FROM given WHERE file = {file}")
        passed = _passed(connection, plan.table, lines)
    finally:
        _clear(connection)
    return Counts(read, refused, passed, bare)


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
        connection.execute(f"CREATE TEMP TABLE {STAGED} AS {plan.staging.sql}")
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
        f"CREATE TEMP TABLE {PAIRED} AS"
        f" SELECT {kept}, s.passed OR coalesce(nth > 1, FALSE) AS passed, {talked}"
        f" FROM (SELECT rowid AS row_id, * FROM {STAGED}) s"
        f" LEFT JOIN (SELECT rowid AS row_id, row_number() OVER (PARTITION BY pair ORDER BY at_us,"
        f" rowid) AS nth FROM {STAGED} WHERE NOT passed AND NOT refused) USING (row_id)"
        f" LEFT JOIN (SELECT pair, min(at_us) AS ended_us FROM {STAGED} WHERE ends GROUP BY pair)"
        f" USING (pair) ORDER BY row_id"
    )
    connection.execute(f"DROP TABLE {STAGED}")
    connection.execute(f"ALTER TABLE {PAIRED} RENAME TO {STAGED}")


def _lines(connection: duckdb.DuckDBPyConnection, table: Table) -> Numbered:
    """Number the rows: the engine counts those it keeps, and others may stand between them."""
    if not table.rejects or not _one(connection, f"SELECT count(*) FROM {REJECTS}"):
        return Numbered(f"(SELECT rowid + 1 AS line, * FROM {STAGED})", "")
    connection.execute(
        f"CREATE TEMP TABLE {SHIFTS} AS SELECT kept, max(ahead) AS ahead FROM"
        " (SELECT line - row_number() OVER (ORDER BY line) AS kept,"
        f" row_number() OVER (ORDER BY line) AS ahead FROM (SELECT DISTINCT line FROM {REJECTS}))"
        " GROUP BY kept"
    )
    return Numbered(
        "(SELECT s.row_id + 1 + coalesce(f.ahead, 0) AS line, s.* FROM"
        f" (SELECT rowid AS row_id, * FROM {STAGED}) s"
        f" ASOF LEFT JOIN {SHIFTS} f ON s.row_id >= f.kept)",
        "ORDER BY line",
    )


def _insert(connection: duckdb.DuckDBPyConnection, file: int, plan: Plan, lines: Numbered) -> None:
    told = [column for column in Column if column in plan.staging.told]
    for column in told:
        connection.execute(
            f"ALTER TABLE given ADD COLUMN IF NOT EXISTS {identifier(column)} {TYPES[column]}"
        )
    first = _one(connection, "SELECT coalesce(max(rid), 0) FROM given")
    constant = plan.staging.constant
    values = ", ".join(
        f"{constant[column]} AS {identifier(column)}"
        if column in constant
        else _value(connection, column)
        for column in told
    )
    connection.execute(
        f"INSERT INTO given BY NAME SELECT {first} + row_number() OVER ({lines.order}) AS rid,"
        f" {file} AS file, line, at_us{values and ', '}{values} FROM {lines.source}"
        f" WHERE NOT refused AND NOT passed AND line > {plan.table.above} {lines.order}"
    )


def _value(connection: duckdb.DuckDBPyConnection, column: Column) -> str:
    """Give a column of the stage; of zones only those there are."""
    named = identifier(column)
    if column is not Column.ZONE:
        return named
    zones = connection.execute(f"SELECT DISTINCT {named} FROM {STAGED} LIMIT 10000").fetchall()
    known = among(named, [row[0] for row in zones if _is_zone(row[0])])
    return f"CASE WHEN {known} THEN {named} END AS {named}"


def _is_zone(name: str | None) -> bool:
    try:
        zone_of(name or "")
    except ValueError:
        return False
    return True


def _refuse(connection: duckdb.DuckDBPyConnection, file: int, table: Table, lines: Numbered) -> int:
    connection.execute(
        f"INSERT INTO refused SELECT {file}, line, split_part(aside, {quoted(PARTED)}, 1),"
        f" split_part(aside, {quoted(PARTED)}, 2) FROM {lines.source}"
        f" WHERE refused AND NOT passed AND line > {table.above} ORDER BY line"
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


def _passed(connection: duckdb.DuckDBPyConnection, table: Table, lines: Numbered) -> int:
    passed = _one(
        connection, f"SELECT count(*) FROM {lines.source} WHERE passed AND line > {table.above}"
    )
    if not table.rejects:
        return passed
    return passed + _one(
        connection,
        f"SELECT count(DISTINCT line) FROM {REJECTS}"
        f" WHERE line > {table.above} AND NOT {_NOT_BLANK}",
    )


def _remark(connection: duckdb.DuckDBPyConnection, file: int) -> None:
    """Note the odd words, the most frequent first."""
    words = f"SELECT unnest(string_split(aside, {quoted(PARTED)})) AS each FROM {STAGED}"
    connection.execute(
        f"INSERT INTO remarks SELECT {file}, split_part(each, '=', 1),"
        " substr(each, instr(each, '=') + 1), count(*)"
        f" FROM ({words} WHERE aside IS NOT NULL AND NOT refused AND NOT passed)"
        f" GROUP BY ALL ORDER BY 4 DESC, 2, 3 LIMIT {REMARKS_MAX}"
    )


def remark(
    connection: duckdb.DuckDBPyConnection, file: int, column: str, word: str, rows: int
) -> None:
    """Note something odd about a file."""
    connection.execute("INSERT INTO remarks VALUES (?, ?, ?, ?)", (file, column, word, rows))


def _clear(connection: duckdb.DuckDBPyConnection) -> None:
    for name in (STAGED, PAIRED, SHIFTS, REJECTS, SCANS):
        connection.execute(f"DROP TABLE IF EXISTS {name}")


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
