"""The job: Parquet of any number of files in, findings and a summary out; what is unfit is told."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import msgspec
import pytest
from tests.packs.shipped import PACKS

from duegate.audit.prepare import Terms
from duegate.audit.record import REFUSED, Given
from duegate.audit.run import audit
from duegate.errors import DuegateError
from duegate.rulebook.book import Book
from duegate.rulebook.records import Column

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

    from duegate.audit.spark.job import Summary

PACK = "cn-shenzhen"
MORNING_US = 1_767_225_600_000_000 + 2 * 3_600_000_000  # 10:00 in Shanghai on 1 January 2026
HOUR_US = 3_600_000_000
TABLES = ("violations", "unknowns", "refused")
TOLD = frozenset({Column.NUMBER, Column.CHANNEL, Column.STATE})
RECORDS = f"""
SELECT {MORNING_US} + (n % 30) * {HOUR_US} AS at_us,
  CASE WHEN n = 7 THEN '12' ELSE '1380013800' || n % 2 END AS number,
  'call' AS channel, 'answered' AS state, n AS colour
FROM range(60) t(n)
"""


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """Sixty contacts with two people, in two files; one number is none."""
    place = tmp_path / "in"
    place.mkdir()
    for part, half in enumerate(("n < 30", "n >= 30")):
        duckdb.execute(f"COPY ({RECORDS} WHERE {half}) TO '{place}/{part}.parquet'")
    return place


def done(session: SparkSession, given: Path, **told: object) -> Summary:
    """Run the job beside what it is given."""
    from duegate.audit.spark.job import Asked, run  # noqa: PLC0415 - an optional extra

    asked: dict[str, Any] = {"packs": (PACK,), "country": "CN", "out": str(given.parent / "out")}
    return run(session, Asked(given=str(given), **(asked | told)))


def alone(given: Path) -> tuple[Any, list[tuple[Any, ...]]]:
    """Audit the same files with DuckDB, rows numbered in the order of files and rows."""
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE given AS SELECT row_number() OVER (ORDER BY filename, file_row_number)"
            " AS rid, 0::SMALLINT AS file, 0 AS line, * EXCLUDE (colour, filename, file_row_number)"
            f" FROM read_parquet('{given}/*', filename = true, file_row_number = true)"
        )
        connection.execute(f"CREATE TABLE {REFUSED}")
        book = Book((PACKS[PACK],), adopted=frozenset({PACK}))
        found = audit(connection, Given(TOLD, ()), book, Terms(region="CN"))
        return found, sorted(connection.execute("FROM violations").fetchall())


def test_findings_and_a_summary_are_left(session: SparkSession, records: Path) -> None:
    """Rows without a number of their own are numbered over all files, and found as DuckDB finds.

    The summary counts by the ids of clauses, and names what was refused or not read.
    """
    summary = done(session, records)
    found, rows = alone(records)
    out = records.parent / "out"
    assert sorted(duckdb.execute(f"FROM '{out}/violations/*.parquet'").fetchall()) == rows
    assert rows
    assert msgspec.structs.replace(summary.audit, given=found.given) == found
    refused = duckdb.execute(f"FROM '{out}/refused/*.parquet'").fetchall()
    assert [(file, line) for file, line, *_ in refused] == [(0, 8)]
    assert {path.name for path in out.iterdir() if path.is_dir()} == {*TABLES}
    written = msgspec.json.decode((out / "summary.json").read_bytes())
    assert written["violations_by_clause"] == summary.violations_by_clause
    ids = [clause.id for clause in summary.audit.clauses]
    assert Counter(ids[row[1]] for row in rows) == Counter(summary.violations_by_clause)
    assert written["refused_by_reason"] == {"number_invalid": 1}
    assert written["ignored_columns"] == ["colour"]


def test_folders_tell_a_column(session: SparkSession, records: Path) -> None:
    """What the name of a folder tells stays as it is written, a number or not."""
    from duegate.audit.spark.given import read_given  # noqa: PLC0415 - an optional extra
    from duegate.audit.spark.tables import SparkTables  # noqa: PLC0415 - an optional extra

    (records / "tenant=007").mkdir()
    for file in records.glob("*.parquet"):
        file.rename(records / "tenant=007" / file.name)
    tables = SparkTables(session, str(records.parent / "out"), 1)
    given, _ = read_given(session, tables, str(records))
    assert Column.TENANT in given.told
    assert tables.rows("SELECT DISTINCT tenant, max(rid) FROM given GROUP BY 1") == [("007", 60)]


def test_rows_keep_the_numbers_they_have(session: SparkSession, records: Path) -> None:
    """What already tells rows apart is what findings name them by."""
    place = records.parent / "numbered"
    place.mkdir()
    duckdb.execute(
        "COPY (SELECT 1000 + row_number() OVER () AS rid, 0 AS file, 1 AS line, *"
        f" FROM '{records}/0.parquet') TO '{place}/0.parquet'"
    )
    done(session, place)
    rids = duckdb.execute(f"SELECT rid FROM '{records.parent}/out/violations/*.parquet'").fetchall()
    assert rids
    assert min(rid for (rid,) in rids) > 1000


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        pytest.param("number", "column `at_us` is missing", id="no-instant"),
        pytest.param("at_us, channel", "column `number` is missing", id="no-number"),
        pytest.param(
            "at_us, CAST(number AS BIGINT) AS number",
            "column `number` is bigint; it must be string",
            id="type",
        ),
        pytest.param("at_us, number, 'fax' AS channel", "column `channel` holds `fax`", id="word"),
        pytest.param(
            "at_us, number, ['identity', 'song'] AS contains",
            "column `contains` holds `song`",
            id="word-in-a-list",
        ),
        pytest.param(
            "at_us, number, 1 AS rid, 0 AS file, 1 AS line",
            "29 rows have no `rid` of their own",
            id="rid-twice",
        ),
    ],
)
def test_what_is_unfit_is_told(
    session: SparkSession, records: Path, columns: str, said: str
) -> None:
    """A file that would be misread is refused, with what to mend."""
    place = records.parent / "unfit"
    place.mkdir()
    duckdb.execute(f"COPY (SELECT {columns} FROM '{records}/1.parquet') TO '{place}/0.parquet'")
    with pytest.raises(DuegateError) as refused:
        done(session, place)
    assert said in str(refused.value)
    assert str(place) in str(refused.value)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        pytest.param(
            {"packs": ("cn-shenzen",)}, "--packs: there is no pack `cn-shenzen`", id="pack"
        ),
        pytest.param({"given": "nowhere"}, "no Parquet can be read there", id="place"),
        pytest.param({"out": "in/out"}, "--out: ", id="out"),
        pytest.param({"zone": "Asia/Shanghia"}, "--zone: ", id="zone"),
        pytest.param({"walked_max": 1, "packs": ("kr",)}, "--walked-max", id="doubts"),
    ],
)
def test_what_cannot_be_done_is_told(
    session: SparkSession, records: Path, told: dict[str, Any], said: str
) -> None:
    """An option that means nothing is refused, and so is more doubt than the driver can take."""
    place = records.parent / told.pop("given", records.name)
    told = {"out": "out"} | told
    told["out"] = str(records.parent / told["out"])
    with pytest.raises(DuegateError) as refused:
        done(session, place, **told)
    assert said in str(refused.value)


def test_it_runs_on_its_own(session: SparkSession, records: Path) -> None:
    """The command says what it found, or what is wrong, and leaves with 1."""
    del session  # here only so that Spark is there
    command = [sys.executable, "-m", "duegate.audit.spark", "--packs", PACK, "--country", "CN"]
    command += ["--master", "local[1]", "--out", str(records.parent / "out"), "--in"]
    quick = {"JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}
    ran = subprocess.run(
        [*command, str(records)],
        env=os.environ | quick,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.startswith("59 records audited, 1 not readable; ")
    assert f"{PACK}/" in ran.stdout
    assert "column `colour` means nothing to the audit and was not read" in ran.stdout


def test_a_refusal_is_one_sentence(
    session: SparkSession, capsys: pytest.CaptureFixture[str]
) -> None:
    """An option that means nothing is told before Spark starts, and the job leaves with 1."""
    del session
    from duegate.audit.spark.job import main  # noqa: PLC0415 - an optional extra

    assert main(["--in", "here", "--out", "there", "--packs", "none,kr"]) == 1
    assert capsys.readouterr().err.startswith("duegate: --packs: there is no pack `none`; there ")
