"""Workbooks: an Excel file turned into CSV by a process of its own, with bounds on all it may use.

The archive is looked through before: how many parts, how much they say they unpack into, how much
they do unpack into. A sheet that says little and means a billion cells fails in its own process.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import msgspec

from duegate.audit.reading import sheet
from duegate.audit.reading.errors import FileUnreadable

PARTS_MAX = 10_000
UNPACKED_BYTES_MAX = 2 << 30
RATIO_FREE_BYTES = 64 << 20
RATIO_MAX = 150
"""Past so many bytes the parts may not be packed tighter than this; sheets reach about 20."""
BLOCK_BYTES = 1 << 20
SECONDS_MAX = 600


class Sheets(msgspec.Struct, frozen=True):
    """What the workbook held: the sheets that were copied, and those that were not, with rows."""

    copied: tuple[str, ...]
    left: dict[str, int]


def to_csv(path: Path, name: str, to: Path) -> Sheets:
    """Copy the rows of a workbook into a CSV file in UTF-8; raises `FileUnreadable`."""
    _refuse_bomb(path, name)
    command = [sys.executable, "-P", sheet.__file__, str(path.resolve()), str(to)]
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no shell
            command, capture_output=True, timeout=SECONDS_MAX, check=False
        )
    except subprocess.TimeoutExpired:
        raise FileUnreadable(
            name, f"took more than {SECONDS_MAX} s to open; save the sheet as CSV"
        ) from None
    if done.returncode == sheet.UNREADABLE:
        raise FileUnreadable(name, f"is no workbook that can be read: {_said(done.stdout)}")
    if done.returncode:
        raise FileUnreadable(name, "is too large to open as a workbook; save the sheet as CSV")
    return msgspec.json.decode(done.stdout, type=Sheets)


def _said(words: bytes) -> str:
    return words.decode("utf-8", "replace").strip()[:200]


def _refuse_bomb(path: Path, name: str) -> None:
    if not zipfile.is_zipfile(path):
        return  # an old workbook is not packed; its process has bounds all the same
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS_MAX:
                raise FileUnreadable(name, f"has more than {PARTS_MAX} parts")
            if not any(part.filename in _WORKBOOKS for part in parts):
                raise FileUnreadable(name, "is a zip archive; unpack it and name the files in it")
            _refuse_large(name, sum(part.file_size for part in parts), path.stat().st_size)
            written = 0
            for part in parts:
                with archive.open(part) as file:
                    while block := file.read(BLOCK_BYTES):
                        written += len(block)
                        _refuse_large(name, written, path.stat().st_size)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError) as error:
        raise FileUnreadable(name, f"is no workbook that can be read: {error}") from None


_WORKBOOKS = frozenset({"xl/workbook.xml", "xl/workbook.bin", "content.xml"})


def _refuse_large(name: str, unpacked: int, packed: int) -> None:
    if unpacked > UNPACKED_BYTES_MAX:
        raise FileUnreadable(
            name,
            f"unpacks into more than {UNPACKED_BYTES_MAX >> 30} GB; save the sheet as CSV",
        )
    if unpacked > RATIO_FREE_BYTES and unpacked > RATIO_MAX * packed:
        raise FileUnreadable(
            name, f"unpacks into more than {RATIO_MAX} times its size; save the sheet as CSV"
        )
