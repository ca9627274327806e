"""The library and a second reading of the same texts say the same of 100,000 random histories."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from tests import reference
from tests.gate.house import scaled
from tests.packs.shipped import PACKS
from tests.rulebook.sample import facts

from duegate.model.contact import Channel, Contact, Debt, Debtor, Place, Purpose, Recipient, Role
from duegate.model.judgement import Verdict
from duegate.model.moment import local_time
from duegate.model.outcome import OutcomeState
from duegate.rulebook.book import Book, needs
from duegate.rulebook.clause import Pack
from duegate.rulebook.facts import NOT_ASKED, Event, EventsNeed, Facts, Note, NoteKind
from duegate.rulebook.history import Apart, Past
from duegate.rulebook.judging import judge

HISTORIES = scaled(100_000, 1_000_000)
ZONES = (
    ("Asia/Shanghai",),
    ("America/New_York",),
    ("America/New_York", "America/Los_Angeles"),
    ("Europe/Moscow",),
    ("America/Santiago",),
    ("Asia/Kathmandu", "Australia/Lord_Howe"),
)
FIRST, DAYS = datetime(2026, 2, 1, tzinfo=UTC), 300
CONSENTS = ("hours", "frequency", "email", "any")
PARTS, ASKED = 4, 3
OTHER_WAYS, BUSY = 0.4, 0.3
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
NAMES = sorted(reference.CLAUSES)
OFF = {
    name: {*calendar.holidays, *calendar.unsettled}  # what is not settled may be one
    for pack in PACKS.values()
    for name, calendar in pack.calendars.items()
}
WEEKEND_WORK = {
    name: set(calendar.workdays)
    for pack in PACKS.values()
    for name, calendar in pack.calendars.items()
}


def alone(name: str) -> Book:
    """Give a book of one clause, so that each is asked for itself."""
    pack = PACKS[name.partition("/")[0]]
    (clause,) = (one for one in pack.clauses if one.id == name)
    return Book((Pack(pack.head, (clause,), pack.hash, calendars=pack.calendars),))


BOOKS = {name: alone(name) for name in NAMES}


def drawn(draw: Random) -> reference.Ask:
    """Draw a contact and what went before it, much of it within a few days."""
    zones = draw.choice(ZONES)
    at = FIRST + timedelta(minutes=draw.randrange(DAYS * 24 * 60))
    if draw.random() < 0.3:  # the edges of hours
        at = at.replace(minute=0) - timedelta(seconds=draw.choice((0, 1)))
    channel = draw.choice(list(Channel)).value if draw.random() < OTHER_WAYS else "call"
    if draw.random() < BUSY:
        history = tuple(busy(draw, at, channel) for _ in range(draw.choice((6, 8, 20))))
    else:
        history = tuple(past(draw, at) for _ in range(draw.choice((0, 1, 2, 3, 5, 8))))
    return reference.Ask(
        at=at,
        zones=zones,
        channel=channel,
        role="debtor",
        purpose=draw.choice(list(Purpose)).value if draw.random() < 0.3 else "collect",
        place=None,
        due=None if draw.random() < 0.5 else at.date() - timedelta(days=draw.randrange(30)),
        consents=frozenset(draw.sample(CONSENTS, draw.choice((0, 0, 1)))),
        history=history,
    )


def busy(draw: Random, at: datetime, channel: str) -> reference.Before:
    """Draw one of many contacts of the same kind, on one day or over some."""
    back = timedelta(minutes=draw.choice((300, 12_000)) * draw.random())
    return past(draw, at)._replace(
        at=at - back,
        channel=channel,
        state=draw.choice((None, "rang_no_answer", "message_sent")),
        same_debtor=True,
        same_person=True,
        same_debt=True,
        own=True,
    )


def past(draw: Random, at: datetime) -> reference.Before:
    """Draw an earlier contact, now and then one dated after it."""
    states = [None, *(state.value for state in OutcomeState)]
    shared = [draw.random() < 0.8 for _ in range(4)]
    back = timedelta(minutes=draw.choice((3, 90, 1_440, 10_000, 50_000)) * draw.random())
    return reference.Before(
        at=at - back if draw.random() < 0.9 else at + back,
        channel=draw.choice(list(Channel)).value if draw.random() < 0.5 else "call",
        state=draw.choice(states),
        purpose=draw.choice(list(Purpose)).value,
        same_debtor=shared[0],
        same_person=shared[1],
        same_debt=shared[2],
        same_creditor=shared[3],
        own=draw.random() < 0.8,
    )


def told(ask: reference.Ask, book: Book) -> tuple[Contact, Facts]:
    """Say the same to the engine: the contact, and the facts the gate would fetch."""
    contact = Contact(
        id="c",
        at=ask.at,
        tenant="acme",
        channel=Channel(ask.channel),
        recipient=Recipient(number="+8613800138000", role=Role(ask.role)),
        debtor=Debtor("d", student=False),
        debt=Debt("l", due=ask.due),
        purpose=Purpose(ask.purpose),
        place=None if ask.place is None else Place(ask.place),
    )
    wanted = needs(book, contact, ask.at).events
    pasts = [as_past(before, ask.zones) for before in ask.history] if wanted else []
    events = tuple((need, seen(need, pasts)) for need in wanted)
    notes = tuple(Note(NoteKind.CONSENT, scope, LONG_AGO) for scope in sorted(ask.consents))
    return contact, facts(zones=ask.zones, notes=notes, events=events, places=NOT_ASKED)


def seen(need: EventsNeed, pasts: list[Past]) -> tuple[Event, ...]:
    """Give the events the ledger would hand over for one need."""
    return tuple(past.event for past in pasts if past.seen_by(need))


def as_past(before: reference.Before, zones: tuple[str, ...]) -> Past:
    """Write an earlier contact as the ledger keeps it."""
    days = [local_time(before.at, zone).day for zone in zones]
    event = Event(
        before.at,
        min(days),
        max(days),
        Channel(before.channel),
        Role.DEBTOR,
        Purpose(before.purpose),
        own=before.own,
        state=None if before.state is None else OutcomeState(before.state),
    )
    apart = {
        Apart.TENANT: before.own,
        Apart.DEBTOR: before.same_debtor,
        Apart.PERSON: before.same_person,
        Apart.DEBT: before.same_debt,
        Apart.CREDITOR: before.same_creditor,
    }
    return Past(event, frozenset(name for name, shared in apart.items() if not shared))


@pytest.mark.parametrize("part", range(PARTS))
def test_engine_and_second_reading_agree(seed: int, part: int) -> None:
    """Each history is put to a few clauses of both; each clause stands against some contacts."""
    draw = Random(seed * PARTS + part)
    stands: Counter[str] = Counter()
    passes: Counter[str] = Counter()
    for _ in range(HISTORIES // PARTS):
        ask = drawn(draw)
        for name in draw.sample(NAMES, ASKED):
            contact, known = told(ask, BOOKS[name])
            judgement = judge(BOOKS[name], contact, known)
            wanted = reference.CLAUSES[name](ask, OFF)
            assert (judgement.verdict is not Verdict.ALLOW) == wanted, (name, ask)
            (stands if wanted else passes)[name] += 1
    assert set(stands) == set(passes) == set(NAMES)


def test_the_second_reading_knows_no_working_weekends() -> None:
    """Calendars whose weekend days are worked are not among those it is handed."""
    used = {"RU", "CL", "KZ", "MX", "ID", "CO", "CA-QC"}
    spans = range(FIRST.date().toordinal(), FIRST.date().toordinal() + DAYS + 2)
    worked = {day for name in used for day in WEEKEND_WORK[name]}
    assert not {day for day in worked if day.toordinal() in spans and isinstance(day, date)}
