"""A row of the prepared table is a record; what it does not tell is unknown, never made up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest
from tests.gate.house import NOON

from duegate.audit.rows import NO_PLACE, NO_ZONE, UNTOLD, record_of, records_of
from duegate.ledger.instants import to_us
from duegate.model.contact import Channel, DebtKind, Element, Place, Role, Source
from duegate.model.outcome import OutcomeState
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import NOT_ASKED, CallerShown
from duegate.rulebook.places import Places

WHOLE = """
CREATE TABLE records AS SELECT * FROM (VALUES
  (2, {at} + 1, 'acme', 'sms', '+8613800138000', 7, 'debtor', 'collect', 'delivered',
   'd-1', 'L-1', 12.5000::DECIMAL(20, 4), {due}, 'bank', 'CN', 'card', ['Asia/Shanghai'], ['CN'],
   NULL, false, 'home', 'contract', {due}, ['identity'], NULL),
  (1, {at}, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
   NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)
) AS t (rid, at_us, tenant, channel, number, person, role, purpose, state, debtor, debt, amount,
        due, creditor, law, debt_kind, zones, places, caller, withheld, place, source, obtained,
        contains, arrangements)
"""
DUE = date(2026, 10, 1)


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    """A prepared table with one row that tells everything, and one that tells nothing."""
    connection = duckdb.connect()
    connection.execute(WHOLE.format(at=to_us(NOON), due=DUE.toordinal()))
    return connection


def test_rows_come_in_the_order_of_their_instants(connection: duckdb.DuckDBPyConnection) -> None:
    """Whatever their numbers."""
    assert [record.rid for record in records_of(connection)] == [1, 2]


def test_a_row_that_tells_everything(connection: duckdb.DuckDBPyConnection) -> None:
    """Every column arrives where the clauses read it."""
    _, record = records_of(connection)
    contact = record.contact
    assert (contact.channel, contact.recipient.role) == (Channel.SMS, Role.DEBTOR)
    assert (contact.debt.amount, contact.debt.due) == (Decimal("12.5"), DUE)
    assert (contact.debt.kind, contact.place) == (DebtKind.CARD, Place.HOME)
    assert contact.provenance is not None
    assert (contact.provenance.source, contact.provenance.obtained) == (Source.CONTRACT, DUE)
    assert contact.contains == frozenset({Element.IDENTITY})
    assert contact.arrangements is None
    assert record.state is OutcomeState.DELIVERED
    assert record.subject.person == 7
    assert record.subject.debtor == ("acme", "d-1")
    assert record.subject.creditor == ("acme", "bank")
    assert record.zones == ("Asia/Shanghai",)
    assert record.places == Places(("CN",), None, "CN")


def test_a_row_that_tells_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    """Nobody is known by it; one untold name is as good as another."""
    record, _ = records_of(connection)
    assert record.contact.tenant == UNTOLD
    assert record.contact.recipient.role is Role.UNKNOWN
    assert (record.subject.debtor, record.subject.person, record.subject.debt) == (None,) * 3
    assert (record.zones, record.places, record.state) == (NO_ZONE, NOT_ASKED, None)
    assert isinstance(record.caller, Unknown)


def test_withheld_and_nowhere() -> None:
    """A number that was not shown is known; places that were looked for in vain are not."""
    record = record_of({"rid": 1, "at_us": 0, "withheld": True, "places": []})
    assert (record.caller, record.places) == (CallerShown.WITHHELD, NO_PLACE)


@pytest.mark.parametrize(
    ("registered", "shown"),
    [
        (True, CallerShown.REGISTERED),
        (False, CallerShown.UNREGISTERED),
        (None, CallerShown.REGISTERED),
    ],
)
def test_a_number_shown_is_registered_or_not_where_a_list_says(
    registered: object, shown: object
) -> None:
    """Without a list it is taken to be."""
    row = {"rid": 1, "at_us": 0, "caller": "+862154320000", "registered": registered}
    assert record_of(row).caller == shown
