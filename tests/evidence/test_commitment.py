"""Commitments hide, bind, and open one field of one entry at a time."""

from __future__ import annotations

import hashlib
from itertools import permutations

from duegate.evidence.commitment import commit, opening, opens

SALT, NONCE = b"s" * 32, b"n" * 16
FIELDS = [
    ("debtor", SALT, NONCE, "d-1"),
    ("debto", SALT, NONCE, "rd-1"),
    ("tenant", SALT, NONCE, "d-1"),
    ("debtor", b"t" * 32, NONCE, "d-1"),
    ("debtor", SALT, b"m" * 16, "d-1"),
    ("debtor", SALT + b"n", NONCE[:-1], "d-1"),
    ("debtor", SALT, NONCE, "d-2"),
    ("debtor", SALT, NONCE, ""),
]


def test_a_commitment_opens_to_its_value() -> None:
    """The opening fits the value it was made for, given as text or bytes."""
    hidden = commit("debtor", SALT, NONCE, "d-1")
    assert opens(hidden, "debtor", opening("debtor", SALT, NONCE), "d-1")
    assert opens(hidden, "debtor", opening("debtor", SALT, NONCE), b"d-1")


def test_nothing_else_opens_it() -> None:
    """Another field, salt, entry or value, or parts cut elsewhere, do not fit."""
    for hidden, other in permutations(FIELDS, 2):
        domain, salt, nonce, value = other
        assert commit(*hidden) != commit(*other)
        assert not opens(commit(*hidden), domain, opening(domain, salt, nonce), value)


def test_an_opening_shows_one_field_only() -> None:
    """Who was shown the tenant cannot try debtors, in this entry or another."""
    shown = opening("tenant", SALT, NONCE)
    assert not opens(commit("debtor", SALT, NONCE, "d-1"), "debtor", shown, "d-1")
    assert not opens(commit("tenant", SALT, b"m" * 16, "acme"), "tenant", shown, "acme")


def test_the_bytes_that_are_hashed() -> None:
    """Worked by hand: every part with its length before it, in eight bytes."""
    parts = [b"duegate/opening/v1", b"debtor", SALT, NONCE]
    opened = hashlib.sha256(b"".join(len(p).to_bytes(8, "big") + p for p in parts)).digest()
    parts = [b"duegate/commitment/v1", b"debtor", opened, "债".encode()]
    hidden = hashlib.sha256(b"".join(len(p).to_bytes(8, "big") + p for p in parts)).hexdigest()
    assert commit("debtor", SALT, NONCE, "债") == hidden


def test_what_is_no_commitment_opens_to_nothing() -> None:
    """Any text may stand where a commitment should."""
    assert not opens("债", "debtor", b"", "d-1")
