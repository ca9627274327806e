"""Which encoding a file of text is in, and what is no text at all."""

from __future__ import annotations

import codecs
from typing import BinaryIO

from duegate.errors import DuegateError

BLOCK_BYTES = 65_536
_NO_TEXT = {
    b"PK\x03\x04": "is an Excel workbook or archive; save the sheet as CSV (UTF-8)",
    b"\xd0\xcf\x11\xe0": "is an old Excel workbook; save the sheet as CSV (UTF-8)",
    b"\xff\xfe": "is UTF-16; save it as CSV (UTF-8)",
    b"\xfe\xff": "is UTF-16; save it as CSV (UTF-8)",
    b"%PDF": "is a PDF; export the list as CSV (UTF-8)",
}


class NoText(DuegateError):
    """The bytes are no text in an encoding that lists come in."""


def refuse_no_text(start: bytes) -> None:
    """Refuse what its first bytes show to be no text. Raises `NoText`."""
    for mark, what in _NO_TEXT.items():
        if start.startswith(mark):
            raise NoText(what)


def encoding_of(file: BinaryIO) -> str:
    """Tell whether a whole file is UTF-8 or else GB18030, and rewind it. Raises `NoText`."""
    faults = {}
    for name in ("utf-8-sig", "gb18030"):
        fault = _first_fault(file, name)
        if fault is None:
            return name
        faults[name] = fault
    raise NoText(
        f"is neither UTF-8 (byte {faults['utf-8-sig']}) nor GB18030 (byte {faults['gb18030']}); "
        "save it as UTF-8"
    )


def text_of(line: bytes) -> str:
    """Decode one line as UTF-8, else as GB18030. Raises `NoText`."""
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        fault = error.start + 1
    try:
        return line.decode("gb18030")
    except UnicodeDecodeError:
        raise NoText(f"is neither UTF-8 (byte {fault}) nor GB18030; save it as UTF-8") from None


def _first_fault(file: BinaryIO, encoding: str) -> int | None:
    """Give the number of the first byte that cannot be read, 1 being the first."""
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    read = 0
    try:
        while block := file.read(BLOCK_BYTES):
            decoder.decode(block)
            read += len(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return read + error.start + 1
    finally:
        file.seek(0)
    return None
