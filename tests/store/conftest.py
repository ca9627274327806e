"""A store with one table, and a group commit that writes numbers into it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.store.recorder import Recorder

from duegate.store.commit import GroupCommit
from duegate.store.connection import Setup
from duegate.store.store import Store


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "a.db", Setup(busy_timeout_ms=20)) as store:
        store.transact(lambda connection: connection.execute("CREATE TABLE t (a INTEGER UNIQUE)"))
        yield store


@pytest.fixture(name="recorder")
def _recorder(store: Store) -> Recorder:
    return Recorder(store)


@pytest.fixture(name="commit")
def _commit(store: Store, recorder: Recorder) -> GroupCommit[int, str]:
    return GroupCommit(store, recorder, batch_max=8, queue_max=20)
