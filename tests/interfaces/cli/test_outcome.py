"""`duegate outcome`: what became of a contact keeps its count or gives it back."""

from __future__ import annotations

import json

from tests.interfaces.cli.calling import GOOD, Caller


def decided(caller: Caller) -> dict[str, object]:
    """Decide the good contact once more."""
    called = caller.call("decide", "-", "--as-stated", "--json", stdin=json.dumps(GOOD).encode())
    decision: dict[str, object] = called.lines[0]
    return decision


def test_a_report_is_recorded(caller: Caller) -> None:
    """With when it happened, and where the contact stands now."""
    decision = decided(caller)["id"]
    at = ("--at", "2026-11-23T12:00:30+08:00")
    outcome = caller.call("outcome", decision, "conversation", *at, "--json").json
    assert (outcome["state"], outcome["at"]) == ("conversation", "2026-11-23T12:00:30+08:00")
    outcome = caller.call("outcome", decision, "placed", "--json").json
    assert (outcome["state"], outcome["settled"]) == ("placed", "conversation")
    assert "计入次数" in caller.call("outcome", decision, "placed", lang="zh_CN").out


def test_a_contact_that_never_left_is_given_back(caller: Caller) -> None:
    """Three passed, one did not leave, one more may."""
    decisions = [decided(caller) for _ in range(3)]
    assert decided(caller)["verdict"] == "defer"
    called = caller.call("outcome", decisions[0]["id"], "not_sent")
    assert called.out.endswith("it does not count\n")
    assert decided(caller)["verdict"] == "allow"


def test_a_network_s_cause_is_read(caller: Caller) -> None:
    """Busy was not reached, ringing was; what is neither is refused with how to write it."""
    decision = decided(caller)["id"]
    assert "not_connected recorded" in caller.call("outcome", decision, "sip:486").out
    outcome = caller.call("outcome", decision, "sip:487+ringing", "--json").json
    assert outcome["settled"] == "rang_no_answer"
    called = caller.call("outcome", decision, "bussy")
    assert called.code == 2
    assert '"bussy" is no cause; write one such as sip:486' in called.err
    assert "or one of not_sent, placed" in called.err


def test_what_was_refused_has_no_outcome(caller: Caller) -> None:
    """The report contradicts what is recorded."""
    refused = [decided(caller) for _ in range(4)][-1]
    called = caller.call("outcome", refused["id"], "answered")
    assert called.code == 5
    assert "let nothing through" in called.err
