"""`duegate audit` with a mapping: what it says of a file holds for everything the audit does."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.interfaces.cli.calling import Caller

HEAD = "序号,客户,何时,如何\n"
ROWS = "1,13800138000,2026-06-01 20:59:59,通\n2,13800138000,2026-06-01 21:00:00,不通\n"
MAPPING = """\
zone = "Asia/Shanghai"

[columns]
at = "何时"
number = "客户"

[[state]]
column = "如何"
words = { "通" = "answered", "不通" = "not_connected" }
"""


@pytest.fixture
def caller(tmp_path: Path) -> Caller:
    """Somebody with a file of their own making, and what its columns mean."""
    (tmp_path / "dialer.csv").write_text(HEAD + ROWS, "utf-8")
    (tmp_path / "dialer.toml").write_text(MAPPING, "utf-8")
    return Caller(tmp_path / "house")


def asked(tmp_path: Path, *more: object) -> tuple[object, ...]:
    """Give the arguments."""
    told = ("--mapping", tmp_path / "dialer.toml", "--packs", "cn-shenzhen", "--json")
    return ("audit", tmp_path / "dialer.csv", *told, *more)


def test_its_zone_says_whose_numbers_they_are(caller: Caller, tmp_path: Path) -> None:
    """A zone in the mapping does what `--zone` does: it places times and national numbers."""
    found = caller.call(*asked(tmp_path)).json
    assert (found["refused"], found["zone"]) == (0, "Asia/Shanghai")
    assert found["violations_by_clause"]["cn-shenzhen/SZ-01"] == 1


def test_its_zone_places_the_dates_of_a_list_of_notes(caller: Caller, tmp_path: Path) -> None:
    """A wish from a date on begins at midnight there; the clause that heeds it is judged."""
    notes = tmp_path / "notes.csv"
    notes.write_text("号码,类别,内容,自\n13800138000,意愿,no_call,2026-06-01\n", "utf-8")
    told = ("--mapping", tmp_path / "dialer.toml", "--packs", "house", "--notes", notes)
    found = caller.call("audit", tmp_path / "dialer.csv", *told, "--json").json
    assert found["violations_by_clause"]["house/opt-out"] == 2


def test_what_is_said_on_the_line_comes_first(caller: Caller, tmp_path: Path) -> None:
    """With `--zone` the clocks stand there, whatever the mapping says."""
    found = caller.call(*asked(tmp_path, "--zone", "Asia/Urumqi", "--country", "CN")).json
    assert found["zone"] == "Asia/Urumqi"
    assert found["since"].endswith("+06:00")


def test_a_saved_mapping_reads_the_file_again(caller: Caller, tmp_path: Path) -> None:
    """What an audit writes beside its reports gives the same audit."""
    first = caller.call(*asked(tmp_path, "--out", tmp_path / "report")).json
    saved = tmp_path / "report/dialer.csv.mapping.toml"
    told = ("--mapping", saved, "--packs", "cn-shenzhen", "--json")
    again = caller.call("audit", tmp_path / "dialer.csv", *told).json
    assert again["violations_by_clause"] == first["violations_by_clause"]
    assert again["contacts"] == first["contacts"] == 2
