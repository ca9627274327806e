"""The disk itself: what is synced stays, what is not may go, sector by sector."""

from __future__ import annotations

from random import Random

import apsw
import pytest
from tests.simulation.disk import SECTOR_BYTES, Disk, Fault, Kind

MAKE = apsw.SQLITE_OPEN_CREATE | apsw.SQLITE_OPEN_READWRITE
BLOCK = b"x" * (4 * SECTOR_BYTES)


def open_file(disk: Disk, name: str, flags: int = MAKE) -> apsw.VFSFile:
    """Open a file as SQLite does."""
    return disk.xOpen(name, [flags, 0])


def cut(disk: Disk) -> None:
    """Cut the power and restore it."""
    disk.cut_power()
    disk.restore_power()


@pytest.mark.parametrize("seed", range(20), ids=str)
def test_what_was_synced_stays(seed: int) -> None:
    """Synced bytes and their name survive every cut."""
    disk = Disk(Random(seed))
    file = open_file(disk, "a")
    file.xWrite(BLOCK, 100)
    file.xSync(0)
    cut(disk)
    assert open_file(disk, "a").xRead(len(BLOCK), 100) == BLOCK


def test_what_was_not_synced_is_kept_by_sectors() -> None:
    """Over many seeds an unsynced write is lost, kept, and torn, but only where sectors end."""
    outcomes = set()
    for seed in range(60):
        disk = Disk(Random(seed))
        file = open_file(disk, "a")
        file.xWrite(bytes(len(BLOCK)), 0)
        file.xSync(0)
        file.xWrite(BLOCK, 0)
        cut(disk)
        left = open_file(disk, "a").xRead(len(BLOCK), 0)
        sectors = [left[at : at + SECTOR_BYTES] for at in range(0, len(left), SECTOR_BYTES)]
        assert all(len(set(sector)) == 1 for sector in sectors)
        outcomes.add(sum(sector[0] == BLOCK[0] for sector in sectors))
    assert {0, 4} < outcomes


def test_a_deletion_can_be_undone_until_the_folder_is_synced() -> None:
    """A deleted name may come back; after a folder sync it does not."""
    back = {
        syncdir: {_comes_back(seed, syncdir=syncdir) for seed in range(20)}
        for syncdir in (False, True)
    }
    assert back == {False: {False, True}, True: {False}}


def _comes_back(seed: int, *, syncdir: bool) -> bool:
    disk = Disk(Random(seed))
    open_file(disk, "a").xSync(0)
    disk.xDelete("a", syncdir)
    cut(disk)
    return disk.xAccess("a", 0)


def test_nothing_works_without_power() -> None:
    """Every step fails between the cut and the return of the power."""
    disk = Disk(Random(1), Fault(Kind.POWER_CUT, at=2))
    file = open_file(disk, "a")
    for act in (lambda: file.xWrite(b"x", 0), lambda: file.xRead(1, 0), lambda: file.xSync(0)):
        with pytest.raises(apsw.IOError):
            act()


def test_a_dropped_sync_loses_what_it_was_for() -> None:
    """After the failure the bytes are seen, a second sync is silent, and the disk lacks them."""
    disk = Disk(Random(1), Fault(Kind.SYNC_DROPS, at=4))
    file = open_file(disk, "a")
    file.xSync(0)
    file.xWrite(BLOCK, 0)
    with pytest.raises(apsw.IOError):
        file.xSync(0)
    file.xSync(0)
    assert file.xRead(4, 0) == BLOCK[:4]
    cut(disk)
    assert open_file(disk, "a").xFileSize() == 0
