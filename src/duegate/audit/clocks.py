"""Clocks: how far from UTC the recipients' clocks were, in SQL from the pinned zone table.

An engine's own zone table is never asked, so that gate and audit live by one. Over the stretch of
time that the records span, a set of candidate zones has a few spans, each with its offsets.
"""

from __future__ import annotations

from datetime import timedelta

import msgspec

from duegate.ledger.instants import from_us
from duegate.model.moment import DAY_S, zone_of
from duegate.rulebook.records import EPOCH_DAY, SECOND_US

STEP = timedelta(days=6)
"""No zone changes its clock twice within so long."""


class Span(msgspec.Struct, frozen=True):
    """From `since_us` until `until_us` the zones have these distinct offsets, in seconds."""

    since_us: int
    until_us: int
    offsets: tuple[int, ...]


def spans_of(zones: tuple[str, ...], first_us: int, last_us: int) -> tuple[Span, ...]:
    """Cut the time from the first to the last instant where any of the zones changes its clock."""
    turns = sorted({turn for zone in zones for turn in _turns(zone, first_us, last_us)})
    starts = [first_us, *turns]
    ends = [*turns, last_us + 1]
    spans: list[Span] = []
    for since, until in zip(starts, ends, strict=True):
        offsets = tuple(sorted({_offset(zone, since) for zone in zones}))
        if spans and spans[-1].offsets == offsets:
            spans[-1] = msgspec.structs.replace(spans[-1], until_us=until)
        else:
            spans.append(Span(since, until, offsets))
    return tuple(spans)


def offset_in_sql(zone: str, first_us: int, last_us: int) -> str:
    """Give in SQL the offset of one zone at `at_us`, in seconds."""
    *earlier, last = spans_of((zone,), first_us, last_us)
    cases = "".join(f" WHEN at_us < {span.until_us} THEN {span.offsets[0]}" for span in earlier)
    return f"CASE{cases} ELSE {last.offsets[0]} END" if cases else str(last.offsets[0])


def local_day(zone: str, at_us: int) -> int:
    """Give the local date of an instant in one zone."""
    return (at_us // SECOND_US + _offset(zone, at_us)) // DAY_S + EPOCH_DAY


def _turns(zone: str, first_us: int, last_us: int) -> list[int]:
    """Find when a zone changes its clock after the first instant, up to the last."""
    turns = []
    at, step = first_us, STEP // timedelta(microseconds=1)
    while at < last_us:
        later = min(at + step, last_us)
        if _offset(zone, at) != _offset(zone, later):
            turns.append(_turn_between(zone, at, later))
        at = later
    return turns


def _turn_between(zone: str, left: int, right: int) -> int:
    """Find the first whole second with the later offset."""
    before = _offset(zone, left)
    low, high = left // SECOND_US, -(-right // SECOND_US)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle * SECOND_US) == before:
            low = middle
        else:
            high = middle
    return high * SECOND_US


def _offset(zone: str, at_us: int) -> int:
    offset = from_us(at_us).astimezone(zone_of(zone)).utcoffset()
    return 0 if offset is None else int(offset.total_seconds())
