"""The workplace of an audit: a DuckDB database that lives in a folder of its own for as long.

What does not fit into the memory allowed is kept in that folder. Nothing is fetched from anywhere:
the engine may install and load no extension.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

MEMORY_MIB = 1_280
"""What the engine may hold; with Python and the library an audit stays under 2 GB."""


@contextmanager
def workplace(folder: Path | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend an empty database, in `folder` or where temporary files go; both vanish with it."""
    with tempfile.TemporaryDirectory(prefix="duegate-audit-", dir=folder) as own:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": os.cpu_count() or 1,
            "memory_limit": f"{MEMORY_MIB}MiB",
            "temp_directory": str(Path(own, "spill")),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        connection = duckdb.connect(str(Path(own, "audit.db")), config=settings)
        try:
            yield connection
        finally:
            connection.close()
