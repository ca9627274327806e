"""The audit on Spark beside the audit on DuckDB: one machine, two threads each, the same Parquet.

Spark is for clusters; on one machine the question is only what it costs beside DuckDB. The records
are those of the audit benchmark, read once into the columns both engines take. Both run in one
process in turn, after one audit each that is not counted; how long Spark takes to start and to run
that first one is told beside. Where the extra or Java is missing, nothing is measured.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from benchmarks import Goal, Result, Series, alternate
from benchmarks.audit import COUNTRY, PACKS, ZONE, book, made
from benchmarks.house import disk
from duegate.audit.prepare import Terms
from duegate.audit.reading import How, read
from duegate.audit.record import REFUSED, Given
from duegate.audit.run import audit
from duegate.audit.workplace import workplace
from duegate.rulebook.records import Column

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

THREADS = 2
MEMORY = "4g"


class Rounds(msgspec.Struct, frozen=True):
    """How the rounds went, and how long Spark took before them."""

    start_s: float
    first_s: float
    spark_s: tuple[float, ...]
    duckdb_s: tuple[float, ...]


def measure(*, smoke: bool) -> Iterator[Result]:
    """Audit the same records on both engines."""
    if find_spec("pyspark") is None or shutil.which("java") is None:
        print("spark: needs Java and `duegate[spark]`; not measured", file=sys.stderr)
        return
    records = 20_000 if smoke else 10_000_000
    with disk() as folder:
        lay_out(made(folder, records), folder / "in")
        run = measured(folder, 1 if smoke else 3)
    yield Result(
        f"audit {records:,} records on Spark",
        Series(f"Spark local[{THREADS}], warm", "s", run.spark_s),
        Series("DuckDB", "s", run.duckdb_s),
        (Goal("ratio", most=8),),
        f"Parquet in, findings out, {', '.join(PACKS)}; both have {THREADS} threads",
    )
    yield Result(
        "audit on Spark, before it is warm",
        Series("start", "s", (run.start_s,)),
        note=f"the first audit took {run.first_s:.0f} s more",
    )


def lay_out(file: Path, place: Path) -> None:
    """Read a file of records and write it as the Parquet that both engines take."""
    with workplace() as connection:
        read(connection, (file,), How(zone=ZONE))
        place.mkdir()
        connection.execute(f"COPY given TO '{place}/given.parquet' (FORMAT parquet)")


def measured(folder: Path, rounds: int) -> Rounds:
    """Run the rounds in a process of their own."""
    child = [sys.executable, "-m", "benchmarks.spark", str(folder), str(rounds)]
    answer = subprocess.run(child, check=True, stdout=subprocess.PIPE)  # noqa: S603 - ourselves
    return msgspec.json.decode(answer.stdout, type=Rounds)


def on_duckdb(folder: Path) -> float:
    """Audit with DuckDB; give the seconds."""
    begun = time.perf_counter()
    with workplace() as connection:
        connection.execute(f"SET threads = {THREADS}")
        connection.execute(f"CREATE VIEW given AS FROM '{folder}/in/*.parquet'")
        connection.execute(f"CREATE TABLE {REFUSED}")
        columns = {name for name, *_ in connection.execute("DESCRIBE given").fetchall()}
        told = frozenset(column for column in Column if column in columns)
        audit(connection, Given(told, ()), book(), Terms(zone=ZONE, region=COUNTRY))
    return time.perf_counter() - begun


def on_spark(session: SparkSession, folder: Path) -> float:
    """Audit with Spark; give the seconds."""
    from duegate.audit.spark.job import Asked, run  # noqa: PLC0415 - an optional extra

    begun = time.perf_counter()
    run(session, Asked(f"{folder}/in", f"{folder}/out", PACKS, zone=ZONE, country=COUNTRY))
    return time.perf_counter() - begun


def main(folder: Path, rounds: int) -> None:
    """Start Spark, warm both sides, run the rounds and tell how they went."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - an optional extra

    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.driver.memory": MEMORY,
        "spark.local.dir": str(folder / "local"),
        "spark.log.level": "OFF",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
    }
    begun = time.perf_counter()
    session = SparkSession.builder.master(f"local[{THREADS}]").config(map=settings).getOrCreate()
    start = time.perf_counter() - begun
    on_duckdb(folder)
    first = on_spark(session, folder)
    ours, theirs = alternate(rounds, (lambda: on_spark(session, folder), lambda: on_duckdb(folder)))
    session.stop()
    told = Rounds(start, max(0.0, first - min(ours)), ours, theirs)
    print(msgspec.json.encode(told).decode())


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
