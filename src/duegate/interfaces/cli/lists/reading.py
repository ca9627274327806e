"""A file or a pipe as contacts: one JSON contact, JSON lines, or a table with a header.

Every line comes out again, as a contact or as the reason why it is none; after a line that cannot
be read the next one is. Memory is bounded: a line has at most `LINE_BYTES_MAX` bytes.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Protocol

import msgspec

from duegate.errors import DuegateError
from duegate.interfaces.cli.lists.encoding import (
    BLOCK_BYTES,
    NoText,
    encoding_of,
    refuse_no_text,
    text_of,
)
from duegate.interfaces.cli.lists.rows import Header, Stated, contact_of, header_of, numbered
from duegate.model import wire
from duegate.model.contact import Contact

BOM = b"\xef\xbb\xbf"
LINE_BYTES_MAX = 65_536
SPOOL_BYTES = 16 * 1024**2
BATCH_MAX = 256
_TOO_LONG = f"has more than {LINE_BYTES_MAX} bytes; a contact is shorter"


class ListRefused(DuegateError):
    """The list as a whole cannot be read."""


class Line(msgspec.Struct, frozen=True):
    """One line of a list: its number, and its contact or the reason why there is none."""

    number: int
    contact: Contact | None = None
    problem: str = ""

    @property
    def named(self) -> bool:
        """Whether the contact has an id of its own, not one made of the line's number."""
        return self.contact is not None and self.contact.id != numbered(self.number)


class Rows(Protocol):
    """A reader of the csv module."""

    line_num: int

    def __next__(self) -> list[str]:
        """Give the next row."""


Heard = Callable[[str], None]
"""Told what a reader should know of a list that can be read: columns that are not used."""


def read_list(
    stream: io.BufferedReader, stated: Callable[[], Stated], heard: Heard
) -> Iterator[list[Line]]:
    """Read a list in batches, each as soon as it has come in. Raises `ListRefused`."""
    start = stream.peek(BLOCK_BYTES)
    try:
        refuse_no_text(start)
        bare = start.removeprefix(BOM).lstrip()
        if bare.startswith(b"["):
            raise ListRefused(
                "is one JSON list; write one contact a line instead, as `jq -c '.[]'` does"
            )
        table = bare and not bare.startswith(b"{")
        found = _of_table(_whole(stream), stated, heard) if table else _of_json(stream, stated)
        yield from _batches(found)
    except NoText as error:
        raise ListRefused(str(error)) from None


def _batches(lines: Iterable[Line | None]) -> Iterator[list[Line]]:
    """Put lines together until the batch is full or nothing more is there yet (`None`)."""
    batch: list[Line] = []
    for line in lines:
        if line is not None:
            batch.append(line)
        if batch and (line is None or len(batch) == BATCH_MAX):
            yield batch
            batch = []
    if batch:
        yield batch


# ── JSON ─────────────────────────────────────────────────────────────────────────────────────────


def _of_json(stream: io.BufferedReader, stated: Callable[[], Stated]) -> Iterator[Line | None]:
    lines = _split(stream)
    first = next((line for line in lines if line and line[1].strip()), None)
    if first is None:
        raise ListRefused("is empty; give a contact as JSON, one a line, or a table with a header")
    if first[1].rstrip().endswith(b"}"):
        yield _json_line(*first, stated)
    else:
        yield from _perhaps_one_contact(first, lines, stated)
    for line in lines:
        if line is None or line[1].strip():
            yield None if line is None else _json_line(*line, stated)


def _perhaps_one_contact(
    first: tuple[int, bytes],
    lines: Iterator[tuple[int, bytes] | None],
    stated: Callable[[], Stated],
) -> Iterator[Line]:
    """Read one contact that is written over several lines, unless the next line begins anew."""
    whole, numbers = first[1], [first[0]]
    for line in lines:
        if line is None or not line[1].strip():
            continue
        if len(numbers) == 1 and line[1].lstrip().startswith(b"{"):
            yield _json_line(*first, stated)
            yield _json_line(*line, stated)
            return
        numbers.append(line[0])
        whole = (whole + b"\n" + line[1])[: LINE_BYTES_MAX + 1]
    yield _json_line(first[0], whole, stated)


def _json_line(number: int, line: bytes, stated: Callable[[], Stated]) -> Line:
    if len(line) > LINE_BYTES_MAX:
        return Line(number, problem=f"line {number}: {_TOO_LONG}")
    try:
        absent = stated().absent()
        text = text_of(line)
        return Line(number, wire.read(text, Contact, what=f"line {number}", absent=absent))
    except wire.Unreadable as error:
        return Line(number, problem=str(error))
    except NoText as error:
        return Line(number, problem=f"line {number}: {error}")


def _split(stream: io.BufferedReader) -> Iterator[tuple[int, bytes] | None]:
    """Number the lines as they come in, `None` whenever all that came is split.

    A line that is too long is given with its first bytes only, one more than is taken.
    """
    rest, number = b"", 1
    if stream.peek(len(BOM)).startswith(BOM):
        stream.read(len(BOM))
    while block := stream.read1(BLOCK_BYTES):
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            yield number, line[: LINE_BYTES_MAX + 1]
            number += 1
        rest = rest[: LINE_BYTES_MAX + 1]
        yield None
    if rest:
        yield number, rest


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


def _whole(stream: io.BufferedReader) -> BinaryIO:
    """Give a file that can be read twice: the encoding of a table shows only at its end."""
    if stream.seekable():
        return stream
    spool = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - lives as long as the list
    while block := stream.read(BLOCK_BYTES):
        spool.write(block)
    spool.seek(0)
    return spool  # type: ignore[return-value]


def _of_table(file: BinaryIO, stated: Callable[[], Stated], heard: Heard) -> Iterator[Line]:
    with io.TextIOWrapper(file, encoding=encoding_of(file), newline="") as text:
        separator = _separator(text)
        rows = csv.reader(_lines(text), delimiter=separator, strict=True)
        header = _header(rows, stated(), separator)
        if header.unused:
            heard(", ".join(header.unused))
        yield from _table_lines(header, rows, stated)


def _table_lines(header: Header, rows: Rows, stated: Callable[[], Stated]) -> Iterator[Line]:
    first = rows.line_num + 1
    while (row := _next(rows)) is not None:
        last = rows.line_num
        if isinstance(row, csv.Error):
            place = f"line {first}" if first == last else f"lines {first} to {last}"
            yield Line(first, problem=f"{place}: not a row: {row}; check the quotes")
        elif any(cell.strip() for cell in row):
            yield _table_line(header, row, first, stated())
        first = last + 1


def _table_line(header: Header, row: list[str], number: int, stated: Stated) -> Line:
    try:
        return Line(number, contact_of(header, row, number, stated))
    except wire.Unreadable as error:
        return Line(number, problem=str(error))


def _header(rows: Rows, stated: Stated, separator: str) -> Header:
    row = _next(rows)
    if not isinstance(row, list):
        raise ListRefused(f"line 1 is no header: {row or 'there is none'}")
    return header_of(row, stated, separator)


def _next(rows: Rows) -> list[str] | csv.Error | None:
    """Give the next row, or why there is none; `None` at the end."""
    try:
        return rows.__next__()
    except StopIteration:
        return None
    except csv.Error as error:
        return error


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(LINE_BYTES_MAX + 1):
        number += 1
        if len(line) > LINE_BYTES_MAX:
            raise ListRefused(f"line {number} {_TOO_LONG}")
        yield line


def _separator(text: io.TextIOWrapper) -> str:
    """Find which of the usual separators the header has most of, and go back to the start."""
    header = text.readline(LINE_BYTES_MAX)
    text.seek(0)
    return max(",\t;", key=header.count)
