"""Files that are whole or not there: small ones replaced or created at once, many put together.

The small are on disk before return, and only their owner may read them.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def replace(path: Path, data: bytes) -> None:
    """Put a new file in the place of the old one."""
    written = _write_beside(path, data)
    written.replace(path)
    _sync_folder(path)


def create(path: Path, data: bytes) -> None:
    """Make a file that is not there yet; raises `FileExistsError` when it is."""
    written = _write_beside(path, data)
    try:
        path.hardlink_to(written)
    finally:
        written.unlink()
    _sync_folder(path)


@contextmanager
def together(folder: Path) -> Iterator[Path]:
    """Lend a place to write files in; all go into `folder` at the end, after an error none does.

    So an interrupted report leaves no half page, and the one before it stands.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".unfinished-", dir=folder) as place:
        yield Path(place)
        for file in sorted(Path(place).iterdir()):
            file.replace(folder / file.name)


def _write_beside(path: Path, data: bytes) -> Path:
    number, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)  # born with mode 0600
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(number)
    except OSError:
        Path(name).unlink()
        raise
    return Path(name)


def _sync_folder(path: Path) -> None:
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
