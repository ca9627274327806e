"""`duegate replay` over call records: no house is needed, and the counts are built anew."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from random import Random

import pytest
from tests.audit.replay.test_worlds import CHINA, month, recount
from tests.interfaces.cli.calling import Caller
from tests.interfaces.cli.replay.candidates import two_a_day

from duegate.model import wire

DAYS = 5
HOURS = (9, 11, 13, 15, 22)
HEAD = "主叫号码,被叫号码,开始时间,通话时长\n"


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """Five calls a day to one number, the last of them at night; to another one call a day."""
    lines = [HEAD]
    for day in range(2, 2 + DAYS):
        lines += [_line("13800138000", f"2026-11-{day:02} {hour:02}:00:00") for hour in HOURS]
        lines.append(_line("13800138001", f"2026-11-{day:02} 10:00:00"))
    path = tmp_path / "calls.csv"
    path.write_text("".join(lines), encoding="gb18030")
    return path


@pytest.fixture
def candidate(tmp_path: Path) -> Path:
    """The pack to try."""
    return two_a_day(tmp_path / "candidates")


def _line(number: str, at: str) -> str:
    return f"02154320000,{number},{at},30\n"


def asked(calls: Path, candidate: Path, *more: object) -> tuple[object, ...]:
    """Give the arguments."""
    return (
        "replay",
        calls,
        "--candidate",
        candidate,
        "--packs",
        "cn-shenzhen",
        "--zone",
        "Asia/Shanghai",
        "--country",
        "CN",
        *more,
    )


def test_two_a_day_instead_of_three(stranger: Caller, calls: Path, candidate: Path) -> None:
    """The third of a day is delayed; the fourth was one too many before, the fifth too late."""
    called = stranger.call(*asked(calls, candidate, "--json"))
    assert called.code == 0, called.err
    found = called.json
    assert found["source"] == "files"
    assert found["counts"]["asked"] == DAYS * (len(HOURS) + 1)
    assert (found["left_in_force"], found["left_candidate"]) == (DAYS * 4, DAYS * 3)
    assert (found["counts"]["delayed"], found["counts"]["refused"]) == (DAYS, 0)
    assert found["recorded_otherwise"] is None
    (clause,) = [row for row in found["by_clause"] if row["counts"]["delayed"]]
    assert clause["name"] == "cn-shenzhen/SZ-02"
    (hour,) = [row for row in found["by_hour"] if row["counts"]["delayed"]]
    assert hour["name"] == "13"


def test_a_difference_names_file_and_line(stranger: Caller, calls: Path, candidate: Path) -> None:
    """So that it can be looked up."""
    found = stranger.call(*asked(calls, candidate, "--json")).json
    named = [each["name"] for each in found["examples"] if each["change"] == "delayed"]
    assert named == [f"calls.csv:{2 + 2 + day * 6}" for day in range(DAYS)]


def test_what_the_file_does_not_tell_is_left_out_and_named(
    stranger: Caller, calls: Path, candidate: Path
) -> None:
    """Else it would refuse every record, and say nothing of the candidate."""
    found = stranger.call(*asked(calls, candidate, "--json")).json
    left_out = {each["id"] for each in found["not_judged"]}
    assert left_out
    assert {"cn-shenzhen/SZ-01", "cn-shenzhen/SZ-02"}.isdisjoint(left_out)
    said = stranger.call(*asked(calls, candidate)).out
    assert min(left_out) in said


def test_a_month_of_calls_comes_to_what_a_plain_recount_says(
    stranger: Caller, candidate: Path, tmp_path: Path, seed: int
) -> None:
    """Call by call, from the file to the last difference."""
    drawn = [call._replace(channel="call", state=None) for call in month(Random(seed))]
    told = [call._replace(number=call.debtor) for call in drawn]
    lines = [
        _line(f"138001380{call.number:02}", f"{call.at.astimezone(CHINA):%Y-%m-%d %H:%M:%S}")
        for call in told
    ]
    path, out = tmp_path / "month.csv", tmp_path / "out"
    path.write_text(HEAD + "".join(lines), encoding="utf-8")
    found = stranger.call(*asked(path, candidate, "--out", out, "--json")).json
    three, two = (recount(told, limit, told[0].at) for limit in (3, 2))
    assert found["counts"]["asked"] == len(told)
    assert found["left_in_force"] == sum(not why for why in three.values())
    assert found["left_candidate"] == sum(not why for why in two.values())
    lines = (out / "differences.ndjson").read_text(encoding="utf-8").splitlines()
    differences = [json.loads(line) for line in lines]
    assert {each["name"]: each["change"] for each in differences} == {
        f"month.csv:{place + 2}": "delayed" if not why else "otherwise"
        for place, why in three.items()
        if two[place] != why
    }
    assert len(differences) > 100


def test_rows_that_cannot_be_read_are_counted(
    stranger: Caller, calls: Path, candidate: Path
) -> None:
    """A masked number is nobody; the others are replayed."""
    with calls.open("a", encoding="gb18030") as file:
        file.write(_line("138****0000", "2026-11-03 10:00:00"))
    found = stranger.call(*asked(calls, candidate, "--json")).json
    assert (found["unread"], found["counts"]["asked"]) == (1, DAYS * (len(HOURS) + 1))
    assert (
        "1 row of the files that could not be read" in stranger.call(*asked(calls, candidate)).out
    )


def test_a_period_of_a_file(stranger: Caller, calls: Path, candidate: Path) -> None:
    """Its dates are those of the zone that is named."""
    more = ("--from", "2026-11-03", "--to", "2026-11-04", "--json")
    found = stranger.call(*asked(calls, candidate, *more)).json
    assert found["counts"]["asked"] == len(HOURS) + 1
    assert found["counts"]["delayed"] == 1


def test_no_such_file(stranger: Caller, tmp_path: Path, candidate: Path) -> None:
    """It is named."""
    called = stranger.call(*asked(tmp_path / "nothing.csv", candidate))
    assert called.code != 0
    assert "nothing.csv" in called.err


def test_a_disk_full_of_differences_is_the_folder_asked_for(
    stranger: Caller, calls: Path, candidate: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the place where the engine puts aside what it needs."""

    def full(_: object) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(wire, "write", full)
    out = tmp_path / "results"
    called = stranger.call(*asked(calls, candidate, "--out", out))
    assert called.code == 2
    assert f'--out: "{out}" cannot be written: No space left on device' in called.err
    assert list(out.iterdir()) == []
