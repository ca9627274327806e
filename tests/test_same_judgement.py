"""Every recorded decision can be judged again from what was kept of it, and says the same.

What was kept names nobody: no number, no address, no word of a message.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import apsw
import pytest
from tests.gate.house import CALLER, contact, in_memory, open_house
from tests.gate.traffic import Traffic

from duegate.gate import Gate
from duegate.gate.basis import decision_of
from duegate.gate.decide import Input
from duegate.gate.recompute import agrees
from duegate.ledger import decisions
from duegate.ledger.decisions import Recorded
from duegate.model import wire
from duegate.model.judgement import Verdict
from duegate.rulebook.judging import judge

CONTACTS = 500
CANARY = "canary-7f3a"
NUMBER = "+8613911112222"


@pytest.fixture(scope="module")
def lived(seed: int) -> Iterator[Gate]:
    """A house through which random traffic went."""
    with in_memory() as folder, open_house(folder) as gate:
        traffic = Traffic(gate, seed)
        for _ in range(CONTACTS):
            traffic.decide(*traffic.ask())
            traffic.happen()
        yield gate


def recorded(gate: Gate) -> tuple[Recorded, ...]:
    """Read every decision as it lies in the ledger."""
    with gate.store.read() as connection:
        return decisions.page(connection, tenant=None, before=None, limit=10**6)


def test_every_decision_follows_from_what_was_kept(lived: Gate) -> None:
    """Contact and facts as they were kept give the same verdict, findings and instants."""
    rows = recorded(lived)
    assert len(rows) == CONTACTS
    assert [row.id for row in rows if not agrees(lived.book, row)] == []


def test_a_changed_fact_is_noticed(lived: Gate) -> None:
    """Judging again would not agree with just anything: it sees an altered verdict or fact."""
    allowed = next(r for r in recorded(lived) if json.loads(r.body)["verdict"] == Verdict.ALLOW)
    for field, old, new in (
        ("body", b'"verdict":"allow"', b'"verdict":"deny"'),
        ("input", b'"standing":"good"', b'"standing":"suspended"'),
        ("input", b'"reachable":true', b'"reachable":false'),
    ):
        kept = {name: getattr(allowed, name) for name in allowed.__struct_fields__}
        assert old in kept[field]
        bent = Recorded(**{**kept, field: kept[field].replace(old, new)})
        assert not agrees(lived.book, bent)


def test_each_clause_alone_says_what_it_said(lived: Gate) -> None:
    """A finding is the clause's own: the others are not needed to make it."""
    for row in recorded(lived)[:100]:
        known = wire.read(row.input, Input, what="input")
        decision = decision_of(row.body, row.basis)
        again = judge(lived.book, known.contact, known.facts)
        assert {f.clause: f.verdict for f in again.findings}.items() <= {
            f.clause: f.verdict for f in decision.findings
        }.items()


def test_the_entry_in_the_log_says_the_same(lived: Gate) -> None:
    """What can be proven to others is what was answered: verdict, findings, packs, clocks."""
    with lived.store.read() as connection:
        for leaf, body, written in connection.execute(
            "SELECT d.leaf, d.body, l.bytes FROM decision d JOIN leaf l ON l.idx = d.leaf"
        ):
            entry, decision = json.loads(written), json.loads(body)
            assert (entry["index"], entry["id"]) == (leaf, decision["id"])
            assert entry["verdict"] == decision["verdict"]
            assert entry["basis"] == decision["basis"]
            assert entry["zones"] == [clock["zone"] for clock in decision["clocks"]]
            assert [f[0] for f in entry["findings"]] == [f["clause"] for f in decision["findings"]]


def test_no_row_names_anybody(tmp_path: Path) -> None:
    """A number, an address or a word that was sent stands nowhere in the house, in any form."""
    with open_house(tmp_path) as gate:
        for sent in personal():
            decision = gate.decide(sent, key=sent.id, as_stated=True)
            gate.evidence(decision.id, chain=True)
        cells = list(everything(gate))
    assert len(cells) > 100
    telling = (CANARY, NUMBER, NUMBER.removeprefix("+"), NUMBER.removeprefix("+86"))
    for where, cell in cells:
        text = cell if isinstance(cell, bytes) else str(cell).encode()
        assert not [word for word in telling if word.encode() in text], where
    for file in tmp_path.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert not [word for word in telling if word.encode() in content], file


def personal() -> list[Any]:
    """Contacts that are full of what must not be kept."""
    full = {
        "text": f"message {CANARY}",
        "provenance": {"source": "creditor_file", "document": f"page {CANARY}"},
    }
    to = {"address": f"{CANARY} Road", "handle": f"@{CANARY}", "basis": f"contract {CANARY}"}
    return [
        contact(id="call", recipient={"number": NUMBER, **to}, **full),
        contact(id="mail", channel="letter", recipient={"number": None, **to}, **full),
        contact(id="late", channel="visit", recipient={"number": None, **to}, **full),
        contact(id="bad", recipient={"number": f"{NUMBER}99999", **to}, **full),
        contact(id="guarantor", recipient={"number": NUMBER, "role": "guarantor", **to}, **full),
        contact(id="shown", caller={"number": NUMBER}),
        contact(id="own", caller={"number": CALLER}, recipient={"number": NUMBER}, **full),
    ]


def everything(gate: Gate) -> Iterator[tuple[str, apsw.SQLiteValue]]:
    """Read every cell of every table."""
    with gate.store.read() as connection:
        tables = list(connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"))
        for (table,) in tables:
            for row in connection.execute('SELECT * FROM "?"'.replace("?", table)):
                for cell in row:
                    yield f"{table}: {cell!r}", cell
