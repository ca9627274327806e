"""What the clauses say of a contact, one by one and together."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

from duegate.model.text import Text


class Verdict(enum.StrEnum):
    """The answer, weakest first; together, the last one wins."""

    ALLOW = "allow"
    DEFER = "defer"
    REVIEW = "review"
    DENY = "deny"


PRECEDENCE = {verdict: rank for rank, verdict in enumerate(Verdict)}


class Finding(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one clause says: its verdict, why, and the first instant at which it would be clear.

    `used` and `limit` are the contacts counted; both stay empty when the count rests on contacts
    of other tenants. `until` is set on every `defer`.
    """

    clause: str
    version: str
    pack_hash: str
    verdict: Verdict
    reason: Text | None = None
    cite: Text | None = None
    until: datetime | None = None
    used: int | None = None
    limit: int | None = None


class Unjudged(msgspec.Struct, frozen=True):
    """A clause that concerns the contact but cannot be judged yet, and the evidence it needs."""

    clause: str
    needs: Text


class Judgement(msgspec.Struct, frozen=True, omit_defaults=True):
    """All findings together. `clear` names the clauses that were judged and found nothing."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    clear: tuple[str, ...]
    until: datetime | None = None
    unjudged: tuple[Unjudged, ...] = ()

    @property
    def refusing(self) -> tuple[str, ...]:
        """Name the clauses that do not let the contact pass, in order."""
        return tuple(sorted({f.clause for f in self.findings if f.verdict is not Verdict.ALLOW}))
