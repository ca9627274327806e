"""Markup: the tables of a web page, or a sheet in XML, that goes by the name of a workbook.

Programs that "export to Excel" often write one of the two. Its rows become CSV; nothing in it is
followed or run.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

from duegate.audit.reading.errors import FileUnreadable
from duegate.audit.reading.text import BLANK, BLOCK_BYTES, UTF8

BYTES_MAX = 256 << 20
"""It is read in pieces, yet one that never closes a tag would be looked through again and again."""
WIDTH_MAX = 1_000
"""A cell does not span, nor skip, more columns."""
_BEGINS = re.compile(rb"(\xef\xbb\xbf)?\s*<[a-zA-Z!?]")
_ROWS, _CELLS = ("tr", "row"), ("td", "th", "cell")
_UNSEEN = ("style", "script", "title", "comment")

Attributes = list[tuple[str, str | None]]


def begins_markup(path: Path) -> bool:
    """Tell whether a file of text begins as a page or as XML does."""
    with path.open("rb") as file:
        return _BEGINS.match(file.read(1 << 10)) is not None


def to_csv(path: Path, charset: str, name: str, to: Path) -> None:
    """Copy the rows of all tables into a CSV file in UTF-8; raises `FileUnreadable`."""
    if path.stat().st_size > BYTES_MAX:
        raise FileUnreadable(name, f"is a page of more than {BYTES_MAX >> 20} MB; save it as CSV")
    decoder = codecs.getincrementaldecoder(charset)(errors="replace")
    with path.open("rb") as file, to.open("w", encoding=UTF8, newline="") as copy:
        rows = _Rows(csv.writer(copy, lineterminator="\n").writerow)
        while block := file.read(BLOCK_BYTES):
            rows.feed(decoder.decode(block))
        rows.close()
    if rows.widest < 2:  # noqa: PLR2004 - a record is a time and a number at least
        raise FileUnreadable(name, "is a web page without a table; export the records as CSV")


class _Rows(HTMLParser):
    """The rows of a page as they end; a row within a row ends the outer one."""

    def __init__(self, write: Callable[[list[str]], object]) -> None:
        super().__init__()
        self._write = write
        self._row: list[str] | None = None
        self._cell: list[str] | None = None
        self._span = self._down = 1
        self._reaching: dict[int, int] = {}
        self._unseen = 0
        self.widest = 0

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        """Begin what the tag begins."""
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _ROWS:
            self._end_row()
            self._row = []
        elif tag in _CELLS and self._row is not None:
            self._end_cell()
            self._pass_reaching(self._row)
            told = dict(attrs)
            skipped = _count(told.get("ss:index"), 1) - 1 - len(self._row)
            self._row += [""] * min(max(skipped, 0), WIDTH_MAX)
            self._span = _count(told.get("colspan"), 1) + _count(told.get("ss:mergeacross"), 0)
            self._down = _count(told.get("rowspan"), 1) + _count(told.get("ss:mergedown"), 0)
            self._cell = []
        elif tag == "br":
            self.handle_data(" ")

    def handle_startendtag(self, tag: str, attrs: Attributes) -> None:
        """Begin and end it."""
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        """End what the tag ends."""
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _CELLS:
            self._end_cell()
        elif tag in (*_ROWS, "table"):
            self._end_row()

    def handle_data(self, data: str) -> None:
        """Keep what is said within a cell."""
        if self._cell is not None and not self._unseen:
            self._cell.append(data)

    def close(self) -> None:
        """Write the last row."""
        super().close()
        self._end_row()

    def _pass_reaching(self, row: list[str]) -> None:
        """Leave empty what a cell of a row above reaches down into."""
        while len(row) in self._reaching:
            row.append("")

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        if self._down > 1:
            for place in range(len(self._row), len(self._row) + self._span):
                self._reaching[place] = self._down
        self._row += [" ".join("".join(self._cell).split()), *[""] * (self._span - 1)]
        self._cell = None

    def _end_row(self) -> None:
        self._end_cell()
        if self._row is not None:
            self._pass_reaching(self._row)
            self._reaching = {at: down - 1 for at, down in self._reaching.items() if down > 1}
            self._write(self._row if any(self._row) else [BLANK])
            self.widest = max(self.widest, len(self._row))
        self._row = None


def _count(written: str | None, otherwise: int) -> int:
    return min(int(written), WIDTH_MAX) if written and written.isdecimal() else otherwise
