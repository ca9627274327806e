"""The workplace of an audit: a DuckDB database that lives in a folder of its own for as long.

What does not fit into the memory allowed is kept in that folder. Nothing is fetched from anywhere:
the engine may install and load no extension.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from duegate.errors import DuegateError

NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
MEMORY_MIB = 1_280
"""What the engine may hold; with Python and the library an audit stays under 2 GB."""

LEFT_AS_IT_IS = "PRAGMA disable_checkpoint_on_shutdown"
"""What is about to vanish need not be packed first."""


class NoRoom(DuegateError):
    """What an audit must put aside does not fit where temporary files go."""


@contextmanager
def interruptible() -> Iterator[None]:
    """Let whoever interrupts a query leave as from anywhere else; the engine calls it an error."""
    try:
        yield
    except RuntimeError as error:
        if "Query interrupted" in str(error):
            raise KeyboardInterrupt from None
        raise


@contextmanager
def workplace(folder: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend an empty database, in `folder` or where temporary files go; both vanish with it.

    Raises `NoRoom` when what is put aside there does not fit.
    """
    with tempfile.TemporaryDirectory(prefix="duegate-audit-", dir=folder) as own:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": os.cpu_count() or 1,
            "memory_limit": f"{MEMORY_MIB}MiB",
            "temp_directory": str(Path(own, "spill")),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        try:
            path = str(Path(own, "audit.db"))
            with interruptible(), duckdb.connect(path, config=settings) as connection:
                connection.execute(LEFT_AS_IT_IS)
                yield connection
        except (OSError, duckdb.Error) as error:
            if _is_full(error):
                raise NoRoom(
                    f'there is no room left in "{Path(own).parent}" for what an audit puts aside;'
                    " free some, or name a roomier folder by TMPDIR"
                ) from error
            raise


def _is_full(error: Exception) -> bool:
    """Tell whether a disk, or what the engine may use of it, is full."""
    if isinstance(error, OSError):
        return error.errno in NO_SPACE
    full = isinstance(error, duckdb.OutOfMemoryException)
    return full or any(said in str(error) for said in ("No space left", "temp_directory"))
