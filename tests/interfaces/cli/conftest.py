"""What the tests of the command line have at hand: a house with one tenant, and who calls it."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.interfaces.cli.calling import CALLER, Caller


@pytest.fixture
def stranger(tmp_path: Path) -> Caller:
    """Somebody without a house."""
    return Caller(tmp_path / "house")


@pytest.fixture
def caller(stranger: Caller) -> Caller:
    """Somebody with a house in which the tenant acme is signed."""
    assert stranger.call("tenant", "add", "acme", "--number", CALLER).code == 0
    return stranger
