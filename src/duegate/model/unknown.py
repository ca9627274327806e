"""The fact that is missing, as a value: never a silent default, never a `None` that means "no"."""

from __future__ import annotations

import msgspec


class Unknown(msgspec.Struct, frozen=True, tag="unknown", tag_field="fact"):
    """A fact nobody could give, and why, in lower-case words."""

    why: str = "not stated"
