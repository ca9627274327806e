"""The signed customer of the platform, and the state it is in."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec


class Standing(enum.StrEnum):
    """A tenant's state. Suspended and terminated tenants reach nobody."""

    GOOD = "good"
    WATCHED = "watched"
    RESTRICTED = "restricted"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"


class Qualification(enum.StrEnum):
    """What an agency may have to be before it collects."""

    REGISTERED = "registered"  # in the register the law names
    CERTIFIED = "certified"
    LISTED = "listed"  # named by its principal or on a white list
    LICENSED = "licensed"


class Tenant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A signed agency: its name on the platform, the legal entity behind it, its caller numbers.

    `place` (ISO 3166) is where it collects from.
    """

    name: str
    principal: str
    numbers: tuple[str, ...]
    standing: Standing
    since: datetime
    reason: str = ""
    place: str | None = None
