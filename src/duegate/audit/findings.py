"""What an audit came to: which clauses were judged of which records, and what each of them found.

The rows themselves stay in the connection, in `records`, `violations` and `unknowns`.
"""

from __future__ import annotations

import msgspec

from duegate.audit.record import Given
from duegate.model.text import Text
from duegate.rulebook.clause import Status

FOUND = "rid BIGINT, clause SMALLINT, verdict VARCHAR, used INTEGER, evidence BIGINT[]"
"""The columns of `violations`: what a clause finds, by its place among the clauses."""
MARKED = "rid BIGINT, clause SMALLINT"
"""The columns of `unknowns`."""
EVIDENCE_MAX = 100
"""Of the earlier contacts behind a violation so many are named, the oldest of them."""


class JudgedClause(msgspec.Struct, frozen=True):
    """A version of a clause that was judged, and what came of it, in records.

    Of the records it `concerned` it found `violations` (deny or defer), `reviews`, and could not
    judge the `unknown`, of which a fact is missing.
    """

    id: str
    dated: str
    pack: str
    pack_hash: str
    title: Text
    text: Text
    cite: Text
    status: Status
    limit: int | None
    concerned: int
    violations: int
    reviews: int
    unknown: int


class NotJudged(msgspec.Struct, frozen=True):
    """A clause in force that these records cannot show anything about, and why."""

    id: str
    title: Text
    why: Text


class Audit(msgspec.Struct, frozen=True):
    """The audit of some files under some packs; `packs` are named by their hashes.

    `violating` counts the records with a violation, `persons` the people reached.
    """

    given: Given
    packs: dict[str, str]
    clauses: tuple[JudgedClause, ...]
    not_judged: tuple[NotJudged, ...]
    records: int
    violating: int
    persons: int
    first_us: int | None
    last_us: int | None
    zone: str | None
    tzdata: str
