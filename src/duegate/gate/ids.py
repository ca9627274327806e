"""Names for what is recorded: a type prefix and a UUIDv7 (RFC 9562), so that names sort by time."""

from __future__ import annotations

from datetime import datetime

from duegate.chance import draw

_VERSION_AND_VARIANT = (0x7 << 76) | (0x2 << 62)
_RANDOM_MASK = ~((0xF << 76) | (0x3 << 62))


def new_id(prefix: str, at: datetime) -> str:
    """Make a name such as `dec_0198…` for something that happens at `at`."""
    milliseconds = int(at.timestamp() * 1000) & (2**48 - 1)
    value = (milliseconds << 80) | int.from_bytes(draw(10), "big")
    value = (value & _RANDOM_MASK) | _VERSION_AND_VARIANT
    return f"{prefix}_{value:032x}"
