"""Opening: what kind of file it is by its first bytes, never by its name, and unpacked if need be.

An archive that unpacks into far more than it should is a bomb and is refused, whatever it says of
itself. Nothing is unpacked into memory.
"""

from __future__ import annotations

import enum
import hashlib
import zlib
from collections.abc import Callable
from pathlib import Path

from duegate.audit.reading.errors import FileUnreadable

BLOCK_BYTES = 1 << 20
UNPACKED_BYTES_MAX = 64 << 30
"""No file of records unpacks into more."""
RATIO_FREE_BYTES = 256 << 20
RATIO_MAX = 200
"""Past so many bytes a file may not be packed tighter than this; call records reach about 30."""
LAYERS_MAX = 2
"""A file may be packed, and what is in it once more."""

Heard = Callable[[int], None]


class Kind(enum.StrEnum):
    """What a file is made of."""

    TEXT = "text"
    PARQUET = "parquet"
    WORKBOOK = "workbook"


_ZIP, _OLE, _GZIP, _PARQUET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"PAR1"
_REFUSED = {
    b"%PDF": "is a PDF; export the records as CSV",
    b"BZh": "is packed by bzip2; unpack it, or pack it by gzip",
    b"\xfd7zXZ": "is packed by xz; unpack it, or pack it by gzip",
    b"\x28\xb5\x2f\xfd": "is packed by zstd; unpack it, or pack it by gzip",
    b"7z\xbc\xaf": "is a 7z archive; unpack it",
    b"Rar!": "is a RAR archive; unpack it",
    b"SQLite format 3": "is a database; export the table as CSV",
    b"ORC": "is ORC; write it as Parquet",
    b"Obj\x01": "is Avro; write it as Parquet or one JSON object a line",
}


def sha256_of(path: Path) -> str:
    """Hash a file as it lies."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def start_of(path: Path, name: str) -> bytes:
    """Read the first bytes; raises `FileUnreadable` when there is no file to read."""
    if not str(path).isprintable() and not _is_text(str(path)):
        shown = name.encode("utf-8", "backslashreplace").decode()
        raise FileUnreadable(shown, "has a name or a folder that is not UTF-8; rename it")
    try:
        if path.is_dir():
            raise FileUnreadable(name, "is a folder; name the files in it")
        if not path.is_file():
            raise FileUnreadable(name, "is no file; give the path of a file of records")
        with path.open("rb") as file:
            return file.read(16)
    except OSError as error:
        raise FileUnreadable(name, f"cannot be read: {error.strerror}") from None


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def unpacked(path: Path, name: str, folder: Path, told: Heard) -> tuple[Path, Kind]:
    """Give the file that holds the records, unpacked into `folder`, and its kind."""
    for layer in range(LAYERS_MAX + 1):
        start = start_of(path, name)
        if not start.startswith(_GZIP):
            return path, _kind_of(start, name)
        if layer < LAYERS_MAX:
            path = _inflate(path, name, folder / f"unpacked-{layer}", told)
    raise FileUnreadable(name, "is packed over and over; unpack it")


def _kind_of(start: bytes, name: str) -> Kind:
    for mark, what in _REFUSED.items():
        if start.startswith(mark):
            raise FileUnreadable(name, what)
    if start.startswith(_PARQUET):
        return Kind.PARQUET
    return Kind.WORKBOOK if start.startswith((_ZIP, _OLE)) else Kind.TEXT


def _inflate(path: Path, name: str, to: Path, told: Heard) -> Path:
    """Unpack gzip, several members as one; stop at a bomb."""
    packed = written = 0
    inflater, begun = zlib.decompressobj(wbits=31), False
    with path.open("rb") as file, to.open("wb") as copy:
        while data := file.read(BLOCK_BYTES):
            packed += len(data)
            while data:
                begun = True
                written += copy.write(_some(inflater, data, name))
                _refuse_bomb(name, packed, written)
                data = inflater.unconsumed_tail
                if inflater.eof:
                    data = inflater.unused_data.lstrip(b"\0")  # padding
                    inflater, begun = zlib.decompressobj(wbits=31), False
            told(packed)
        copy.write(inflater.flush())
    if begun and not inflater.eof:
        raise FileUnreadable(name, "ends in the middle; it was not copied whole")
    return to


def _some(inflater: zlib._Decompress, data: bytes, name: str) -> bytes:
    try:
        return inflater.decompress(data, BLOCK_BYTES)
    except zlib.error as error:
        raise FileUnreadable(name, f"is broken gzip: {error}") from None


def _refuse_bomb(name: str, packed: int, written: int) -> None:
    if written > UNPACKED_BYTES_MAX:
        raise FileUnreadable(name, f"unpacks into more than {UNPACKED_BYTES_MAX >> 30} GB")
    if written > RATIO_FREE_BYTES and written > RATIO_MAX * packed:
        raise FileUnreadable(
            name,
            f"unpacks into more than {RATIO_MAX} times its size; if it is no bomb, unpack it first",
        )
