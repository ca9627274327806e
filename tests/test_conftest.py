"""The test house itself: a missing component and a drawn failure are never silent."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ABSENT = "no-such-component"


def test_a_component_is_found(component: Callable[[str], str]) -> None:
    """A program and a module are both answered with their place."""
    assert Path(component("sh")).is_file()
    assert Path(component("hypothesis")).is_file()


def test_a_missing_component_skips_for_a_user(
    component: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody without the component still gets a green run."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match=f"`{ABSENT}` is not on this machine"):
        component(ABSENT)


def test_a_missing_component_fails_in_ci(
    component: Callable[[str], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A test that CI cannot run is not a test that passed."""
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match=f"`{ABSENT}` is not on this machine"):
        component(ABSENT)


def test_a_drawn_failure_prints_its_seed(tmp_path: Path) -> None:
    """Whoever reads the failure can see it again."""
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path)
    (tmp_path / "test_drawn.py").write_text("def test_drawn(seed):\n    assert seed != 7\n")
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--seed=7", "."]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert 'make test ARGS="--seed=7 test_drawn.py::test_drawn"' in run.stdout


def test_examples_are_the_same_on_every_run(request: pytest.FixtureRequest) -> None:
    """The quick profile draws the same examples everywhere; only the night looks further."""
    if request.config.getoption("--hypothesis-profile") in {None, "quick"}:
        assert hypothesis.settings.default is not None
        assert hypothesis.settings.default.derandomize
