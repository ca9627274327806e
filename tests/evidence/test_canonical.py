"""Canonical JSON: one way to write each value, and nothing else is read."""

from __future__ import annotations

import enum
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duegate.evidence import canonical
from duegate.evidence.canonical import NotCanonical, encode, parse

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    TEXTS | st.booleans() | st.none() | st.integers(-canonical.INTEGER_MAX, canonical.INTEGER_MAX),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


class Colour(enum.StrEnum):
    """A closed set."""

    RED = "red"


@given(VALUES)
def test_values_come_back(value: object) -> None:
    """What was written is read, and written the same again."""
    written = encode(value)
    assert parse(written) == value == json.loads(written)
    assert encode(parse(written)) == written


@given(st.dictionaries(TEXTS, st.none(), min_size=2))
def test_keys_stand_in_utf16_order(value: dict[str, None]) -> None:
    """RFC 8785 sorts keys by their UTF-16 code units."""
    names = list(json.loads(encode(value)))
    assert names == sorted(value, key=lambda name: name.encode("utf-16-be"))


def test_the_order_of_rfc_8785() -> None:
    """The example of the RFC: an emoji comes before a presentation form."""
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    wanted = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(encode(dict.fromkeys(names)))) == wanted


def test_escapes_are_the_shortest() -> None:
    """The escapes of RFC 8785, lower case, and nothing else escaped."""
    assert encode('\u20ac$\x0f\nA\'B"\\\\"/\x7f') == (
        b'"\xe2\x82\xac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\x7f"'
    )


def test_the_largest_whole_numbers() -> None:
    """Up to 2^53 - 1 on both sides."""
    assert parse(encode([2**53 - 1, 1 - 2**53])) == [9007199254740991, -9007199254740991]


def test_members_of_closed_sets_are_text() -> None:
    """A member stands as its text, also as a key and inside."""
    assert encode({"c": [Colour.RED]}) == b'{"c":["red"]}'


def test_tuples_are_lists() -> None:
    """A tuple is written as a list."""
    assert encode((1, ())) == b"[1,[]]"


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (1.0, "1.0 is not a whole number; write it as text"),
        ([{"a": float("nan")}], "nan is not a whole number"),
        (2**53, "a whole number is beyond 2^53 - 1; write it as text"),
        ({"a": -(2**53)}, "beyond 2^53 - 1"),
        ({1: "a"}, "the key 1 is not text; write it as text"),
        (b"a", "a bytes is not a JSON value; write it as text"),
        ([Decimal(1)], "a Decimal is not a JSON value"),
        ({"a": {"b": {1, 2}}}, "a set is not a JSON value"),
        ("\ud800", "half a character (a lone surrogate); write whole text"),
        ({"\ud800": 1}, "half a character"),
    ],
)
def test_what_has_no_canonical_form_is_refused(value: object, sentence: str) -> None:
    """Each refusal says why and what to do."""
    with pytest.raises(NotCanonical) as refused:
        encode(value)
    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1, "b":2}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b" 1",
        b"1\n",
        b"-0",
        b"01",
        b"1.0",
        b"1e2",
        b"1E400",
        b"9007199254740992",
        b"123456789012345678901234567890",
        b'"\\u0041"',
        b'"\\/"',
        b'"\\u000F"',
        b'"\\u000a"',
        b'"\\ud83d\\ude00"',
        b'"\\ud800"',
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b"NaN",
        b"Infinity",
        b"",
        b"{",
        b"1 2",
        b"\xef\xbb\xbf1",
    ],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    """Bytes that mean the same but are written otherwise are refused like garbage."""
    with pytest.raises(NotCanonical):
        parse(data)


def test_the_place_of_the_difference_is_told() -> None:
    """The reader learns from which byte on it is not canonical."""
    with pytest.raises(NotCanonical, match="from byte 7 on"):
        parse(b'{"a":1, "b":2}')


def test_depth_is_bounded() -> None:
    """32 levels pass, 33 do not, a hundred thousand do no harm."""
    assert parse(b"[" * 32 + b"]" * 32)
    for depth in (33, 100_000):
        with pytest.raises(NotCanonical, match="nested deeper than 32"):
            parse(b"[" * depth + b"]" * depth)


def test_an_object_is_asked_for() -> None:
    """A list is no object."""
    assert canonical.parse_object(b'{"a":1}') == {"a": 1}
    with pytest.raises(NotCanonical, match="a JSON object is wanted here"):
        canonical.parse_object(b"[]")
