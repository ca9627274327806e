"""The same records told to the set form, to the judge row by row, and to two naive recounts."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

import duckdb
import msgspec
from tests.audit import recount
from tests.audit.files import File, write

from duegate.audit.findings import EVIDENCE_MAX, Audit
from duegate.audit.noted import notes_of
from duegate.audit.past import Record
from duegate.audit.rows import records_of
from duegate.audit.run import audit
from duegate.audit.tables import DuckTables
from duegate.audit.walk import walk
from duegate.model.contact import Role
from duegate.model.judgement import Finding, Verdict
from duegate.rulebook.book import Book
from duegate.rulebook.clause import Provision
from duegate.rulebook.kinds import Cooldown, FrequencyCap

UNJUDGED = "cannot be judged"
Place = tuple[int, str]
"""A record and a clause that has something to say of it."""


class Found(NamedTuple):
    """A violation as the audit gives it."""

    verdict: str
    used: int | None
    evidence: list[int] | None


class Heard(NamedTuple):
    """All that an audit says of a file, and what it left to be judged one by one."""

    audit: Audit
    violations: dict[Place, Found]
    unknowns: set[Place]
    candidates: int
    connection: duckdb.DuckDBPyConnection

    @property
    def refused(self) -> set[Place]:
        """Everything that is no pass."""
        return set(self.violations) | self.unknowns

    @property
    def judged(self) -> set[tuple[str, str]]:
        """The versions of clauses that were judged."""
        return {(each.id, each.dated) for each in self.audit.clauses}


def hear(file: File, book: Book) -> Heard:
    """Audit a file; nothing is said twice, and nothing is both a violation and unknown."""
    connection = duckdb.connect(config={"threads": 1})
    result = audit(connection, write(connection, file), book, file.terms)
    names = [clause.id for clause in result.clauses]
    rows = connection.execute("SELECT * FROM violations").fetchall()
    violations = {(rid, names[clause]): Found(*found) for rid, clause, *found in rows}
    unsure = connection.execute("SELECT * FROM unknowns").fetchall()
    unknowns = {(rid, names[clause]) for rid, clause in unsure}
    assert len(violations) == len(rows)
    assert len(unknowns) == len(unsure)
    assert not unknowns & set(violations)
    (left,) = connection.execute("SELECT count(*) FROM candidates").fetchone() or (0,)
    return Heard(result, violations, unknowns, left, connection)


def records(heard: Heard, file: File) -> list[Record]:
    """Give the records of a heard file in order, with what is noted about each."""
    notes = {}
    if file.terms.notes:
        notes = notes_of(DuckTables(heard.connection), "SELECT rid FROM records")
    return [
        msgspec.structs.replace(record, notes=notes.get(record.rid, ()))
        for record in records_of(heard.connection)
    ]


def walked(heard: Heard, book: Book, every: list[Record]) -> dict[Place, Finding]:
    """Judge records one after the other by the clauses that the audit judged."""
    return {
        (record.rid, finding.clause): finding
        for record, judgement in walk(book, every)
        if judgement is not None
        for finding in judgement.findings
        if finding.verdict is not Verdict.ALLOW
        if (finding.clause, finding.version) in heard.judged
    }


def check(file: File, book: Book) -> Heard:
    """Hold the set form against the judge and against the naive recount of what it counted."""
    heard = hear(file, book)
    every = records(heard, file)
    wanted = walked(heard, book, every)
    assert heard.refused == set(wanted)
    for place, found in heard.violations.items():
        finding = wanted[place]
        if finding.verdict is Verdict.REVIEW:  # a wait is a refusal, whatever the clause asks for
            assert found.verdict == "review", place
        assert finding.used in (None, found.used), place
    _check_certain(heard, book, every, wanted)
    _check_counts(heard, book, every)
    _check_sums(heard)
    return heard


def _check_certain(
    heard: Heard, book: Book, every: list[Record], wanted: dict[Place, Finding]
) -> None:
    """A violation is certain; what is unknown turns on a fact that is not there."""
    provisions = {(each.id, each.dated): each for each in book.provisions}
    contacts = {record.rid: record.contact for record in every}
    for place, finding in wanted.items():
        rid, name = place
        contact, applies = contacts[rid], provisions[name, finding.version].version.applies
        nobody = contact.recipient.role is Role.UNKNOWN
        asked = (
            (applies.roles, contact.recipient.role),
            (applies.places, contact.place),
            (applies.debts, contact.debt.kind),
            (applies.audiences, contact.audience),
        )
        concerned = all(members is None or told in members for members, told in asked)
        concerned &= applies.student in (None, contact.debtor.student)
        missing = finding.reason is not None and finding.reason.en.startswith(UNJUDGED)
        if place in heard.unknowns:
            bare = None in (contact.audience, contact.recipient.basis)
            assert missing or not concerned or nobody or bare, place
        else:
            assert concerned, place
            assert not missing, place


def _check_counts(heard: Heard, book: Book, every: list[Record]) -> None:
    """Every count and every evidence row is what a recount of all earlier records finds."""
    provisions = {(each.id, each.dated): each for each in book.provisions}
    dated: dict[str, list[Provision]] = defaultdict(list)
    for each in heard.audit.clauses:
        dated[each.id].append(provisions[each.id, each.dated])
    place_of = {record.rid: place for place, record in enumerate(every)}
    for (rid, name), found in heard.violations.items():
        record, earlier = every[place_of[rid]], every[: place_of[rid]]
        at = record.contact.at
        (provision,) = (
            one for one in dated[name] if one.starts <= at and (one.ends is None or at < one.ends)
        )
        rule = provision.version.rule
        if isinstance(rule, FrequencyCap):
            if rule.excludes_consented is not None:
                continue
            counted = recount.filled(rule, record, earlier)
        elif isinstance(rule, Cooldown):
            counted = recount.pausing(rule, record, earlier)
        else:
            assert (found.used, found.evidence) == (None, None)
            continue
        assert found.used == len(counted[0]), (rid, name)
        assert found.evidence in [rids[:EVIDENCE_MAX] for rids in counted], (rid, name)


def _check_sums(heard: Heard) -> None:
    """The totals are those of the rows."""
    violating = {rid for (rid, _), found in heard.violations.items() if found.verdict != "review"}
    assert heard.audit.violating == len(violating)
    said = sum(each.violations + each.reviews for each in heard.audit.clauses)
    assert said == len(heard.violations)
    assert sum(each.unknown for each in heard.audit.clauses) == len(heard.unknowns)
    assert all(
        each.violations + each.reviews + each.unknown <= each.concerned
        for each in heard.audit.clauses
    )
