"""Files told to the second reading of the law library, which knows nothing of the engine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

import pytest
from tests import reference
from tests.audit.files import BEGINNINGS, File, Row, instant
from tests.reference import Ask, Before

from duegate.audit.past import Record
from duegate.audit.prepare import Terms
from duegate.model.contact import Channel, Purpose
from duegate.model.outcome import OutcomeState
from duegate.model.unknown import Unknown
from duegate.rulebook.records import Column

TOLD = frozenset(Column) - {Column.ADDRESS, Column.REGION, Column.DEBTOR_REGION, Column.LAW}
CONSENTS = ("hours", "frequency", "any")
Counts = list[list[int]]
"""The earlier records in each of the fullest windows."""


class Family(NamedTuple):
    """People whose numbers, references and debts run together; what they consented to."""

    numbers: tuple[str, ...]
    zone: str | None = None


FAMILIES = (
    Family(("13800138000", "+8613900139000", "+86 137 0013 7000")),
    Family(("+8615800138000", "+8615900139000"), "Australia/Lord_Howe"),
    Family(("+12125550123", "+12125550124")),
    Family(("+18005550199", "+18005550198")),  # anywhere in North America
    Family(("+79161234567", "+79161234568")),  # anywhere in Russia
    Family(("+56961234567", "+56961234568"), "America/Santiago"),
    Family(("+8618800138000",), "America/Havana"),  # midnight is not shown in March
)


def drawn(draw: Random, rows: int) -> tuple[File, dict[str, frozenset[str]]]:
    """Draw a file of a few families, and what each debtor consented to long ago."""
    begins, days = draw.choice(BEGINNINGS[:-1]), draw.choice((2, 5, 12, 40))
    families = draw.sample(range(len(FAMILIES)), draw.choice((1, 2, 3)))
    written: list[Row] = []
    for _ in range(rows):
        at_us = written[-1]["at_us"] if written and draw.random() < 0.1 else None
        when = instant(draw, begins, days) if at_us is None else at_us
        written.append({"at_us": when, **_row(draw, draw.choice(families), begins.date())})
    consents = {
        f"d-{n}-{k}": frozenset(draw.sample(CONSENTS, draw.choice((0, 0, 1))))
        for n in families
        for k in range(2)
    }
    notes = [
        (None, debtor, None, None, "consent", scope, 0, None)
        for debtor, scopes in consents.items()
        for scope in sorted(scopes)
    ]
    return File(TOLD, written, Terms(region="CN", notes=True), notes), consents


def _row(draw: Random, number: int, begins: date) -> Row:
    family, debtor = FAMILIES[number], draw.choice((0, 0, 0, 1))
    due = begins - timedelta(days=draw.randrange(30))
    return {
        Column.TENANT: draw.choice(("acme", "acme", "acme", "beta")),
        Column.CHANNEL: str(draw.choice((*[Channel.CALL] * 12, *Channel))),
        Column.NUMBER: draw.choice(family.numbers),
        Column.ROLE: "debtor",
        Column.PURPOSE: str(draw.choice((*[Purpose.COLLECT] * 12, *Purpose))),
        Column.STATE: draw.choice((None, "rang_no_answer", *map(str, OutcomeState))),
        Column.DEBTOR: draw.choice((f"d-{number}-{debtor}", f" d-{number}-{debtor}")),
        Column.STUDENT: False,
        Column.DEBT: draw.choice((f"L-{number}-{debtor}-0", f"L-{number}-{debtor}-1")),
        Column.DUE: draw.choice((None, due.toordinal())),
        Column.CREDITOR: draw.choice((None, "bank", "bank", "shop")),
        Column.ZONE: family.zone,
        Column.AUDIENCE: "private",
    }


def asked(record: Record, earlier: Iterable[Record], consents: frozenset[str]) -> Ask:
    """Tell a record, and all that went before it, in the words of the second reading."""
    sent = record.contact
    assert not isinstance(record.zones, Unknown)
    return Ask(
        at=sent.at,
        zones=record.zones,
        channel=str(sent.channel),
        role="debtor",
        purpose=str(sent.purpose),
        place=None,
        due=sent.debt.due,
        consents=consents,
        history=tuple(_before(record, other) for other in earlier),
    )


def _before(record: Record, other: Record) -> Before:
    sent, mine, theirs = other.contact, record.subject, other.subject
    return Before(
        at=sent.at,
        channel=str(sent.channel),
        state=None if other.state is None else str(other.state),
        purpose=str(sent.purpose),
        same_debtor=mine.debtor == theirs.debtor,
        same_person=mine.person == theirs.person,
        same_debt=mine.debt == theirs.debt,
        same_creditor=mine.creditor == theirs.creditor or None in (mine.creditor, theirs.creditor),
        own=sent.tenant == record.contact.tenant,
    )


class Spy:
    """Listens to what the second reading counts."""

    def __init__(self) -> None:
        self._counted: list[list[list[Before]]] = []

    @contextmanager
    def listening(self) -> Iterator[Spy]:
        """Listen while it counts."""
        sound = reference.too_many

        def too_many(
            ask: Ask, limit: int, spans: Iterable[set[date]], events: list[Before]
        ) -> bool:
            spans = list(spans)
            found = [[e for e in events if reference.days_of(e.at, ask) & span] for span in spans]
            most = max(map(len, found), default=0)
            self._counted.append([each for each in found if len(each) == most])
            return sound(ask, limit, spans, events)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(reference, "too_many", too_many)
            yield self

    def rids(self, ask: Ask, earlier: list[Record]) -> Counts:
        """Name the records of the last count; nothing when none was made."""
        rid_of = {id(b): other.rid for b, other in zip(ask.history, earlier, strict=True)}
        heard, self._counted = self._counted, []
        return [[rid_of[id(before)] for before in each] for counted in heard for each in counted]
