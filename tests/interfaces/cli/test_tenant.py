"""`duegate tenant`: signing agencies, and stopping them with a receipt."""

from __future__ import annotations

import json

import pytest
from tests.interfaces.cli.calling import CALLER, GOOD, Caller


def verdict(caller: Caller) -> str:
    """Decide the good contact."""
    called = caller.call("decide", "-", "--as-stated", "--json", stdin=json.dumps(GOOD).encode())
    return str(called.lines[0]["verdict"])


def test_a_tenant_is_signed_with_its_numbers(stranger: Caller) -> None:
    """The first one makes the house."""
    options = ("--number", CALLER, "--number", "+862154320001", "--principal", "Acme Ltd")
    tenant = stranger.call("tenant", "add", "acme", *options, "--json").json
    assert (tenant["name"], tenant["principal"], tenant["standing"]) == ("acme", "Acme Ltd", "good")
    assert tenant["numbers"] == [CALLER, "+862154320001"]
    more = stranger.call("tenant", "numbers", "acme", "+862154320002", "--json").json
    assert len(more["numbers"]) == 3
    assert stranger.call("tenant", "list", "--json").json == {"tenants": [more]}


def test_a_tenant_is_signed_with_its_place(stranger: Caller) -> None:
    """Where it collects from is kept and shown; a word that is no code is refused."""
    added = stranger.call("tenant", "add", "acme", "--place", "CN-GD", "--json")
    assert added.json["place"] == "CN-GD"
    (shown,) = stranger.call("tenant", "list", "--json").json["tenants"]
    assert shown["place"] == "CN-GD"
    assert "CN-GD" in stranger.call("tenant", "show", "acme").out
    assert stranger.call("tenant", "add", "beta", "--place", "Shenzhen").code == 2


def test_suspending_stops_everything_and_gives_a_receipt(caller: Caller) -> None:
    """From the moment it is acknowledged until it is resumed."""
    assert verdict(caller) == "allow"
    receipt = caller.call("tenant", "suspend", "acme", "--reason", "恐吓", "--json").json
    assert (receipt["standing"], receipt["reason"]) == ("suspended", "恐吓")
    assert receipt["receipt"]
    assert verdict(caller) == "deny"
    assert caller.call("tenant", "resume", "acme", "--reason", "cleared").code == 0
    assert verdict(caller) == "allow"


def test_the_receipt_is_printed_whole(caller: Caller) -> None:
    """It is of use only with every character."""
    shown = caller.call("tenant", "suspend", "acme", "--reason", "threats", "--by", "li")
    assert "acme is suspended now" in shown.out
    assert "li" in shown.out
    receipt = json.loads(
        caller.call("tenant", "suspend", "acme", "--reason", "threats", "--json").out
    )["receipt"]
    printed = shown.out.split("receipt")[-1]
    assert len("".join(printed.split())) == len(receipt)
    assert "…" not in shown.out


@pytest.mark.parametrize(
    ("command", "standing"),
    [("watch", "watched"), ("restrict", "restricted"), ("terminate", "terminated")],
)
def test_every_standing_has_its_command(caller: Caller, command: str, standing: str) -> None:
    """The word a person reads is the word that is recorded."""
    receipt = caller.call("tenant", command, "acme", "--reason", "why", "--json").json
    assert receipt["standing"] == standing
    assert caller.call("tenant", "show", "acme", "--json").json["standing"] == standing
    assert standing in caller.call("tenant", "show", "acme").out


def test_a_tenant_that_was_ended_does_not_come_back(caller: Caller) -> None:
    """Not under another name either."""
    caller.call("tenant", "terminate", "acme", "--reason", "fraud")
    called = caller.call("tenant", "add", "phoenix", "--principal", "acme")
    assert called.code == 5
    assert "cannot return under a new name" in called.err


def test_people_read_it_in_their_language(caller: Caller) -> None:
    """The list and the change."""
    caller.call("tenant", "suspend", "acme", "--reason", "恐吓")
    assert "已停用" in caller.call("tenant", "list", lang="zh_CN").out
    assert "acme 现为：良好" in caller.call(
        "tenant", "resume", "acme", "--reason", "查清", lang="zh_CN"
    ).out  # fmt: skip
