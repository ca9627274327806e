"""What goes out keeps every instant and every word, and can be read again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from duegate.model.decision import Decision, LocalClock
from duegate.model.judgement import Finding, Verdict
from duegate.model.text import Text
from duegate.model.wire import read, write


def decision(at: datetime) -> Decision:
    """Give a decision with everything that is written in more than one way."""
    finding = Finding(
        "cn-shenzhen/SZ-02", "2018-01-01", "ab" * 32, Verdict.DEFER,
        Text("已联络 3 次", "3 contacts today"), None, at + timedelta(hours=9), 3, 3,
    )  # fmt: skip
    return Decision(
        "dec_1", "c1", "acme", at, Verdict.DEFER, (finding,), ("cn-shenzhen/SZ-01",),
        (LocalClock("Asia/Shanghai", "2026-11-23 12:00:00"),), {"cn-shenzhen": "ab" * 32},
        "2026.6", at + timedelta(hours=9),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        (UTC, "2026-11-23T04:00:00.250000Z"),
        (timezone(timedelta(hours=8)), "2026-11-23T12:00:00.250000+08:00"),
        (ZoneInfo("Europe/Berlin"), "2026-11-23T05:00:00.250000+01:00"),
    ],
)
def test_an_instant_keeps_the_offset_it_is_told_in(zone: tzinfo, shown: str) -> None:
    """A person reads their own clock; a program reads the same instant."""
    at = datetime(2026, 11, 23, 4, 0, 0, 250_000, UTC)
    written = write(decision(at.astimezone(zone)))
    assert f'"at":"{shown}"'.encode() in written
    assert read(written, Decision, what="decision") == decision(at)


def test_a_plain_value_is_written_the_same_way() -> None:
    """What is not a Struct goes the same way."""
    at = datetime(2026, 11, 23, 4, tzinfo=UTC)
    assert write({"at": [at], "amount": Decimal("1.50"), "who": Text("我", "I")}) == (
        b'{"at":["2026-11-23T04:00:00Z"],"amount":"1.50","who":{"zh":"\xe6\x88\x91","en":"I"}}'
    )
