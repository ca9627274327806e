"""Run: the audit of what was given.

The set form says of nearly every record what the gate would have said; what it leaves to doubt is
walked, record by record, through the same clauses.
"""

from __future__ import annotations

from collections.abc import Callable

import duckdb

from duegate.audit import statements
from duegate.audit.compile import Compiled, Plan, plan, sheet_of
from duegate.audit.doubt import settle
from duegate.audit.findings import FOUND, MARKED, Audit, JudgedClause
from duegate.audit.noted import note, wishes
from duegate.audit.prepare import Prepared, Terms, prepare
from duegate.audit.record import Given
from duegate.audit.tables import DuckTables, Tables
from duegate.model.moment import TZDATA
from duegate.rulebook.book import Book
from duegate.rulebook.kinds import FrequencyCap

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
    return audit_in(DuckTables(connection), given, book, terms, told)


def audit_in(
    tables: Tables, given: Given, book: Book, terms: Terms, told: Told = lambda _step: None
) -> Audit:
    """Judge every record by every clause, on any engine; the rows are left in its tables."""
    told("people")
    prepared = prepare(tables, given, terms)
    noted = None
    if terms.notes:
        note(tables, prepared, terms.region)
        noted = wishes(tables)
    sheet = sheet_of(prepared, tables.engine, notes=noted, callers=terms.callers is not None)
    planned = plan(book, prepared, sheet)
    told("clauses")
    columns = tables.columns("prepared")
    tables.keep("flagged", statements.flagged(planned, tables.engine, columns))
    told("evidence")
    _prove(tables, planned)
    told("doubt")
    settle(tables, book, planned, notes=terms.notes)
    return _summed(tables, given, book, terms, prepared, planned)


def _prove(tables: Tables, planned: Plan) -> None:
    """Unfold what the clauses say, with the records that prove it."""
    tables.gather(
        f"violations ({FOUND})",
        [
            statements.violations(each, tables.engine)
            for each in planned.clauses
            if statements.has(each, "sure")
        ],
    )
    for kind, table in (("unknown", "unknowns"), ("candidate", "candidates")):
        tables.gather(
            f"{table} ({MARKED})",
            [
                statements.marked(each, kind)
                for each in planned.clauses
                if statements.has(each, kind)
            ],
        )


def _summed(
    tables: Tables,
    given: Given,
    book: Book,
    terms: Terms,
    prepared: Prepared,
    planned: Plan,
) -> Audit:
    """Count what each clause found."""
    (counts,) = tables.rows(statements.concerned(planned)) if planned.clauses else [()]
    texts = dict.fromkeys(each.concerned for each in planned.clauses)
    concerned = dict(zip(texts, counts, strict=True))
    found = {
        (clause, verdict): count
        for clause, verdict, count in tables.rows(
            "SELECT clause, verdict, count(*) FROM violations GROUP BY ALL"
            " UNION ALL SELECT clause, 'unknown', count(*) FROM unknowns GROUP BY ALL"
        )
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

    ((violating, persons),) = tables.rows(
        "SELECT (SELECT count(DISTINCT rid) FROM violations WHERE verdict <> 'review'),"
        " (SELECT count(DISTINCT person) FROM prepared)"
    )
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
