"""Times: a cell as the wall time it shows and the offset it carries, in SQL.

A wall time without an offset is put on the line of instants by the pinned zone table; one that the
zone's clock shows twice or never belongs nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from duegate.audit.clocks import spans_of
from duegate.audit.record import END_US
from duegate.rulebook.records import SECOND_US, quoted

FIRST_US = 631_152_000_000_000  # 1990
"""An instant before is a misread one."""
MARGIN_US = 86_400_000_000
NO_OFFSET = "''"

_CLOCK = r"\d{1,2}:\d{1,2}(:\d{1,2}([.,]\d{1,9})?)?"
_DATE = r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}"
_TAIL = r"(?i)(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$"
_ISO = rf"(?i){_DATE}[T ]+{_CLOCK} *(Z|UTC|GMT|[+-]\d{{2}}(:?\d{{2}})?)?"
_EPOCH = r"\d{10}(\.\d{1,9})?|\d{13}(\.0+)?|\d{16}(\.0+)?"
_COMPACT = rf"\d{{8}}[ T-]?\d{{6}}|(19|20)\d{{10}}|\d{{8}} +{_CLOCK}"
_SERIAL = r"\d{5}\.\d+|\d{5} +0?\.\d+"
_SERIAL_MIN, _SERIAL_MAX = 36_526, 73_050  # the years 2000 to 2099
_SERIAL_EPOCH = 25_569  # 1970
_SERIAL_CHARS = len("46296.378541667")
"""A day told with so many digits is told to the second, whichever second it is."""
_NAMED = (
    rf"\d{{1,2}}[ -][A-Za-z]{{3,9}}[ -]\d{{4}},? +{_CLOCK}( *[APap][Mm])?"
    rf"|[A-Za-z]{{3,9}}\.? \d{{1,2}},? \d{{4}},? +(at +)?{_CLOCK}( *[APap][Mm])?"
)
_MAIL = r"[A-Z][a-z]{2,3}, +\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} ([+-]\d{4}|GMT|UTC|Z)"
_MAIL_BODY = r"\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2}"
_CHINESE_DAY = r"^(\d{4})年(\d{1,2})月(\d{1,2})日 *(?:星期.|周.)? *"
_CHINESE_CLOCK = r"(\d{1,2})[:：时点](\d{1,2})[:：分]?(\d{1,2})?秒?$"
_HALVES = rf"({_DATE}) *(上午|下午|AM|PM|am|pm) *({_CLOCK})|({_DATE}) +({_CLOCK}) *(AM|PM|am|pm)"
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}[ T]+\d{1,2}:\d{2}.*")

_NAMED_DAYS = ("%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y")
_CLOCKS = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p")
INTEGERS = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT", "UBIGINT", "UINTEGER"})
REALS = frozenset({"FLOAT", "DOUBLE"})


def is_timed(kind: str) -> bool:
    """Tell whether a type of the engine holds instants, or numbers that count to one."""
    return kind in INTEGERS | REALS or kind.startswith(("TIMESTAMP", "DECIMAL"))


def wall_in_sql(cell: str, kind: str, formats: Sequence[str]) -> tuple[str, str]:
    """Give the wall time in microseconds since 1970, and the offset as written (`''`: none).

    An instant that is no wall time, such as an epoch, carries the offset `Z`.
    """
    if kind.startswith("TIMESTAMP WITH TIME ZONE"):
        return f"epoch_us({cell})", "'Z'"
    if kind.startswith("TIMESTAMP"):
        return f"epoch_us(TRY_CAST({cell} AS TIMESTAMP))", NO_OFFSET
    if kind in INTEGERS:
        return _epoch_of_number(f"CAST({cell} AS HUGEINT)"), "'Z'"
    if kind in REALS or kind.startswith("DECIMAL"):
        serial, days = f"{cell} < {_SERIAL_MAX}", f"CAST({cell} AS DOUBLE)"
        epoch = _epoch_of_number(f"CAST({cell} AS DECIMAL(28, 6))")
        return (
            f"CASE WHEN {serial} THEN {_of_days(days)} ELSE {epoch} END",
            f"CASE WHEN {serial} THEN '' ELSE 'Z' END",
        )
    if formats:
        return _formatted(cell, formats)
    return _any(cell)


def _epoch_of_number(cell: str) -> str:
    """Read an epoch by its size: seconds, milliseconds, microseconds or nanoseconds."""
    return (
        f"CAST(CASE WHEN {cell} < 100000000000 THEN {cell} * 1000000"
        f" WHEN {cell} < 100000000000000 THEN {cell} * 1000"
        f" WHEN {cell} < 100000000000000000 THEN {cell} ELSE {cell} / 1000 END AS BIGINT)"
    )


def _of_days(days: str) -> str:
    """Read the days since 1899 by which spreadsheets count, when they are told to the second."""
    seconds = f"({days} - {_SERIAL_EPOCH}) * 86400"
    whole = f"abs({seconds} - round({seconds})) < 0.01"
    return (
        f"CASE WHEN {days} BETWEEN {_SERIAL_MIN} AND {_SERIAL_MAX} AND {days} <> floor({days})"
        f" AND ({whole} OR strlen(CAST({days} AS VARCHAR)) >= {_SERIAL_CHARS})"
        f" THEN CAST(round({seconds}) AS BIGINT) * {SECOND_US} END"
    )


def _formatted(cell: str, formats: Sequence[str]) -> tuple[str, str]:
    listed = ", ".join(quoted(each) for each in formats)
    offset = "'Z'" if any("%z" in each for each in formats) else NO_OFFSET
    return f"epoch_us(try_strptime({cell}, [{listed}]))", offset


def _any(cell: str) -> tuple[str, str]:
    """Read whatever plain way of writing; the commonest is asked for first."""
    usual = f"{cell} LIKE '____-__-__ __:__:__'"
    plain, spelt = _plain(cell), _plain(_spelt(cell))
    wall, offset = (
        f" WHEN strlen({cell}) = length({cell}) THEN {one} ELSE {other} END"
        for one, other in zip(plain, spelt, strict=True)
    )
    return (
        f"CASE WHEN {usual} THEN epoch_us(TRY_CAST({cell} AS TIMESTAMP)){wall}",
        f"CASE WHEN {usual} THEN ''{offset}",
    )


def _spelt(cell: str) -> str:
    """Write in digits what is written in Chinese."""
    day = rf"regexp_replace({cell}, {quoted(_CHINESE_DAY)}, '\1-\2-\3 ')"
    return rf"rtrim(regexp_replace({day}, {quoted(_CHINESE_CLOCK)}, '\1:\2:\3'), ':')"


def _plain(cell: str) -> tuple[str, str]:
    body = f"left({cell}, length({cell}) - length(regexp_extract({cell}, {quoted(_TAIL)})))"
    dashed = (
        f"regexp_replace(replace({body}, ',', '.'), "
        r"'^(\d{4})[.](\d{1,2})[.]', '\1-\2-')"
    )
    compact = rf"regexp_replace({cell}, '^(\d{{4}})(\d\d)(\d\d)[ T-]*', '\1-\2-\3 ')"
    clocked = rf"rtrim(regexp_replace({compact}, ' (\d\d)(\d\d)(\d\d)?$', ' \1:\2:\3'), ':')"
    halves = (
        rf"upper(regexp_replace(regexp_replace(regexp_replace({cell},"
        rf" '上午|AM|am', ' AM '), '下午|PM|pm', ' PM '), '^(\S+) +(AM|PM) +(.*)$', '\1 \3 \2'))"
    )
    halved = f"trim(regexp_replace(replace({halves}, '-', '/'), ' +', ' ', 'g'))"
    days = rf"CAST(regexp_replace({cell}, ' +0?\.', '.') AS DOUBLE)"
    named = f"regexp_replace({cell}, '[-,. ]+(at +)?', ' ', 'g')"
    formats = ", ".join(quoted(f"{day} {clock}") for day in _NAMED_DAYS for clock in _CLOCKS)
    wall = (
        f"CASE WHEN {_is(cell, _ISO)} THEN epoch_us(TRY_CAST({dashed} AS TIMESTAMP))"
        f" WHEN {_is(cell, _EPOCH)} THEN {_epoch_of_number(f'TRY_CAST({cell} AS DECIMAL(28, 9))')}"
        f" WHEN {_is(cell, _COMPACT)} THEN epoch_us(TRY_CAST({clocked} AS TIMESTAMP))"
        f" WHEN {_is(cell, _MAIL)} THEN epoch_us(try_strptime("
        f"regexp_extract({cell}, {quoted(_MAIL_BODY)}), '%d %b %Y %H:%M:%S'))"
        f" WHEN {_is(cell, _HALVES)} THEN epoch_us(try_strptime({halved},"
        " ['%Y/%m/%d %I:%M:%S %p', '%Y/%m/%d %I:%M %p']))"
        f" WHEN {_is(cell, _SERIAL)} THEN {_of_days(days)}"
        f" WHEN {_is(cell, _NAMED)} THEN epoch_us(try_strptime({named}, [{formats}])) END"
    )
    offset = (
        f"CASE WHEN {_is(cell, _ISO)} OR {_is(cell, _MAIL)} THEN"
        f" regexp_extract({cell}, {quoted(_TAIL)}) WHEN {_is(cell, _EPOCH)} THEN 'Z' ELSE '' END"
    )
    return wall, offset


def _is(cell: str, shape: str) -> str:
    return f"regexp_full_match({cell}, {quoted(shape)})"


def offset_in_sql(written: str) -> str:
    """Give the offset in seconds; null when there is none."""
    minutes = (
        f"CASE WHEN length({written}) > 3 THEN CAST(right({written}, 2) AS INTEGER) ELSE 0 END"
    )
    return (
        f"CASE WHEN {written} = '' THEN CAST(NULL AS BIGINT)"
        f" WHEN upper({written}) IN ('Z', 'UTC', 'GMT') THEN 0 ELSE"
        f" (CASE WHEN {written}[1] = '-' THEN -60 ELSE 60 END)"
        f" * (CAST({written}[2:3] AS BIGINT) * 60 + {minutes}) END"
    )


@lru_cache(maxsize=64)
def placed_in_sql(wall: str, zone: str) -> str:
    """Give the instant of a wall time in a zone; null when its clock shows that twice or never."""
    bounds: list[int] = []
    offsets: list[int | None] = []
    spans = spans_of((zone,), FIRST_US - MARGIN_US, END_US + MARGIN_US)
    for span, later in pairwise(spans):
        turns = sorted(span.until_us + each * SECOND_US for each in (*span.offsets, *later.offsets))
        bounds += turns
        offsets += [span.offsets[0], None]
    offsets.append(spans[-1].offsets[0])
    return _stepped(wall, bounds, [_minus(wall, offset) for offset in offsets])


def _minus(wall: str, offset: int | None) -> str:
    return "NULL" if offset is None else f"{wall} - {offset * SECOND_US}"


def _stepped(value: str, bounds: list[int], results: list[str]) -> str:
    """Choose a result by where a value lies between rising bounds, halving them each time."""
    if not bounds:
        return results[0]
    middle = len(bounds) // 2
    below = _stepped(value, bounds[:middle], results[: middle + 1])
    above = _stepped(value, bounds[middle + 1 :], results[middle + 1 :])
    return f"CASE WHEN {value} < {bounds[middle]} THEN {below} ELSE {above} END"


def slashed_formats(cells: Sequence[str]) -> tuple[str, ...] | None:
    """Read which of the two first numbers is the month in dates such as `31/10/2026`.

    None when the cells are of other shapes; empty when they do not show it.
    """
    found = [match for cell in cells if (match := _SLASHED.fullmatch(cell))]
    if not found:
        return None
    first = max(int(match[1]) for match in found)
    second = max(int(match[2]) for match in found)
    if (first > 12) == (second > 12):  # noqa: PLR2004 - months
        return ()
    order = "%d{0}%m" if first > 12 else "%m{0}%d"  # noqa: PLR2004 - months
    mark = next(iter(re.findall(r"[/.-]", found[0][0])))
    date = order.format(mark) + mark + "%Y"
    return tuple([f"{date} {clock}" for clock in (*_CLOCKS, "%H:%M:%S.%f")])


def format_like(cell: str) -> str:
    """Give a format by which a time may be written, for whoever knows it better to correct."""
    date = "%Y-%m-%d"
    short = re.match(r"\d{1,2}([/.-])\d{1,2}[/.-](\d{4}|\d{2})(?!\d)", cell)
    if short is not None:
        year = "%Y" if len(short[2]) == len("2026") else "%y"
        date = short[1].join(("%d", "%m", year) if year == "%Y" else ("%m", "%d", year))
    half = re.search(r"[AaPp][Mm]$", cell) is not None
    clock = ("%I" if half else "%H") + ":%M" + (":%S" if cell.count(":") > 1 else "")
    return f"{date} {clock}" + (" %p" if half else "")
