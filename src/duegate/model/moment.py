"""An instant as the clocks of the recipient show it.

Time is handed in. A recipient whose zone is not certain has several clocks; a rule is clear only
when it is clear on every one of them.
"""

from __future__ import annotations

import zoneinfo
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec
import tzdata  # type: ignore[import-untyped]

# One pinned table for gate, planner and audit: the wheel's, never the machine's.
zoneinfo.reset_tzpath(())

TZDATA: str = tzdata.IANA_VERSION
"""The version of that table, recorded with every decision."""

DAY_S = 86_400


class LocalTime(msgspec.Struct, frozen=True):
    """What one clock shows: the civil day as a proleptic ordinal, the second of that day."""

    zone: str
    day: int
    second: int


class Moment(msgspec.Struct, frozen=True):
    """An instant (UTC) with its local time in every candidate zone; none when no zone is known."""

    at: datetime
    local: tuple[LocalTime, ...] = ()


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """Give the zone of an IANA name; raises `ValueError` in the reader's words."""
    try:
        return ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        message = f'"{name}" is not a zone; give an IANA name such as "Asia/Shanghai"'
        raise ValueError(message) from error


def moment_of(at: datetime, zones: tuple[str, ...]) -> Moment:
    """Show an aware instant on the clocks of `zones`."""
    return Moment(at, tuple([local_time(at, zone) for zone in zones]))


def local_time(at: datetime, zone: str) -> LocalTime:
    """Show an aware instant on one clock."""
    local = at.astimezone(zone_of(zone))
    second = local.hour * 3600 + local.minute * 60 + local.second
    return LocalTime(zone, local.toordinal(), second)


def told_in(zone: str, at: datetime) -> datetime:
    """Tell the same instant with the offset of a zone, as a person there would write it."""
    offset = at.astimezone(zone_of(zone)).utcoffset()
    if offset is None or offset % timedelta(minutes=1):
        return at  # an offset of odd seconds cannot be written
    return at.astimezone(timezone(offset))


def as_shown(at: datetime, zone: str) -> str:
    """Write an instant as one clock shows it; what it shows twice carries the offset."""
    local = at.astimezone(zone_of(zone))
    text = f"{local:%Y-%m-%d %H:%M:%S}".removesuffix(":00")
    twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    return text + local.isoformat(timespec="seconds")[19:] if twice else text


def next_showing(zone: str, day: int, second: int, *, after: datetime) -> datetime:
    """Find the first instant at or after `after` whose clock shows `day` and `second` or more.

    A time lost to a clock change gives the instant of the change; a time shown twice gives the
    first showing that is not over yet.
    """
    first, second_showing = _showings(zone, day, second)
    if first >= after:
        return first
    return max(second_showing, after)


def set_back(zone: str, after: datetime, before: datetime) -> datetime | None:
    """Find when the clock of `zone` is set back between two instants; `None` when it is not."""
    clock = zone_of(zone)
    low, high = after.astimezone(UTC).replace(microsecond=0), before.astimezone(UTC)
    if _offset(clock, low) <= _offset(clock, high):
        return None
    return _change_between(clock, low, high)


def _offset(clock: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(clock).utcoffset() or timedelta()


@lru_cache(maxsize=65_536)
def _showings(zone: str, day: int, second: int) -> tuple[datetime, datetime]:
    """Give the first and the last instant at which the clock comes to show day and second."""
    clock = zone_of(zone)
    naive = datetime.combine(date.fromordinal(day), datetime.min.time()) + timedelta(seconds=second)
    early, late = sorted(naive.replace(tzinfo=clock, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early.astimezone(clock).replace(tzinfo=None) == naive:
        return early, late
    return (_change_between(clock, early, late),) * 2  # in a gap: the clock jumps over it


def _change_between(clock: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Find the clock change between two instants, to the second."""
    before = _offset(clock, low)
    left, right = 0, int((high - low).total_seconds())
    while right - left > 1:
        middle = (left + right) // 2
        if _offset(clock, low + timedelta(seconds=middle)) == before:
            left = middle
        else:
            right = middle
    return low + timedelta(seconds=right)
