"""What the cells of a case table mean, and the sentence for each that means nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from duegate.model.contact import Caller, Channel, Place, Purpose, Role, Source
from duegate.model.outcome import OutcomeState
from duegate.model.tenant import Standing
from duegate.model.unknown import Unknown
from duegate.rulebook.cells import DEFAULTS, Case, read_case
from duegate.rulebook.errors import TableError
from duegate.rulebook.facts import (
    ActorScope,
    CallerShown,
    ClockState,
    CountKey,
    EventsNeed,
    Note,
    NoteKind,
)
from duegate.rulebook.history import Apart
from duegate.rulebook.table import Row
from duegate.rulebook.window import Unit, Window

NOON = datetime(2017, 6, 1, 4, tzinfo=UTC)
UTC_JUNE_10 = datetime(2017, 6, 9, 16, tzinfo=UTC)
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def case(**cells: str) -> Case:
    """Read a row at noon with these cells."""
    return read_case(Row(9, {"at": "2017-06-01 12:00", **cells}, {}), "Asia/Shanghai")


def test_a_row_that_says_only_when_is_lawful_otherwise() -> None:
    """A call to the debtor by a tenant in good standing from a number of its own."""
    plain = case()
    contact, facts = plain.contact, plain.facts
    assert contact.at == NOON
    assert (contact.channel, contact.purpose) == (Channel.CALL, Purpose.COLLECT)
    assert (contact.recipient.role, contact.recipient.basis) == (Role.DEBTOR, None)
    assert (contact.debtor.student, contact.place, contact.automated) == (False, None, False)
    assert contact.provenance is not None
    assert contact.provenance.source is Source.CREDITOR_FILE
    assert facts.zones == ("Asia/Shanghai",)
    assert (facts.standing, facts.caller) == (Standing.GOOD, CallerShown.REGISTERED)
    assert (facts.clock, facts.reachable, facts.notes) == (ClockState(steady=True), True, ())
    assert plain.history == ()


def test_each_cell_is_read() -> None:
    """Every column reaches the contact or the facts."""
    full = case(
        at="2017-06-01 12:00:30",
        channel="visit",
        role="guarantor",
        purpose="notice",
        student="yes",
        place="campus",
        source="purchased",
        basis="surety contract 17",
        standing="watched",
        number="invalid",
        amount="49999.99 CNY",
        automated="yes",
    )
    contact = full.contact
    assert contact.at.second == 30
    assert (contact.channel, contact.place) == (Channel.VISIT, Place.CAMPUS)
    assert (contact.recipient.role, contact.recipient.basis) == (
        Role.GUARANTOR,
        "surety contract 17",
    )
    assert (contact.debtor.student, contact.automated) == (True, True)
    assert (contact.debt.amount, contact.debt.currency) == (Decimal("49999.99"), "CNY")
    assert (full.facts.standing, full.facts.reachable) == (Standing.WATCHED, False)


@pytest.mark.parametrize(
    ("cell", "caller", "shown"),
    [
        ("registered", Caller("+862154320000"), CallerShown.REGISTERED),
        ("unregistered", Caller("+862154320000"), CallerShown.UNREGISTERED),
        ("withheld", Caller(withheld=True), CallerShown.WITHHELD),
        ("none", None, CallerShown.WITHHELD),
        ("unknown", None, Unknown),
    ],
)
def test_callers(cell: str, caller: Caller | None, shown: object) -> None:
    """Stating no number is showing none, as at the gate."""
    read = case(caller=cell)
    assert read.contact.caller == caller
    assert read.facts.caller == shown or isinstance(read.facts.caller, shown)  # type: ignore[arg-type]


def test_zones() -> None:
    """The first one tells the time of the row; unknown ones leave it to the pack."""
    two = case(zones="Asia/Urumqi, Asia/Shanghai")
    assert two.facts.zones == ("Asia/Urumqi", "Asia/Shanghai")
    assert (two.zone, two.contact.at.hour) == ("Asia/Urumqi", 6)
    assert isinstance(case(zones="unknown").facts.zones, Unknown)
    assert case(zones="unknown").contact.at == NOON


def test_notes() -> None:
    """A wish or a state, from when, until when."""
    notes = case(
        notes="no_call, disputed until 2017-06-10, cease from 2017-06-10 until 2017-06-10 00:00"
    )
    assert notes.facts.notes == (
        Note(NoteKind.PREFERENCE, "no_call", LONG_AGO),
        Note(NoteKind.STATE, "disputed", LONG_AGO, UTC_JUNE_10),
        Note(NoteKind.PREFERENCE, "cease", UTC_JUNE_10, UTC_JUNE_10),
    )


def test_clocks() -> None:
    """Steady, jumped, jumped until an instant."""
    assert case(clock="jumped").facts.clock == ClockState(steady=False)
    until = case(clock="jumped until 2017-06-10 00:00").facts.clock
    assert until == ClockState(steady=False, until=UTC_JUNE_10)


@pytest.mark.parametrize("column", ["standing", "caller", "number", "notes", "clock", "zones"])
def test_a_fact_may_be_unknown(column: str) -> None:
    """So that a table can show that what is not known refuses."""
    field = {"number": "reachable"}.get(column, column)
    assert isinstance(getattr(case(**{column: "unknown"}).facts, field), Unknown)
    assert isinstance(case(history="unknown").history, Unknown)


def test_history() -> None:
    """Times are the row's own; what is not said is the plainest case."""
    earlier = case(history="call, sms 2017-05-31 09:00 delivered guarantor reply").history
    assert not isinstance(earlier, Unknown)
    first, second = (past.event for past in earlier)
    assert first.at == datetime(2017, 5, 31, 16, tzinfo=UTC)
    assert (first.state, first.role, first.purpose, first.own) == (
        None,
        Role.DEBTOR,
        Purpose.COLLECT,
        True,
    )
    assert second.at == datetime(2017, 5, 31, 1, tzinfo=UTC)
    assert (second.channel, second.state) == (Channel.SMS, OutcomeState.DELIVERED)
    assert (second.role, second.purpose) == (Role.GUARANTOR, Purpose.REPLY)


def test_the_dates_of_an_uncertain_event() -> None:
    """It fell on every date that its candidate zones showed."""
    history = case(zones="Asia/Shanghai, America/New_York", history="call 09:00").history
    assert not isinstance(history, Unknown)
    (past,) = history
    assert past.event.day_last - past.event.day_first == 1


def test_what_the_gate_would_fetch() -> None:
    """By tenant or platform; a debtor is known by reference or by number."""
    day = Window(Unit.CALENDAR_DAY)
    seen = {
        "call": (True, True, True, True),
        "call other_tenant": (False, True, True, True),
        "call other_debtor": (True, True, True, True),
        "call other_person": (True, True, False, True),
        "call other_debtor other_person": (False, False, False, True),
        "call other_debt": (True, True, True, False),
    }
    for item, expected in seen.items():
        history = case(history=item).history
        assert not isinstance(history, Unknown)
        (past,) = history
        asked = (
            EventsNeed(CountKey.DEBTOR, ActorScope.TENANT, day),
            EventsNeed(CountKey.DEBTOR, ActorScope.PLATFORM, day),
            EventsNeed(CountKey.PERSON, ActorScope.PLATFORM, day),
            EventsNeed(CountKey.DEBT, ActorScope.PLATFORM, day),
        )
        assert tuple(past.seen_by(need) for need in asked) == expected, item
        assert past.event.own is (Apart.TENANT not in past.apart)


WRONG = [
    ("at", "soon", "`soon` is not a time; write it as YYYY-MM-DD HH:MM"),
    ("channel", "fax", "`fax` is not known; there are call, sms, email, letter"),
    ("channel", "cal", "`cal` is not known; did you mean `call`?; there are call"),
    ("role", "uncle", "`uncle` is not known; there are debtor, co_debtor"),
    ("student", "perhaps", "`perhaps` is not known; there are yes, no, unknown"),
    ("caller", "hidden", "`hidden` is not known; there are registered, unregistered, withheld"),
    ("amount", "much", "`much` is not an amount; write it as `60000 CNY`"),
    ("zones", "Asia/Peking", '"Asia/Peking" is not a zone; give an IANA name'),
    ("notes", "disputes", "`disputes` is not a note; did you mean `disputed`?; there are disputed"),
    ("notes", "disputed since yesterday", "`disputed since yesterday` is not a note; write it as"),
    ("clock", "slow", "`slow` is not known; there are steady, jumped, unknown"),
    ("clock", "slow until 2017-06-10", "`slow` is not known; there are jumped"),
    ("history", "fax 09:00", "`fax` is not known; there are call"),
    ("history", "call 09:61", "`2017-06-01 09:61` is not a time"),
    ("history", "call 09:00 ignored", "`ignored` tells nothing of an earlier contact; there are"),
]


@pytest.mark.parametrize(("column", "cell", "sentence"), WRONG)
def test_a_cell_that_means_nothing_is_said(column: str, cell: str, sentence: str) -> None:
    """The line, the column, what may stand there."""
    with pytest.raises(TableError) as caught:
        case(**{column: cell})
    assert str(caught.value).startswith(f"line 9: column `{column}`: {sentence}")


def test_a_local_time_that_comes_twice_needs_its_offset() -> None:
    """Neither showing is silently taken."""
    row = Row(9, {"at": "2017-10-29 02:30"}, {})
    with pytest.raises(TableError, match="Europe/Berlin shows 2017-10-29 02:30 twice or never"):
        read_case(row, "Europe/Berlin")
    told = read_case(Row(9, {"at": "2017-10-29 02:30+01:00"}, {}), "Europe/Berlin")
    assert told.contact.at == datetime(2017, 10, 29, 1, 30, tzinfo=UTC)


def test_every_column_has_a_default() -> None:
    """And only `at` is asked of every row."""
    assert DEFAULTS["at"] == "-"
    assert case().row.given.keys() == {"at"}
