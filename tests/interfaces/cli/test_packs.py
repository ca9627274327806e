"""`duegate packs`: the law can be listed, read, run and checked."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.interfaces.cli.calling import Caller

from duegate import packs

SHIPPED = Path(packs.__path__[0])


def test_the_list_says_how_old_the_law_is(stranger: Caller) -> None:
    """Title in both languages, status, clauses, last checked, days since; no house is needed."""
    del stranger.environment["DUEGATE_DATA_DIR"]
    stranger.clock.jump_to(datetime(2027, 1, 1, tzinfo=UTC))
    rows = {row["id"]: row for row in stranger.call("packs", "list", "--json").json["packs"]}
    shenzhen = rows["cn-shenzhen"]
    assert shenzhen["title"].keys() == {"zh", "en"}
    assert shenzhen["status"] == "reported"
    checked = datetime.fromisoformat(shenzhen["checked"]).replace(tzinfo=UTC)
    assert shenzhen["days_since"] == (stranger.clock.now() - checked).days
    shown = stranger.call("packs", "list").out
    assert re.search(rf"^cn-shenzhen .* reported +{shenzhen['clauses']} ", shown, re.MULTILINE)
    assert str(shenzhen["days_since"]) in shown


def test_a_clause_is_shown_with_its_words_rule_and_cases(stranger: Caller) -> None:
    """All a person needs to judge it; every row with whether it holds."""
    shown = stranger.call("packs", "show", "cn-shenzhen/SZ-02").out
    for part in (
        "A19",
        "合计不得超过三次",
        "at most three",
        "limit = 3",
        "kind = frequency_cap",
    ):
        assert part in shown
    assert len(re.findall(r"^ok   ", shown, re.MULTILINE)) > 5
    assert "FAIL" not in shown
    answer = stranger.call("packs", "show", "cn-shenzhen/SZ-02", "--json").json
    assert answer["clause"]["id"] == "cn-shenzhen/SZ-02"
    assert all(case["passed"] for case in answer["cases"])


def test_a_pack_is_shown_with_its_clauses(stranger: Caller) -> None:
    """And how well its text is known."""
    shown = stranger.call("packs", "show", "cn-shenzhen", lang="zh_CN").out
    assert "据转述" in shown
    assert "cn-shenzhen/SZ-17" in shown
    assert len(stranger.call("packs", "show", "house", "--json").json["clauses"]) > 5


def test_the_tables_are_run_and_counted(stranger: Caller) -> None:
    """The shape that others script against."""
    answer = stranger.call("packs", "test", "--json").json
    assert answer["failed"] == 0
    assert answer["rows"] == sum(pack["rows"] for pack in answer["packs"]) > 100
    assert [pack["id"] for pack in answer["packs"]] == ["cn-shenzhen", "house"]
    only = stranger.call("packs", "test", "house", "--json").json
    assert [pack["id"] for pack in only["packs"]] == ["house"]


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of a shipped pack to spoil."""
    return Path(shutil.copytree(SHIPPED / "cn-shenzhen", tmp_path / "cn-shenzhen"))


def spoil(pack: Path, clause: str, old: str, new: str) -> None:
    """Change one thing in a clause."""
    path = pack / f"{clause}.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_sound_pack_passes(stranger: Caller, pack: Path) -> None:
    """It is loaded and its tables are run."""
    called = stranger.call("packs", "lint", pack, "--json")
    assert called.code == 0
    assert called.json["tested"]["failed"] == 0


def test_a_misspelt_field_is_told_with_its_file(stranger: Caller, pack: Path) -> None:
    """One line a problem."""
    spoil(pack, "SZ-01", "title.en", "titel.en")
    called = stranger.call("packs", "lint", pack)
    assert called.code == 2
    assert called.out == ""
    assert all(
        line.startswith("duegate: cn-shenzhen/SZ-01.toml: ") for line in called.err.splitlines()
    )


def test_a_row_that_does_not_hold_fails_the_pack(stranger: Caller, pack: Path) -> None:
    """The row that does not hold is shown, with what it got."""
    spoil(pack, "SZ-04", "guarantor  | deny", "guarantor  | allow")
    called = stranger.call("packs", "lint", pack)
    assert called.code == 1
    assert "wanted verdict allow, got verdict deny" in called.out
    failures = stranger.call("packs", "lint", pack, "--json").json["tested"]["failures"]
    assert [failure["name"] for failure in failures] == ["cn-shenzhen/SZ-04"]


def test_shipped_packs_that_fail_are_shown_row_by_row(stranger: Caller, pack: Path) -> None:
    """A person sees which row, a script the exit code."""
    spoil(pack, "SZ-04", "guarantor  | deny", "guarantor  | allow")

    def shipped() -> dict[str, dict[str, bytes]]:
        return packs.read_shipped() | {"cn-shenzhen": packs.read_folder(pack)}

    assert stranger.call("packs", "test", shipped_packs=shipped).code == 1
    shown = stranger.call("packs", "show", "cn-shenzhen/SZ-04", shipped_packs=shipped).out
    assert "FAIL" in shown
    assert json.loads(stranger.call("packs", "test", "--json", shipped_packs=shipped).out)["failed"]
