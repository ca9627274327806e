"""The workplace: it vanishes whatever happens, and says so when there is no room."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import duckdb
import pytest

from duegate.audit.workplace import NoRoom, workplace


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        duckdb.OutOfMemoryException("failed to offload: the disk is full"),
        duckdb.IOException("could not write: No space left on device"),
    ],
    ids=["a copy", "the spill", "the database"],
)
def test_a_full_disk_is_no_bug(tmp_path: Path, error: Exception) -> None:
    """Where the room is wanted is said, and nothing is left there."""
    with pytest.raises(NoRoom, match=r"no room left in .*TMPDIR"), workplace(tmp_path):
        raise error
    assert list(tmp_path.iterdir()) == []


def test_who_interrupts_a_query_leaves(tmp_path: Path) -> None:
    """The engine calls it a runtime error, which would be reported as a bug; others are one."""
    with pytest.raises(KeyboardInterrupt), workplace(tmp_path):
        raise RuntimeError("Query interrupted")
    with pytest.raises(RuntimeError, match="another"), workplace(tmp_path):
        raise RuntimeError("another")
    assert list(tmp_path.iterdir()) == []


def test_other_errors_stay_as_they_are(tmp_path: Path) -> None:
    """They are not taken for a full disk."""
    with pytest.raises(PermissionError), workplace(tmp_path):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    with pytest.raises(duckdb.ParserException), workplace(tmp_path) as connection:
        connection.execute("SELEC")
    assert list(tmp_path.iterdir()) == []
