"""A disk in memory that can fail at any step and lose power at any step.

What a program wrote and did not sync is only promised: when the power is cut, each 512-byte sector
of it is there or not, by the seed, whatever the order of the writes was. What was synced stays. A
name whose making or deleting was not synced may be undone as well.

Not modelled: a sector that holds garbage, a sync that lies without an error, shared memory.
"""

from __future__ import annotations

import enum
import itertools
from collections.abc import Callable, Iterator
from random import Random
from typing import cast

import apsw
import msgspec

SECTOR_BYTES = 512
KEPT = (0.0, 0.1, 0.5, 0.9, 1.0)  # the share of unsynced sectors that one power cut leaves
_serial = itertools.count(1)


class Step(enum.Enum):
    """What a program can ask of a disk, and the code by which SQLite calls its failure."""

    READ = apsw.SQLITE_IOERR_READ
    WRITE = apsw.SQLITE_IOERR_WRITE
    SYNC = apsw.SQLITE_IOERR_FSYNC
    TRUNCATE = apsw.SQLITE_IOERR_TRUNCATE
    DELETE = apsw.SQLITE_IOERR_DELETE
    OPEN = apsw.SQLITE_CANTOPEN


class Kind(enum.Enum):
    """How a disk fails."""

    POWER_CUT = "the power is cut"
    ERROR = "a step fails"
    FULL = "a write finds the disk full"
    READ_ONLY = "a write is forbidden"
    SYNC_DROPS = "a sync fails, and what it should have kept is dropped without another word"


class Fault(msgspec.Struct, frozen=True):
    """The kind of failure, the step, counted from one, from which it is due, and how often."""

    kind: Kind
    at: int
    times: float = 1


class Disk(apsw.VFS):
    """The file system of one world; open a database with `vfs=disk.name`."""

    def __init__(self, random: Random, fault: Fault | None = None) -> None:
        self.name = f"disk-{next(_serial)}"
        self.steps = 0
        self.fault = self.first_fault = fault
        self.strikes = 0  # how often the fault has come
        self.dark = False  # no power
        self._random = random
        self._seen: dict[str, _Content] = {}  # the folder, as the machine sees it
        self._safe: dict[str, _Content] = {}  # the folder, as the platter has it
        super().__init__(self.name, "")

    def heal(self) -> None:
        """The disk works from now on."""
        self.fault = None

    def cut_power(self) -> None:
        """Every step fails until the power is back."""
        self.dark = True

    def restore_power(self) -> None:
        """The machine starts again and finds what the cut has left."""
        share = self._random.choice(KEPT)
        self._keep_names(lambda: self._random.random() < share)
        for content in self._seen.values():
            content.survive(lambda: self._random.random() < share)
        self.dark = False
        self.heal()

    def step(self, step: Step) -> None:
        """Count a step; fail if it is the one that must."""
        self.steps += 1
        fault = self.fault
        if fault is not None and self.steps >= fault.at and self.strikes < fault.times:
            self._strike(fault.kind, step)
        if self.dark:
            raise failure(step)

    def sync(self, content: _Content, *, folder: bool) -> None:
        """Keep a file and its name; with `folder`, every name made or deleted so far."""
        content.sync()
        if folder:
            self._keep_names(lambda: True)
        else:
            self._safe.update({name: file for name, file in self._seen.items() if file is content})

    def _keep_names(self, keeps: Callable[[], bool]) -> None:
        for name in sorted(self._seen.keys() | self._safe.keys()):
            if self._seen.get(name) is not self._safe.get(name) and keeps():
                _put(self._safe, name, self._seen.get(name))
        self._seen = dict(self._safe)

    def _strike(self, kind: Kind, step: Step) -> None:
        error = _error(kind, step)
        if error is not None:
            self.strikes += 1
            self.dark = kind is Kind.POWER_CUT
            raise error

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:
        """Open or make a file."""
        self.step(Step.OPEN)
        path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        if path not in self._seen:
            if not flags[0] & apsw.SQLITE_OPEN_CREATE:
                raise apsw.CantOpenError("no such file")
            self._seen[path] = _Content()
        flags[1] = flags[0]
        journal = bool(flags[0] & (apsw.SQLITE_OPEN_WAL | apsw.SQLITE_OPEN_MAIN_JOURNAL))
        file: object = _File(self, self._seen[path], journal=journal)
        return cast("apsw.VFSFile", file)

    def xAccess(self, pathname: str, flags: int) -> bool:
        """Say whether the file exists; whoever can see it may use it."""
        del flags
        return pathname in self._seen

    def xDelete(self, filename: str, syncdir: bool) -> None:
        """Delete; without a sync of the folder a power cut may bring the file back."""
        self.step(Step.DELETE)
        if self._seen.pop(filename, None) is None:
            raise failure(Step.DELETE, apsw.SQLITE_IOERR_DELETE_NOENT)
        if syncdir:
            self._keep_names(lambda: True)

    def xFullPathname(self, name: str) -> str:
        """Names are whole already."""
        return name

    def xSleep(self, microseconds: int) -> int:
        """No time passes."""
        return microseconds


class DroppedError(Exception):
    """A sync failed, and the pages it was for now count as clean."""


class _Content:
    """What one name holds: as the machine sees it, and as the platter has it."""

    def __init__(self) -> None:
        self.seen = bytearray()
        self.safe = bytearray()
        self.promised: list[tuple[int, bytes | None]] = []  # (offset, data) or (new size, None)

    def write(self, offset: int, data: bytes) -> None:
        _write(self.seen, offset, data)
        self.promised.append((offset, data))

    def truncate(self, size: int) -> None:
        _resize(self.seen, size)
        self.promised.append((size, None))

    def sync(self) -> None:
        self._keep(lambda: True)

    def survive(self, keeps: Callable[[], bool]) -> None:
        """Become what a power cut leaves."""
        self._keep(keeps)
        self.seen = bytearray(self.safe)

    def _keep(self, keeps: Callable[[], bool]) -> None:
        for offset, data in self.promised:
            if data is not None:
                for at, piece in _sectors(offset, data):
                    if keeps():
                        _write(self.safe, at, piece)
            elif keeps():
                _resize(self.safe, offset)
        self.promised.clear()


class _File:
    """An open file, in the words of SQLite."""

    def __init__(self, disk: Disk, content: _Content, *, journal: bool) -> None:
        self._disk = disk
        self._content = content
        self._folder = journal  # its first sync is one of the folder too, as on a real system

    def xRead(self, amount: int, offset: int) -> bytes:
        self._disk.step(Step.READ)
        return bytes(self._content.seen[offset : offset + amount])

    def xWrite(self, data: bytes, offset: int) -> None:
        content = self._content
        try:
            self._disk.step(Step.WRITE)
        except apsw.Error:
            content.write(offset, bytes(data)[: len(data) // 2])  # it failed half-way
            raise
        content.write(offset, bytes(data))

    def xTruncate(self, newsize: int) -> None:
        self._disk.step(Step.TRUNCATE)
        self._content.truncate(newsize)

    def xSync(self, flags: int) -> None:
        del flags
        try:
            self._disk.step(Step.SYNC)
        except DroppedError:
            self._content.promised.clear()
            raise failure(Step.SYNC) from None
        self._disk.sync(self._content, folder=self._folder)
        self._folder = False

    def xFileSize(self) -> int:
        return len(self._content.seen)

    def xDeviceCharacteristics(self) -> int:
        return apsw.SQLITE_IOCAP_POWERSAFE_OVERWRITE  # as SQLite assumes of every disk

    def xSectorSize(self) -> int:
        return SECTOR_BYTES

    def xClose(self) -> None:
        pass

    def xLock(self, level: int) -> None:
        pass

    def xUnlock(self, level: int) -> None:
        pass

    def xCheckReservedLock(self) -> bool:
        return False

    def xFileControl(self, op: int, ptr: int) -> bool:
        del op, ptr
        return False


def _error(kind: Kind, step: Step) -> Exception | None:
    """Say how a step fails under a fault; none when that fault does not concern it."""
    match kind, step:
        case ((Kind.POWER_CUT | Kind.ERROR), _):
            return failure(step)
        case Kind.FULL, Step.WRITE:
            return apsw.FullError("no space left")
        case Kind.READ_ONLY, (Step.WRITE | Step.TRUNCATE | Step.DELETE):
            return apsw.ReadOnlyError("read-only file system")
        case Kind.SYNC_DROPS, Step.SYNC:
            return DroppedError()
        case _:
            return None


def failure(step: Step, code: int | None = None) -> apsw.Error:
    """Make the error by which SQLite learns that a step failed."""
    error = apsw.CantOpenError(step.name) if step is Step.OPEN else apsw.IOError(step.name)
    vars(error)["extendedresult"] = code or step.value
    return error


def _put(folder: dict[str, _Content], name: str, content: _Content | None) -> None:
    if content is None:
        folder.pop(name, None)
    else:
        folder[name] = content


def _sectors(offset: int, data: bytes) -> Iterator[tuple[int, bytes]]:
    """Cut a write where the sectors of the disk end."""
    start = 0
    while start < len(data):
        end = start + SECTOR_BYTES - (offset + start) % SECTOR_BYTES
        yield offset + start, data[start:end]
        start = end


def _write(image: bytearray, offset: int, data: bytes) -> None:
    if offset > len(image):
        _resize(image, offset)
    image[offset : offset + len(data)] = data


def _resize(image: bytearray, size: int) -> None:
    if size < len(image):
        del image[size:]
    else:
        image.extend(bytes(size - len(image)))
