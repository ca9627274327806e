"""What is given to an audit on Spark: Parquet in the columns of `audit.record`, in many files.

A file that has no `rid` is numbered: files in the order of their paths, rows in their own. What the
clauses would misread is refused here, before anything is judged.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyspark.errors import AnalysisException

from duegate.audit.record import MEMBERS, TYPES, Given
from duegate.audit.tables import Tables
from duegate.errors import DuegateError
from duegate.rulebook.records import Column, among

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

PLACED = ("rid", "file", "line")
"""Columns that tell a row from any other; where one is absent, all are made."""
AT = "at_us"
WHOLE = ("tinyint", "smallint", "int", "bigint")
READ_AS = {
    "VARCHAR": ("string",),
    "BOOLEAN": ("boolean",),
    "INTEGER": WHOLE,
    "VARCHAR[]": ("array<string>",),
}
"""The Spark types that are read as a type of `given`; an amount is any exact number."""
NOTES = ("tenant", "debtor", "debt", "number", "kind", "value", "since_us", "until_us")


class Unfit(DuegateError):
    """What was given cannot be audited as it is."""


def read_given(session: SparkSession, tables: Tables, place: str) -> tuple[Given, tuple[str, ...]]:
    """Make `given` of a folder of Parquet; give the columns that mean nothing too."""
    found = _read(session, place)
    names = found.columns
    if AT not in names:
        raise Unfit(
            f"{place}: column `{AT}` is missing: when each contact began, in microseconds since"
            f" 1970 UTC; there are {', '.join(names)}"
        )
    told = frozenset(column for column in Column if column in names)
    if Column.NUMBER not in told and Column.ADDRESS not in told:
        raise Unfit(f"{place}: column `number` is missing: whom each contact was to reach")
    types = dict(found.dtypes)
    _check_types(place, types, told)
    columns = [
        f"CAST({each} AS {tables.engine.typed(TYPES[each])}) AS {each}"
        for each in Column
        if each in told
    ]
    numbered = set(PLACED) <= set(names)
    raw = found if numbered else found.select("*", "_metadata.file_path", "_metadata.row_index")
    raw.createOrReplaceTempView("raw")
    at = f"coalesce(CAST({AT} AS BIGINT), -1) AS {AT}"
    if numbered:
        tables.show(
            "given",
            "SELECT CAST(rid AS BIGINT) AS rid, CAST(file AS INTEGER) AS file,"
            f" CAST(line AS BIGINT) AS line, {', '.join([at, *columns])} FROM raw",
        )
        _check_rids(tables, place)
    else:
        _number(tables)
        tables.show(
            "given",
            "SELECT f.before + r.row_index + 1 AS rid, f.file, r.row_index + 1 AS line,"
            f" {', '.join([at, *columns])} FROM raw r JOIN files f ON f.path = r.file_path",
        )
    _check_words(tables, place, told)
    ignored = tuple(name for name in names if name not in {*PLACED, AT, *Column})
    return Given(told, ()), ignored


def read_notes(session: SparkSession, place: str) -> None:
    """Make the table `notes` of a folder of Parquet."""
    found = _read(session, place)
    missing = [name for name in NOTES if name not in found.columns]
    if missing:
        raise Unfit(f"{place}: column `{missing[0]}` is missing; a list of notes has {NOTES}")
    found.select(*NOTES).createOrReplaceTempView("notes")


def _read(session: SparkSession, place: str) -> DataFrame:
    try:
        return session.read.parquet(place)
    except AnalysisException as error:
        raise Unfit(f"{place}: no Parquet can be read there: {_short(error)}") from None


def _short(error: AnalysisException) -> str:
    return re.sub(r"\s*SQLSTATE.*", "", str(error), flags=re.DOTALL)


def _check_types(place: str, types: dict[str, str], told: frozenset[Column]) -> None:
    """Refuse a type that would have to be guessed at."""
    wanted = {AT: WHOLE} | {str(each): READ_AS.get(TYPES[each], WHOLE) for each in told}
    for name, accepted in wanted.items():
        exact = types[name].startswith("decimal") and name == Column.AMOUNT
        if types[name] not in accepted and not exact:
            raise Unfit(f"{place}: column `{name}` is {types[name]}; it must be {accepted[-1]}")


def _check_rids(tables: Tables, place: str) -> None:
    ((rows, different),) = tables.rows("SELECT count(*), count(DISTINCT rid) FROM given")
    if rows != different:
        raise Unfit(
            f"{place}: {rows - different} rows have no `rid` of their own; number them anew, or"
            " leave the column out"
        )


def _number(tables: Tables) -> None:
    """Count the rows of each file, so that those of the next go on from there."""
    found = tables.rows("SELECT file_path, max(row_index) + 1 FROM raw GROUP BY 1 ORDER BY 1")
    rows, before = [], 0
    for file, (path, count) in enumerate(found):
        rows.append((path, file, before))
        before += count
    tables.load("files (path VARCHAR, file INTEGER, before BIGINT)", rows)


def _check_words(tables: Tables, place: str, told: frozenset[Column]) -> None:
    """Refuse a word that no clause knows, rather than take it for none."""
    columns = [column for column in MEMBERS if column in told]
    strange = []
    for column in columns:
        if TYPES[column].endswith("[]"):
            known = among("word", MEMBERS[column])
            strange.append(f"max(get(filter({column}, word -> NOT {known}), 0))")
        else:
            strange.append(f"max(CASE WHEN NOT {among(column, MEMBERS[column])} THEN {column} END)")
    if not columns:
        return
    (found,) = tables.rows(f"SELECT {', '.join(strange)} FROM given")
    for column, word in zip(columns, found, strict=True):
        if word is not None:
            known = ", ".join(sorted(map(str, MEMBERS[column])))
            raise Unfit(f"{place}: column `{column}` holds `{word}`; the words are {known}")
