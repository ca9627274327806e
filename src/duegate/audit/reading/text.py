"""Text: the bytes of a file checked once, and made clean UTF-8 where they are not.

Clean UTF-8 with plain line ends is read as it lies. Anything else is copied: another charset, a
line without end, lone carriage returns, blank lines, a quotation mark that is never closed. What
cannot be read is marked in the copy, in its place, so that the row is counted and refused where
rows are.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

import msgspec

from duegate.audit.reading.errors import FileUnreadable

BLOCK_BYTES = 1 << 20
LINE_CHARS_MAX = 1 << 20
"""A longer line is no record; it is refused as one row, and only its start is kept."""
LINE_BYTES_READ_MAX = 1 << 23
"""What the table reader must hold of one row: several lines when a cell holds line ends."""
START_CHARS = 100
BROKEN = "\ufdd0"
"""Stands for bytes that are no character; Unicode keeps it free for such use."""
ENDLESS = "\ufdd1"
"""Begins what is left of a line that was too long."""
BLANK = "\ufdd2"
"""Stands for a blank line, which is counted as a row that is no contact."""
QUOTED_LINES_MAX = 100
"""A quoted cell holds no more line ends; beyond, its first quotation mark is a stray one."""
UTF8, GB18030 = "utf-8", "gb18030"

STATEMENT = re.compile(r'INSERT INTO [\w.`"]+ VALUES *\((".*")\);?\s*', re.IGNORECASE)
"""A row of a table written as a statement of SQL, a line each."""

Heard = Callable[[int], None]
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BLANK = re.compile(rb"\n\r?\n")


class Checked(msgspec.Struct, frozen=True):
    """What a file of text is in, whether it can be read as it lies, whether its quotes close."""

    charset: str
    clean: bool
    closed: bool = True


def check(path: Path, charset: str | None, told: Heard) -> Checked:
    """Look at every byte once."""
    with path.open("rb") as file:
        named = charset or _wide(file.read(BLOCK_BYTES >> 8))
        if named is not None and codecs.lookup(named).name != UTF8:
            return Checked(named.lower(), clean=False)
        file.seek(0)
        utf8, plain, closed = _look(file, told)
    if utf8:
        return Checked(UTF8, plain, closed)
    return Checked(charset or _likelier(path), clean=False)


def _wide(start: bytes) -> str | None:
    """Know UTF-16 by its mark, or by the noughts beside what is plain, nearly all on one side."""
    if start[:2] in _MARKS:
        return "utf-16"
    even, odd = (start[side::2].count(0) for side in (0, 1))
    many, few = max(even, odd), min(even, odd)
    if not many or many * 16 < len(start) or many < 4 * few:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _look(file: BinaryIO, told: Heard) -> tuple[bool, bool, bool]:
    """Tell whether a file is UTF-8, whether its lines are plain, whether its quotes close."""
    decoder = codecs.getincrementaldecoder(UTF8)()
    ends, quotes = _LineEnds(), _Quotes()
    for block in _blocks(file, told):
        if not (block.isascii() and not decoder.getstate()[0]) and not _decodes(decoder, block):
            return False, False, False
        ends.take(block)
        quotes.take(block)
    return _decodes(decoder, b"", final=True), ends.plain(), quotes.closed()


class _Quotes:
    """Whether every quotation mark is closed, and soon: as far as that shows at a glance."""

    def __init__(self) -> None:
        self._open = False
        self._far = False

    def take(self, block: bytes) -> None:
        """Take the next bytes of the file."""
        count = block.count(b'"')
        if count < block.count(b"\n"):  # where each line has some, none stays open for long
            inside = block.split(b'"')[not self._open :: 2]
            self._far = self._far or any(c.count(b"\n") > QUOTED_LINES_MAX for c in inside)
        self._open ^= count % 2 == 1

    def closed(self) -> bool:
        """Tell, when all was taken."""
        return not self._open and not self._far


class _LineEnds:
    """Whether all lines end alike, none is blank, none is without end, and no byte is nought."""

    def __init__(self) -> None:
        self._plain = True
        self._returns: bool | None = None
        self._counts = [0, 0, 0]
        self._before = b"\n"

    def take(self, block: bytes) -> None:
        """Take the next bytes of the file."""
        if not self._plain:
            return
        if self._returns is None:
            self._returns = b"\r" in block
        self._plain = not (
            b"\0" in block
            or (len(block) == BLOCK_BYTES and b"\n" not in block)
            or _BLANK.search(self._before + block[:3])
            or b"\n\n" in block
            or (b"\n\r\n" in block if self._returns else b"\r" in block)
        )
        if self._returns:
            seam = self._before.endswith(b"\r") and block.startswith(b"\n")
            each = (block.count(b"\r"), block.count(b"\n"), block.count(b"\r\n") + seam)
            self._counts = [sum(pair) for pair in zip(self._counts, each, strict=True)]
        self._before = block[-2:]

    def plain(self) -> bool:
        """Tell, when all was taken."""
        return self._plain and len(set(self._counts)) == 1


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _likelier(path: Path) -> str:
    """Tell a file in GB18030 from one in UTF-8 with some broken lines: by most of its lines."""
    utf8 = other = 0
    with path.open("rb") as file:
        for line in iter(lambda: file.readline(BLOCK_BYTES), b""):
            if not line.isascii():
                fits = _decodes(codecs.getincrementaldecoder(UTF8)(), line, final=True)
                utf8, other = utf8 + fits, other + (not fits)
    return UTF8 if utf8 > other else GB18030


def wash(path: Path, charset: str, to: Path, told: Heard, *, mend: bool = True) -> None:
    """Copy a file as clean UTF-8: lines end in LF, and what is unreadable is marked.

    Unless told not to `mend`, a line loses its quotation marks when one of them is never closed.
    """
    decoder = codecs.getincrementaldecoder(charset)(errors=_MARKING)
    try:
        with path.open("rb") as file, to.open("w", encoding=UTF8, newline="") as copy:
            lines = _Lines(copy, mend=mend)
            for block in _blocks(file, told):
                lines.take(decoder.decode(block))
            lines.take(decoder.decode(b"", final=True))
            lines.close()
    except UnicodeError as error:  # a stateful charset may give up
        raise FileUnreadable(path.name, f"is not {charset}: {error}") from None


class _Lines:
    """Lines of unknown length, written as they end; those of one quoted cell wait for its end."""

    def __init__(self, copy: TextIO, *, mend: bool) -> None:
        self._copy = copy
        self._mend = mend
        self._held: list[str] = []
        self._rest = ""
        self._endless = False
        self._quoted = False
        self._begun = False

    def take(self, text: str) -> None:
        """Take the next characters of the file."""
        if not self._begun:
            text, self._begun = text.removeprefix("\ufeff"), bool(text)
        text = self._rest + text.replace("\0", BROKEN)
        held = text.endswith("\r")  # its LF may come with the next block
        text, self._rest = (text[:-1], "\r") if held else (text, "")
        *whole, rest = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for line in whole:
            self._end(line)
        self._keep(rest)

    def close(self) -> None:
        """Write what stands after the last line end."""
        if self._endless or self._rest.removesuffix("\r"):
            self._end(self._rest.removesuffix("\r"))
        while self._held:
            self._unquote()

    def _keep(self, rest: str) -> None:
        if self._endless:
            return
        if len(rest) > LINE_CHARS_MAX:
            self._write_endless(rest)
            self._endless = True
            return
        self._rest = rest + self._rest

    def _end(self, line: str) -> None:
        if self._endless:
            self._endless = False
            return
        if len(line) > LINE_CHARS_MAX:
            self._write_endless(line)
            return
        if not self._quoted and '"' not in line:
            self._copy.write(f"{line or BLANK}\n")  # a blank line the reader would not count
            return
        self._quoted ^= self._mend and line.count('"') % 2 == 1
        self._held.append(line)
        if not self._quoted:
            self._write(self._held)
        elif len(self._held) > QUOTED_LINES_MAX:
            self._unquote()

    def _unquote(self) -> None:
        """Take the quotation marks off the line that opened one for good; go on behind it."""
        first, *rest = self._held
        self._write([first.replace('"', "")])
        self._quoted = False
        for line in rest:
            self._end(line)

    def _write(self, lines: list[str]) -> None:
        self._copy.writelines(f"{line}\n" for line in lines)
        self._held = []

    def _write_endless(self, line: str) -> None:
        while self._held:
            self._unquote()
        start = re.sub(r'[",;|\t\x1f]', " ", line[:START_CHARS])
        self._copy.write(f"{ENDLESS}{start}\n")


def _blocks(file: BinaryIO, told: Heard) -> Iterator[bytes]:
    done = 0
    while block := file.read(BLOCK_BYTES):
        yield block
        done += len(block)
        told(done)


def _mark(error: UnicodeError) -> tuple[str, int]:
    if isinstance(error, UnicodeDecodeError):
        return BROKEN, max(error.start + 1, error.end)
    raise error


_MARKING = "duegate-mark"
codecs.register_error(_MARKING, _mark)


def unstated(path: Path, target: Path) -> bool:
    """Take the rows out of a file of clean text that states each as SQL; tell whether it does."""
    with path.open(encoding=UTF8, newline="") as file:
        if STATEMENT.fullmatch(file.readline(LINE_CHARS_MAX)) is None:
            return False
        file.seek(0)
        with target.open("w", encoding=UTF8, newline="") as rows:
            for line in file:
                row = STATEMENT.fullmatch(line)
                rows.write(line if row is None else f"{row[1]}\n")
    return True
