"""What `duegate audit` shows and refuses: nobody's number, no half report, no empty words."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
from tests.interfaces.cli.calling import Caller

from duegate.interfaces.cli.audit import auditing

ROWS = "时间,号码,客户编号\n2026-06-01 22:00:00,13800138000,C-13800138000\n"


@pytest.fixture
def caller(tmp_path: Path) -> Caller:
    """Somebody with a file of one call, late at night."""
    (tmp_path / "june.csv").write_text(ROWS, "utf-8")
    return Caller(tmp_path / "house")


def asked(file: Path, *more: object) -> tuple[object, ...]:
    """Give the arguments."""
    return ("audit", file, "--packs", "cn-shenzhen", "--zone", "Asia/Shanghai", *more)


def test_the_first_rows_show_no_whole_number(caller: Caller, tmp_path: Path) -> None:
    """A terminal is logged and looked at; who wants to see them asks for it."""
    shown = caller.call(*asked(tmp_path / "june.csv"))
    assert shown.code == 0
    assert "13800138000" not in shown.out + shown.err
    assert "138****8000" in shown.out
    assert "13800138000" in caller.call(*asked(tmp_path / "june.csv", "--show-numbers")).out


def test_the_first_rows_fit_a_narrow_window(
    caller: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Columns that do not fit are left out; an instant on five lines nobody reads."""
    monkeypatch.setenv("COLUMNS", "60")
    rows = "时间,号码,机构,主叫号码,坐席\n2026-06-01 22:00:00,13800138000,甲,02154320000,Wang\n"
    (tmp_path / "june.csv").write_text(rows, "utf-8")
    said = caller.call(*asked(tmp_path / "june.csv", "--lang", "en")).out
    (row,) = (line for line in said.splitlines() if line.startswith("2  "))
    assert row.split() == ["2", "2026-06-01", "22:00:00+08:00", "call", "138****8000"]


def test_a_sheet_that_is_left_is_named(caller: Caller, tmp_path: Path) -> None:
    """With the number of its rows."""
    with xlsxwriter.Workbook(tmp_path / "june.xlsx") as book:
        book.add_worksheet("cover").write(0, 0, "Calls of June")
        sheet = book.add_worksheet("calls")
        for place, line in enumerate(ROWS.splitlines()):
            sheet.write_row(place, 0, line.split(","))
    said = caller.call(*asked(tmp_path / "june.xlsx", "--lang", "en")).out
    assert 'sheet "cover" is hidden, has no records or another header;' in said
    assert "1 row of it is not read" in said


def test_files_that_overlap_are_named(caller: Caller, tmp_path: Path) -> None:
    """For their common rows count twice."""
    (tmp_path / "more.csv").write_text(ROWS + "2026-06-02 12:00:00,13800138000,C\n", "utf-8")
    said = caller.call(*asked(tmp_path / "june.csv", tmp_path / "more.csv", "--lang", "en")).out
    assert "1 row of it is in june.csv too, counted twice" in " ".join(said.split())


@pytest.mark.parametrize("charset", ["ascii", "gbk"])
def test_a_terminal_that_cannot_show_it_all(caller: Caller, tmp_path: Path, charset: str) -> None:
    """Bars and words it has no characters for are no reason to fail."""
    del caller
    command = [sys.executable, "-c", "from duegate.boot import main; main()"]
    done = subprocess.run(
        [*command, *map(str, asked(tmp_path / "june.csv", "--lang", "en"))],
        env={**os.environ, "PYTHONIOENCODING": charset},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, b"1 contact" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (("--country", "XX"), '--country: "XX" is no country; write its two letters, as CN'),
        (("--set", "duration_s=soon"), '"soon" is no duration_s'),
        (("--set", "due=soon"), '"soon" is no due'),
    ],
    ids=["country", "duration", "date"],
)
def test_what_means_nothing_is_refused(
    caller: Caller, tmp_path: Path, option: tuple[str, str], said: str
) -> None:
    """Not taken for nothing said."""
    told = caller.call(*asked(tmp_path / "june.csv", *option))
    assert (told.code, said in told.err) == (2, True)


def test_a_country_may_be_written_small(caller: Caller, tmp_path: Path) -> None:
    """As people write it."""
    found = caller.call(*asked(tmp_path / "june.csv", "--country", "cn", "--json")).json
    assert (found["contacts"], found["refused"]) == (1, 0)


def test_half_a_report_is_not_left(
    caller: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A disk that is full in the middle leaves no page that looks whole."""

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(auditing, "write_ndjson", full)
    told = caller.call(*asked(tmp_path / "june.csv", "--out", tmp_path / "out"))
    assert (told.code, "No space left on device" in told.err) == (2, True)
    assert list((tmp_path / "out").iterdir()) == []


def test_an_earlier_report_outlives_one_that_fails(
    caller: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page of yesterday is whole, not half of today's; so too when somebody interrupts."""
    caller.call(*asked(tmp_path / "june.csv", "--out", tmp_path / "out"))
    before = {each.name: each.read_bytes() for each in (tmp_path / "out").iterdir()}

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(auditing, "write_ndjson", stopped)
    file = tmp_path / "june.csv"
    file.write_text(ROWS.replace("22:00", "23:00"), "utf-8")
    assert caller.call(*asked(file, "--out", tmp_path / "out")).code == 130
    assert {each.name: each.read_bytes() for each in (tmp_path / "out").iterdir()} == before


@pytest.mark.parametrize("name", ["", ","])
def test_no_name_is_no_pack(caller: Caller, tmp_path: Path, name: str) -> None:
    """An empty variable of a shell does not choose the packs of all places."""
    told = caller.call("audit", tmp_path / "june.csv", "--zone", "Asia/Shanghai", "--packs", name)
    assert (told.code, f'--packs: "{name}" names no pack' in told.err) == (2, True)


def test_one_is_not_many(caller: Caller, tmp_path: Path) -> None:
    """One contact to one person."""
    said = caller.call(*asked(tmp_path / "june.csv", "--lang", "en", "--out", tmp_path / "out")).out
    assert "1 contact to 1 person; 1 broke a clause (100.0%), 0 were lawful." in said
    page = (tmp_path / "out/report.html").read_text("utf-8")
    many = r"\b1 (contacts|records|people|person-days|more are|further clauses)"
    assert not re.findall(many, said + page)


def test_files_of_one_name_have_a_mapping_each(caller: Caller, tmp_path: Path) -> None:
    """The second does not go over the first."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b/june.csv").write_text(ROWS.replace("22:00", "23:00"), "utf-8")
    caller.call(*asked(tmp_path / "june.csv", tmp_path / "b/june.csv", "--out", tmp_path / "out"))
    saved = sorted(each.name for each in (tmp_path / "out").glob("*.toml"))
    assert saved == ["june.csv.2.mapping.toml", "june.csv.mapping.toml"]


def test_numbers_of_no_country_ask_for_one(caller: Caller, tmp_path: Path) -> None:
    """Where nothing tells whose national numbers they are."""
    told = ("--packs", "cn-shenzhen", "--zone", "UTC", "--lang", "en")
    asks = caller.call("audit", tmp_path / "june.csv", *told)
    assert "add --country, as --country CN" in " ".join(asks.err.split())
    said = caller.call("audit", tmp_path / "june.csv", *told, "--country", "CN")
    assert "--country" not in said.err
