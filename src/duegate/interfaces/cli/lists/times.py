"""Times and dates as tables write them, put into the zone they were written in.

A local time that a clock change skips or shows twice is refused: nobody but its writer knows which
instant was meant.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from duegate.errors import DuegateError
from duegate.model.moment import zone_of

_OFFSET = re.compile(r"\d{1,2}:\d{2}.*?(Z|[+-]\d{2}:?\d{2})$", re.IGNORECASE)
_LOCAL = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]*"
    r"(\d{1,2})[:时](\d{1,2})(?:[:分](\d{1,2}))?(?:[秒分]|\.0+)?"
)
_DATE = re.compile(r"(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?(?:[ T]+0{1,2}:00(?::00)?)?")


class TimeRefused(DuegateError):
    """A time cannot be placed on the line of instants."""


def instant_of(written: str, zone: str | None) -> object:
    """Read a time with its own offset, or a local one in `zone`.

    What looks like neither goes on as it stands, to be refused where contacts are read.
    """
    if _OFFSET.search(written):
        return written
    found = _LOCAL.fullmatch(written)
    if found is None:
        return written
    if zone is None:
        raise TimeRefused(
            f'"{written}" has no offset; say once where these clocks stand: --zone Asia/Shanghai'
        )
    try:
        return _placed(datetime(*[int(part or 0) for part in found.groups()]), written, zone)  # type: ignore[arg-type]  # noqa: DTZ001 - the zone is added next
    except ValueError as error:
        raise TimeRefused(f'"{written}": {error}') from None


def _placed(local: datetime, written: str, zone: str) -> datetime:
    clock = zone_of(zone)
    early, late = (local.replace(tzinfo=clock, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early == late:
        return early
    twice = early.astimezone(clock).replace(tzinfo=None) == local
    fault = "is shown twice there" if twice else "does not exist there"
    raise TimeRefused(
        f'"{written}" {fault}: the clocks of {zone} change then; write the time with its offset'
    )


def date_of(written: str) -> str:
    """Write a date the ISO way if it is one."""
    found = _DATE.fullmatch(written)
    return written if found is None else "{}-{:0>2}-{:0>2}".format(*found.groups())
