"""What every decision is made with: the book, the keys, and the gate's own limits."""

from __future__ import annotations

from datetime import timedelta

import msgspec

from duegate.gate.shadow import Candidate
from duegate.ledger.identity import Keys
from duegate.rulebook.book import Book


class Desk(msgspec.Struct, frozen=True):
    """The tools of one gate; made once by boot, never changed."""

    book: Book
    keys: Keys
    permit_secret: bytes
    region: str | None
    skew_max: timedelta
    permit_life: timedelta
    hold_lapse: timedelta
    candidates: tuple[Candidate, ...] = ()
