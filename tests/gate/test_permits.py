"""A permit lets one contact leave, once, while it lasts; every other use is refused."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from tests.gate.house import NOON, contact, open_house

from duegate.clock import HandClock
from duegate.gate import About, Gate, PermitRefused
from duegate.model.contact import Channel
from duegate.model.outcome import OutcomeState
from duegate.model.tenant import Standing
from duegate.rulebook.facts import Note, NoteKind


@pytest.fixture
def permit(gate: Gate) -> str:
    """A permit for a call of acme at noon."""
    issued = gate.decide(contact()).permit
    assert issued is not None
    return issued


def refusal(gate: Gate, permit: str, tenant: str | None = None) -> str:
    """Use a permit that must be refused; tell why it was."""
    with pytest.raises(PermitRefused) as refused:
        gate.redeem(permit, tenant=tenant)
    return str(refused.value)


def test_a_permit_is_used_once(gate: Gate, permit: str) -> None:
    """The first use says what may leave and until when; the second is refused."""
    redeemed = gate.redeem(permit)
    decision = gate.find(redeemed.decision)
    assert (redeemed.tenant, redeemed.channel) == ("acme", Channel.CALL)
    assert redeemed.expires == decision.permit_expires == NOON + timedelta(seconds=60)
    assert "was used already" in refusal(gate, permit)


def test_a_permit_is_used_once_after_a_restart_too(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """What was used is remembered by the ledger, not by the process."""
    folder = tmp_path_factory.mktemp("house")
    with open_house(folder) as before:
        permit = before.decide(contact()).permit or ""
        before.redeem(permit)
    with open_house(folder) as after:
        assert "was used already" in refusal(after, permit)


def test_a_permit_ends(gate: Gate, clock: HandClock, permit: str) -> None:
    """Good until the last microsecond of its time, and not at its end."""
    other = gate.decide(contact()).permit or ""
    clock.pass_s(59.999999)
    gate.redeem(permit)
    clock.pass_s(0.000001)
    assert "has expired" in refusal(gate, other)


def test_a_permit_of_another_tenant_is_no_permit(gate: Gate, permit: str) -> None:
    """Redeemed for another tenant it tells no more than a forged one; the owner still may."""
    forged = refusal(gate, "prm_" + "A" * 43)
    assert refusal(gate, permit, tenant="beta") == forged
    gate.redeem(permit, tenant="acme")


def test_a_permit_is_dead_once_its_tenant_is_suspended(gate: Gate, permit: str) -> None:
    """Suspended: dead at once; let go on again within its time: alive."""
    gate.tenants.change("acme", Standing.SUSPENDED, reason="threats", by="test")
    assert "standing has changed" in refusal(gate, permit)
    gate.tenants.change("acme", Standing.GOOD, reason="cleared", by="test")
    gate.redeem(permit)


@pytest.mark.parametrize("standing", [Standing.RESTRICTED, Standing.TERMINATED])
def test_a_permit_follows_every_standing(gate: Gate, permit: str, standing: Standing) -> None:
    """A standing that would not have let the contact through does not let it leave."""
    gate.tenants.change("acme", standing, reason="drawn", by="test")
    assert "standing has changed" in refusal(gate, permit)


def test_a_permit_is_dead_once_its_contact_was_given_back(gate: Gate, permit: str) -> None:
    """Whoever said it was not sent may not send it."""
    decision = gate.decisions()[0].id
    gate.report(decision, OutcomeState.NOT_SENT)
    assert "reported as not sent" in refusal(gate, permit)


def test_a_refused_contact_has_no_permit(gate: Gate) -> None:
    """Only what may leave now carries one, and there is none to make up for it."""
    decision = gate.decide(contact(channel="postcard"))
    assert (decision.permit, decision.permit_expires) == (None, None)
    ends_us = int((NOON + timedelta(seconds=60)).timestamp()) * 10**6
    assert "not issued" in refusal(gate, told(decision.leaf or 0, ends_us))


def test_a_stated_contact_leaves_at_its_own_instant(gate: Gate, clock: HandClock) -> None:
    """A permit for tomorrow is good tomorrow, not tonight."""
    tomorrow = NOON + timedelta(days=1)
    permit = gate.decide(contact(at=tomorrow), as_stated=True).permit or ""
    assert "later instant" in refusal(gate, permit)
    clock.pass_s(86_400)
    gate.redeem(permit)


def test_nothing_leaves_by_a_clock_that_jumped(gate: Gate, clock: HandClock, permit: str) -> None:
    """A clock set back keeps no permit alive."""
    clock.pass_s(50)
    clock.jump_to(NOON - timedelta(hours=1))
    clock.pass_s(3_600)
    assert "clock has jumped" in refusal(gate, permit)


def told(leaf: int, ends_us: int) -> str:
    """Make up a permit; its seal is nothing."""
    body = leaf.to_bytes(8, "big") + ends_us.to_bytes(8, "big")
    return "prm_" + base64.urlsafe_b64encode(body + bytes(16)).decode().rstrip("=")


FORGED = [
    pytest.param("", id="empty"),
    pytest.param("prm_", id="bare"),
    pytest.param("prm_\u8bb8\u53ef", id="not ascii"),
    pytest.param("prm_" + "A" * 42, id="short"),
    pytest.param("prm_" + "A" * 44, id="long"),
    pytest.param("prm_" + "!" * 43, id="not base64"),
    pytest.param("dec_" + "A" * 43, id="another name"),
    pytest.param(told(2**64 - 1, 2**64 - 1), id="beyond a database"),
    pytest.param(told(2**63, 2**63), id="beyond a signed integer"),
    pytest.param(told(0, 0), id="first entry"),
]


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_permit_is_refused(gate: Gate, permit: str, forged: str) -> None:
    """Whatever comes is refused in one sentence; the true one is good afterwards."""
    assert "permit" in refusal(gate, forged)
    gate.redeem(permit)


def test_no_changed_letter_passes(gate: Gate, permit: str) -> None:
    """Each byte of a permit is sealed, its place in the log and its end among them."""
    raw = base64.urlsafe_b64decode(permit.removeprefix("prm_") + "=")
    for place in range(len(raw)):
        bent = bytearray(raw)
        bent[place] ^= 1
        forged = "prm_" + base64.urlsafe_b64encode(bent).decode().rstrip("=")
        assert "permit" in refusal(gate, forged)
    gate.redeem(permit)


def test_a_permit_is_dead_once_the_person_said_stop(gate: Gate, permit: str) -> None:
    """What was told between the decision and its use is heeded."""
    note = Note(NoteKind.PREFERENCE, "cease", NOON)
    gate.notes.tell(About(tenant="acme", debtor="d-1"), note)
    assert "what was told since" in refusal(gate, permit)
