"""Doubt: the candidates that the set form leaves open, judged one by one as the gate would.

These are the records of debtors whom no one column tells, and those of clauses that weigh more than
a comparison with one earlier record. Everything that went before them is walked past in order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import msgspec

from duegate.audit.compile import Compiled, Plan
from duegate.audit.findings import EVIDENCE_MAX, FOUND, MARKED
from duegate.audit.noted import notes_of
from duegate.audit.past import Past, Record
from duegate.audit.rows import record_of
from duegate.audit.tables import Row, Tables
from duegate.audit.walk import judged
from duegate.model.contact import Role
from duegate.model.judgement import Verdict
from duegate.model.moment import Moment
from duegate.model.unknown import Unknown
from duegate.rulebook.book import Book
from duegate.rulebook.facts import NOT_ASKED, Facts
from duegate.rulebook.kinds import Cooldown, FrequencyCap, PartyRule, Precondition
from duegate.rulebook.kinds.cooldown import blocking
from duegate.rulebook.kinds.frequency_cap import filling

RELATED = """
SELECT * FROM records
WHERE person IN (SELECT person FROM records WHERE rid IN (SELECT rid FROM candidates))
   OR debtor IN (SELECT debtor FROM records WHERE rid IN (SELECT rid FROM candidates))
ORDER BY at_us, rid
"""
ON_A_CLOCK = (FrequencyCap, Cooldown, Precondition)
"""Kinds that nothing can be said of without the recipient's clocks."""


def settle(tables: Tables, book: Book, planned: Plan, *, notes: bool) -> None:
    """Judge the candidates; what is found goes to `violations` and `unknowns`."""
    asked: dict[int, list[Compiled]] = defaultdict(list)
    for rid, clause in tables.rows("SELECT rid, clause FROM candidates"):
        asked[rid].append(planned.clauses[clause])
    if not asked:
        return
    noted = notes_of(tables, "SELECT rid FROM candidates") if notes else {}
    walker = _Walker(book, {each.provision.id for every in asked.values() for each in every})
    violations: list[Row] = []
    unknowns: list[Row] = []
    for record in map(record_of, tables.named(RELATED)):
        clauses = asked.get(record.rid)
        if clauses:
            known = msgspec.structs.replace(
                record, places=NOT_ASKED, notes=noted.get(record.rid, ())
            )
            for row, certain in walker.ask(known, clauses):
                (violations if certain else unknowns).append(row)
        walker.past.add(record)
    tables.load(f"settled ({FOUND})", violations)
    tables.add("violations", "SELECT * FROM settled")
    tables.load(f"unsettled ({MARKED})", unknowns)
    tables.add("unknowns", "SELECT * FROM unsettled")


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
                counted = self._counted(each, record, moment)
                yield (record.rid, each.number, finding.verdict, *counted), True
            else:
                yield (record.rid, each.number), False

    def _counted(
        self, each: Compiled, record: Record, moment: Moment
    ) -> tuple[int | None, tuple[int, ...] | None]:
        """Count and name the earlier records that counted, whoever made them."""
        rule = each.provision.version.rule
        if not isinstance(rule, FrequencyCap | Cooldown):
            return None, None
        passed = self.past.passed(each.provision.events_need, record, moment)
        if isinstance(passed, Unknown):
            return None, None
        passed.sort(key=lambda one: (one.at, one.rid))
        events = tuple([one.seen_by(record.contact.tenant) for one in passed])
        rids = {id(event): one.rid for event, one in zip(events, passed, strict=True)}
        if isinstance(rule, FrequencyCap):
            counts = filling(rule, events, Facts(notes=record.notes), moment)
        else:
            counts = [event for _, event in blocking(rule, events, moment)]
        return len(counts), tuple(rids[id(event)] for event in counts[:EVIDENCE_MAX])


def _certain(each: Compiled, record: Record) -> bool:
    """Tell whether the clause concerns the record for certain, not only for all that is known."""
    version, contact = each.provision.version, record.contact
    nobody = contact.recipient.role is Role.UNKNOWN
    return (
        not (nobody and isinstance(version.rule, PartyRule))
        and not (isinstance(record.zones, Unknown) and isinstance(version.rule, ON_A_CLOCK))
        and version.applies.surely_concerns(contact)
    )
