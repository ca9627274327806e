"""A time of day, as clause files write it and people read it."""

from __future__ import annotations

import re


class TimeOfDay(int):
    """A time of day in seconds since local midnight, written `HH:MM` or `HH:MM:SS`; 24:00 ends."""

    __slots__ = ()

    _SHAPE = re.compile(r"([01]\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?")

    @classmethod
    def parse(cls, written: object) -> TimeOfDay:
        """Read `"21:00"`; raises `ValueError` saying how to write it."""
        shape = cls._SHAPE.fullmatch(written) if isinstance(written, str) else None
        if shape is None:
            message = f'{written!r} is not a time of day; write it as "HH:MM" in quotes'
            raise ValueError(message)
        hours, minutes, seconds = (int(part or 0) for part in shape.groups())
        total = hours * 3600 + minutes * 60 + seconds
        if total > 24 * 3600:
            message = f'"{written}" is past 24:00'
            raise ValueError(message)
        return cls(total)

    def __str__(self) -> str:
        return shown_time(int(self))


def shown_time(second: int) -> str:
    """Write a second of the day as `HH:MM`, or `HH:MM:SS` when it is not a whole minute."""
    hours, rest = divmod(second, 3600)
    minutes, seconds = divmod(rest, 60)
    if seconds:
        return f"{hours:02}:{minutes:02}:{seconds:02}"
    return f"{hours:02}:{minutes:02}"
