"""The generated reference is fresh, complete, and says so when it is not."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from docs import generate
from docs.pages import packs
from tests.docs.manual import ROOT

from duegate import packs as shipped
from duegate.audit.reading.mapping import dialect_names
from duegate.interfaces.api.problems import Kind
from duegate.interfaces.cli.exits import EXIT_CODES
from duegate.interfaces.cli.main import COMMANDS
from duegate.rulebook.cases import CaseResult
from duegate.rulebook.kinds import KINDS
from duegate.settings import SETTINGS


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    """What the generator writes now."""
    return generate.written()


def test_the_reference_is_fresh(pages: dict[str, str]) -> None:
    """What lies in docs/reference is what the generator writes."""
    assert generate.stale(pages, generate.REFERENCE) == [], generate.REMEDY


def test_it_is_written_the_same_way_in_another_process() -> None:
    """Neither hash seeds nor the environment show in a page; `--check` agrees."""
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "docs.generate", "--check"]
    run = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")


def test_what_there_is_has_its_place(pages: dict[str, str]) -> None:
    """Every command, setting, kind, exit code, problem, dialect and clause is in the reference."""
    assert all(f"## duegate {name}\n" in pages["commands.md"] for name in COMMANDS)
    assert all(f"| `{setting.name}` |" in pages["settings.md"] for setting in SETTINGS)
    assert all(f"## {kind.__struct_config__.tag}\n" in pages["kinds.md"] for kind in KINDS)
    assert all(f"| `{code}` |" in pages["errors.md"] for code in EXIT_CODES)
    assert all(f"`/problems/{kind.slug}`" in pages["errors.md"] for kind in Kind)
    assert all(f"### {name}\n" in pages["record-files.md"] for name in dialect_names())
    for name, files in shipped.read_shipped().items():
        clauses = [
            file.removesuffix(".toml") for file in files if file[0] != "p" and "sc" not in file
        ]
        assert all(f"## {clause}\n" in pages[f"packs/{name}.md"] for clause in clauses)


def test_stale_pages_are_named(tmp_path: Path) -> None:
    """A missing, a changed and a left-over page are stale; writing mends all three."""
    new = {"a.md": "# A\n", "b/c.md": "# C\n"}
    (tmp_path / "a.md").write_text("# Old\n", "utf-8")
    (tmp_path / "gone.md").write_text("# Gone\n", "utf-8")
    assert generate.stale(new, tmp_path) == ["a.md", "b/c.md", "gone.md"]
    generate.write(new, tmp_path)
    assert generate.stale(new, tmp_path) == []
    assert not (tmp_path / "gone.md").exists()


def test_the_remedy_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` fails with the names of the stale files and what to do; other words are refused."""
    monkeypatch.setattr(generate, "REFERENCE", tmp_path)
    monkeypatch.setattr(generate, "PAGES", (lambda: {"a.md": "# A\n"},))
    assert generate.main(["--check"]) == 1
    told = capsys.readouterr().err
    assert "docs/reference/a.md is stale" in told
    assert generate.REMEDY in told
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0
    assert generate.main(["--chek"]) == 2


def test_a_wrong_case_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that shows a result the judge does not give is not written."""

    def wrong(*_: object) -> list[CaseResult]:
        cells = {"wanted": {"verdict": "deny"}, "got": {"verdict": "allow"}}
        return [CaseResult(name="house/x", line=7, passed=False, comment="", **cells)]

    monkeypatch.setattr(packs, "run_cases", wrong)
    with pytest.raises(packs.WrongCase, match=r"house/x, line 7: wanted .*deny.* got .*allow"):
        packs.pages()
