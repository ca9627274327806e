"""The secrets of one house, each in a file of its own that only its owner may read.

Made at the first start, never shown, never logged. Losing the counting secret loses every count,
so the files belong into the backup, kept apart from the database.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from duegate.errors import DuegateError

SECRET_BYTES = 32


class KeyUnusable(DuegateError):
    """A key file is not what it should be."""


def secret(folder: Path, name: str) -> bytes:
    """Read the secret of a name, making it if there is none; 32 bytes."""
    path = folder / f"{name}.key"
    if not path.exists():
        _make(path)
    found = path.read_bytes()
    if len(found) != SECRET_BYTES:
        raise KeyUnusable(
            f'"{path}" does not hold {SECRET_BYTES} bytes; restore it from the backup of this house'
        )
    return found


def _make(path: Path) -> None:
    """Make a secret; of two processes that do so at once, the first one's stands."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(SECRET_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        Path(draft).unlink()
