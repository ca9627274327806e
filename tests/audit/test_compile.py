"""When, where and of whom a clause is asked, what counts together, and what is left open."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from tests.audit.files import File, Row, told_by, write
from tests.packs.shipped import PACKS

from duegate.audit.compile import Compiled, Plan, plan, sheet_of
from duegate.audit.idioms import DuckDB
from duegate.audit.prepare import Terms, prepare
from duegate.audit.tables import DuckTables
from duegate.rulebook.book import Book
from duegate.rulebook.records import Column

BEGINS_US = 1_769_702_400_000_000  # 30 January 2026 in China, when a regulation begins
CALL: Row = {"at_us": BEGINS_US, Column.NUMBER: "+8613800138000"}


def planned(*rows: Row, packs: tuple[str, ...] = ("cn-shenzhen",), **terms: Any) -> Plan:  # noqa: ANN401
    """Compile some packs over some rows."""
    connection = duckdb.connect()
    file = File(told_by(rows) | {Column.NUMBER}, rows, Terms(**terms))
    prepared = prepare(DuckTables(connection), write(connection, file), file.terms)
    sheet = sheet_of(prepared, DuckDB(), notes=None, callers=file.terms.callers is not None)
    return plan(Book(tuple(PACKS[name] for name in packs)), prepared, sheet)


def one(found: Plan, name: str) -> Compiled:
    """Find the form of one clause."""
    (each,) = (each for each in found.clauses if each.provision.id == name)
    return each


def silent(found: Plan) -> dict[str, str]:
    """Give the clauses that are not judged, and why."""
    return {each.id: each.why.en for each in found.not_judged}


def test_a_version_begins_at_midnight_in_its_own_zone() -> None:
    """Not in force it has no say; within the file it is asked from its instant on."""
    packs = ("cn-cba-2026",)
    before = planned(CALL | {"at_us": BEGINS_US - 1}, packs=packs)
    assert (before.clauses, before.not_judged) == ((), ())
    after = planned(CALL | {"at_us": BEGINS_US}, packs=packs)
    assert "at_us" not in one(after, "cn-cba-2026/hours").concerned
    across = planned(CALL | {"at_us": BEGINS_US - 1}, CALL | {"at_us": BEGINS_US}, packs=packs)
    assert f"at_us >= {BEGINS_US}" in one(across, "cn-cba-2026/hours").concerned


def test_a_pack_is_asked_where_it_binds() -> None:
    """Everywhere, nowhere, or of the rows in its place."""
    hours = "us-reg-f/hours"
    packs = ("us-reg-f",)
    assert planned(CALL, packs=packs).clauses == ()
    american = CALL | {Column.NUMBER: "+12125550123"}
    assert "place_id" not in one(planned(american, packs=packs), hours).concerned
    assert "place_id IN (" in one(planned(CALL, american, packs=packs), hours).concerned


def test_a_clause_about_channels_nobody_used_finds_nothing() -> None:
    """It was judged, of no record."""
    found = one(planned(CALL | {Column.CHANNEL: "letter"}), "cn-shenzhen/SZ-02")
    assert (found.concerned, found.sure, found.candidates) == ("FALSE", "FALSE", "FALSE")


def test_what_the_files_do_not_tell_is_not_judged() -> None:
    """With what is missing, in words."""
    bare, told = planned(CALL), planned(CALL | {Column.ROLE: "debtor"})
    missing = set(silent(bare)) - set(silent(told))
    assert missing
    assert all("the role of the person reached" in silent(bare)[name] for name in missing)


@pytest.mark.parametrize(
    ("told", "keys"),
    [
        ({}, ("person",)),
        ({Column.DEBTOR: "d"}, ("debtor_key",)),
        ({Column.DEBTOR: "d", Column.TENANT: "a"}, ("debtor_key",)),
    ],
)
def test_whose_contacts_a_cap_counts_together(told: Row, keys: tuple[str, ...]) -> None:
    """By the column that tells debtors apart; a lone tenant needs none of its own."""
    assert one(planned(CALL | told), "cn-shenzhen/SZ-02").keys == keys


def test_a_reference_is_counted_within_its_tenant() -> None:
    """As soon as there are two."""
    rows = [CALL | {Column.TENANT: tenant, Column.DEBTOR: "d"} for tenant in ("a", "b")]
    rows[1] = rows[1] | {Column.NUMBER: "+8613900139000"}
    assert one(planned(*rows), "cn-shenzhen/SZ-02").keys == ("debtor_key", "tenant")


def test_a_debt_nobody_names_is_its_tenants_own() -> None:
    """Two agencies that call one number, and tell nothing else, call about two debts."""
    rows = [CALL | {Column.TENANT: tenant, Column.NUMBER: "+12125550123"} for tenant in ("a", "b")]
    found = one(planned(*rows, packs=("us-reg-f",)), "us-reg-f/calls-7-in-7")
    assert found.keys == ("person", "tenant")


def test_tangled_debtors_are_left_to_be_judged_one_by_one() -> None:
    """Two numbers, two references, and all four of their pairs."""
    rows = [CALL | {Column.NUMBER: number, Column.DEBTOR: debtor}
            for number in ("+8613800138000", "+8613900139000") for debtor in "de"]  # fmt: skip
    found = one(planned(*rows), "cn-shenzhen/SZ-02")
    assert "NOT irregular" in found.sure
    assert "irregular" in found.candidates


def test_without_a_clock_nothing_is_said_of_hours_or_days() -> None:
    """It is unknown, not a violation of what UTC shows."""
    rows: list[Row] = [
        {"at_us": BEGINS_US, Column.ADDRESS: f"{name}@example.com", Column.REGION: region}
        for name, region in (("a", "CN"), ("b", None))
    ]
    connection = duckdb.connect()
    file = File(told_by(rows), rows)
    prepared = prepare(DuckTables(connection), write(connection, file), file.terms)
    sheet = sheet_of(prepared, DuckDB(), notes=None, callers=False)
    assert sheet.no_clock.startswith("place_id IN (")
    adopted = frozenset({"cn-shenzhen"})
    found = plan(Book((PACKS["cn-shenzhen"],), adopted=adopted), prepared, sheet)
    for name in ("cn-shenzhen/SZ-01", "cn-shenzhen/SZ-02"):
        assert sheet.no_clock in one(found, name).unknown
        assert f"NOT ({sheet.no_clock})" in one(found, name).sure
