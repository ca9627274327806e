"""What every benchmark sends: the days of an agency, drawn from one seed, so the same each time.

Each debtor is asked a few times a day. Most is ordinary; some is what clauses are there for:
nights, third parties, withheld callers, purchased numbers, visits, a fourth call.
About 38 % may leave.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

from duegate.model.contact import (
    Caller,
    Channel,
    Contact,
    Debt,
    Debtor,
    Place,
    Provenance,
    Purpose,
    Recipient,
    Role,
    Source,
)

_T = TypeVar("_T")

TENANT = "acme"
CALLER = "+862154320000"
ZONE = "Asia/Shanghai"
FIRST_DAY = datetime(2026, 11, 22, 16, tzinfo=UTC)  # midnight of 23 November in Shanghai
ASKED_A_DAY = 8

CHANNELS = {
    Channel.CALL: 58,
    Channel.SMS: 28,
    Channel.VISIT: 4,
    Channel.EMAIL: 3,
    Channel.LETTER: 2,
    Channel.APP: 2,
    Channel.SOCIAL: 2,
    Channel.POSTCARD: 1,
}
ROLES = {
    Role.DEBTOR: 80,
    Role.GUARANTOR: 3,
    Role.RELATIVE: 7,
    Role.FRIEND: 5,
    Role.COLLEAGUE: 2,
    Role.CLASSMATE: 1,
    Role.UNKNOWN: 2,
}
SOURCES = {Source.CREDITOR_FILE: 78, Source.CONTRACT: 16, Source.PURCHASED: 5, Source.SCRAPED: 1}
PLACES = {Place.HOME: 80, Place.WORK: 15, Place.CAMPUS: 5}
HOURS = {range(8, 21): 80, range(6, 8): 8, range(21, 24): 12}


def contacts(count: int, *, days: int = 1, seed: int = 20261123) -> Iterator[Contact]:
    """Give so many contacts, spread over the days in order of time."""
    draw = random.Random(seed)
    a_day = -(-count // days)
    debtors = max(1, a_day // ASKED_A_DAY)
    for day in range(days):
        midnight = FIRST_DAY + timedelta(days=day)
        wanted = min(a_day, count - day * a_day)
        for nth, second in enumerate(sorted(_seconds(draw, wanted))):
            name = f"c{day * a_day + nth}"
            yield _contact(draw, name, midnight + timedelta(seconds=second), debtors)


def _seconds(draw: random.Random, count: int) -> Iterator[int]:
    """Draw times of day, most of them inside the hours in which one may call."""
    for hours in draw.choices(list(HOURS), list(HOURS.values()), k=count):
        yield draw.randrange(hours.start * 3600, hours.stop * 3600)


def _contact(draw: random.Random, name: str, at: datetime, debtors: int) -> Contact:
    debtor = draw.randrange(debtors)
    channel = _drawn(draw, CHANNELS)
    role = _drawn(draw, ROLES)
    own = "138" if role is Role.DEBTOR else "139"
    return Contact(
        id=name,
        at=at,
        tenant=TENANT,
        channel=channel,
        recipient=Recipient(
            number=f"+86{own}{debtor:08d}",
            role=role,
            basis="guarantee" if role is Role.GUARANTOR else None,
            zone=ZONE if draw.random() < 0.7 else None,
        ),
        debtor=Debtor(f"d-{debtor}", student=draw.random() < 0.03, region="CN-GD"),
        debt=Debt(f"L-{debtor}", amount=Decimal(draw.randrange(1_000, 80_000)), currency="CNY"),
        purpose=draw.choice((Purpose.COLLECT, Purpose.COLLECT, Purpose.REMIND)),
        caller=Caller(withheld=True) if draw.random() < 0.02 else Caller(CALLER),
        place=_drawn(draw, PLACES) if channel is Channel.VISIT else None,
        automated=draw.random() < 0.3,
        provenance=Provenance(_drawn(draw, SOURCES)),
    )


def _drawn(draw: random.Random, weights: dict[_T, int]) -> _T:
    return draw.choices(list(weights), list(weights.values()))[0]
