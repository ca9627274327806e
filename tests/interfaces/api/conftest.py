"""What the tests of the HTTP interface have at hand: a house of their own, open for one test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.interfaces.api.asking import House, open_house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house with two tenants, at noon."""
    with open_house(tmp_path) as opened:
        yield opened
