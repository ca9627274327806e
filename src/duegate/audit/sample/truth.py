"""The truth about a sample: which contacts break which clause, known before it was counted."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path

import duckdb
import msgspec

from duegate.audit.sample.clauses import CLAUSES, PACKS
from duegate.audit.sample.making import broken
from duegate.audit.sample.planning import Plan, shows
from duegate.model.judgement import Verdict

ZONE = "Asia/Shanghai"
LISTED_MAX = 100_000
"""So many rows are listed in the truth; where there are more, only the Parquet file has them."""


class ClauseTruth(msgspec.Struct, frozen=True):
    """What a clause finds: `count` contacts, of which so many were `planted` for it.

    The n-th contact of the file has the number n in `rids`; `lines` are the lines of the file, or
    the rows of a sheet, from 1, a header being one of them.
    """

    verdict: Verdict
    planted: int
    count: int
    rids: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()


class Truth(msgspec.Struct, frozen=True):
    """What is true of a file. A clause that is not in `clauses` the file cannot show broken."""

    file: str
    sha256: str
    dialect: str
    zone: str
    seed: int
    first: str
    days: int
    tenants: int
    records: int
    packs: tuple[str, ...]
    violating: int
    clauses: dict[str, ClauseTruth]


def truth_of(
    connection: duckdb.DuckDBPyConnection, plan: Plan, file: Path, *, header: bool
) -> Truth:
    """Tell the truth about the contacts of a connection, written to `file`."""
    found: dict[str, tuple[list[int], list[int]]] = {}
    relation = broken(connection)
    counts: Mapping[str, int] = dict(relation.aggregate("clause, count(*)", "clause").fetchall())
    if sum(counts.values()) <= LISTED_MAX:
        for rid, row, clause in relation.fetchall():
            rids, lines = found.setdefault(clause, ([], []))
            rids.append(rid)
            lines.append(row + header)
    clauses = {
        clause.id: ClauseTruth(
            clause.verdict,
            plan.planted.get(clause.id, 0),
            counts.get(clause.id, 0),
            *map(tuple, found.get(clause.id, ((), ()))),
        )
        for clause in CLAUSES
        if shows(plan.dialect, clause)
    }
    return Truth(
        file=file.name,
        sha256=_sha256(file),
        dialect=plan.dialect.name,
        zone=ZONE,
        seed=plan.seed,
        first=plan.first.isoformat(),
        days=plan.days,
        tenants=plan.tenants,
        records=_records(connection),
        packs=PACKS,
        violating=_violating(connection),
        clauses=clauses,
    )


def write_truth(connection: duckdb.DuckDBPyConnection, truth: Truth, folder: Path) -> Path:
    """Write `truth.json`, and `truth.parquet` with a row for each breach: `rid`, `clause`."""
    file = folder / "truth.json"
    file.write_bytes(msgspec.json.format(msgspec.json.encode(truth), indent=1) + b"\n")
    broken(connection).select("rid, row, clause").write_parquet(str(folder / "truth.parquet"))
    return file


def _records(connection: duckdb.DuckDBPyConnection) -> int:
    return _number(connection, "SELECT count(*) FROM contacts WHERE part = 0")


def _violating(connection: duckdb.DuckDBPyConnection) -> int:
    """Count the contacts with a violation; what is only to be reviewed is none."""
    reviewed = sum(
        1 << bit for bit, clause in enumerate(CLAUSES) if clause.verdict is Verdict.REVIEW
    )
    return _number(
        connection,
        f"SELECT count(*) FROM contacts WHERE part = 0 AND breaks & ~{reviewed} > 0",
    )


def _number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
