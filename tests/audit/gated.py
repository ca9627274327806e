"""A random file put to the real gate, contact by contact: what happened is held, lawful or not."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import msgspec
import pytest
from tests.audit.files import OWN_CALLERS, File, Row, drawn
from tests.gate.house import NOON, build

from duegate.audit.prepare import Terms
from duegate.clock import HandClock
from duegate.gate import Gate
from duegate.gate.errors import NoteRefused
from duegate.gate.tenancy import About
from duegate.ledger import decisions, events
from duegate.ledger.events import Actor
from duegate.ledger.identity import Keys, candidate_zones, number_of
from duegate.ledger.instants import from_us
from duegate.model.contact import Contact
from duegate.model.judgement import Finding, Judgement, Verdict
from duegate.model.moment import Moment, moment_of
from duegate.model.outcome import OutcomeState
from duegate.rulebook.book import Book
from duegate.rulebook.facts import Facts, Note, NoteKind
from duegate.rulebook.judging import judge
from duegate.rulebook.records import Column
from duegate.store.store import Store

TENANTS = ("acme", "beta")
HELD_FROM, REPORTED_FROM = 10**9, 2 * 10**9
"""Entries of no log: what the gate refused and still happened."""


def file_of(draw: Random, rows: int) -> File:
    """Draw a file such as a gate could be asked about: nothing left out that it must be told."""
    file = drawn(draw, rows, frozenset(Column) - {Column.DURATION, Column.AGENT})
    written = sorted((_complete(draw, row) for row in file.rows), key=lambda row: row["at_us"])
    notes = [_note(draw, note) for note in file.notes if note[4] != NoteKind.QUALIFICATION]
    terms = Terms(callers=OWN_CALLERS, notes=True)
    return File(file.told, written, terms, [note for note in notes if note is not None])


def _complete(draw: Random, row: Row) -> Row:
    number = row[Column.NUMBER]
    if number is not None and number_of(number) is None:
        number = "+8613800138000"
    return row | {
        Column.NUMBER: number,
        Column.TENANT: row[Column.TENANT] if row[Column.TENANT] in TENANTS else "acme",
        Column.DEBT: row[Column.DEBT] or "L-9",
        Column.PURPOSE: row[Column.PURPOSE] or "collect",
        Column.WITHHELD: row[Column.WITHHELD] or False,
        Column.CALLER: row[Column.CALLER] or draw.choice(sorted(OWN_CALLERS)),
        Column.AUTOMATED: row[Column.AUTOMATED] or False,
    }


def _note(draw: Random, note: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """Tell a note as the gate lets it be told: of a reference by its tenant, of a number by all."""
    _, debtor, debt, number, kind, value, since, until = note
    if (value == "no_address" and number is None) or "nothing" in value:
        return None
    if number is not None and number_of(number) is None:
        return None
    tenant = None if (debtor, debt) == (None, None) else draw.choice(TENANTS)
    return tenant, debtor, debt, number, kind, value, since, until


def contact_of(rid: int, row: Row) -> Contact:
    """Write a row as the contact that a dialler would have asked about."""
    told: dict[str, Any] = {
        "id": f"c{rid}",
        "at": from_us(row["at_us"]).isoformat(),
        "tenant": row[Column.TENANT],
        "channel": row[Column.CHANNEL],
        "recipient": {
            name: row[name] for name in ("number", "address", "role", "basis", "zone", "region")
        },
        "debtor": {
            "ref": row[Column.DEBTOR],
            "student": row[Column.STUDENT],
            "region": row[Column.DEBTOR_REGION],
        },
        "debt": {
            "ref": row[Column.DEBT],
            "kind": row[Column.DEBT_KIND],
            "due": _day(row[Column.DUE]),
            **{name: row[name] for name in ("amount", "currency", "creditor", "law")},
        },
        "caller": {"number": row[Column.CALLER], "withheld": row[Column.WITHHELD]},
        **{name: row[name] for name in ("purpose", "place", "automated", "audience", "contains")},
        "arrangements": row[Column.ARRANGEMENTS],
    }
    if row[Column.SOURCE] is not None:
        obtained = _day(row[Column.OBTAINED])
        told["provenance"] = {"source": row[Column.SOURCE], "obtained": obtained}
    told["recipient"]["role"] = row[Column.ROLE] or "unknown"
    return msgspec.convert(told, Contact, strict=False)


def _day(ordinal: int | None) -> str | None:
    return None if ordinal is None else date.fromordinal(ordinal).isoformat()


def decided(file: File, book: Book, folder: Path) -> dict[tuple[int, str, str], Finding]:
    """Ask a gate about every row in its order; give what refused, by row, clause and version.

    Each is judged at its own instant; what would refuse it later, were it to wait, is left aside.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("duegate.gate.decide.rule_on", _now)
        return _decided(file, book, folder)


def _now(book: Book, sent: Contact, facts: Facts, moment: Moment | None = None) -> Judgement:
    return judge(book, sent, facts, moment=moment)


def _decided(file: File, book: Book, folder: Path) -> dict[tuple[int, str, str], Finding]:
    found: dict[tuple[int, str, str], Finding] = {}
    gate = build(Store(folder / "gate.db"), HandClock(NOON), book=book)
    try:
        for tenant in TENANTS:
            gate.tenants.add(tenant, numbers=sorted(OWN_CALLERS))
        for note in file.notes:
            _tell(gate, note)
        for rid, row in enumerate(file.rows, 1):
            sent = contact_of(rid, row)
            decision = gate.decide(sent, as_stated=True)
            for finding in decision.findings:
                if finding.verdict is not Verdict.ALLOW:
                    found[rid, finding.clause, finding.version] = finding
            with gate.store.writer() as connection:
                leaf = HELD_FROM + rid
                if decision.verdict is Verdict.ALLOW:
                    recorded = decisions.by_id(connection, decision.id)
                    assert recorded is not None
                    leaf = recorded.leaf
                else:
                    _hold(connection, leaf, sent)
                if row[Column.STATE] is not None:
                    state = OutcomeState(row[Column.STATE])
                    events.report(connection, REPORTED_FROM + rid, leaf, state, sent.at, sent.at)
    finally:
        gate.close()
    return found


def _tell(gate: Gate, note: tuple[Any, ...]) -> None:
    tenant, debtor, debt, number, kind, value, since, until = note
    ends = None if until is None else from_us(until)
    about = About(tenant, debtor, debt, number)
    with suppress(NoteRefused):  # no clause of the book would heed it
        gate.notes.tell(about, Note(NoteKind(kind), value, from_us(since), ends))


def _hold(connection: Any, leaf: int, sent: Contact) -> None:  # noqa: ANN401 - an SQLite connection
    """Let a refused contact happen all the same, as the ledger holds one that was let through."""
    recipient, number = sent.recipient, None
    if recipient.number is not None:
        number = number_of(recipient.number)
    regions = [recipient.region]
    if recipient.region is None or recipient.role in ("debtor", "unknown"):
        regions.append(sent.debtor.region)
    stated = tuple(region for region in regions if region is not None)
    moment = moment_of(sent.at, candidate_zones(recipient.zone, stated, number))
    keys = Keys(b"c" * 32).of(sent, number)
    events.hold(connection, leaf, sent, Actor(sent.tenant, sent.tenant), keys, moment, sent.at)
