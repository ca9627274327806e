"""A ledger for each test: the shipped schema on a real file, in one open connection."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from duegate.store.migrate import migrate, shipped
from duegate.store.store import Store


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[apsw.Connection]:
    """The writer of a new ledger."""
    with Store(tmp_path / "a.db") as store:
        migrate(store, shipped())
        with store.writer() as writer:
            yield writer
