"""Doubt: the candidates that the set form leaves open, judged one by one as the gate would.

These are the records of debtors whom no one column tells, and those of clauses that weigh more than
a comparison with one earlier record. Everything that went before them is walked past in order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import duckdb
import msgspec

from duegate.audit.compile import Compiled, Plan
from duegate.audit.findings import EVIDENCE_MAX
from duegate.audit.noted import notes_of
from duegate.audit.past import Past, Record
from duegate.audit.people import load
from duegate.audit.walk import judged, records_of
from duegate.model.contact import Role
from duegate.model.judgement import Finding, Verdict
from duegate.model.moment import Moment
from duegate.rulebook.book import Book
from duegate.rulebook.facts import NOT_ASKED, EventsNeed
from duegate.rulebook.kinds import Cooldown, FrequencyCap, PartyRule

RELATED = """
CREATE OR REPLACE VIEW related AS SELECT * FROM records
WHERE person IN (SELECT person FROM records WHERE rid IN (SELECT rid FROM candidates))
   OR debtor IN (SELECT debtor FROM records WHERE rid IN (SELECT rid FROM candidates))
"""
Row = tuple[object, ...]


def settle(
    connection: duckdb.DuckDBPyConnection, book: Book, planned: Plan, *, notes: bool
) -> None:
    """Judge the candidates; what is found goes to `violations` and `unknowns`."""
    asked: dict[int, list[Compiled]] = defaultdict(list)
    found = connection.execute("SELECT rid, clause FROM candidates").fetchall()
    for rid, clause in found:
        asked[rid].append(planned.clauses[clause])
    if not asked:
        return
    connection.execute(RELATED)
    noted = notes_of(connection, "SELECT rid FROM candidates") if notes else {}
    walker = _Walker(book, {each.provision.id for every in asked.values() for each in every})
    violations: list[Row] = []
    unknowns: list[Row] = []
    for record in records_of(connection, "related"):
        clauses = asked.get(record.rid)
        if clauses:
            known = msgspec.structs.replace(
                record, places=NOT_ASKED, notes=noted.get(record.rid, ())
            )
            for row, certain in walker.ask(known, clauses):
                (violations if certain else unknowns).append(row)
        walker.past.add(record)
    columns = "rid BIGINT, clause SMALLINT, verdict VARCHAR, used INTEGER, evidence BIGINT[]"
    load(connection, f"settled ({columns})", iter(violations))
    connection.execute("INSERT INTO violations SELECT * FROM settled")
    load(connection, "unsettled (rid BIGINT, clause SMALLINT)", iter(unknowns))
    connection.execute("INSERT INTO unknowns SELECT * FROM unsettled")


class _Walker:
    """Asks single clauses of single records, against the records passed so far."""

    def __init__(self, book: Book, clauses: set[str]) -> None:
        packs = tuple(
            msgspec.structs.replace(
                pack, clauses=tuple(each for each in pack.clauses if each.id in clauses)
            )
            for pack in book.packs
        )
        # Whether a pack applies was settled before, so here all of them do.
        every = frozenset(pack.head.id for pack in packs)
        self._book = Book(packs, adopted=every, unverified=book.unverified)
        self.past = Past()

    def ask(self, record: Record, clauses: list[Compiled]) -> Iterator[tuple[Row, bool]]:
        """Give a row for each clause that does not let the record pass, and whether it is sure."""
        moment = record.moment()
        findings = judged(self._book, record, self.past, moment).findings
        refusing = {each.clause: each for each in findings if each.verdict is not Verdict.ALLOW}
        for each in clauses:
            finding = refusing.get(each.provision.id)
            if finding is None or finding.version != each.provision.dated:
                continue
            if _certain(each, record):
                evidence = self._evidence(each, record, moment, finding)
                yield (record.rid, each.number, finding.verdict, finding.used, evidence), True
            else:
                yield (record.rid, each.number), False

    def _evidence(
        self, each: Compiled, record: Record, moment: Moment, finding: Finding
    ) -> str | None:
        """Name the earlier records that counted."""
        rule = each.provision.version.rule
        if not isinstance(rule, FrequencyCap | Cooldown):
            return None
        need = next(need for need in each.provision.needs if isinstance(need, EventsNeed))
        passed = self.past.passed(need, record, moment)
        if not isinstance(passed, list):
            return None
        tenant = record.contact.tenant
        counts = [
            one
            for one in sorted(passed, key=lambda one: (one.at, one.rid))
            if (
                rule.counting(one.seen_by(tenant))
                if isinstance(rule, FrequencyCap)
                else rule.triggers(one.seen_by(tenant), moment.at)
            )
        ]
        used = len(counts) if finding.used is None else finding.used
        return f"[{', '.join(str(one.rid) for one in counts[-used:][:EVIDENCE_MAX])}]"


def _certain(each: Compiled, record: Record) -> bool:
    """Tell whether the clause concerns the record for certain, not only for all that is known."""
    applies, contact = each.provision.version.applies, record.contact
    nobody = contact.recipient.role is Role.UNKNOWN
    return (
        not (nobody and isinstance(each.provision.version.rule, PartyRule))
        and (applies.roles is None or contact.recipient.role in applies.roles)
        and (applies.places is None or contact.place in applies.places)
        and (applies.student is None or contact.debtor.student is applies.student)
        and (applies.debts is None or contact.debt.kind in applies.debts)
        and (applies.audiences is None or contact.audience in applies.audiences)
    )
