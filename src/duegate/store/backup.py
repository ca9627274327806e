"""Copies a store while it works, as of one instant, and checks the copy before it gets its name."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import apsw

from duegate.store.errors import BackupRefused
from duegate.store.store import Store

PAGES_A_STEP = 4_096


def backup(store: Store, to: Path) -> None:
    """Write a sound copy to `to`, which must not exist; writers are not held up.

    Raises `BackupRefused`; then nothing is left at `to`.
    """
    if to.exists():
        raise BackupRefused(f'"{to}" exists; a backup never overwrites, choose another name')
    part = to.with_name(f"{to.name}.part")
    try:
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600))
        with store.read() as source:
            _copy(source, part)
        part.replace(to)
        _sync_folder(to.parent)
    except (OSError, apsw.Error) as error:
        raise BackupRefused(
            f'the backup to "{to}" failed ({error}); give the folder room and the right to write'
        ) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _copy(source: apsw.Connection, part: Path) -> None:
    source.execute("SELECT count(*) FROM sqlite_schema").get  # noqa: B018 - the instant begins
    copy = apsw.Connection(str(part))
    try:
        with copy.backup("main", source, "main") as pages:
            while not pages.done:
                pages.step(PAGES_A_STEP)
        copy.pragma("journal_mode", "DELETE")  # the copy is one file
        damage = copy.execute("PRAGMA integrity_check(1)").get
    finally:
        copy.close()
    if damage != "ok":
        raise BackupRefused(f"the copy is damaged ({damage}); check the disk of the store first")


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
