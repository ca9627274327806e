"""Every violation on a line of its own: the clause, the row, and the earlier rows behind it.

One query says what a violation shows; every report that lists them reads it, in the order of the
rows and, within one, of the clauses. Long results come in stretches of rows, so memory is bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from duegate.audit.insights import ground
from duegate.model.judgement import Verdict
from duegate.model.text import Text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from duegate.audit.findings import Audit, JudgedClause

Progress = Callable[[int, int], None]
"""Told now and then: how many of how many violations are written."""

STRETCH = 200_000
"""So many rows of the records are listed at a time."""

BATCH = 5_000

REACHED = Text(
    "此前已有 {used} 次联络，上限 {limit} 次", "contacts before it: {used}, the limit is {limit}"
)


class Place(msgspec.Struct, frozen=True):
    """A row of a file, and when it was; the row stands in the file as it was handed in."""

    file: str
    row: int
    at: str


class Breach(msgspec.Struct, frozen=True):
    """One violation, as a line of NDJSON tells it.

    `at` is the recipient's time where it is known, else UTC. `used` counts the earlier contacts in
    the window; `evidence` names them, at most the hundred oldest. A clause that counts nothing has
    neither.
    """

    clause: str
    dated: str
    pack: str
    pack_hash: str
    title: Text
    cite: Text
    verdict: Verdict
    reason: Text
    used: int | None
    limit: int | None
    file: str
    row: int
    at: str
    tenant: str | None
    agent: str | None
    channel: str | None
    caller: str | None
    number: str | None
    evidence: tuple[Place, ...]


CLAUSES = """
CREATE OR REPLACE TEMP TABLE insight_clauses (clause SMALLINT, id VARCHAR, dated VARCHAR,
    pack VARCHAR, pack_hash VARCHAR, title STRUCT(zh VARCHAR, en VARCHAR),
    cite STRUCT(zh VARCHAR, en VARCHAR), words STRUCT(zh VARCHAR, en VARCHAR), "limit" INTEGER)
"""

COUNTED = ", ".join(
    f"'{language}': replace(replace('{sentence}', '{{used}}', CAST(v.used AS VARCHAR)), "
    f"'{{limit}}', CAST(k.\"limit\" AS VARCHAR))"
    for language, sentence in (("zh", REACHED.zh), ("en", REACHED.en))
)

IN_ORDER = "ORDER BY rid, number_of"
OBJECT = ", ".join(f"'{name}': \"{name}\"" for name in Breach.__struct_fields__)
CELLS = ", ".join(
    {"evidence": "list_transform(evidence, lambda e: e.file || ':' || e.row)"}.get(
        name, f'"{name}"'
    )
    for name in Breach.__struct_fields__
)

ALL = "SELECT * FROM violations WHERE rid BETWEEN {first} AND {last}"
SAMPLE = """
SELECT * FROM violations WHERE (rid, clause) IN (
    SELECT (unnest(min(rid, {most})), clause) FROM violations GROUP BY clause)
"""


def _name_clauses(audit: Audit, connection: DuckDBPyConnection) -> None:
    """Tell the engine the words of the clauses, which every line says."""
    connection.execute(CLAUSES)
    for number, clause in enumerate(audit.clauses):
        connection.execute(
            "INSERT INTO insight_clauses VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [number, *_words_of(clause), clause.limit],
        )


def prepare(audit: Audit, connection: DuckDBPyConnection, *, show_numbers: bool) -> None:
    """Make ready for any of the listings below."""
    ground.lay(audit, connection, show_numbers=show_numbers)
    _name_clauses(audit, connection)


def _words_of(clause: JudgedClause) -> list[object]:
    texts = [{"zh": t.zh, "en": t.en} for t in (clause.title, clause.cite, clause.text)]
    return [clause.id, clause.dated, clause.pack, clause.pack_hash, *texts]


def as_json(connection: DuckDBPyConnection, progress: Progress | None = None) -> Iterator[str]:
    """Give every violation as one JSON object."""
    for row in _listed(connection, f"CAST(to_json({{{OBJECT}}}) AS VARCHAR)", progress):
        yield row[0]


def as_cells(
    connection: DuckDBPyConnection, progress: Progress | None = None
) -> Iterator[tuple[Any, ...]]:
    """Give every violation as a row, in the order of the fields of `Breach`."""
    return _listed(connection, CELLS, progress)


def samples(connection: DuckDBPyConnection, most: int) -> dict[int, list[Breach]]:
    """Give the first violations of each clause, with their evidence."""
    lines = _lines(SAMPLE.format(most=most))
    rows = connection.execute(
        f"{lines} SELECT number_of, CAST(to_json({{{OBJECT}}}) AS VARCHAR) FROM lines {IN_ORDER}"
    )
    found: dict[int, list[Breach]] = {}
    for number, line in rows.fetchall():
        found.setdefault(number, []).append(msgspec.json.decode(line, type=Breach))
    return found


def _lines(chosen: str) -> str:
    """Say in SQL what the chosen violations show; `chosen` is ours, never a reader's words."""
    return f"""
WITH chosen AS ({chosen}),
behind AS (
    SELECT e.rid, e.clause, list({{'file': f.name, 'row': r.line, 'at':
            insight_rfc3339(r.at_us, insight_offset(r.at_us, r.day, r.second))}}
        ORDER BY e.nth) AS rows
    FROM (SELECT rid, clause, unnest(evidence) AS one, generate_subscripts(evidence, 1) AS nth
        FROM chosen) e
    JOIN insight_records r ON r.rid = e.one JOIN insight_files f ON f.file = r.file
    GROUP BY e.rid, e.clause),
lines AS (
    SELECT v.rid, v.clause AS number_of, k.id AS clause, k.dated, k.pack, k.pack_hash, k.title,
        k.cite, CAST(v.verdict AS VARCHAR) AS verdict,
        CASE WHEN v.used IS NULL OR k."limit" IS NULL THEN k.words
            ELSE {{{COUNTED}}} END AS reason,
        v.used, k."limit" AS "limit", f.name AS file, r.line AS row,
        insight_rfc3339(r.at_us, insight_offset(r.at_us, r.day, r.second)) AS at,
        r.tenant, r.agent, CAST(r.channel AS VARCHAR) AS channel, r.caller,
        insight_masked(r.reached) AS number, coalesce(b.rows, []) AS evidence
    FROM chosen v JOIN insight_records r USING (rid) JOIN insight_clauses k USING (clause)
        JOIN insight_files f USING (file) LEFT JOIN behind b USING (rid, clause))
"""


def _listed(
    connection: DuckDBPyConnection, what: str, progress: Progress | None
) -> Iterator[tuple[Any, ...]]:
    total, last = connection.execute(
        "SELECT count(*), coalesce(max(rid), 0) FROM violations"
    ).fetchall()[0]
    done = 0
    for first in range(0, last + 1, STRETCH):
        lines = _lines(ALL.format(first=first, last=first + STRETCH - 1))
        rows = connection.execute(f"{lines} SELECT {what} FROM lines {IN_ORDER}")
        while batch := rows.fetchmany(BATCH):
            yield from batch
            done += len(batch)
            if progress:
                progress(done, total)
