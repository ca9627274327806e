"""A house for each test of the gate: two tenants, noon in Shanghai, a clock set by hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.gate.house import NOON, open_house

from duegate.clock import HandClock
from duegate.gate import Gate


@pytest.fixture
def clock() -> HandClock:
    """The clock of the house."""
    return HandClock(NOON)


@pytest.fixture
def gate(tmp_path: Path, clock: HandClock) -> Iterator[Gate]:
    """The gate of the house."""
    with open_house(tmp_path, clock=clock) as opened:
        yield opened
