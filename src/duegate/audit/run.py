"""Run: the audit of what was given, on DuckDB.

The set form says of nearly every record what the gate would have said; what it leaves to doubt is
walked, record by record, through the same clauses.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from duegate.audit import statements
from duegate.audit.compile import Compiled, Plan, plan, sheet_of
from duegate.audit.doubt import settle
from duegate.audit.engines import DuckDB
from duegate.audit.findings import Audit, JudgedClause
from duegate.audit.noted import note, wishes
from duegate.audit.prepare import Prepared, Terms, prepare
from duegate.audit.record import Given
from duegate.model.moment import TZDATA
from duegate.rulebook.book import Book
from duegate.rulebook.kinds import FrequencyCap

ENGINE = DuckDB()
Told = Callable[[str], None]
"""Told which step begins: `people`, `clauses`, `evidence`, `doubt`."""


def audit(
    connection: duckdb.DuckDBPyConnection,
    given: Given,
    book: Book,
    terms: Terms,
    told: Told = lambda _step: None,
) -> Audit:
    """Judge every record by every clause; the rows are left in the connection."""
    told("people")
    prepared = prepare(connection, given, terms)
    noted = None
    if terms.notes:
        note(connection, prepared, terms.region)
        noted = wishes(connection)
    sheet = sheet_of(prepared, ENGINE, notes=noted, callers=terms.callers is not None)
    planned = plan(book, prepared, sheet, ENGINE)
    told("clauses")
    _judge(connection, planned)
    told("evidence")
    _prove(connection, planned)
    told("doubt")
    settle(connection, book, planned, notes=terms.notes)
    return _summed(connection, given, book, terms, prepared, planned)


def _judge(connection: duckdb.DuckDBPyConnection, planned: Plan) -> None:
    columns = [name for name, *_ in connection.execute("DESCRIBE prepared").fetchall()]
    connection.execute(f"CREATE OR REPLACE TABLE flagged AS {statements.flagged(planned, columns)}")


def _prove(connection: duckdb.DuckDBPyConnection, planned: Plan) -> None:
    connection.execute(
        "CREATE OR REPLACE TABLE violations (rid BIGINT, clause SMALLINT, verdict VARCHAR,"
        " used INTEGER, evidence BIGINT[])"
    )
    connection.execute("CREATE OR REPLACE TABLE unknowns (rid BIGINT, clause SMALLINT)")
    connection.execute("CREATE OR REPLACE TABLE candidates (rid BIGINT, clause SMALLINT)")
    for each in planned.clauses:
        if statements.has(each, "sure"):
            found = statements.violations(each, ENGINE, "BIGINT[]")
            connection.execute(f"INSERT INTO violations {found}")
        for kind, table in (("unknown", "unknowns"), ("candidate", "candidates")):
            if statements.has(each, kind):
                connection.execute(f"INSERT INTO {table} {statements.marked(each, kind)}")


def _summed(
    connection: duckdb.DuckDBPyConnection,
    given: Given,
    book: Book,
    terms: Terms,
    prepared: Prepared,
    planned: Plan,
) -> Audit:
    """Count what each clause found."""
    counts = connection.execute(statements.concerned(planned)).fetchone() if planned.clauses else ()
    texts = dict.fromkeys(each.concerned for each in planned.clauses)
    concerned = dict(zip(texts, counts or (), strict=True))
    found = {
        (clause, verdict): count
        for clause, verdict, count in connection.execute(
            "SELECT clause, verdict, count(*) FROM violations GROUP BY ALL"
            " UNION ALL SELECT clause, 'unknown', count(*) FROM unknowns GROUP BY ALL"
        ).fetchall()
    }
    clauses = {clause.id: clause for pack in book.packs for clause in pack.clauses}

    def judged(each: Compiled) -> JudgedClause:
        provision, number = each.provision, each.number
        rule = provision.version.rule
        return JudgedClause(
            id=provision.id,
            dated=provision.dated,
            pack=provision.pack,
            pack_hash=provision.pack_hash,
            title=clauses[provision.id].title,
            text=provision.version.text,
            cite=provision.version.cite,
            status=provision.status,
            limit=rule.limit if isinstance(rule, FrequencyCap) else None,
            concerned=concerned[each.concerned],
            violations=found.get((number, "deny"), 0) + found.get((number, "defer"), 0),
            reviews=found.get((number, "review"), 0),
            unknown=found.get((number, "unknown"), 0),
        )

    violating, persons = connection.execute(
        "SELECT (SELECT count(DISTINCT rid) FROM violations WHERE verdict <> 'review'),"
        " (SELECT count(DISTINCT person) FROM prepared)"
    ).fetchall()[0]
    return Audit(
        given=given,
        packs={pack.head.id: pack.hash for pack in book.packs},
        clauses=tuple(judged(each) for each in planned.clauses),
        not_judged=planned.not_judged,
        records=prepared.records,
        violating=violating,
        persons=persons,
        first_us=prepared.first_us if prepared.records else None,
        last_us=prepared.last_us if prepared.records else None,
        zone=terms.zone,
        tzdata=TZDATA,
    )
