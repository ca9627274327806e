"""What comes in is read whole or refused with its place; what goes out can be read again."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duegate.model.contact import Channel, Contact, Debt
from duegate.model.decision import Decision
from duegate.model.problems import PROBLEMS_MAX, problems_of
from duegate.model.wire import Problem, Unreadable, convert, read, schema, write

GOOD: dict[str, Any] = {
    "id": "c1",
    "at": "2026-11-23T12:00:00+08:00",
    "tenant": "acme",
    "channel": "call",
    "caller": {"number": "+862154320000"},
    "recipient": {"number": "+8613800138000", "role": "debtor", "zone": "Asia/Shanghai"},
    "debtor": {"ref": "d-1", "region": "CN-GD"},
    "debt": {"ref": "L-1", "amount": "5000.10", "currency": "CNY", "due": "2026-10-01"},
    "purpose": "collect",
    "provenance": {"source": "creditor_file"},
}
WHOLE = json.dumps(GOOD)


def changed(pointer: str, value: object) -> str:
    """Give the good contact with one place changed."""
    contact = json.loads(WHOLE)
    *path, last = pointer.split("/")[1:]
    place = contact
    for step in path:
        place = place[step]
    place[last] = value
    return json.dumps(contact)


def told(data: bytes | str, kind: type = Contact, what: str = "contact") -> str:
    """Give the sentence with which a text is refused."""
    with pytest.raises(Unreadable) as refused:
        read(data, kind, what=what)
    return str(refused.value)


def test_a_good_contact_is_read_from_bytes_text_and_objects() -> None:
    """All three ways give the same value."""
    contact = read(WHOLE, Contact)
    assert contact == read(WHOLE.encode(), Contact) == convert(GOOD, Contact)
    assert contact.debt.amount == Decimal("5000.10")
    assert contact.at == datetime(2026, 11, 23, 4, tzinfo=UTC)


def test_an_amount_may_be_a_number_and_keeps_every_digit() -> None:
    """No amount passes through a binary fraction."""
    amount = "12345678901234567.89"
    assert read(WHOLE.replace('"5000.10"', amount), Contact).debt.amount == Decimal(amount)


def test_what_is_absent_is_filled_in_before_reading() -> None:
    """A caller may leave out what the interface knows; what is given stands."""
    given_at = datetime(2026, 1, 1, tzinfo=UTC)
    bare = json.dumps({name: value for name, value in GOOD.items() if name != "at"})
    assert read(bare, Contact, absent={"at": given_at}).at == given_at
    assert read(WHOLE, Contact, absent={"at": given_at}).at != given_at
    with pytest.raises(Unreadable, match="/id: is given twice"):
        read(bare[:-1] + ', "id": "c2"}', Contact, absent={"at": given_at})


AMOUNT = "/debt/amount"
REFUSED = [
    (changed("/channel", "fax"), f'/channel: "fax" is not one of {", ".join(Channel)}'),
    (
        changed("/channel", "Call"),
        (
            '/channel: "Call" is not one of call, sms, email, letter, '
            'postcard, visit, social, app; did you mean "call"?'
        ),
    ),
    (
        changed("/channel", 5),
        ("/channel: 5 is not one of call, sms, email, letter, postcard, visit, social, app"),
    ),
    (
        changed("/recipient/role", "debitor"),
        (
            '/recipient/role: "debitor" is not one of debtor, '
            "co_debtor, guarantor, relative, friend, classmate, colleague, school, other, unknown; "
            'did you mean "debtor"?'
        ),
    ),
    (changed("/plaec", "home"), '/plaec: unknown field "plaec"; did you mean "place"?'),
    (
        changed("/a~b", 1),
        (
            '/a~0b: unknown field "a~b"; there are id, at, '
            "tenant, channel, recipient, debtor, debt, purpose, caller, place, automated, text, "
            "template, audience, contains, arrangements, provenance"
        ),
    ),
    (
        changed("/debtor/name", "Li"),
        ('/debtor/name: unknown field "name"; there are ref, student, region'),
    ),
    (
        changed("/at", "2026-11-23T12:00:00"),
        (
            '/at: "2026-11-23T12:00:00" has no offset; add the '
            'one that holds there, like "+08:00" or "Z"'
        ),
    ),
    (
        changed("/at", "23.11.2026 12:00"),
        ('/at: expected a time like 2026-11-23T12:00:00+08:00, got "23.11.2026 12:00"'),
    ),
    (
        changed("/at", 1_700_000_000),
        ("/at: expected a time like 2026-11-23T12:00:00+08:00, got 1700000000"),
    ),
    (
        changed("/at", "0001-01-01T00:00:00+08:00"),
        ("/at: the year 0001 is out of reach; give one from 1971 to 2199"),
    ),
    (
        changed("/at", "1960-01-01T03:00:00+08:00"),  # before any clause was in force
        ("/at: the year 1960 is out of reach; give one from 1971 to 2199"),
    ),
    (
        changed("/debt/due", "9999-12-31"),
        ("/debt/due: the year 9999 is out of reach; give one from 1900 to 2199"),
    ),
    (changed("/debt/due", "soon"), '/debt/due: expected a date like 2026-11-23, got "soon"'),
    (changed("/id", ""), "/id: is empty; give it a value or leave it out"),
    (
        changed("/id", "a\nb"),
        ('/id: "a\\nb" has a line break or control character; write it on one line'),
    ),
    (changed("/id", "x" * 600), "/id: has 600 characters; at most 128 are taken"),
    (changed("/id", 7), "/id: expected text, got 7"),
    (changed("/id", None), "/id: expected text, got null"),
    (changed("/debtor", "d-1"), '/debtor: expected an object, got "d-1"'),
    (changed("/debtor", ["d-1"]), "/debtor: expected an object, got a list"),
    (changed("/debtor/student", "yes"), '/debtor/student: expected true or false, got "yes"'),
    (
        changed("/debtor/region", "Guangdong"),
        ('/debtor/region: "Guangdong" is not an ISO 3166-2 region; write it as "CN-GD"'),
    ),
    (
        changed("/debt/currency", "yuan"),
        ('/debt/currency: "yuan" is not an ISO 4217 currency; write it as "CNY"'),
    ),
    (changed(AMOUNT, "NaN"), f"{AMOUNT}: NaN is not an amount; write a number such as 5000.00"),
    (
        changed(AMOUNT, "-Infinity"),
        (f"{AMOUNT}: -Infinity is not an amount; write a number such as 5000.00"),
    ),
    (changed(AMOUNT, -1), f"{AMOUNT}: -1 is below zero; an amount is 0 or more"),
    (
        changed(AMOUNT, "1E+999999"),
        (
            f"{AMOUNT}: 1E+999999 is out of reach; an amount has at most "
            "18 digits before the point and 6 after it"
        ),
    ),
    (
        changed(AMOUNT, "0.0000001"),
        (
            f"{AMOUNT}: 1E-7 is out of reach; an amount has at most "
            "18 digits before the point and 6 after it"
        ),
    ),
    (changed(AMOUNT, "5,000"), f'{AMOUNT}: expected a number, got "5,000"'),
    (changed(AMOUNT, value=True), f"{AMOUNT}: expected a number, got true"),
    (
        changed("/debtor/ref", "\ud800"),
        ("/debtor/ref: has half a character (a lone surrogate); send whole text"),
    ),
    (
        WHOLE.replace('"5000.10"', "NaN"),
        (f"{AMOUNT}: NaN is not a JSON value; leave it out or use null"),
    ),
    (
        WHOLE.replace('"5000.10"', "9" * 5000),
        (f"{AMOUNT}: {'9' * 48}... is a number too long to hold; leave it out or use null"),
    ),
    (
        WHOLE.replace('"5000.10"', "1e" + "9" * 30),
        (f"{AMOUNT}: 1e{'9' * 30} is a number too long to hold; leave it out or use null"),
    ),
    (WHOLE.replace('"id"', '"id": "c0", "id"'), "/id: is given twice; give it once"),
    (
        WHOLE.replace('"role"', '"zone": "x", "role"'),
        ("/recipient/zone: is given twice; give it once"),
    ),
    (WHOLE + "x", "is not JSON at line 1, column 405: extra data"),
    (WHOLE[:-1], "is not JSON at line 1, column 404: expecting ',' delimiter"),
    ("\ufeff" + WHOLE, "starts with a byte-order mark; send the text as UTF-8 without it"),
    (
        WHOLE.encode().replace(b"acme", "\u4e2d".encode("gb18030")),
        "is not UTF-8 at byte 60; send the text as UTF-8",
    ),
    (" \n", "is empty; send one JSON object"),
    ("[]", "expected an object, got a list"),
    ("null", "expected an object, got null"),
    ("[" * 100_000, "is nested deeper than 32 levels; send a flatter one"),
    (
        WHOLE.replace('"d-1"', '{"a":' * 100_000),
        ("is nested deeper than 32 levels; send a flatter one"),
    ),
]


@pytest.mark.parametrize(("data", "sentence"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_read_is_named_with_its_place_and_remedy(
    data: bytes | str, sentence: str
) -> None:
    """Message by message."""
    assert told(data) == f"contact: {sentence}"


def test_several_problems_are_named_at_once() -> None:
    """Whoever corrects a contact corrects it once."""
    contact = json.loads(changed("/channel", "fax"))
    del contact["debt"]
    with pytest.raises(Unreadable) as refused:
        read(json.dumps(contact), Contact, what="line 7")
    assert [problem.pointer for problem in refused.value.problems] == ["/channel", "/debt"]
    assert str(refused.value).startswith('line 7: /channel: "fax" is not one of')
    assert str(refused.value).endswith("; /debt: is missing")


def test_a_message_stays_short_whatever_comes_in() -> None:
    """The reader of a log is not flooded by the writer of a contact."""
    flood = json.dumps({f"{n}" * 100: "x" * 10_000 for n in range(5_000)})
    with pytest.raises(Unreadable) as refused:
        read(flood, Contact)
    assert len(refused.value.problems) == PROBLEMS_MAX
    assert len(str(refused.value)) < 6_000


def test_brackets_inside_text_are_not_nesting() -> None:
    """Only what is open counts, not what is written."""
    text = '[{"' * 100 + "\\"
    assert read(changed("/text", text), Contact).text == text


def test_whole_characters_outside_the_basic_plane_are_text() -> None:
    """An escaped pair is one character."""
    assert read(changed("/text", "\U0001f642"), Contact).text == "\U0001f642"


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_any_bytes_are_refused_in_our_words(data: bytes | str) -> None:
    """Nothing but a value or `Unreadable` comes out of `read`."""
    with pytest.raises(Unreadable, match=r"^contact: ."):
        read(data, Contact)


MARKS = ['"', "{", "}", "[", "]", ",", ":", "\\", "\\u", "\\ud800", "NaN", "1e999", "\x00", "null"]


@given(st.data())
def test_a_damaged_contact_is_read_or_refused(data: st.DataObject) -> None:
    """Cutting, doubling and writing over a good contact never ends in a traceback."""
    text = WHOLE
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 20)))
        piece = data.draw(st.sampled_from(MARKS) | st.just(text[start:end] * 2))
        text = text[:start] + piece + text[end:]
    with contextlib.suppress(Unreadable):
        contact = read(text, Contact)
        assert read(write(contact), Contact) == contact


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(["call", "NaN", "-1", "1e99", "2026-11-23", "2026-11-23T12:00:00", "CNY"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)  # fmt: skip


def refusal(contact: object) -> tuple[Problem, ...]:
    """Give the problems with which an object is refused; none when it is read."""
    try:
        convert(contact, Contact)
    except Unreadable as error:
        return error.problems
    return ()


@given(st.sampled_from([*GOOD, "place", "text", "automated"]), VALUES)
def test_reading_and_naming_the_problems_agree(name: str, value: object) -> None:
    """Whatever is refused is refused for a reason that can be named, and the other way round."""
    contact = {**GOOD, name: value}
    assert refusal(contact) == (*problems_of(contact, Contact),)[:PROBLEMS_MAX]


@given(st.sampled_from(["debt", "recipient", "caller", "debtor", "provenance"]), st.data())
def test_they_agree_inside_too(name: str, data: st.DataObject) -> None:
    """The same for one field of a nested value."""
    place = data.draw(st.sampled_from([*GOOD[name], "amount", "basis", "obtained"]))
    contact = {**GOOD, name: {**GOOD[name], place: data.draw(VALUES)}}
    assert refusal(contact) == (*problems_of(contact, Contact),)[:PROBLEMS_MAX]


class Sizes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind with what a contact lacks: bounded numbers, lists, unions."""

    limit: int | None = None
    names: tuple[str, ...] = ()
    debts: tuple[Debt, ...] = ()
    either: Debt | str | None = None


def test_lists_and_unions_are_walked_too() -> None:
    """A place inside a list has its number."""
    bad = {"debts": [{"ref": "a"}, {"ref": "b", "amount": "NaN"}], "names": ["a", 1]}
    assert told(json.dumps(bad), Sizes, "sizes") == (
        "sizes: /debts/1/amount: NaN is not an amount; write a number such as 5000.00; "
        "/names/1: expected text, got 1"
    )
    assert told('{"either": {"ref": 1}}', Sizes, "sizes") == (
        "sizes: /either/ref: expected text, got 1"
    )
    assert told('{"limit": 1.5}', Sizes, "sizes") == (
        "sizes: /limit: expected a whole number, got 1.5"
    )


def test_the_schema_stands_alone_and_says_what_reading_says() -> None:
    """An outsider's validator agrees about what a contact is."""
    valid = jsonschema_rs.validator_for(schema(Contact), validate_formats=True).is_valid
    assert valid(GOOD)
    assert valid({**GOOD, "debt": {"ref": "L", "amount": 5000.1}})
    for pointer, value in [
        ("/channel", "fax"), ("/plaec", 1), ("/id", ""), ("/at", "noon"), ("/debtor/region", "X"),
        (AMOUNT, -1), (AMOUNT, "NaN"), (AMOUNT, True), ("/debt/currency", "yuan"),
    ]:  # fmt: skip
        assert not valid(json.loads(changed(pointer, value))), pointer


def test_a_schema_of_several_kinds_holds_each_once() -> None:
    """One document for contact and decision."""
    both = schema(Contact, Decision)
    assert {"Contact", "Decision", "Finding", "Channel"} <= both["$defs"].keys()
    assert both["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_a_problem_of_the_whole_has_an_empty_pointer() -> None:
    """RFC 6901: the empty pointer is the whole document."""
    with pytest.raises(Unreadable) as refused:
        read("", Contact)
    assert refused.value.problems == (Problem("", "is empty; send one JSON object"),)
