"""Objects: JSON in whatever wrapping, as one object a line.

A list of objects, or a list somewhere within one object as services answer, is laid out line by
line. What is one object a line already stays where it lies.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TypeVar

import msgspec

from duegate.audit.reading.errors import FileUnreadable
from duegate.audit.reading.layout import SAMPLE_CHARS, SAMPLE_ROWS
from duegate.audit.reading.text import UTF8

WHOLE_BYTES_MAX = 512 << 20
"""A list must be read whole, so it may not be larger."""
DEPTH_MAX = 4
BOM = "\ufeff"
_T = TypeVar("_T")


def begins_object(path: Path, charset: str) -> bool:
    """Tell whether a file of text begins as JSON does."""
    return _start(path, charset).startswith(("{", "["))


def _start(path: Path, charset: str) -> str:
    with path.open(encoding=charset, errors="replace") as file:
        return file.read(SAMPLE_CHARS).removeprefix(BOM).lstrip()


def unwrapped(path: Path, charset: str, name: str, to: Path) -> bool:
    """Lay out a list of objects line by line in `to`; false when they are so already."""
    start = _start(path, charset)
    first, _, rest = start.partition("\n")
    if start.startswith("{") and _is_object(first) and (rest.strip() or not _list_in(first)):
        return False
    if path.stat().st_size > WHOLE_BYTES_MAX:
        if start.startswith("{") or not start[1:].lstrip().startswith("{"):
            return False
        limit = WHOLE_BYTES_MAX >> 20
        raise FileUnreadable(name, f"is a list of more than {limit} MB; write one object a line")
    listed = _list_in(path.read_bytes().decode(charset, "replace").removeprefix(BOM))
    if listed is None:
        return False
    with to.open("w", encoding=UTF8, newline="") as file:
        for each in listed:
            file.write(str(bytes(each), UTF8).replace("\n", " ").replace("\r", " ") + "\n")
    return True


def _is_object(line: str) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, RecursionError):
        return False


def _list_in(text: str | msgspec.Raw, depth: int = 0) -> list[msgspec.Raw] | None:
    """Find the first list of objects in a value, itself or within."""
    listed = _decoded(text, list[msgspec.Raw])
    if listed is not None:
        return listed if not listed or bytes(listed[0]).lstrip().startswith(b"{") else None
    inner = _decoded(text, dict[str, msgspec.Raw]) if depth < DEPTH_MAX else None
    found = (_list_in(each, depth + 1) for each in (inner or {}).values())
    return next((each for each in found if each is not None), None)


def _decoded(text: str | msgspec.Raw, shape: type[_T]) -> _T | None:
    try:
        return msgspec.json.decode(text, type=shape)
    except (msgspec.DecodeError, RecursionError):
        return None


def sample_of(path: Path) -> tuple[dict[str, object], ...]:
    """Read the first objects of a file of one a line, leaving out what is none."""
    with path.open(encoding=UTF8) as file:
        return tuple(islice(_objects(file.read(SAMPLE_CHARS).split("\n")), SAMPLE_ROWS))


def _objects(lines: list[str]) -> Iterator[dict[str, object]]:
    for line in lines:
        try:
            value = msgspec.json.decode(line.removeprefix(BOM))
        except (msgspec.DecodeError, RecursionError):
            continue
        if isinstance(value, dict):
            yield value
