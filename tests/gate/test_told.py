"""Wishes, consents and qualifications through the ledger: whose they are and what they lift."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.gate.house import NOON, OTHER_CALLER, contact, open_house
from tests.rulebook.sample import clause, pack, version

from duegate.clock import HandClock
from duegate.gate import About, Gate, NoteReceipt, NoteRefused
from duegate.model.contact import Channel, ConsentScope
from duegate.model.decision import Decision
from duegate.model.judgement import Verdict
from duegate.model.tenant import Qualification as Agency
from duegate.rulebook.book import Book
from duegate.rulebook.facts import Note, NoteKind
from duegate.rulebook.kinds import ChannelBan, Qualification

NUMBER = "+8613800138000"
UNLESS = ChannelBan(channels=frozenset({Channel.CALL}), unless_consent=ConsentScope.CALL)
LISTED = Qualification(needs=frozenset({Agency.LISTED}))
DAY_S = 24 * 3600


@cache
def book() -> Book:
    """Make a book in which calls need consent and the agency a place on the list."""
    clauses = (
        clause(version(UNLESS), name="sample/consent"),
        clause(version(LISTED), name="sample/listed"),
    )
    return Book((pack(*clauses),))


@pytest.fixture
def strict(tmp_path: Path, clock: HandClock) -> Iterator[Gate]:
    """The gate of a house with that book."""
    with open_house(tmp_path / "strict", clock=clock, book=book()) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path) -> None:
    (tmp_path / "strict").mkdir()


def tell(gate: Gate, kind: NoteKind, value: str, **about: str) -> NoteReceipt:
    """Tell a note, from now on."""
    return gate.notes.tell(About(**about), Note(kind, value, gate.now()))


def consent(gate: Gate, value: str, **about: str) -> NoteReceipt:
    """Tell a consent."""
    return tell(gate, NoteKind.CONSENT, value, **about)


def verdict(gate: Gate, **changes: Any) -> Verdict:  # noqa: ANN401 - fields of a contact
    """Decide a call."""
    return gate.decide(contact(at=gate.now(), **changes)).verdict


def test_a_consent_holds_from_receipt_until_it_is_revoked(strict: Gate, clock: HandClock) -> None:
    """And again once it is given again; the revocation needs no name of the consent."""
    assert verdict(strict) is Verdict.DENY
    consent(strict, "call", tenant="acme", debtor="d-1")
    assert verdict(strict) is Verdict.ALLOW
    clock.pass_s(1)
    consent(strict, "revoked_call", tenant="acme", debtor="d-1")
    assert verdict(strict) is Verdict.DENY
    consent(strict, "call", tenant="acme", debtor="d-1")
    assert verdict(strict) is Verdict.DENY  # at one instant the revocation wins
    clock.pass_s(1)
    consent(strict, "call", tenant="acme", debtor="d-1")
    assert verdict(strict) is Verdict.ALLOW


def test_a_consent_is_the_tenant_s_to_whom_it_was_given(strict: Gate) -> None:
    """About a number too; what the operator tells holds for all."""
    consent(strict, "call", tenant="acme", number=NUMBER)
    assert verdict(strict) is Verdict.ALLOW
    beta = {"tenant": "beta", "caller": {"number": OTHER_CALLER}}
    assert verdict(strict, **beta) is Verdict.DENY
    consent(strict, "any", number=NUMBER)
    assert verdict(strict, **beta) is Verdict.ALLOW


def test_a_revocation_about_a_number_is_heeded_by_all(strict: Gate, clock: HandClock) -> None:
    """Whoever hears it."""
    consent(strict, "call", tenant="acme", debtor="d-1")
    clock.pass_s(1)
    consent(strict, "revoked_any", tenant="beta", number=NUMBER)
    assert verdict(strict) is Verdict.DENY
    elsewhere = {"recipient": {"number": "+8613800138009"}}
    assert verdict(strict, **elsewhere) is Verdict.ALLOW


def test_a_consent_lifts_no_more_than_it_names(strict: Gate) -> None:
    """One debt of a debtor is not his other, one number of his not another."""
    consent(strict, "call", tenant="acme", debtor="d-1", debt="L-1")
    assert verdict(strict) is Verdict.ALLOW
    assert verdict(strict, debt={"ref": "L-2"}) is Verdict.DENY
    consent(strict, "call", tenant="acme", debtor="d-1", number="+8613800138009")
    assert verdict(strict, debt={"ref": "L-2"}) is Verdict.DENY


def test_an_agency_is_what_was_told_last(strict: Gate, clock: HandClock) -> None:
    """Nothing recorded is carried to the caller; listed passes; struck off does not."""
    consent(strict, "any", tenant="acme", debtor="d-1")
    decision: Decision = strict.decide(contact(at=strict.now()))
    assert decision.verdict is Verdict.ALLOW
    assert [each.clause for each in decision.unjudged] == ["sample/listed"]
    for value, wanted in (
        ("listed", Verdict.ALLOW),
        ("not_listed", Verdict.DENY),
        ("listed", Verdict.ALLOW),
    ):
        clock.pass_s(1)
        tell(strict, NoteKind.QUALIFICATION, value, tenant="acme")
        decision = strict.decide(contact(at=strict.now()))
        assert (value, decision.verdict, decision.unjudged) == (value, wanted, ())
    beta = {"tenant": "beta", "caller": {"number": OTHER_CALLER}}
    consent(strict, "any", tenant="beta", debtor="d-1")
    (waits,) = strict.decide(contact(at=strict.now(), **beta)).unjudged
    assert waits.clause == "sample/listed"


REFUSED = [
    (NoteKind.CONSENT, "emails", {"tenant": "acme", "debtor": "d-1"}, "did you mean `email`"),
    (NoteKind.CONSENT, "revoke_sms", {"tenant": "acme", "debtor": "d-1"}, "mean `revoked_sms`"),
    (NoteKind.PREFERENCE, "no_teusday", {"tenant": "acme", "debtor": "d-1"}, "mean `no_tuesday`"),
    (NoteKind.PREFERENCE, "hours_8-9", {"tenant": "acme", "debtor": "d-1"}, "hours_18:00-20:00"),
    (NoteKind.PREFERENCE, "no_address", {"tenant": "acme", "debtor": "d-1"}, "name the number"),
    (NoteKind.QUALIFICATION, "registerd", {"tenant": "acme"}, "did you mean `registered`"),
    (NoteKind.QUALIFICATION, "listed", {"tenant": "acme", "debtor": "d-1"}, "the tenant alone"),
    (NoteKind.QUALIFICATION, "listed", {"number": NUMBER}, "name the tenant alone"),
    (NoteKind.CONSENT, "any", {"tenant": "acme"}, "whom the note is about"),
    (NoteKind.CONSENT, "any", {"debtor": "d-1"}, "name the tenant"),
]


@pytest.mark.parametrize(
    ("kind", "value", "about", "said"), REFUSED, ids=[said for *_, said in REFUSED]
)
def test_what_would_do_nothing_is_refused(
    gate: Gate, kind: NoteKind, value: str, about: dict[str, str], said: str
) -> None:
    """With what was probably meant."""
    with pytest.raises(NoteRefused, match=said):
        tell(gate, kind, value, **about)


def test_what_is_told_is_sealed_in_the_log(gate: Gate) -> None:
    """The entry tells the kind and the time; neither whom nor what."""
    told = consent(gate, "revoked_third_party", tenant="acme", debtor="d-1")
    with gate.store.read() as connection:
        query = "SELECT bytes FROM leaf WHERE idx = ?"
        written = bytes(connection.execute(query, (told.leaf,)).get)
    entry = msgspec.json.decode(written)
    assert (entry["kind"], entry["note"]) == ("note", "consent")
    for personal in (b"acme", b"d-1", b"third_party"):
        assert personal not in written


EMAIL = {"channel": "email", "recipient": {"address": "li@example.com", "number": None}}
REPLY = {**EMAIL, "purpose": "reply"}


def test_not_on_tuesdays_not_at_work_email_only_and_one_reply(gate: Gate, clock: HandClock) -> None:
    """Each wish is obeyed; their own message may be answered once, on a Tuesday too."""
    for wish in ("no_tuesday", "not_at_work", "only_email"):
        tell(gate, NoteKind.PREFERENCE, wish, tenant="acme", debtor="d-1")
    assert verdict(gate) is Verdict.DENY  # by telephone
    assert verdict(gate, **EMAIL, place="work") is Verdict.DENY
    assert verdict(gate, **EMAIL) is Verdict.ALLOW  # a Monday
    clock.pass_s(DAY_S)
    tuesday = gate.decide(contact(at=gate.now(), **EMAIL))
    wednesday = NOON + timedelta(hours=44)  # at eight, as calls and messages begin
    assert (tuesday.verdict, tuesday.until) == (Verdict.DEFER, wednesday)
    assert verdict(gate, **REPLY) is Verdict.DEFER  # to nothing
    gate.inbound(contact(at=gate.now(), **EMAIL))
    clock.pass_s(60)
    assert verdict(gate, **EMAIL) is Verdict.DEFER  # that is no reply
    assert verdict(gate, **(REPLY | {"channel": "call", "recipient": {}})) is Verdict.DENY
    assert verdict(gate, **REPLY) is Verdict.ALLOW
    clock.pass_s(60)
    assert verdict(gate, **REPLY) is Verdict.DEFER  # the second
    gate.inbound(contact(at=gate.now(), **EMAIL))
    clock.pass_s(60)
    assert verdict(gate, **REPLY) is Verdict.ALLOW  # they wrote again


def test_a_wish_about_an_address_is_about_that_number(gate: Gate) -> None:
    """Another number of the same debtor goes on; every agency heeds it."""
    tell(gate, NoteKind.PREFERENCE, "no_address", tenant="acme", number=NUMBER)
    assert verdict(gate) is Verdict.DENY
    beta = {"tenant": "beta", "caller": {"number": OTHER_CALLER}}
    assert verdict(gate, **beta) is Verdict.DENY
    assert verdict(gate, recipient={"number": "+8613800138009"}) is Verdict.ALLOW
