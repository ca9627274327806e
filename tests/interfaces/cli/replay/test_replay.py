"""`duegate replay` over a house: what two a day instead of three would have come to."""

from __future__ import annotations

import errno
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.gate.house import CALLER as NUMBER
from tests.gate.house import contact, person
from tests.interfaces.cli.calling import Caller
from tests.interfaces.cli.replay.candidates import two_a_day

from duegate import boot
from duegate.interfaces.cli.replay import showing
from duegate.settings import Settings

FIRST = datetime(2026, 11, 2, 2, tzinfo=UTC)  # 10:00 in Shenzhen, a Monday
DAYS, A_DAY = 5, 4
SHENZHEN_ALONE = {"DUEGATE_PACKS": "cn-shenzhen", "DUEGATE_ADOPT": "cn-shenzhen"}


@pytest.fixture
def lived(tmp_path: Path) -> Caller:
    """Somebody whose house has asked four times a day, five days long, about one debtor."""
    caller = Caller(tmp_path / "house")
    caller.environment |= SHENZHEN_ALONE
    settings = Settings(packs=("cn-shenzhen",), adopt=("cn-shenzhen",))
    with boot.open_gate(caller.data, settings, clock=caller.clock) as gate:
        gate.tenants.add("acme", numbers=[NUMBER])
        for day in range(DAYS):
            for hour in range(A_DAY):
                at = FIRST + timedelta(days=day, hours=hour)
                gate.decide(contact(at=at, **person(1)), as_stated=True)
    return caller


@pytest.fixture
def candidate(tmp_path: Path) -> Path:
    """The pack to try."""
    return two_a_day(tmp_path / "candidates")


def test_two_a_day_instead_of_three(lived: Caller, candidate: Path) -> None:
    """Every day the third is delayed to the next opening, and the fourth is refused as before."""
    called = lived.call("replay", "--candidate", candidate, "--json")
    assert called.code == 0, called.err
    found = called.json
    assert found["counts"] == {
        "asked": DAYS * A_DAY,
        "refused": 0,
        "delayed": DAYS,
        "allowed": 0,
        "otherwise": 0,
    }
    assert (found["left_in_force"], found["left_candidate"]) == (DAYS * 3, DAYS * 2)
    assert found["recorded_otherwise"] == 0
    assert [row["name"] for row in found["by_clause"]] == ["cn-shenzhen/SZ-02"]
    assert found["delays"]["median_s"] == 20 * 3_600  # from noon to eight
    assert found["candidate"]["replaces"] not in {None, found["candidate"]["hash"]}


def test_a_person_reads_it(lived: Caller, candidate: Path) -> None:
    """A sentence, charts, examples and what to bear in mind, in either language."""
    called = lived.call("replay", "--candidate", candidate)
    assert called.code == 0, called.err
    assert "Of 20 contacts the rules in force allow 15, with the candidate 10" in called.out
    assert "cn-shenzhen/SZ-02 Contacts a day" in called.out
    assert "▓" in called.out
    assert "20 h" in called.out
    chinese = lived.call("replay", "--candidate", candidate, "--lang", "zh").out
    assert "20 次联络中，现行规则放行 15 次" in chinese
    assert "须延后" in chinese


def test_the_results_are_written(lived: Caller, candidate: Path, tmp_path: Path) -> None:
    """A page, the JSON, and every difference on a line of its own."""
    out = tmp_path / "results"
    called = lived.call("replay", "--candidate", candidate, "--out", out, "--json")
    assert called.code == 0, called.err
    assert json.loads((out / "replay.json").read_text()) == called.json
    lines = [json.loads(line) for line in (out / "differences.ndjson").read_text().splitlines()]
    assert len(lines) == DAYS
    assert {line["change"] for line in lines} == {"delayed"}
    page = (out / "replay.html").read_text()
    assert "cn-shenzhen/SZ-02" in page
    assert "http" not in page.replace("http-equiv", "")


def test_a_period(lived: Caller, candidate: Path) -> None:
    """Two days of it; what came before counts and is not judged."""
    called = lived.call(
        "replay", "--candidate", candidate, "--from", "2026-11-03", "--to", "2026-11-05", "--json"
    )
    assert called.json["counts"]["asked"] == 2 * A_DAY
    assert called.json["counts"]["delayed"] == 2
    refused = lived.call(
        "replay", "--candidate", candidate, "--from", "2026-11-05", "--to", "2026-11-03"
    )
    assert refused.code == 2
    assert "the period ends before it begins" in refused.err
    unread = lived.call("replay", "--candidate", candidate, "--from", "3.11.2026")
    assert (unread.code, "a date alone will do, as 2026-11-23" in unread.err) == (2, True)


def test_packs_are_named_as_everywhere(lived: Caller, candidate: Path) -> None:
    """With commas between, over a house as over files; no name at all is refused."""
    asked = ("replay", "--candidate", candidate, "--json", "--packs")
    called = lived.call(*asked, "cn-shenzhen,house")
    assert set(called.json["packs"]) == {"cn-shenzhen", "house"}
    none = lived.call(*asked, "")
    assert (none.code, "names no pack" in none.err) == (2, True)


def test_the_rules_in_force_against_themselves(lived: Caller) -> None:
    """A shipped pack in its own place changes nothing."""
    called = lived.call("replay", "--candidate", "cn-shenzhen", "--json")
    assert called.json["counts"] == {
        "asked": DAYS * A_DAY,
        "refused": 0,
        "delayed": 0,
        "allowed": 0,
        "otherwise": 0,
    }
    assert called.json["examples"] == []


def test_a_candidate_that_does_not_load_is_refused_in_the_loader_s_words(
    lived: Caller, tmp_path: Path
) -> None:
    """Nothing is replayed under rules nobody can read."""
    broken = two_a_day(tmp_path / "broken", limit='"two"')
    called = lived.call("replay", "--candidate", broken)
    assert called.code == 2
    assert "SZ-02.toml" in called.err
    assert "limit" in called.err
    assert lived.call("packs", "lint", broken).err.splitlines()[0] in called.err


def test_a_draft_is_tried_and_called_one(lived: Caller, tmp_path: Path) -> None:
    """Its number was changed and its table was not: it replays, and lint would refuse it."""
    draft = two_a_day(tmp_path / "draft", table=None)
    called = lived.call("replay", "--candidate", draft)
    assert called.code == 0
    assert "the candidate is a draft" in called.err
    told = lived.call("replay", "--candidate", draft, "--json").json
    assert told["counts"]["delayed"] == DAYS
    assert lived.call("packs", "lint", draft).code == 2


def test_what_is_not_there(lived: Caller, candidate: Path) -> None:
    """No such pack; no such pack to stand in the place of."""
    assert lived.call("replay", "--candidate", "nothing").code == 3
    refused = lived.call("replay", "--candidate", candidate, "--instead-of", "nothing")
    assert refused.code == 2
    assert '"nothing" is not among the packs in force' in refused.err


def test_no_name_is_no_folder(lived: Caller) -> None:
    """An empty variable of a shell is not the folder one happens to stand in."""
    called = lived.call("replay", "--candidate", "")
    assert called.code == 3
    assert 'there is no pack and no folder ""' in called.err


def test_half_a_replay_is_not_left(
    lived: Caller, candidate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full at the page leaves no page, and no differences without one."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(showing, "page", full)
    out = tmp_path / "results"
    called = lived.call("replay", "--candidate", candidate, "--out", out)
    assert called.code == 2
    assert f'--out: "{out}" cannot be written: No space left on device' in called.err
    assert list(out.iterdir()) == []
