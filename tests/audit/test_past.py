"""What went before, in memory, is what the ledger would tell."""

from __future__ import annotations

from collections import Counter
from random import Random

import msgspec
import pytest
from tests.audit.history import PRINCIPALS, STATES, ZONES, drawn, record
from tests.gate.house import NOON, contact, in_memory, scaled

from duegate.audit.past import Past, Record
from duegate.ledger import events
from duegate.ledger.events import Actor
from duegate.ledger.identity import Keys, SubjectKeys, number_of
from duegate.model.contact import Contact
from duegate.model.moment import moment_of
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import ActorScope, CountKey, Event, EventsNeed
from duegate.rulebook.window import Unit, Window
from duegate.store.migrate import migrate, shipped
from duegate.store.store import Store

HISTORIES = scaled(6, 200)
CONTACTS = 120
KEYS = Keys(b"s" * 32)
WINDOWS = (
    Window(unit=Unit.CALENDAR_DAY),
    Window(unit=Unit.CALENDAR_WEEK),
    Window(unit=Unit.CALENDAR_MONTH),
    Window(unit=Unit.ROLLING_DATES, length=3),
    Window(unit=Unit.LIFETIME),
    Window(unit=Unit.DURATION, seconds=7_200),
)
NEEDS = tuple(
    EventsNeed(key, scope, window) for key in CountKey for scope in ActorScope for window in WINDOWS
)


class Ledger:
    """The real tables, told the same."""

    def __init__(self, store: Store) -> None:
        migrate(store, shipped())
        self.store = store
        self._leaf = 0

    def add(self, told: Record) -> None:
        """Let a record through, and report on it."""
        sent, leaf = told.contact, self._leaf
        with self.store.writer() as connection:
            events.hold(
                connection, leaf, sent, actor(sent), _keys(sent), told.moment(), held_at=sent.at
            )
            if told.state is not None:
                events.report(connection, leaf + 1, leaf, told.state, sent.at, sent.at)
        self._leaf += 2

    def events(self, need: EventsNeed, sent: Contact, zones: tuple[str, ...]) -> object:
        """Fetch events as the gate does, in one order."""
        with self.store.read() as connection:
            moment = moment_of(sent.at, zones)
            found = events.events(connection, need, actor(sent), _keys(sent), moment)
        return in_order(found)


def actor(sent: Contact) -> Actor:
    """Name the tenant and who stands behind it."""
    return Actor(sent.tenant, PRINCIPALS[sent.tenant])


def _keys(sent: Contact) -> SubjectKeys:
    return KEYS.of(sent, number_of(sent.recipient.number or ""))


def in_order(found: tuple[Event, ...] | Unknown) -> object:
    """Sort events, for no clause asks in which order they were told."""
    return found if isinstance(found, Unknown) else sorted(found, key=msgspec.json.encode)


def test_the_past_is_what_the_ledger_tells(seed: int) -> None:
    """For every key, scope and window, over random histories, back-dated contacts among them."""
    seen: Counter[EventsNeed] = Counter()
    for history in range(HISTORIES):
        draw = Random(seed + history)
        with in_memory() as folder, Store(folder / "a.db") as store:
            ledger, past = Ledger(store), Past()
            for rid in range(CONTACTS):
                zones = draw.choice(ZONES)
                told = record(drawn(draw), draw.choice(STATES), zones, rid)
                for need in draw.sample(NEEDS, 5):
                    found = past.events(need, told, told.moment())
                    assert in_order(found) == ledger.events(need, told.contact, zones), need
                    seen[need] += 0 if isinstance(found, Unknown) else len(found)
                ledger.add(told)
                past.add(told)
    assert all(seen[need] for need in NEEDS)


def test_a_state_told_later_is_seen_from_then_on() -> None:
    """As an outcome that is reported after the contact left."""
    past, told = Past(), record(contact())
    passed = past.add(told)
    (before,) = _today(past, told)
    passed.state = STATES[-1]
    (after,) = _today(past, told)
    assert (before.state, after.state) == (None, STATES[-1])


@pytest.mark.parametrize("untold", ["debtor", "person", "debt", "creditor"])
def test_what_is_not_told_is_unknown_or_matches_nothing(untold: str) -> None:
    """A debtor may be known by number alone; who or which debt is not told cannot be counted."""
    past, whole = Past(), record(contact(debt={"creditor": "bank"}))
    past.add(whole)
    partly = msgspec.structs.replace(
        whole, subject=msgspec.structs.replace(whole.subject, **{untold: None})
    )
    known = {key for key in CountKey if not isinstance(_today(past, partly, key), Unknown)}
    missing = {
        "debtor": set(),
        "person": {CountKey.PERSON, CountKey.PERSON_DEBT},
        "debt": {CountKey.DEBT, CountKey.PERSON_DEBT},
        "creditor": set(),
    }
    assert known == set(CountKey) - missing[untold]
    assert len(_today(past, partly)) == 1


def test_without_a_clock_nothing_can_be_counted() -> None:
    """As in the ledger."""
    nowhere = record(contact(), zones=())
    assert isinstance(_today(Past(), nowhere), Unknown)
    assert moment_of(NOON, ()).local == ()


def _today(past: Past, told: Record, key: CountKey = CountKey.DEBTOR) -> tuple[Event, ...]:
    need = EventsNeed(key, ActorScope.TENANT, Window(unit=Unit.CALENDAR_DAY))
    return past.events(need, told, told.moment())  # type: ignore[return-value]
