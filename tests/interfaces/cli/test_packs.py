"""`duegate packs`: the law can be listed, read, run and checked."""

from __future__ import annotations

import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import jsonschema_rs
import pytest
from tests.interfaces.cli.calling import Caller

from duegate import packs

SHIPPED = Path(packs.__path__[0])


def test_the_list_says_how_old_the_law_is(stranger: Caller) -> None:
    """Title in both languages, status, clauses, last checked, days since; no house is needed."""
    del stranger.environment["DUEGATE_DATA_DIR"]
    stranger.clock.jump_to(datetime(2027, 1, 1, tzinfo=UTC))
    packed = stranger.call("packs", "list", "--json").json["packs"]
    rows = {row["id"]: row["rows"] for row in packed}
    tested = stranger.call("packs", "test", "--json").json
    assert {pack["id"]: pack["rows"] for pack in tested["packs"]} == rows
    assert tested["rows"] >= 1_000


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
    assert {"cn-shenzhen", "house"} < {pack["id"] for pack in answer["packs"]}
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


def begun(stranger: Caller, *options: str, name: str = "cl-2027") -> Path:
    """Begin a pack beside the house."""
    folder = stranger.data.parent
    assert stranger.call("packs", "new", name, *options, "--in", folder).code == 0
    return folder / name


def test_a_new_pack_loads_and_its_table_notices_everything(stranger: Caller) -> None:
    """In the author's place, by the place's clock, dated today, off until its text was read."""
    path = begun(stranger, "--place", "CN-GD", name="cn-town")
    assert stranger.call("packs", "lint", path).code == 0
    tested = stranger.call("packs", "test", path, "--teeth", "--json")
    assert tested.code == 0
    (pack,) = tested.json["packs"]
    assert (pack["id"], pack["failed"], pack["loose"]) == ("cn-town", 0, [])
    assert pack["rows"] > 5
    head = stranger.call("packs", "show", path, "--json").json["head"]
    assert (head["places"], head["zone"]) == (["CN-GD"], "Asia/Shanghai")
    assert (head["status"], head["checked"]) == ("unverified", "2026-11-23")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Town",), 'Town" cannot name a pack; use small letters, digits and dashes'),
        (("cn-shenzhen",), 'there is a pack "cn-shenzhen" already; choose another name'),
        (("town", "--place", "china"), '"china" is no place; write an ISO 3166 code such as CL'),
        (
            ("town", "--place", "US-OR"),
            "US-OR has not exactly one zone; say --zone, one of America/Denver, America/Los_Ang",
        ),
        (("town", "--place", "XX"), "say --zone, an IANA name such as America/Santiago"),
        (("town", "--zone", "Asia/Peking"), 'zone: "Asia/Peking" is not a zone'),
    ],
)
def test_a_pack_that_cannot_be_made_is_told(
    stranger: Caller, arguments: tuple[str, ...], said: str
) -> None:
    """And nothing is written."""
    folder = stranger.data.parent / "packs"
    called = stranger.call("packs", "new", *arguments, "--in", folder)
    assert called.code == 2
    assert said in called.err
    assert not folder.exists()


def test_a_new_pack_is_never_written_over(stranger: Caller) -> None:
    """What an author wrote stays."""
    path = begun(stranger, "--place", "CL", "--zone", "America/Santiago")
    before = {file.name: file.read_bytes() for file in path.iterdir()}
    again = stranger.call("packs", "new", "cl-2027", "--in", path.parent)
    assert again.code == 2
    assert "is there already; choose another name or folder" in again.err
    assert {file.name: file.read_bytes() for file in path.iterdir()} == before


def test_teeth_tell_what_no_row_notices(stranger: Caller) -> None:
    """A row taken away, and the parameter it held is loose; the exit code says so."""
    path = begun(stranger, "--place", "CN", name="blunt")
    hours = path / "hours.toml"
    text = hours.read_text("utf-8").replace('open = "08:00"', 'open = "08:00", days = "every"')
    hours.write_text(text.replace("2026-06-10 12:00  call     unknown  | deny", "#"), "utf-8")
    called = stranger.call("packs", "test", path, "--teeth")
    assert called.code == 1
    assert "blunt/hours: no row notices version 1, rule, when_unknown review" in called.out
    assert stranger.call("packs", "test", path).code == 0


def test_the_difference_of_two_packs_is_told(stranger: Caller) -> None:
    """Hours and counts, for whom, from when; in both languages."""
    earlier = begun(stranger, "--place", "CN", name="earlier")
    shutil.copytree(earlier, later := earlier.with_name("later"))
    for file in later.iterdir():
        text = file.read_text("utf-8").replace('"earlier', '"later')
        text = text.replace('"21:00"', '"20:00"').replace("20:59  sms", "19:59  sms")
        file.write_text(text.replace("21:00  visit", "20:00  visit"), "utf-8")
    shown = stranger.call("packs", "diff", earlier, later)
    assert shown.code == 0
    assert "hours; every channel to anybody" in shown.out
    assert "- earlier/hours  contact hours  08:00-21:00" in shown.out
    assert "+ later/hours  contact hours  08:00-20:00" in shown.out
    assert "各渠道联络任何人" in stranger.call("packs", "diff", earlier, later, lang="zh_CN").out
    same = stranger.call("packs", "diff", earlier, earlier)
    assert same.out == "nothing changes for any contact\n"


def test_a_pack_is_compared_with_itself_on_another_day(stranger: Caller) -> None:
    """The guideline came into force on a day; before it there was nothing."""
    answer = stranger.call(
        "packs", "diff", "cn-cba-2026@2026-01-01", "cn-cba-2026@2027-01-01", "--json"
    ).json
    topics = {each["topic"] for each in answer["differences"]}
    assert {"hours", "counts"} <= topics
    assert all(each["gone"] == [] for each in answer["differences"])
    wrong = stranger.call("packs", "diff", "house@someday", "house")
    assert wrong.code == 2
    assert '"someday" is not a date; write house@2026-01-01' in wrong.err
    assert stranger.call("packs", "diff", "house", "nothing").code == 3


@pytest.mark.parametrize("file", ["clause", "pack", "scenarios"])
def test_editors_know_the_files(stranger: Caller, file: str) -> None:
    """The schema is one that validators take, on one line or written out."""
    schema = stranger.call("packs", "schema", file, "--json").json
    assert schema == stranger.call("packs", "schema", file).json
    jsonschema_rs.validator_for(schema)


def test_the_operators_own_packs_are_listed_with_the_others(stranger: Caller) -> None:
    """Named in the settings, they stand beside those that ship."""
    path = begun(stranger, "--place", "CN", name="own-town")
    (own := path.parent / "own").mkdir()
    path.rename(own / "own-town")
    stranger.environment["DUEGATE_OWN_PACKS"] = str(own)
    ids = [row["id"] for row in stranger.call("packs", "list", "--json").json["packs"]]
    assert {"own-town", "house"} < set(ids)
    assert stranger.call("packs", "test", "own-town").code == 0
