"""The recorded answer to one contact."""

from __future__ import annotations

from datetime import datetime

import msgspec

from duegate.model.judgement import Finding, Unjudged, Verdict


class LocalClock(msgspec.Struct, frozen=True):
    """The local time that was used for one candidate zone."""

    zone: str
    time: str


class Decision(msgspec.Struct, frozen=True, omit_defaults=True):
    """Verdict, findings, the clocks used, and what proves it.

    `contact` echoes the caller's id. `permit` is there only when the contact may leave now.
    `until` is there whenever the verdict is `defer`. `receipt` promises inclusion in the log; it
    is missing only on a denial that could not be recorded.
    """

    id: str
    contact: str
    tenant: str
    at: datetime
    verdict: Verdict
    findings: tuple[Finding, ...]
    clear: tuple[str, ...]
    clocks: tuple[LocalClock, ...]
    packs: dict[str, str]
    tzdata: str
    until: datetime | None = None
    unjudged: tuple[Unjudged, ...] = ()
    permit: str | None = None
    permit_expires: datetime | None = None
    leaf: int | None = None
    receipt: str | None = None
