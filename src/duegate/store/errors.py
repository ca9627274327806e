"""What the store refuses or could not do, each in one sentence that says what to do next."""

from __future__ import annotations

from duegate.errors import DuegateError


class StoreError(DuegateError):
    """The database could not do what was asked of it."""


class StoreUnusable(StoreError):
    """The file, or the SQLite that reads it, cannot be trusted with decisions."""


class StoreClosed(StoreError):
    """The store was closed; nothing can be asked of it any more."""


class StoreForked(StoreError):
    """The store was opened by another process; SQLite connections do not survive a fork."""


class MigrationRefused(StoreError):
    """The schema in the file and the migrations at hand do not fit together."""


class BackupRefused(StoreError):
    """The copy was not made, or is not sound."""


class NotRecorded(StoreError):
    """No durable record was confirmed, so nothing may go out; asking again is safe."""


class Overloaded(StoreError):
    """Too many are waiting; nothing was queued and nothing was recorded."""
