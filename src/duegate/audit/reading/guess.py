"""Guessing: which columns of a file nobody knows mean what, by the words at their heads.

What a name leaves open its cells decide: whether they are times, whether their words are known.
Nothing is guessed from numbers alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from typing import TypeVar

from duegate.audit.reading.layout import Row
from duegate.audit.reading.mapping import (
    ANSWERED,
    AT,
    CALLEE,
    DIRECTION,
    TALK,
    WORDED,
    Mapping,
    Theirs,
    generic,
)
from duegate.audit.reading.spoken import MESSAGE_STATE, folded, word_tables
from duegate.model.contact import Channel
from duegate.rulebook.records import Column

_T = TypeVar("_T")
GENERIC = "generic"
_NUMBERS = (Column.NUMBER, CALLEE)
_HASHED = re.compile(r"[0-9a-fA-F]{32,128}")
_UNITS = {
    ("ms", "msec", "millis", "milliseconds", "毫秒"): 0.001,
    ("m", "min", "mins", "minute", "minutes", "分", "分钟", "分钟数"): 60,
    ("h", "hr", "hrs", "hour", "hours", "小时"): 3600,
}
"""How people write other units than seconds behind the name of a duration."""
_LONGEST_FIRST = sorted((word for words in _UNITS for word in words), key=len, reverse=True)
_UNIT = re.compile(rf"(?:[\W_]|时长|时间|duration|time|length)({'|'.join(_LONGEST_FIRST)})\W*$")
_NUMBER_DIGITS = 10
"""So many of the last digits tell numbers apart, however their beginning is written."""
_DIALLED = re.compile(r"\D{0,2}\d[\d ().-]{6,}")
_DIGITS = re.compile(r"\d{3}|\d.*[*＊xX×]")
_ZONES = {"utc": "UTC", "gmt": "UTC", "北京时间": "Asia/Shanghai", "beijingtime": "Asia/Shanghai"}
_BRACKETED = re.compile(r"[(\[（【].*?[)\]）】]")
_DATE = (
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}|\d{1,2}[-/. ]\w{1,3}[-/. ]\d{2}|20\d{6}\b"
    r"|[A-Z][a-z]{2,8},? "
)
_DAY = re.compile(rf"{_DATE}|\d{{5}}$")
_CLOCK = re.compile(r"\D{0,3}\d{1,2}[:：时点]\d{1,2}|0?\.\d{3,}$|\d{6}$")
_COUNTED = r"1\d{9}(\d{3}){0,2}(\.\d+)?$|\d{8}[ T-]?\d{6}$|\d{5}\.\d"
_INSTANT = re.compile(rf"\W*({_DATE}).*\d[:：时点]\d|{_COUNTED}")


def is_day(cell: str) -> bool:
    """Tell whether a cell looks like a date, whatever follows it."""
    return _DAY.match(cell) is not None


def is_instant(cell: str) -> bool:
    """Tell whether a cell looks like a date with a time of day."""
    return _INSTANT.match(cell) is not None


def has_clock(cell: str) -> bool:
    """Tell whether a cell shows a time of day, whatever stands before it."""
    return re.search(r"\d[:：时点]\d", cell) is not None


def is_dialled(cell: str) -> bool:
    """Tell whether a cell looks like a whole telephone number."""
    return _DIALLED.fullmatch(cell) is not None and not is_day(cell)


def guess_of(names: Row, rows: Sequence[Row]) -> Mapping:
    """Guess a mapping from the names of columns, and from cells what the names leave open."""
    spelled = _spelled(names)
    columns: dict[str, Theirs] = {}
    for place, words in generic().columns.items():
        there = [spelled[key] for word in words if (key := folded(word)) in spelled]
        if place == AT:
            found = _time(there, spelled, names, rows)
        else:
            apt = (name for name in there if _is_apt(place, name, names, rows))
            found = next(apt, there[0] if there and place in _NUMBERS else None)
        if found is not None:
            columns[place] = found
    columns = _settled(columns, names, rows)
    return Mapping(
        name=GENERIC,
        columns=columns,
        zone=zone_in(columns.get(AT)),
        swap=CALLEE in columns,
        values={} if Column.CHANNEL in columns else {Column.CHANNEL: _channel(names)},
    )


def cells_of(name: str, names: Row, rows: Sequence[Row]) -> list[str]:
    """Give what the first rows say in a column, leaving out empty cells."""
    place = names.index(name) if name in names else len(names)
    return [row[place] for row in rows if place < len(row) and row[place]]


def mostly(test: Callable[[_T], object], cells: Sequence[_T]) -> bool:
    """Tell whether half of some cells at least pass a test; of none nothing can be told."""
    return _passing(test, cells, 0.5)


def nearly_all(test: Callable[[_T], object], cells: Sequence[_T]) -> bool:
    """Tell whether four of five cells at least pass a test; of none nothing can be told."""
    return _passing(test, cells, 0.8)


def _passing(test: Callable[[_T], object], cells: Sequence[_T], least: float) -> bool:
    return bool(cells) and sum(bool(test(cell)) for cell in cells) >= least * len(cells)


def _spelled(names: Row) -> dict[str, str]:
    """Give the names by how they fold, and those in no table by what is left without additions."""
    exact = {folded(name): name for name in reversed(names) if name}
    claimed = {folded(word) for words in generic().columns.values() for word in words}
    loose = {folded(_bare(name)): name for name in reversed(names) if name}
    within = {folded(_unpacked(name)): name for name in reversed(names) if "." in name}
    free = {key: name for key, name in (within | loose).items() if folded(name) not in claimed}
    return free | exact


def _bare(name: str) -> str:
    """Leave out what stands in brackets, and the unit."""
    lower = unicodedata.normalize("NFKC", name).casefold()
    unit = _UNIT.search(lower)
    return _BRACKETED.sub("", name if unit is None else lower[: unit.start(1)])


def _unpacked(name: str) -> str:
    """Leave out what a name is packed in, such as `data.call.to`."""
    outer, dot, inner = name.partition(".")
    return _unpacked(inner) if dot and folded(outer) in _containers() else name


def _containers() -> set[str]:
    return {folded(each) for each in generic().containers}


def _time(
    there: Sequence[str], spelled: dict[str, str], names: Row, rows: Sequence[Row]
) -> str | None:
    """Choose the column of times, or one of days and one of clocks."""
    whole = (name for name in there if mostly(is_instant, cells_of(name, names, rows)))
    first = next(whole, None)
    if first is not None:
        return first
    days, clocks = (
        [spelled[key] for word in words if (key := folded(word)) in spelled]
        for words in (generic().days, generic().clocks)
    )
    for day in days:
        for clock in (*there, *clocks):
            fits = mostly(is_day, cells_of(day, names, rows))
            if fits and mostly(_CLOCK.match, cells_of(clock, names, rows)):
                return f"{day} + {clock}"
    return next(iter(there), None)


def _is_apt(place: str, name: str, names: Row, rows: Sequence[Row]) -> bool:
    """Tell whether the cells say what such a column says, where that shows in them."""
    if place in _NUMBERS:
        cells = cells_of(name, names, rows)
        return not cells or any(map(_DIGITS.search, cells))
    if place not in (*WORDED, DIRECTION) or place == Column.ZONE:
        return True
    known = set(word_tables()[place])
    if place == Column.STATE:
        known |= word_tables()[MESSAGE_STATE].keys()
    words = {folded(cell) for cell in cells_of(name, names, rows)}
    return not words or bool(words & known)


def _settled(columns: dict[str, Theirs], names: Row, rows: Sequence[Row]) -> dict[str, Theirs]:
    """Drop what cannot be: one column for two things, or a hash for a number: it only names one."""
    for place in _NUMBERS:
        cells = cells_of(str(columns.get(place)), names, rows)
        if nearly_all(_HASHED.fullmatch, cells):
            columns[Column.ADDRESS] = columns.pop(place)
    if Column.NUMBER in columns and CALLEE in columns:
        columns.pop(CALLEE if _is_of_the_call(columns, names, rows) else Column.NUMBER)
    if TALK in columns:
        columns[Column.DURATION] = columns[TALK]
    if columns.get(ANSWERED) == columns.get(AT):
        columns.pop(ANSWERED, None)
    return columns


def _is_of_the_call(columns: dict[str, Theirs], names: Row, rows: Sequence[Row]) -> bool:
    """Tell whether the customer's number is of the call, not of a case whose relative was called.

    It is when it is that of either end; and where the number called is not told whole.
    """
    at = [columns.get(place) for place in (Column.NUMBER, CALLEE, Column.CALLER)]
    number, *ends = (names.index(name) for name in at if isinstance(name, str))
    calls = [row for row in rows if len(row) == len(names) and row[number] and row[ends[0]]]
    if not mostly(is_dialled, [row[ends[0]] for row in calls]):
        return True
    return mostly(lambda row: _last(row[number]) in [_last(row[end]) for end in ends], calls)


def _last(number: str) -> str:
    return re.sub(r"\D", "", number)[-_NUMBER_DIGITS:]


def zone_in(theirs: Theirs | None) -> str | None:
    """Read the zone that a header states in brackets, such as `Start (UTC)`."""
    for stated in _BRACKETED.findall(str(theirs or "")):
        found = _ZONES.get(folded(unicodedata.normalize("NFKC", stated).strip("()[]【】")))
        if found:
            return found
    return None


def unit_in(name: str) -> float:
    """Read the unit that the name of a duration states, such as `时长(分钟)`, in seconds."""
    stated = _UNIT.search(unicodedata.normalize("NFKC", name).casefold())
    return next((_UNITS[words] for words in _UNITS if stated and stated[1] in words), 1)


def _channel(names: Row) -> str:
    """Tell messages from calls by the names of the columns."""
    spelled = {folded(_unpacked(name)) for name in names}
    counts = {
        channel: len(spelled & {folded(word) for word in words})
        for channel, words in generic().hints.items()
    }
    sms, call = counts[Channel.SMS], counts[Channel.CALL]
    return Channel.SMS if sms > call else Channel.CALL
