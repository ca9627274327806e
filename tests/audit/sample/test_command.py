"""`duegate sample`: what a person types and reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typer.main
from tests.interfaces.cli.calling import Caller

from duegate.audit.sample import SampleRefused
from duegate.interfaces.cli.sample import app
from duegate.interfaces.cli.session import Session
from duegate.interfaces.cli.terminal import Language, Terminal


def call(out: Path, *arguments: str, language: Language = "en", as_json: bool = False) -> None:
    """Run the command by itself."""
    doors = Caller(out).doors
    session = Session(doors, {}, Terminal(language, as_json=as_json))
    command = typer.main.get_command(app)
    given = ["--out", str(out), *arguments, *(["--json"] if as_json else [])]
    command.main(given, standalone_mode=False, obj=session)


def test_it_says_what_it_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file, how much of it is in violation, and where the truth stands."""
    call(tmp_path, "--debtors", "20", "--days", "5", "--plant", "SZ-02=2")
    said = capsys.readouterr().out
    assert f"{tmp_path / 'records.csv'}: " in said
    assert "2 of them in violation" in said
    assert "cn-shenzhen/SZ-02" in said
    assert "cn-shenzhen/SZ-01" not in said, "what is not broken is not listed"
    assert json.loads((tmp_path / "truth.json").read_text("utf-8"))["violating"] == 2


def test_it_says_so_in_chinese(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same in the reader's language."""
    call(tmp_path, "--debtors", "5", "--days", "5", "--plant", "hours=1", language="zh")
    assert "其中 1 条违规" in capsys.readouterr().out


def test_programs_get_one_value(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every clause that the file shows, with its count."""
    options = ("--dialect", "vicidial", "--records", "400", "--plant-each", "1", "--days", "6")
    call(tmp_path, *options, as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["records"] == 400
    assert told["file"].endswith("EXPORT_CALL_REPORT.txt")
    assert told["clauses"]["cn-cba-2026/unanswered-calls"] == 1
    assert "cn-shenzhen/SZ-03" not in told["clauses"], "VICIdial exports no caller"


def test_a_single_day_holds_what_a_day_can(tmp_path: Path) -> None:
    """Nothing is planted then that needs days of failed calls before it."""
    call(tmp_path, "--days", "1", "--debtors", "20")
    clauses = json.loads((tmp_path / "truth.json").read_text("utf-8"))["clauses"]
    assert clauses["cn-shenzhen/SZ-02"]["planted"] == 3
    assert clauses["cn-shenzhen/SZ-10"]["planted"] == 0


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        (("--from", "1 June"), '--from: "1 June" is no day; write it as 2026-06-01'),
        (("--from", "2026-02-30"), '--from: "2026-02-30" is no day; write it as 2026-06-01'),
        (("--plant", "SZ-02"), '--plant: "SZ-02" says no number; write it as SZ-02=5'),
        (("--plant", "SZ-77=1"), '"SZ-77" is no clause that can be planted'),
    ],
)
def test_it_refuses_what_it_does_not_understand(
    options: tuple[str, ...], refusal: str, tmp_path: Path
) -> None:
    """With an example of what can be said."""
    with pytest.raises(SampleRefused) as refused:
        call(tmp_path / "out", *options)
    assert refusal in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file stands in the way."""
    (tmp_path / "out").write_text("")
    with pytest.raises(SampleRefused, match="cannot be written"):
        call(tmp_path / "out", "--debtors", "3", "--days", "4")
