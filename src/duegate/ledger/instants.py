"""Instants as the ledger stores them: whole microseconds since 1970, UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def to_us(at: datetime) -> int:
    """Turn an aware instant into microseconds."""
    return (at - EPOCH) // MICROSECOND


def from_us(microseconds: int) -> datetime:
    """Turn microseconds back into an instant."""
    return EPOCH + timedelta(microseconds=microseconds)
