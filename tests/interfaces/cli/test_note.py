"""`duegate note`: what is told once is heeded from then on."""

from __future__ import annotations

import json

import pytest
from tests.interfaces.cli.calling import GOOD, Caller

ABOUT = ("--tenant", "acme", "--debtor", "d-1")


def verdict(caller: Caller) -> str:
    """Decide the good contact."""
    called = caller.call("decide", "-", "--as-stated", "--json", stdin=json.dumps(GOOD).encode())
    return str(called.lines[0]["verdict"])


@pytest.mark.parametrize(
    "note", [("--preference", "no_call"), ("--preference", "cease"), ("--state", "disputed")]
)
def test_a_note_stops_contacts_until_it_is_lifted(caller: Caller, note: tuple[str, str]) -> None:
    """At once, both ways."""
    told = caller.call("note", "add", *ABOUT, *note, "--json").json
    assert told["receipt"]
    assert verdict(caller) == "deny"
    assert caller.call("note", "lift", told["id"], "--json").json["lifted"] is True
    caller.clock.pass_s(1)
    assert verdict(caller) in {"allow", "deny"}
    assert caller.call("note", "lift", told["id"]).code == 3


def test_a_number_is_left_alone_by_everybody(caller: Caller) -> None:
    """A note about a number needs no tenant."""
    told = caller.call("note", "add", "--number", "+8613800138000", "--preference", "cease")
    assert told.code == 0
    assert "duegate note lift note_" in told.out
    assert verdict(caller) == "deny"


def test_a_note_has_its_time(caller: Caller) -> None:
    """Before `since` and after `until` it says nothing."""
    over = ("--since", "2026-11-01T00:00:00Z", "--until", "2026-11-02T00:00:00Z")
    assert caller.call("note", "add", *ABOUT, "--preference", "cease", *over).code == 0
    assert verdict(caller) == "allow"


UNCLEAR = "say what is told by exactly one of --preference, --state, --consent, --qualification"
REFUSED = {
    (): UNCLEAR,
    ("--preference", "cease", "--state", "disputed"): UNCLEAR,
    ("--preference", "cease", "--until", "tomorrow"): (
        '--until: expected a time like 2026-11-23T12:00:00+08:00, got "tomorrow"'
    ),
}


@pytest.mark.parametrize("options", REFUSED, ids=range(len(REFUSED)))
def test_an_unclear_note_is_refused(caller: Caller, options: tuple[str, ...]) -> None:
    """Message by message."""
    called = caller.call("note", "add", *ABOUT, *options)
    assert (called.code, called.err) == (2, f"duegate: {REFUSED[options]}\n")


@pytest.mark.parametrize(
    "note",
    [
        ("--consent", "third_party"),
        ("--consent", "revoked_third_party"),
        ("--preference", "not_hours_09:00-17:00"),
        ("--preference", "no_tuesday"),
    ],
)
def test_consents_and_wishes_are_told(caller: Caller, note: tuple[str, str]) -> None:
    """The receipt says what was told."""
    told = caller.call("note", "add", *ABOUT, *note, "--json").json
    assert (told["note"]["kind"], told["note"]["value"]) == (note[0].removeprefix("--"), note[1])


def test_a_qualification_is_told_of_the_tenant_alone(caller: Caller) -> None:
    """Of nobody's debtor."""
    listed = ("--qualification", "listed")
    assert caller.call("note", "add", "--tenant", "acme", *listed).code == 0
    called = caller.call("note", "add", *ABOUT, *listed)
    assert called.err == "duegate: a qualification is a tenant's own; name the tenant alone\n"


def test_a_wish_nobody_knows_is_refused_with_the_nearest(caller: Caller) -> None:
    """So that a slip of the pen is not a wish that nobody heeds."""
    called = caller.call("note", "add", *ABOUT, "--preference", "only_emial")
    assert called.code == 2
    assert 'no clause heeds the preference "only_emial"; did you mean `only_email`?' in called.err
