"""Tenants, standing, keys, notes: what is told takes effect with the answer, never after it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from tests.gate.house import CALLER, LOG_KEY, NOON, contact, person

from duegate.clock import HandClock
from duegate.errors import DuegateError
from duegate.evidence import receipt
from duegate.evidence.tree import leaf_hash
from duegate.gate import (
    About,
    Gate,
    NoteRefused,
    NoteUnknown,
    TenantExists,
    TenantRefused,
    UnknownTenant,
)
from duegate.model.judgement import Verdict
from duegate.model.tenant import Standing
from duegate.rulebook.facts import Note, NoteKind

CEASE = Note(NoteKind.PREFERENCE, "cease", NOON)


def verdict(gate: Gate, number: int = 1) -> Verdict:
    """Decide a contact with one of the people."""
    return gate.decide(contact(at=gate.now(), **person(number))).verdict


def test_a_tenant_is_signed_once(gate: Gate) -> None:
    """Its name is its own; its numbers are registered however they are written."""
    gate.tenants.add("gamma", numbers=["+86 21 5432-0009"], principal="Gamma Ltd")
    tenant = gate.tenants.get("gamma")
    assert (tenant.principal, tenant.numbers) == ("Gamma Ltd", ("+862154320009",))
    assert tenant.standing is Standing.GOOD
    with pytest.raises(TenantExists, match="choose another name"):
        gate.tenants.add("gamma")
    assert [each.name for each in gate.tenants.list()] == ["acme", "beta", "gamma"]


def test_a_tenant_collects_from_a_place(gate: Gate) -> None:
    """Or from one nobody told; what is no place is refused."""
    assert gate.tenants.add("gamma", place="CN-GD").place == "CN-GD"
    assert {each.name: each.place for each in gate.tenants.list()}["acme"] is None
    with pytest.raises(TenantRefused, match='"Shenzhen" is no place; write an ISO 3166 code'):
        gate.tenants.add("delta", place="Shenzhen")


@pytest.mark.parametrize("closed", [Standing.SUSPENDED, Standing.TERMINATED])
def test_who_was_shut_down_does_not_return_under_a_new_name(gate: Gate, closed: Standing) -> None:
    """The legal entity is known, whatever it calls itself."""
    gate.tenants.add("gamma", principal="Gamma Ltd")
    gate.tenants.change("gamma", closed, reason="threats", by="test")
    with pytest.raises(TenantExists, match='shut down as tenant "gamma"'):
        gate.tenants.add("delta", principal="Gamma Ltd")
    gate.tenants.change("gamma", Standing.GOOD, reason="cleared", by="test")
    gate.tenants.add("delta", principal="Gamma Ltd")


def test_a_number_added_is_the_tenant_s_own_at_once(gate: Gate) -> None:
    """Before, its calls are denied; after, allowed."""
    call = contact(caller={"number": "+86 21 5432 0009"})
    assert gate.decide(call).verdict is Verdict.DENY
    gate.tenants.add_numbers("acme", ["+862154320009"])
    assert gate.decide(call).verdict is Verdict.ALLOW


def test_nothing_passes_once_a_suspension_is_acknowledged(gate: Gate) -> None:
    """Under load: what the log has after the suspension, or is asked after it, is denied."""
    acknowledged = threading.Event()
    late: list[Verdict] = []

    def ask(first: int) -> None:
        for number in range(first, first + 400, 8):
            after = acknowledged.is_set()
            answer = gate.decide(contact(**person(number)))
            if after:
                late.append(answer.verdict)

    with ThreadPoolExecutor(8) as pool:
        running = [pool.submit(ask, first) for first in range(8)]
        told = gate.tenants.change("acme", Standing.SUSPENDED, reason="threats", by="test")
        acknowledged.set()
        for each in running:
            each.result()
    assert set(late) <= {Verdict.DENY}
    later = [d for d in gate.decisions(limit=1_000) if (d.leaf or 0) > told.leaf]
    assert {d.verdict for d in later} == {Verdict.DENY}


def test_a_standing_is_proven_by_its_receipt(gate: Gate) -> None:
    """The receipt promises the place of the change in the log, and tells since when it holds."""
    told = gate.tenants.change("acme", Standing.SUSPENDED, reason="threats", by="ops")
    with gate.store.read() as connection:
        entry = connection.execute("SELECT bytes FROM leaf WHERE idx = ?", (told.leaf,)).get
    promised = receipt.verify(told.receipt, leaf_hash(entry), LOG_KEY.verifier.public, LOG_KEY.name)
    assert (promised, told.at, told.by) == (told.leaf, NOON, "ops")
    assert b"acme" not in entry
    assert gate.tenants.get("acme").reason == "threats"


@pytest.mark.parametrize(
    ("standing", "wanted"),
    [
        (Standing.GOOD, Verdict.ALLOW),
        (Standing.WATCHED, Verdict.ALLOW),
        (Standing.RESTRICTED, Verdict.REVIEW),
        (Standing.SUSPENDED, Verdict.DENY),
        (Standing.TERMINATED, Verdict.DENY),
    ],
)
def test_every_standing_has_its_verdict(gate: Gate, standing: Standing, wanted: Verdict) -> None:
    """From good to terminated."""
    gate.tenants.change("acme", standing, reason="drawn", by="test")
    assert verdict(gate) is wanted


def test_a_tenant_nobody_knows_is_said_to_be_unknown(gate: Gate) -> None:
    """By every way of naming it."""
    for act in (
        lambda: gate.tenants.get("nobody"),
        lambda: gate.tenants.add_numbers("nobody", [CALLER]),
        lambda: gate.tenants.change("nobody", Standing.GOOD, reason="", by=""),
        lambda: gate.keys.create("nobody"),
        lambda: gate.notes.tell(About(tenant="nobody", debtor="d-1"), CEASE),
    ):
        with pytest.raises(UnknownTenant, match='no tenant "nobody"'):
            act()


def test_a_key_speaks_for_its_tenant_until_it_is_revoked(gate: Gate) -> None:
    """A tenant's, the operator's; a wrong one, a changed one, a revoked one speak for nobody."""
    ours, operators = gate.keys.create("acme", label="dialler"), gate.keys.create(None)
    known, ruling = gate.keys.check(ours), gate.keys.check(operators)
    assert known is not None
    assert ruling is not None
    assert (known.tenant, ruling.tenant) == ("acme", None)
    prefix = ours.split("_")[1]
    for wrong in ("", "dg", ours[:-1], ours + "x", ours.upper(), f"dg_{prefix}_", operators[:11]):
        assert gate.keys.check(wrong) is None
    assert gate.keys.revoke(known.prefix)
    assert gate.keys.check(ours) is None
    assert not gate.keys.revoke(known.prefix)
    assert not gate.keys.revoke("00000000")
    assert gate.keys.check(operators) == ruling


def test_a_key_is_stored_as_a_hash(gate: Gate, tmp_path: Path) -> None:
    """The secret stands in no file of the house."""
    secret = gate.keys.create("acme").split("_", 2)[2].encode()
    for file in tmp_path.iterdir():
        assert secret not in file.read_bytes()


def test_a_note_holds_from_its_instant_until_it_is_lifted(gate: Gate, clock: HandClock) -> None:
    """Not before, not after; another debtor is not concerned."""
    since = NOON + timedelta(minutes=1)
    told = gate.notes.tell(
        About(tenant="acme", debtor="d-1"), Note(NoteKind.PREFERENCE, "cease", since)
    )
    assert verdict(gate) is Verdict.ALLOW
    clock.pass_s(60)
    assert verdict(gate) is Verdict.DENY
    assert verdict(gate, 2) is Verdict.ALLOW
    clock.pass_s(60)
    gate.notes.lift(told.id, tenant="acme")
    assert verdict(gate) is Verdict.ALLOW
    with pytest.raises(NoteUnknown):
        gate.notes.lift(told.id, tenant="acme")


def test_a_note_about_a_debt_concerns_that_debt_alone(gate: Gate) -> None:
    """Another debt of the same debtor goes on."""
    gate.notes.tell(About(tenant="acme", debt="L-1"), Note(NoteKind.STATE, "disputed", NOON))
    assert gate.decide(contact(debt={"ref": "L-1"})).verdict is Verdict.DENY
    assert gate.decide(contact(debt={"ref": "L-2"})).verdict is Verdict.ALLOW


REFUSED = [
    pytest.param(About(tenant="acme"), CEASE, "whom the note is about", id="nobody"),
    pytest.param(About(debtor="d-1"), CEASE, "name the tenant", id="whose debtor"),
    pytest.param(About(debt="L-1"), CEASE, "name the tenant", id="whose debt"),
    pytest.param(About(number="12"), CEASE, "not valid", id="no number"),
    pytest.param(
        About(number=CALLER), Note(NoteKind.STATE, "sad", NOON), "no clause heeds", id="unheeded"
    ),
    pytest.param(
        About(number=CALLER), Note(NoteKind.PREFERENCE, "no_fax", NOON), "no_call", id="no such way"
    ),
]


@pytest.mark.parametrize(("about", "note", "said"), REFUSED)
def test_a_note_that_would_do_nothing_is_refused(
    gate: Gate, about: About, note: Note, said: str
) -> None:
    """Rather than kept and forgotten."""
    with pytest.raises(NoteRefused, match=said):
        gate.notes.tell(about, note)


def test_a_refusal_leaves_no_trace(gate: Gate) -> None:
    """What is refused inside a transaction that others share has written nothing."""
    with gate.store.read() as connection:
        before = connection.execute("SELECT count(*) FROM leaf").get
    for _ in range(3):
        with pytest.raises(DuegateError):
            gate.tenants.change("nobody", Standing.GOOD, reason="", by="")
    with gate.store.read() as connection:
        assert connection.execute("SELECT count(*) FROM leaf").get == before
