"""Layout: how a file of text is laid out, from its first rows: what parts the cells, how many."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from duegate.audit.reading.text import BLANK, LINE_CHARS_MAX, UTF8

SAMPLE_ROWS = 300
SAMPLE_CHARS = 1 << 20
DELIMITERS = (",", "\t", "|", ";", "\x01")
UNQUOTED = ("\t", "|", "\x01")
"""What database clients part cells with as well, who put no quotation marks around them."""
Row = tuple[str, ...]


class Layout(msgspec.Struct, frozen=True):
    """The first rows of a file, blank ones as empty, and how all of them are parted.

    `width` is how many cells most rows have; `objects` says that each line is a JSON object.
    """

    rows: tuple[Row, ...]
    delimiter: str
    quote: bool
    width: int
    objects: bool = False


def layout_of(path: Path, delimiter: str | None, *, quote: bool) -> Layout:
    """Look at the start of a file of clean text, and take the likeliest way to part it."""
    return layouts_of(path, delimiter, quote=quote)[0]


def layouts_of(path: Path, delimiter: str | None, *, quote: bool) -> list[Layout]:
    """Give every way to part a file of clean text, the likeliest first."""
    with path.open(encoding=UTF8, newline="") as file:
        start = file.read(SAMPLE_CHARS).removeprefix("\ufeff")
        if file.read(1):
            start = start[: start.rfind("\n") + 1] or start[:LINE_CHARS_MAX]
    lines = ["" if line.strip() == BLANK else line for line in start.removesuffix("\n").split("\n")]
    shapes = [
        _parted(lines, each, quote=quote)
        for each in (DELIMITERS if delimiter is None else (delimiter,))
    ]
    return sorted(shapes, key=_likelihood, reverse=True)


def _parted(lines: list[str], delimiter: str, *, quote: bool) -> Layout:
    if delimiter in UNQUOTED:
        loose = re.compile(
            rf'(^|[{re.escape(delimiter)}])"([^"]|"")*"[^"{re.escape(delimiter)}\r\n]'
        )
        quote = quote and not any(map(loose.search, lines))
    quoting = csv.QUOTE_MINIMAL if quote else csv.QUOTE_NONE
    rows = tuple(itertools.islice(_rows(lines, delimiter, quoting), SAMPLE_ROWS))
    widths = Counter(len(row) for row in rows if row)
    width = max(widths, key=lambda each: (widths[each], each)) if widths else 0
    return Layout(rows, delimiter, quote, width)


def _rows(lines: list[str], delimiter: str, quoting: int) -> Iterator[Row]:
    """Part lines into cells, as far as that goes."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, quoting=quoting)  # type: ignore[arg-type]
    try:
        for row in reader:
            yield tuple([cell.strip() for cell in row])
    except csv.Error:
        return  # a cell beyond all bounds; what stands before it is sample enough


def _likelihood(layout: Layout) -> tuple[float, int]:
    """Weigh a way of parting: rows alike in width, then the more cells the better."""
    if layout.width < 2:  # noqa: PLR2004 - nothing is parted
        return 0.0, layout.width
    alike = sum(len(row) == layout.width for row in layout.rows) / sum(map(bool, layout.rows))
    return (1.0 if alike > 0.5 else alike), layout.width  # noqa: PLR2004 - most
