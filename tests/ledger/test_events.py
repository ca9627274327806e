"""The list of events: whose they are, which of them one window sees; none is ever edited."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import apsw
import pytest
from tests.gate.house import NOON, contact

from duegate.ledger import events
from duegate.ledger.events import EVENTS_MAX, Actor
from duegate.ledger.identity import Keys, SubjectKeys, number_of
from duegate.model.contact import Channel, Contact, Purpose, Role
from duegate.model.moment import moment_of
from duegate.model.outcome import OutcomeState
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import ActorScope, CountKey, Event, EventsNeed
from duegate.rulebook.window import Unit, Window

KEYS = Keys(b"s" * 32)
OTHER = "+8613800138001"
DAY = timedelta(days=1)
TODAY = Window(unit=Unit.CALENDAR_DAY)
SHANGHAI = ("Asia/Shanghai",)
ACME, SISTER, BETA = Actor("acme", "Acme"), Actor("acme-2", "Acme"), Actor("beta", "Beta")


def keys_of(sent: Contact) -> SubjectKeys:
    """Key a contact."""
    return KEYS.of(sent, number_of(sent.recipient.number or ""))


def hold(
    connection: apsw.Connection,
    leaf: int,
    sent: Contact,
    actor: Actor,
    zones: tuple[str, ...] = SHANGHAI,
) -> None:
    """Let a contact through."""
    moment = moment_of(sent.at, zones)
    events.hold(connection, leaf, sent, actor, keys_of(sent), moment, held_at=sent.at)


def seen(
    connection: apsw.Connection,
    sent: Contact,
    actor: Actor = ACME,
    *,
    key: CountKey = CountKey.DEBTOR,
    scope: ActorScope = ActorScope.PLATFORM,
    window: Window = TODAY,
    zones: tuple[str, ...] = SHANGHAI,
) -> tuple[Event, ...]:
    """Give the events a contact would be counted with."""
    need = EventsNeed(key, scope, window)
    found = events.events(connection, need, actor, keys_of(sent), moment_of(sent.at, zones))
    assert not isinstance(found, Unknown)
    return found


def test_an_event_comes_back_as_it_was(connection: apsw.Connection) -> None:
    """Instant, local dates, channel, role, purpose, whose it was; no state while it is open."""
    sent = contact(channel="sms", purpose="remind", recipient={"role": "guarantor"})
    hold(connection, 0, sent, ACME)
    day = date(2026, 11, 23).toordinal()
    wanted = Event(NOON, day, day, Channel.SMS, Role.GUARANTOR, Purpose.REMIND, own=True)
    assert seen(connection, sent) == (wanted,)


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        (CountKey.DEBTOR, {0, 1, 2, 3, 4}),
        (CountKey.PERSON, {0, 1, 4}),
        (CountKey.DEBT, {0, 3}),
        (CountKey.PERSON_DEBT, {0}),
        (CountKey.DEBTOR_CREDITOR, {0, 1, 2, 3, 4}),  # no creditor was stated: it may be any
    ],
)
def test_whose_events_they_are(
    connection: apsw.Connection, key: CountKey, wanted: set[int]
) -> None:
    """A debtor is known by reference or by number, a person by number, a debt by its reference."""
    other = {"number": OTHER}
    told: tuple[dict[str, Any], ...] = (
        {},
        {"debtor": {"ref": "d-2"}, "debt": {"ref": "L-2"}},
        {"recipient": other, "debt": {"ref": "L-2"}},
        {"recipient": other},
        {"tenant": "beta"},
        {"debtor": {"ref": "d-2"}, "recipient": other},
    )
    for leaf, changes in enumerate(told):
        sent = contact(at=NOON + timedelta(seconds=leaf), **changes)
        hold(connection, leaf, sent, BETA if sent.tenant == "beta" else ACME)
    found = {
        int((event.at - NOON).total_seconds()) for event in seen(connection, contact(), key=key)
    }
    assert found == wanted


@pytest.mark.parametrize(
    ("asked", "wanted"), [("bank", {0, 1, 3}), ("shop", {1, 2}), (None, {0, 1, 2, 3})]
)
def test_a_creditor_is_known_by_its_reference(
    connection: apsw.Connection, asked: str | None, wanted: set[int]
) -> None:
    """However it is spelt; one that was not stated may be any, on either side."""
    told: tuple[dict[str, Any], ...] = (
        {"debt": {"creditor": "bank"}},
        {},
        {"debt": {"ref": "L-2", "creditor": "shop"}},
        {"debt": {"creditor": " ｂａｎｋ "}, "debtor": {"ref": "d-2"}},
        {"debt": {"creditor": "bank"}, "debtor": {"ref": "d-2"}, "recipient": {"number": OTHER}},
    )
    for leaf, changes in enumerate(told):
        hold(connection, leaf, contact(at=NOON + timedelta(seconds=leaf), **changes), ACME)
    sent = contact(debt={"creditor": asked})
    found = seen(connection, sent, key=CountKey.DEBTOR_CREDITOR)
    assert {int((event.at - NOON).total_seconds()) for event in found} == wanted


def test_whose_contacts_count(connection: apsw.Connection) -> None:
    """Everybody's, or those of one legal entity under whatever name; own is what bears the name."""
    for leaf, actor in enumerate((ACME, SISTER, BETA)):
        hold(connection, leaf, contact(tenant=actor.tenant), actor)
    everybody = seen(connection, contact())
    entity = seen(connection, contact(), key=CountKey.PERSON, scope=ActorScope.TENANT)
    assert sorted(event.own for event in everybody) == [False, False, True]
    assert sorted(event.own for event in entity) == [False, True]


def test_a_window_sees_from_its_first_day_on(connection: apsw.Connection) -> None:
    """Not the day before; later ones too, for a contact may be dated back."""
    for leaf, days in enumerate((-2, -1, 0, 1, 30)):
        hold(connection, leaf, contact(at=NOON + days * DAY), ACME)
    today = seen(connection, contact())
    rolling = seen(connection, contact(), window=Window(unit=Unit.ROLLING_DATES, length=2))
    ever = seen(connection, contact(), window=Window(unit=Unit.LIFETIME))
    assert [len(today), len(rolling), len(ever)] == [3, 4, 5]


def test_a_day_is_the_recipient_s(connection: apsw.Connection) -> None:
    """On every clock an event may have fallen on another date; it is found by either."""
    late = contact(at=datetime(2026, 11, 23, 15, 30, tzinfo=UTC))  # 00:30 of the 24th in Tokyo
    hold(connection, 0, late, ACME, ("Asia/Shanghai", "Asia/Tokyo"))
    (event,) = seen(connection, late)
    assert event.day_last - event.day_first == 1
    assert seen(connection, contact(at=NOON + DAY)) == (event,)
    assert seen(connection, contact(at=NOON + 2 * DAY)) == ()


def test_where_no_zone_is_known_it_may_be_any_date_on_earth(connection: apsw.Connection) -> None:
    """A contact to somebody who may be anywhere counts on every date it may have been."""
    hold(connection, 0, contact(), ACME, ())
    (event,) = seen(connection, contact())
    days = {date.fromordinal(day).isoformat() for day in (event.day_first, event.day_last)}
    assert days == {"2026-11-22", "2026-11-23"}


def test_too_many_events_are_unknown(connection: apsw.Connection) -> None:
    """What is not read to its end is not counted, and what is not counted is not known."""
    sent = contact()
    for leaf in range(EVENTS_MAX + 1):
        hold(connection, leaf, sent, ACME)
        if leaf == EVENTS_MAX - 1:
            assert len(seen(connection, sent)) == EVENTS_MAX
    need = EventsNeed(CountKey.DEBTOR, ActorScope.PLATFORM, Window(unit=Unit.CALENDAR_DAY))
    found = events.events(connection, need, ACME, keys_of(sent), moment_of(NOON, SHANGHAI))
    assert isinstance(found, Unknown)
    nowhere = events.events(connection, need, ACME, keys_of(sent), moment_of(NOON, ()))
    assert isinstance(nowhere, Unknown)


def test_the_furthest_report_holds(connection: apsw.Connection) -> None:
    """However late the nearer ones come."""
    hold(connection, 0, contact(), ACME)
    told = (OutcomeState.ANSWERED, OutcomeState.PLACED, OutcomeState.NOT_SENT)
    for leaf, state in enumerate(told, 1):
        events.report(connection, leaf, 0, state, NOON, NOON)
        kept = events.held(connection, 0)
        assert kept is not None
        assert kept.state is OutcomeState.ANSWERED
        assert seen(connection, contact())[0].state is OutcomeState.ANSWERED
        assert events.reported(connection, 0, state) == leaf
    assert events.reports(connection, 0) == [1, 2, 3]
    assert events.reported(connection, 0, OutcomeState.VOICEMAIL) is None


def test_a_hold_knows_whether_its_permit_was_used(connection: apsw.Connection) -> None:
    """Once, and the database itself refuses a second time."""
    hold(connection, 0, contact(), ACME)
    before = events.held(connection, 0)
    events.redeem(connection, 0, NOON)
    after = events.held(connection, 0)
    assert before is not None
    assert after is not None
    assert (before.redeemed, after.redeemed) == (False, True)
    with pytest.raises(apsw.ConstraintError):
        events.redeem(connection, 0, NOON)
    assert events.held(connection, 1) is None


KEPT = {
    "leaf": "(0, NULL, x'00', '')",
    "basis": "('b', x'')",
    "decision": "(0, 'd', 'acme', NULL, x'', x'', x'', 'b')",
    "hold": "(0, 'acme', 'acme', x'', x'', x'', 'call', 'debtor', 'collect', 0, 1, 1, 0, NULL)",
    "redemption": "(0, 0)",
    "outcome": "(0, 0, 'placed', 1, 0, 0)",
    "standing": "(0, 'acme', 'good', '', '', 0)",
    "note": "(0, 'n', NULL, NULL, NULL, NULL, 'state', 'paid', 0, NULL)",
    "note_end": "(0, 0)",
    "inbound": "(0, 'i', 'c1', 'acme', NULL, x'')",
    "override": "(0, 'o', 'c', 'acme', x'', NULL, 'why', 'who', 0, 1)",
    "override_end": "(0, 0)",
    "api_key_end": "('ab12', 0)",
}


@pytest.mark.parametrize("table", sorted(KEPT))
def test_nothing_is_edited_or_removed(connection: apsw.Connection, table: str) -> None:
    """The database itself refuses, whoever asks, and the row stays as it was."""

    def run(sql: str) -> list[Any]:
        return connection.execute(sql.replace("TABLE", table)).fetchall()

    run("INSERT INTO TABLE VALUES ROW".replace("ROW", KEPT[table]))
    (column,) = run("SELECT name FROM pragma_table_info('TABLE') WHERE cid = 1")[0]
    before = run("SELECT * FROM TABLE")
    for edit in ("UPDATE TABLE SET c = c".replace("c", column), "DELETE FROM TABLE"):
        with pytest.raises(apsw.ConstraintError, match=r"append-only|stays?"):
            run(edit)
    assert run("SELECT * FROM TABLE") == before
