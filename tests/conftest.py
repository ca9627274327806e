"""What every test has at hand: one seed for the whole run, and components a machine may lack.

It configures only what is the same for all tests; a fixture for one package lives beside its tests.
"""

from __future__ import annotations

import os
import shutil
from importlib.util import find_spec
from typing import TYPE_CHECKING

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

# The clock of a shared machine proves nothing, so no example has a deadline.
hypothesis.settings.register_profile(
    "quick", max_examples=50, deadline=None, derandomize=True, print_blob=True
)
hypothesis.settings.register_profile("night", max_examples=2_000, deadline=None, print_blob=True)
hypothesis.settings.load_profile("quick")  # --hypothesis-profile=night takes the other


# xdist tells its workers the width of the terminal; what people are shown must not depend on it.
os.environ.pop("COLUMNS", None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run be repeated, or varied, with one number."""
    parser.addoption("--seed", type=int, default=20261123, help="seed of every drawn test")


@pytest.fixture(scope="session")
def seed(pytestconfig: pytest.Config) -> int:
    """The number from which a test draws all that it draws; printed when the test fails."""
    chosen: int = pytestconfig.getoption("--seed")
    return chosen


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Tell with a drawn test's failure how to see it again."""
    report = yield
    if report.failed and "seed" in getattr(item, "fixturenames", ()):
        again = f'make test ARGS="--seed={item.config.getoption("--seed")} {item.nodeid}"'
        report.sections.append(("see it again", again))
    return report


@pytest.fixture(scope="session")
def component() -> Callable[[str], str]:
    """Answer where a program or module stands; where it is missing, skip, or fail if CI=true."""
    return _component


def _component(name: str) -> str:
    if program := shutil.which(name):
        return program
    if (module := find_spec(name)) and module.origin:
        return module.origin
    missing = f"`{name}` is not on this machine and this test needs it: install it"
    if os.environ.get("CI") == "true":
        pytest.fail(missing)
    pytest.skip(missing)
