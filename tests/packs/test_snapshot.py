"""Snapshot: what both packs answer, for every channel and party, each hour of four sample weeks.

A changed rule shows as changed hours. `DUEGATE_RECORD=1` writes the golden file anew; the
difference is then reviewed like any other.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

import pytest
from tests.packs.shipped import BOOK
from tests.rulebook.sample import contact, facts, instant

from duegate.model.contact import Channel, Contact, Place, Recipient, Role
from duegate.rulebook.book import needs
from duegate.rulebook.judging import judge

GOLDEN = Path(__file__).parent / "snapshot.json"
WEEKS = ("2017-06-05", "2026-02-16", "2026-09-28", "2028-02-28")
"""An ordinary week, the spring festival, the autumn holidays, the end of a leap February."""

Snapshot = dict[str, dict[str, dict[str, int]]]


def taken() -> Snapshot:
    """Judge every hour; of each channel and party give the days by what they look like."""
    days = [instant(f"{week}T00:00") + timedelta(days=day) for week in WEEKS for day in range(7)]
    return {
        channel: {
            role: dict(Counter(looks(asked(channel, role), day) for day in days)) for role in Role
        }
        for channel in Channel
    }


def asked(channel: Channel, role: Role) -> Contact:
    """Make a contact of the sort."""
    recipient = Recipient(number="+8613800138000", role=role, basis="surety contract 17")
    place = Place.HOME if channel is Channel.VISIT else None
    return contact(channel=channel, recipient=recipient, place=place)


def looks(one: Contact, midnight: datetime) -> str:
    """Say a day as the hours at which the answer changes: `00 defer, 08 allow, 21 defer`."""
    known = facts(events=tuple((need, ()) for need in needs(BOOK, one, midnight).events))
    hours = [
        (judge(BOOK, one, known, midnight + timedelta(hours=hour)).verdict, hour)
        for hour in range(24)
    ]
    runs = ((verdict, next(run)[1]) for verdict, run in groupby(hours, key=lambda pair: pair[0]))
    return ", ".join(f"{hour:02} {verdict}" for verdict, hour in runs)


def test_the_hours_are_those_on_record() -> None:
    """Every hour is answered as it was when somebody last looked at the record."""
    snapshot = taken()
    if os.environ.get("DUEGATE_RECORD") == "1":
        GOLDEN.write_text(json.dumps(snapshot, indent=1) + "\n", "utf-8")
        pytest.skip("recorded anew; look at the difference")
    assert snapshot == json.loads(GOLDEN.read_text("utf-8")), "DUEGATE_RECORD=1 records it anew"


def test_the_record_shows_the_law() -> None:
    """Whoever records anew cannot record the hours away."""
    golden: Snapshot = json.loads(GOLDEN.read_text("utf-8"))
    assert golden["call"]["debtor"] == {"00 defer, 08 allow, 21 defer": 28}
    assert golden["postcard"]["debtor"] == {"00 deny": 28}
    assert golden["call"]["classmate"] == {"00 deny": 28}
