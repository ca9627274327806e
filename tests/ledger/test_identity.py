"""One person, however the number is written; and no way back from a key to a number."""

from __future__ import annotations

import pytest
from tests.gate.house import contact
from tests.gate.traffic import NO_NUMBER, PEOPLE, WRITTEN, written

from duegate.ledger.identity import (
    KEY_BYTES,
    Keys,
    SubjectKeys,
    caller_number,
    candidate_zones,
    number_of,
)
from duegate.ledger.places import zones_of_region
from duegate.model.contact import Contact, Recipient

SECRET = b"s" * 32


@pytest.mark.parametrize("number", sorted(PEOPLE))
@pytest.mark.parametrize("how", WRITTEN)
def test_a_number_is_one_however_it_is_written(number: str, how: str) -> None:
    """Blanks, dashes, full width, other digits, extensions, a scheme: the same line."""
    found = number_of(written(number, how))
    assert found is not None
    assert found.e164 == number
    assert found.zones == (PEOPLE[number],)


@pytest.mark.parametrize(
    "text", [*NO_NUMBER, "", "+", "sip:+8613800138000@example.test", "+999123"]
)
def test_what_is_no_number_is_none(text: str) -> None:
    """It is not guessed at."""
    assert number_of(text) is None


@pytest.mark.parametrize("text", ["13800138000", "0086 138 0013 8000", "8613800138000"])
def test_a_national_number_is_read_where_a_country_is_set(text: str) -> None:
    """With the country of the house it is the same line, without it none."""
    read = number_of(text, "CN")
    assert read is not None
    assert read.e164 == "+8613800138000"
    assert number_of(text) is None


def test_what_is_dialled_before_a_number_does_not_change_it() -> None:
    """A carrier's prefix is no part of the line."""
    read = number_of("17951 13800138000", "CN")
    assert read is not None
    assert read.e164 == "+8613800138000"


def test_a_service_code_stays_as_it_is() -> None:
    """It is no number of the world, and is registered as written."""
    assert caller_number("955 88") == "95588"
    assert caller_number("+86 21 5432-0000") == "+862154320000"


def test_candidate_zones_are_all_that_is_told() -> None:
    """Stated, told by the number and of the part, each once; a country when they tell nothing."""
    number = number_of("+12122000123")
    eastern = "America/New_York"
    assert candidate_zones("Asia/Shanghai", ("CN-GD",), number) == ("Asia/Shanghai", eastern)
    assert candidate_zones(eastern, (), number) == (eastern,)
    assert candidate_zones(None, ("CN-GD",), None) == zones_of_region("CN") != ()
    assert candidate_zones(None, (), None) == ()
    assert zones_of_region("XX") == ()


def keys(sent: Contact, secret: bytes = SECRET) -> SubjectKeys:
    """Key a contact."""
    number = sent.recipient.number
    return Keys(secret).of(sent, number_of(number) if number else None)


def test_a_person_is_one_for_every_tenant_and_a_reference_is_not() -> None:
    """The number is everybody's; what a tenant calls its debtor and debt is its own."""
    ours, theirs = keys(contact()), keys(contact(tenant="beta"))
    assert ours.person == theirs.person
    assert ours.debtor != theirs.debtor
    assert ours.debt != theirs.debt


def test_a_person_is_not_told_apart_by_how_the_contact_is_made() -> None:
    """Neither the channel nor the caller number nor the debt makes another person."""
    plain = keys(contact()).person
    changes = ({"channel": "sms"}, {"caller": {"number": "95588"}}, {"debt": {"ref": "L-9"}})
    for change in changes:
        assert keys(contact(**change)).person == plain


def test_an_address_is_one_however_it_is_spaced() -> None:
    """Blanks, width and case do not make another person; another word does."""
    of = [
        Keys(SECRET).person(Recipient(address=address), None)
        for address in ("1 Main Road", " 1  main\u3000ROAD ", "2 Main Road")
    ]
    assert of[0] == of[1] != of[2]


def test_keys_of_different_kinds_never_meet() -> None:
    """The same words as debtor, debt, number, address and tenant give different keys."""
    made = Keys(SECRET)
    same = "+8613800138000"
    number = number_of(same)
    every = [
        made.debtor("acme", same),
        made.debt("acme", same),
        made.tenant(same),
        made.person(Recipient(address=same), None),
        made.person(Recipient(), number),
        made.debtor("acm", f"e{same}"),
        made.request(same.encode())[:KEY_BYTES],
    ]
    assert len(set(every)) == len(every)
    assert {len(key) for key in every} == {KEY_BYTES}


def test_keys_tell_nothing_without_the_secret() -> None:
    """Another secret gives other keys throughout, of the request too."""
    sent = contact()
    one, other = keys(sent), keys(sent, b"t" * 32)
    assert not {one.debtor, one.person, one.debt} & {other.debtor, other.person, other.debt}
    assert Keys(SECRET).request(b"asked") != Keys(b"t" * 32).request(b"asked")
