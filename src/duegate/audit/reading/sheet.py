"""Run by itself, in a process with bounds: `sheet.py WORKBOOK CSV` writes the rows of its sheets.

Sheets that begin with the same header are one list, as when a list outgrew a sheet; one that holds
nothing like a record, such as a cover before them, is left, and so is a hidden one. Cells become
text as they would be read aloud: whole numbers without a point, dates as ISO. A number that no
longer holds all its digits keeps its exponent, so that it is seen.

It imports nothing of duegate, so that it starts at once and may be killed.
"""

from __future__ import annotations

import csv
import json
import re
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice, takewhile
from pathlib import Path
from typing import TextIO

import python_calamine

UNREADABLE = 3
MEMORY_BYTES_MAX = 6 << 30
CPU_SECONDS_MAX = 600
EXACT_MAX = 10**15
"""From here on a cell no longer holds every digit that was typed."""

HEAD_ROWS = 15
_TOLD = re.compile(r"\d{5}|\d[-/:.年]\d")
"""Numbers and times; a record has two such cells at least."""

Cell = int | float | str | bool | time | date | datetime | timedelta


def copy(workbook: str, to: TextIO) -> dict[str, object]:
    """Write the rows of the sheets; give the names of those copied and what was left."""
    write = csv.writer(to, lineterminator="\n").writerow
    head: list[list[str]] = []
    copied: list[str] = []
    left: dict[str, int] = {}
    with python_calamine.CalamineWorkbook.from_path(workbook) as book:
        names = _sheets(book)
        begins = _first_list(book, names)
        for name in names:
            rows = _rows(book.get_sheet_by_name(name))
            first = list(islice(rows, HEAD_ROWS))
            if not any(map(any, first)):
                continue
            begin = _after_header(first, head) if head else 0 if name == begins else None
            if begin is None:
                left[name] = len(first) + sum(1 for _ in rows)
                continue
            head = head or first
            copied.append(name)
            for row in (*first[begin:], *rows):
                write(row)
        for name in set(book.sheet_names) - set(names):
            told = sum(map(any, _rows(book.get_sheet_by_name(name))))
            left |= {name: told} if told else {}
    return {"copied": copied, "left": left}


def _first_list(book: python_calamine.CalamineWorkbook, names: list[str]) -> str:
    """Name the first sheet with a record near its top, else the first that says anything."""
    filled = ""
    for name in names if len(names) > 1 else ():
        first = list(islice(_rows(book.get_sheet_by_name(name)), HEAD_ROWS))
        if any(map(_is_record, first)):
            return name
        filled = filled or (name if any(map(any, first)) else "")
    return filled or names[0]


def _after_header(rows: list[list[str]], head: list[list[str]]) -> int | None:
    """Find where a sheet goes on with the list of the first one, below a title and its header."""
    lists = [_trimmed(row) for row in head if sum(map(bool, row)) > 1 and not _is_record(row)]
    for place, row in enumerate(rows):
        if _is_record(row):
            return None
        if _trimmed(row) in lists:
            told = lists.index(_trimmed(row))
            below = [_trimmed(each) for each in rows[place : place + len(lists) - told]]
            same = zip(below, lists[told:], strict=False)
            return place + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], same))
    return None


def _is_record(row: list[str]) -> bool:
    return sum(_TOLD.search(cell) is not None for cell in row) > 1


def _trimmed(row: list[str]) -> list[str]:
    """Leave out the empty cells at the end, of which each sheet has its own number."""
    return row[: max((place for place, cell in enumerate(row, 1) if cell), default=0)]


def _sheets(book: python_calamine.CalamineWorkbook) -> list[str]:
    visible = python_calamine.SheetVisibleEnum.Visible
    shown = [each.name for each in book.sheets_metadata if each.visible == visible]
    return shown or book.sheet_names


def _rows(sheet: python_calamine.CalamineSheet) -> Iterator[list[str]]:
    """Give every row as text, blank ones too, so that rows are numbered as in the sheet."""
    _, aside = sheet.start or (0, 0)
    width = aside + sheet.width
    timed = _timed_columns(sheet)
    for row in sheet.iter_rows():
        cells = [_text(cell, timed=place in timed) for place, cell in enumerate(row)]
        yield [""] * (width - len(cells)) + cells


def _timed_columns(sheet: python_calamine.CalamineSheet) -> set[int]:
    """Find the columns with times of day: there a bare date is midnight."""
    return {
        place
        for row in sheet.iter_rows()
        for place, cell in enumerate(row)
        if isinstance(cell, datetime)
    }


def _text(cell: Cell, *, timed: bool) -> str:
    if isinstance(cell, str):
        return cell.replace("\0", "\ufffd")
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT_MAX:
        return str(int(cell))
    if isinstance(cell, (int, float)):
        return f"{cell:E}" if abs(cell) >= EXACT_MAX else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ")
    if isinstance(cell, date):
        return f"{cell.isoformat()} 00:00:00" if timed else cell.isoformat()
    if isinstance(cell, timedelta):
        return _lasting(cell)
    return str(cell)


def _lasting(span: timedelta) -> str:
    """Write a span of time in hours, however many, as the sheet shows it."""
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def main() -> int:
    """Copy, within bounds; say why when the workbook cannot be read."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES_MAX, MEMORY_BYTES_MAX))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS_MAX, CPU_SECONDS_MAX))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with Path(sys.argv[2]).open("w", encoding="utf-8", newline="") as to:
            found = copy(sys.argv[1], to)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        sys.stdout.write(str(error))
        return UNREADABLE
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
