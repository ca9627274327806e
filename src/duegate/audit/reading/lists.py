"""Lists beside the records: what was noted of persons and debts, and which callers are registered.

They are short and the law turns on them, so nothing in them is passed over: the first row that
cannot be read stops the reading.
"""

from __future__ import annotations

import csv
import re
import tempfile
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib import resources
from pathlib import Path

import duckdb
import msgspec

from duegate.audit.reading import objects
from duegate.audit.reading.errors import FileUnreadable, ZoneNeeded
from duegate.audit.reading.how import How
from duegate.audit.reading.layout import layout_of
from duegate.audit.reading.opening import Kind, unpacked
from duegate.audit.reading.spoken import folded
from duegate.audit.reading.text import BLANK, BROKEN, ENDLESS, UTF8, check, wash
from duegate.audit.reading.workbook import to_csv
from duegate.ledger.instants import to_us
from duegate.model.contact import ConsentScope, DebtState
from duegate.model.moment import next_showing
from duegate.model.tenant import Qualification
from duegate.model.words import WORDS
from duegate.rulebook.facts import NoteKind
from duegate.rulebook.kinds.qualification import lacking
from duegate.rulebook.notes import REVOKED
from duegate.rulebook.spelling import meant
from duegate.rulebook.wishes import read_wish, simple_wishes

NOTES = (
    "notes (tenant VARCHAR, debtor VARCHAR, debt VARCHAR, number VARCHAR, kind VARCHAR,"
    " value VARCHAR, since_us BIGINT, until_us BIGINT)"
)
ROWS_MAX = 5_000_000
EVER_US = 0
"""A note that does not say since when holds for all records."""
_SUBJECTS = ("tenant", "debtor", "debt", "number")
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_CLOCK = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]*(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?"
    r" *(Z|[+-]\d{2}:?\d{2})?"
)
_CHANGED = re.compile(r".*[*＊×]{2}.*|[+-]?\d+(\.\d*)?[eE][+-]?\d+")
_CALLER = re.compile(r"\+?[\d\- ()]{3,24}")


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How lists of notes are headed, and what their kinds are called."""

    columns: dict[str, tuple[str, ...]]
    kinds: dict[str, tuple[str, ...]]


@cache
def words() -> Words:
    """Give the words of lists of notes."""
    folder = resources.files(__package__).joinpath("dialects")
    return msgspec.convert(tomllib.loads(folder.joinpath("notes.toml").read_text(UTF8)), Words)


def read_notes(connection: duckdb.DuckDBPyConnection, path: Path, how: How) -> int:
    """Read a list of notes into the table `notes`; give how many there are."""
    how.check()
    with tempfile.TemporaryDirectory(prefix="duegate-") as folder:
        rows = _rows(path, Path(folder), how.charset)
        notes = list(_notes(path.name, rows, how.zone))
    connection.execute(f"CREATE OR REPLACE TABLE {NOTES}")
    if notes:
        connection.executemany("INSERT INTO notes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", notes)
    return len(notes)


def read_callers(path: Path) -> frozenset[str]:
    """Read a list of registered caller numbers: the first cell of each row that holds one."""
    with tempfile.TemporaryDirectory(prefix="duegate-") as folder:
        rows = _rows(path, Path(folder), None)
        found = set()
        for line, row in enumerate(rows, 1):
            cells = [cell.strip("'\"= \t") for cell in row]
            number = next((cell for cell in cells if _is_caller(cell)), None)
            if number is not None:
                found.add(number)
            elif any(cells) and line > 1:  # the first row may be a header
                what = f'row {line} holds no caller number: "{" ".join(cells).strip()[:60]}"'
                raise FileUnreadable(path.name, what)
    if not found:
        raise FileUnreadable(path.name, "holds no caller number")
    return frozenset(found)


def _is_caller(cell: str) -> bool:
    return _CALLER.fullmatch(cell) is not None and _DATE.fullmatch(cell) is None


def _rows(path: Path, folder: Path, charset: str | None) -> Iterator[list[str]]:
    """Give the rows of a list, whatever it comes in."""
    real, kind = unpacked(path, path.name, folder, _unheard)
    clean = folder / "list.csv"
    if kind is Kind.PARQUET:
        raise FileUnreadable(path.name, "is Parquet; give the list as CSV or a workbook")
    if kind is Kind.WORKBOOK:
        to_csv(real, path.name, clean)
    else:
        checked = check(real, charset, _unheard)
        if objects.begins_object(real, checked.charset):
            raise FileUnreadable(path.name, "is JSON; give the list as CSV or a workbook")
        wash(real, checked.charset, clean, _unheard)
    layout = layout_of(clean, None, quote=True)
    with clean.open(encoding=UTF8, newline="") as file:
        for line, row in enumerate(csv.reader(file, delimiter=layout.delimiter), 1):
            if line > ROWS_MAX:
                raise FileUnreadable(path.name, f"has more than {ROWS_MAX} rows")
            if any(mark in cell for cell in row for mark in (BROKEN, ENDLESS)):
                raise FileUnreadable(path.name, f"row {line} is no text in {charset or UTF8}")
            yield [cell.replace(BLANK, "").strip() for cell in row]


def _unheard(done: int) -> None:
    del done


def _notes(name: str, rows: Iterator[list[str]], zone: str | None) -> Iterator[tuple[object, ...]]:
    header: dict[str, int] | None = None
    for line, row in enumerate(rows, 1):
        if not any(row):
            continue
        if header is None:
            header = _header(name, row)
            continue
        cells = {ours: row[place] for ours, place in header.items() if place < len(row)}
        try:
            yield from _notes_in(cells, zone)
        except _Unclear as error:
            raise FileUnreadable(name, f"row {line}: {error}") from None
        except _NoZone as error:
            raise ZoneNeeded(name, "since", str(error)) from None


class _Unclear(Exception):
    """What in a row cannot be read."""


class _NoZone(Exception):
    """A time without an offset, and no zone."""


def _header(name: str, row: list[str]) -> dict[str, int]:
    spelled = {folded(cell): place for place, cell in reversed(list(enumerate(row)))}
    found = {
        ours: spelled[folded(word)]
        for ours, listed in words().columns.items()
        for word in reversed(listed)
        if folded(word) in spelled
    }
    says = ("kind" in found and "value" in found) or any(kind in found for kind in NoteKind)
    if not says or not any(subject in found for subject in _SUBJECTS):
        raise FileUnreadable(
            name,
            "is no list of notes: its first row must name the columns tenant, debtor, debt or"
            " number, and kind and value, and may name since and until",
        )
    return found


def _notes_in(cells: dict[str, str], zone: str | None) -> Iterator[tuple[object, ...]]:
    """Give the notes of one row: one by kind and value, or one for each column of a kind."""
    said = [(NoteKind(kind), cells[kind]) for kind in NoteKind if cells.get(kind)]
    if cells.get("value"):
        said.append((_kind(cells.get("kind", "")), cells["value"]))
    if not said:
        raise _Unclear("it says nothing of anybody; fill in kind and value")
    about = [_subject(cells.get(subject, "")) for subject in _SUBJECTS]
    since = EVER_US if not cells.get("since") else _instant(cells["since"], zone, end=False)
    until = None if not cells.get("until") else _instant(cells["until"], zone, end=True)
    if until is not None and until <= since:
        raise _Unclear("it ends before it begins")
    for kind, value in said:
        if kind is not NoteKind.QUALIFICATION and not any(about[1:]):
            raise _Unclear("say whom it is about: a debtor, a debt or a number")
        yield (*about, str(kind), _value(kind, value), since, until)


def _subject(cell: str) -> str | None:
    if _CHANGED.fullmatch(cell):
        raise _Unclear(f'"{cell}" is masked, or was changed by a spreadsheet')
    return cell or None


def _kind(cell: str) -> NoteKind:
    for kind, listed in words().kinds.items():
        if folded(cell) in map(folded, listed):
            return NoteKind(kind)
    raise _Unclear(f'"{cell}" is no kind of note{meant(cell, NoteKind)}')


def _value(kind: NoteKind, cell: str) -> str:
    written = cell.strip().casefold()
    if kind is NoteKind.PREFERENCE and read_wish(written) is not None:
        return written
    known = _known(kind)
    value = known.get(folded(cell))
    if value is None:
        raise _Unclear(f'"{cell}" is no {kind}{meant(written, known.values())}')
    return value


@cache
def _known(kind: NoteKind) -> dict[str, str]:
    """Give the values of a kind, by their names and by the words we print for them."""
    if kind is NoteKind.PREFERENCE:
        wishes = {each: read_wish(each) for each in simple_wishes()}
        printed = {folded(wish.text.zh): each for each, wish in wishes.items() if wish is not None}
        return printed | {folded(each): each for each in wishes}
    if kind is NoteKind.STATE:
        return {folded(each): str(each) for each in DebtState} | {
            folded(text.zh): member for member, text in WORDS[DebtState].items()
        }
    if kind is NoteKind.CONSENT:
        return {
            folded(prefix + spelled): taken + scope
            for scope in ConsentScope
            for spelled in (str(scope), WORDS[ConsentScope][scope].zh)
            for prefix, taken in (
                ("", ""),
                (REVOKED, REVOKED),
                ("撤回", REVOKED),
                ("不同意", REVOKED),
            )
        }
    return {
        folded(prefix + spelled): lacking(each) if prefix else str(each)
        for each in Qualification
        for spelled in (str(each), WORDS[Qualification][each].zh)
        for prefix in ("", "not_", "未", "无")
    }


def _instant(cell: str, zone: str | None, *, end: bool) -> int:
    """Read when a note begins or ends; a bare date is taken whole, from its start to its end."""
    day, clock = _DATE.fullmatch(cell), _CLOCK.fullmatch(cell)
    try:
        if day is not None:
            named = date(*(int(part) for part in day.groups()))
            return _midnight(named + timedelta(days=end), cell, zone)
        if clock is not None:
            return _told(clock, cell, zone)
    except (ValueError, OverflowError):
        pass
    raise _Unclear(f'"{cell}" is no time; write it as 2026-10-31 08:00:00+08:00')


def _told(clock: re.Match[str], cell: str, zone: str | None) -> int:
    *parts, offset = clock.groups()
    local = datetime(*(int(part or 0) for part in parts))  # type: ignore[arg-type]  # noqa: DTZ001 - the zone is added next
    if offset is not None:
        return to_us(datetime.fromisoformat(f"{local.isoformat()}{offset}"))
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    return _placed(local.date(), seconds, cell, zone)


def _midnight(day: date, cell: str, zone: str | None) -> int:
    return _placed(day, 0, cell, zone)


def _placed(day: date, second: int, cell: str, zone: str | None) -> int:
    if zone is None:
        raise _NoZone(cell)
    before = datetime.combine(day, datetime.min.time(), UTC) - timedelta(days=2)
    return to_us(next_showing(zone, day.toordinal(), second, after=before))
