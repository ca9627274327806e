"""`duegate override`: approved, listed, revoked; and what is refused, with its reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.gate.presumed import CLAUSE, write_own
from tests.interfaces.cli.calling import CALLER, GOOD, Caller

TERM = ("--until", "2026-11-24T12:00:00+08:00")
WHY = ("--ground", "书面协议", "--approver", "王五")
WHOSE = ("--tenant", "acme", "--debtor", "d-1")


@pytest.fixture
def presuming(tmp_path: Path) -> Caller:
    """Somebody with a house in which calls are presumed to be unlawful."""
    caller = Caller(tmp_path / "house")
    caller.environment |= {
        "DUEGATE_OWN_PACKS": str(write_own(tmp_path / "own")),
        "DUEGATE_PACKS": "cn-shenzhen",
        "DUEGATE_ADOPT": "agreed",
    }
    assert caller.call("tenant", "add", "acme", "--number", CALLER).code == 0
    return caller


def decide(caller: Caller) -> dict[str, object]:
    """Decide the good contact."""
    called = caller.call("decide", "-", "--as-stated", "--json", stdin=json.dumps(GOOD).encode())
    decision: dict[str, object] = called.lines[0]
    return decision


def test_approved_listed_revoked(presuming: Caller) -> None:
    """What it lets through, and that it is over at once."""
    assert decide(presuming)["verdict"] == "deny"
    told = presuming.call("override", "add", CLAUSE, *WHOSE, *WHY, *TERM, "--json").json
    assert told["receipt"]
    assert decide(presuming)["verdict"] == "allow"
    (listed,) = presuming.call("override", "list", "--tenant", "acme", "--json").json["overrides"]
    assert (listed["tenant"], listed["override"]["id"]) == ("acme", told["override"]["id"])
    name = told["override"]["id"]
    assert presuming.call("override", "revoke", name, "--json").json == {
        "id": name,
        "revoked": True,
    }
    presuming.clock.pass_s(1)
    assert presuming.call("override", "revoke", name).code == 3
    assert presuming.call("override", "list", "--tenant", "beta", "--json").json["overrides"] == []


def test_a_person_reads_who_and_why(presuming: Caller) -> None:
    """In the answer, in the list and in the explanation, in both languages."""
    added = presuming.call("override", "add", CLAUSE, *WHOSE, *WHY, *TERM)
    assert "duegate override revoke ovr_" in added.out
    for lang, word in (("en", "on the word of 王五"), ("zh", "经 王五 批准放行")):
        table = presuming.call("override", "list", lang=lang).out
        assert all(
            said in table for said in ("acme", CLAUSE, "书面协议", "王五", "2026-11-24 04:00Z")
        )
        one = presuming.call(
            "decide", "-", "--as-stated", stdin=json.dumps(GOOD).encode(), lang=lang
        ).out
        assert word in one.replace("\n", ""), one
        assert "None" not in one


REFUSED = {
    "cn-shenzhen/SZ-02": "cn-shenzhen/SZ-02 is a hard rule and yields to nobody;"
    " only a presumption or a recommendation can be overridden",
    "agreed/no-call": 'there is no clause "agreed/no-call"; did you mean "agreed/no-calls"?',
}


@pytest.mark.parametrize("clause", REFUSED)
def test_what_cannot_be_overridden(presuming: Caller, clause: str) -> None:
    """A hard clause, and one that does not exist."""
    called = presuming.call("override", "add", clause, *WHOSE, *WHY, *TERM)
    assert (called.code, called.err) == (5, f"duegate: {REFUSED[clause]}\n")


def test_an_unclear_override_is_refused(presuming: Caller) -> None:
    """A tenant nobody signed, a time that is none, nobody's debtor."""
    add = ("override", "add", CLAUSE, *WHY)
    called = presuming.call(*add, *TERM, "--tenant", "nobody", "--debtor", "d-1")
    assert (called.code, 'no tenant "nobody"' in called.err) == (3, True)
    called = presuming.call(*add, *WHOSE, "--until", "tomorrow")
    assert (called.code, "--until: expected a time like" in called.err) == (2, True)
    called = presuming.call(*add, *TERM, "--tenant", "acme")
    assert "for which debtor or which debt" in called.err
