"""What is handed out: the wheel holds the whole product, and the locks pin all that it needs."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

PIN = re.compile(r"^([a-z0-9-]+)==(\S+)(?: ; [^\\]+)? \\\n    --hash=sha256:", re.MULTILINE)


def pins(lock: Path) -> dict[str, str]:
    """Every hashed pin of a lock file, name to version."""
    return dict(PIN.findall(lock.read_text("utf-8")))


def names(requirements: list[Any]) -> set[str]:
    """The packages a list of requirements names, as a lock spells them."""
    plain = (requirement for requirement in requirements if isinstance(requirement, str))
    return {re.split(r"[<>=! ]", requirement)[0] for requirement in plain}


@pytest.fixture(scope="module")
def project(pytestconfig: pytest.Config) -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads((pytestconfig.rootpath / "pyproject.toml").read_text("utf-8"))


def test_the_locks_pin_what_the_project_needs(
    project: dict[str, Any], pytestconfig: pytest.Config
) -> None:
    """A dependency without a hashed pin would be whatever the day brings."""
    root = pytestconfig.rootpath
    runtime, everything = pins(root / "requirements.lock"), pins(root / "requirements-dev.lock")
    needed = names(project["project"]["dependencies"])
    developed = set().union(*map(names, project["dependency-groups"].values()))
    assert needed <= set(runtime), "run `make lock`"
    assert developed <= set(everything), "run `make lock`"
    assert runtime.items() <= everything.items(), "what is tested must be what runs: `make lock`"


def test_every_pin_has_a_hash(pytestconfig: pytest.Config) -> None:
    """No line of a lock is without its hash, or points anywhere."""
    for lock in pytestconfig.rootpath.glob("requirements*.lock"):
        text = lock.read_text("utf-8")
        assert text.count("==") - text.count(" == '") == len(pins(lock))
        assert "://" not in text


@pytest.fixture(scope="module")
def wheel(pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    """The wheel of this working tree."""
    dist = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(dist)]
    run = subprocess.run(
        command, cwd=pytestconfig.rootpath, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    (path,) = dist.glob("duegate-*-py3-none-any.whl")
    return ZipFile(path)


@pytest.mark.parametrize(
    "pattern", ["**/*.py", "packs/**/*.toml", "store/migrations/*.sql", "py.typed"]
)
def test_the_wheel_holds_every_file(
    pattern: str, wheel: ZipFile, pytestconfig: pytest.Config
) -> None:
    """Code, law, migrations and type marker all travel."""
    source = pytestconfig.rootpath / "src"
    here = {path.relative_to(source).as_posix() for path in (source / "duegate").glob(pattern)}
    assert here
    assert here <= set(wheel.namelist())


def test_the_wheel_holds_nothing_else(wheel: ZipFile) -> None:
    """No test, benchmark or stray folder is installed on anybody's machine."""
    assert {name.split("/")[0].split("-")[0] for name in wheel.namelist()} == {"duegate"}


def test_the_wheel_brings_the_command(wheel: ZipFile) -> None:
    """Installing gives `duegate`."""
    (entry_points,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "duegate = duegate.boot:main" in wheel.read(entry_points).decode()
