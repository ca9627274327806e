"""The secrets of one house, each in a file of its own that only its owner may read.

Made at the first start, never shown, never logged. Losing the counting secret loses every count,
so the files belong into the backup, kept apart from the database.
"""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

from duegate import durable
from duegate.errors import DuegateError

SECRET_BYTES = 32


class KeyUnusable(DuegateError):
    """A key file is not what it should be."""


def secret(folder: Path, name: str) -> bytes:
    """Read the secret of a name, making it if there is none; 32 bytes."""
    path = folder / f"{name}.key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):  # of two processes at once, the first one's stands
            durable.create(path, secrets.token_bytes(SECRET_BYTES))
    found = path.read_bytes()
    if len(found) != SECRET_BYTES:
        raise KeyUnusable(
            f'"{path}" does not hold {SECRET_BYTES} bytes; restore it from the backup of this house'
        )
    return found
