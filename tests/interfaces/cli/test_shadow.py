"""`duegate shadow`: what a candidate would have said of live traffic, for people and programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.interfaces.cli.calling import CALLER, Caller, contact
from tests.interfaces.cli.replay.candidates import two_a_day


@pytest.fixture
def trying(tmp_path: Path) -> Caller:
    """Somebody who tries two a day instead of three on a house with one tenant."""
    caller = Caller(tmp_path / "house")
    candidates = tmp_path / "candidates"
    two_a_day(candidates)
    caller.environment |= {
        "DUEGATE_PACKS": "cn-shenzhen",
        "DUEGATE_ADOPT": "cn-shenzhen",
        "DUEGATE_SHADOW": str(candidates),
    }
    assert caller.call("tenant", "add", "acme", "--number", CALLER).code == 0
    return caller


def decided(caller: Caller, calls: int) -> list[str]:
    """Have some calls decided; give their verdicts."""
    path = caller.write("calls.ndjson", [contact(id=f"c{n}") for n in range(calls)])
    called = caller.call("decide", path, "--json")
    assert called.code == 0, called.err
    return [json.loads(line)["verdict"] for line in called.out.splitlines()]


def test_what_a_candidate_says_otherwise(trying: Caller) -> None:
    """The third call leaves, and would have been delayed; the fourth is refused by both."""
    assert decided(trying, 4) == ["allow", "allow", "allow", "defer"]
    found = trying.call("shadow", "--json").json
    (trial,) = found["trials"]
    assert (trial["judged"], trial["differing"], trial["failed"]) == (4, 1, 0)
    (group,) = trial["groups"]
    assert (group["live"], group["verdict"], group["decisions"]) == ("allow", "defer", 1)
    assert [each["clauses"] for each in found["differences"]] == [["cn-shenzhen/SZ-02"]]


def test_a_person_reads_it(trying: Caller) -> None:
    """In either language."""
    decided(trying, 3)
    english, chinese = trying.call("shadow"), trying.call("shadow", "--lang", "zh")
    assert english.code == 0, english.err
    assert "asked 3 times, said otherwise 1 time (33.33%)" in english.out
    assert "contacts that left under the rules in force" in english.out
    assert "判定 3 次，其中 1 次（33.33%）与现行规则不同" in chinese.out


def test_since(trying: Caller) -> None:
    """Only what was judged from then on."""
    decided(trying, 3)
    found = trying.call("shadow", "--since", "2027-01-01T00:00:00Z", "--json").json
    assert found["differences"] == []
    assert [trial["judged"] for trial in found["trials"]] == [0]
    assert trying.call("shadow", "--since", "yesterday").code == 2


def test_without_a_candidate(trying: Caller) -> None:
    """It says how to try one."""
    del trying.environment["DUEGATE_SHADOW"]
    called = trying.call("shadow")
    assert called.code == 0
    assert "DUEGATE_SHADOW" in called.out


@pytest.mark.parametrize(
    ("named", "said"),
    [("nowhere", "cannot be read"), ("empty", "there is no pack in"), ("broken", "SZ-02.toml")],
)
def test_a_candidate_that_cannot_be_loaded_opens_no_gate(
    trying: Caller, tmp_path: Path, named: str, said: str
) -> None:
    """Before anybody is answered, in the loader's own words."""
    (tmp_path / "empty").mkdir()
    two_a_day(tmp_path / "broken", limit='"two"')
    trying.environment["DUEGATE_SHADOW"] = str(tmp_path / named)
    called = trying.call("doctor")
    assert called.code == 2
    assert said in called.err


def test_since_is_about_each_contact_of_a_list(trying: Caller) -> None:
    """Contacts of one list have instants of their own, and are asked about together."""
    hours = [contact(id=f"c{hour}", at=f"2026-11-23T{hour}:00:00+08:00") for hour in (10, 11, 12)]
    trying.call("decide", trying.write("day.ndjson", hours), "--as-stated")
    found = trying.call("shadow", "--since", "2026-11-23T11:30:00+08:00", "--json").json
    (trial,) = found["trials"]
    assert (trial["judged"], trial["differing"]) == (1, 1)
    (whole,) = trying.call("shadow", "--json").json["trials"]
    assert (whole["first"], whole["last"]) == ("2026-11-23T02:00:00Z", "2026-11-23T04:00:00Z")
