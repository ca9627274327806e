"""The audit as a Spark job: Parquet in, Parquet and a summary out.

It may run on its own, `python -m duegate.audit.spark`, or be handed to `spark-submit`.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
from pyspark.errors import AnalysisException
from pyspark.sql import SparkSession

from duegate.audit.findings import Audit
from duegate.audit.prepare import Terms
from duegate.audit.reading import read_callers
from duegate.audit.record import REFUSED
from duegate.audit.run import audit_in
from duegate.audit.spark.given import Unfit, read_given, read_notes
from duegate.audit.spark.tables import WALKED_MAX, WORK, SparkTables
from duegate.errors import DuegateError
from duegate.model.moment import zone_of
from duegate.model.text import counted
from duegate.packs import read_calendars, read_own, read_shipped
from duegate.rulebook.book import Book
from duegate.rulebook.load import load_packs

ROWS_A_PART = 1_000_000
SUMMARY = "summary.json"


class Asked(msgspec.Struct, frozen=True):
    """What a job is told: where the records are, where findings go, and what holds of all."""

    given: str
    out: str
    packs: tuple[str, ...] = ()
    own_packs: Path | None = None
    zone: str | None = None
    country: str | None = None
    callers: Path | None = None
    notes: str | None = None
    walked_max: int = WALKED_MAX


class Summary(msgspec.Struct, frozen=True):
    """What came of it: the audit, and its counts by the id of each clause."""

    audit: Audit
    violations_by_clause: dict[str, int]
    reviews_by_clause: dict[str, int]
    unknown_by_clause: dict[str, int]
    refused_by_reason: dict[str, int]
    ignored_columns: tuple[str, ...]


def run(session: SparkSession, asked: Asked) -> Summary:
    """Audit what is given; findings and the summary are left in `out`."""
    book, terms = book_of(asked), terms_of(asked)
    if f"{asked.out}/".startswith(f"{asked.given.rstrip('/')}/"):
        raise Unfit(f"--out: {asked.out} lies where the records do; name another folder")
    rows = _count(session, asked.given)
    parts = session.sparkContext.defaultParallelism + rows // ROWS_A_PART
    session.conf.set("spark.sql.shuffle.partitions", parts)
    tables = SparkTables(session, asked.out, parts, asked.walked_max)
    _remove(session, f"{asked.out}/{WORK}")
    tables.gather(REFUSED.replace("SMALLINT", "INTEGER"), ())  # there may be very many files
    given, ignored = read_given(session, tables, asked.given)
    if asked.notes is not None:
        read_notes(session, asked.notes)
    found = audit_in(tables, given, book, terms)
    refused = tables.rows("SELECT reason, count(*) FROM refused GROUP BY 1 ORDER BY 1")
    summary = Summary(
        found,
        _summed(found, "violations"),
        _summed(found, "reviews"),
        _summed(found, "unknown"),
        dict(refused),
        ignored,
    )
    written = msgspec.json.format(msgspec.json.encode(summary), indent=2).decode()
    _write(session, f"{asked.out}/{SUMMARY}", written)
    _remove(session, f"{asked.out}/{WORK}")
    return summary


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the job that the arguments tell of."""
    asked, master = _asked(arguments)
    try:
        book_of(asked)  # both are read again by the job; here before anything is started
        terms_of(asked)
        summary = _done(asked, master)
    except DuegateError as error:
        sys.stderr.write(f"duegate: {error}\n")
        return 1
    found = summary.audit
    refused = sum(summary.refused_by_reason.values())
    sys.stdout.write(
        f"{counted(found.records, 'record')} audited, {refused} not readable;"
        f" {found.violating} with a violation; {counted(len(found.not_judged), 'clause')} the"
        " columns tell nothing of\n"
    )
    for clause, count in summary.violations_by_clause.items():
        if count:
            sys.stdout.write(f"{count:>12}  {clause}\n")
    for name in summary.ignored_columns:
        sys.stdout.write(f"column `{name}` means nothing to the audit and was not read\n")
    return 0


def _done(asked: Asked, master: str | None) -> Summary:
    """Run the job in a session of its own."""
    # Executors on this machine must find the very modules that run here.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("duegate audit")
    session = (builder.master(master) if master else builder).getOrCreate()
    try:
        return run(session, asked)
    finally:
        session.stop()


def _asked(arguments: Sequence[str] | None) -> tuple[Asked, str | None]:
    parser = argparse.ArgumentParser(prog="python -m duegate.audit.spark", description=__doc__)
    tell = parser.add_argument
    tell("--in", dest="given", required=True, metavar="DIR", help="Parquet, in any number of files")
    tell("--out", required=True, metavar="DIR", help="where findings go; every executor writes")
    tell("--packs", nargs="+", default=(), metavar="PACK", help="the packs to apply everywhere")
    tell("--own-packs", type=Path, metavar="DIR", help="a folder of packs of your own")
    tell("--zone", help="the clock of recipients of whom nothing else tells")
    tell("--country", metavar="CC", help="whose national numbers are those without +, as CN")
    tell("--callers", type=Path, metavar="FILE", help="the registered caller numbers, one a line")
    tell("--notes", metavar="DIR", help="Parquet of wishes, consents and states")
    tell("--walked-max", type=int, default=WALKED_MAX, help="records the driver may look at singly")
    tell("--master", help="as of spark-submit; local[*] uses this machine alone")
    told = vars(parser.parse_args(arguments))
    master = told.pop("master")
    told["out"] = told["out"].rstrip("/") or "/"
    return Asked(**told | {"packs": tuple(told["packs"])}), master


def book_of(asked: Asked) -> Book:
    """Make the book of the packs that are named, which then apply everywhere; else of all."""
    files = read_shipped() | ({} if asked.own_packs is None else read_own(asked.own_packs))
    packs = load_packs(files, read_calendars())
    names = [name for written in asked.packs for name in written.split(",") if name]
    for name in names:
        if name not in packs:
            raise Unfit(f"--packs: there is no pack `{name}`; there are {', '.join(packs)}")
    chosen = tuple(packs[name] for name in dict.fromkeys(names)) or tuple(packs.values())
    return Book(chosen, adopted=frozenset(names))


def terms_of(asked: Asked) -> Terms:
    """Say what holds of all records; what means nothing is refused."""
    if asked.zone is not None:
        try:
            zone_of(asked.zone)
        except ValueError as error:
            raise Unfit(f"--zone: {error}") from None
    callers = None if asked.callers is None else read_callers(asked.callers)
    return Terms(asked.zone, asked.country, callers, notes=asked.notes is not None)


def _count(session: SparkSession, place: str) -> int:
    """Count the rows from the footers of the files; a place without any is told of later."""
    try:
        return int(session.read.parquet(place).count())
    except AnalysisException:
        return 0


def _summed(found: Audit, what: str) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for clause in found.clauses:
        counts[clause.id] += getattr(clause, what)
    return dict(counts)


def _write(session: SparkSession, place: str, text: str) -> None:
    """Write a text file where Spark writes, be that a folder here or a store of a cluster."""
    system, path = _stored(session, place)
    stream = system.create(path, True)  # noqa: FBT003 - over what is there
    stream.write(bytearray(text, "utf-8"))
    stream.close()


def _remove(session: SparkSession, place: str) -> None:
    """Remove a folder where Spark writes, if it is there."""
    system, path = _stored(session, place)
    system.delete(path, True)  # noqa: FBT003 - with all in it


def _stored(session: SparkSession, place: str) -> tuple[Any, Any]:
    """Give the file system of a place, and the place on it, as Spark itself finds them."""
    context = session.sparkContext
    path = context._jvm.org.apache.hadoop.fs.Path(place)  # noqa: SLF001 - the one way to it
    return path.getFileSystem(context._jsc.hadoopConfiguration()), path  # noqa: SLF001
