"""Where somebody may be is asked once for each different way it is told, as the gate asks it."""

from __future__ import annotations

import duckdb
import pytest
from tests.audit.files import File, Row, write

from duegate.audit.locate import Where, identify, locate
from duegate.audit.tables import DuckTables
from duegate.rulebook.records import Column

CHINA = "+8613800138000"
AMERICA = "+12125550123"


def found(*rows: Row, zone: str | None = None) -> tuple[Where, ...]:
    """Locate whoever some rows reached."""
    connection = duckdb.connect()
    told = frozenset(column for row in rows for column in row)
    write(connection, File(told, [row | {"at_us": 0} for row in rows]))
    tables = DuckTables(connection)
    return locate(tables, told, identify(tables, told, None), zone)


def test_one_answer_for_everybody_alike() -> None:
    """However many numbers there are."""
    rows = [{Column.NUMBER: f"+861380013800{n}"} for n in range(9)]
    assert found(*rows) == (Where(("Asia/Shanghai",), ("CN",)),)


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ({}, Where(("America/New_York",), ("US-NY",))),
        (
            {Column.ZONE: "Asia/Tokyo"},
            Where(("Asia/Tokyo", "America/New_York"), ("US-NY",)),
        ),
        ({Column.REGION: "US-NY"}, Where(("America/New_York",), ("US-NY",))),
        ({Column.LAW: "CL"}, Where(("America/New_York",), ("US-NY",), "CL")),
        ({Column.ZONE: "Mars/Phobos"}, Where((), ("US-NY",))),
        ({Column.ZONE: "../../etc/passwd"}, Where((), ("US-NY",))),
        ({Column.REGION: "'"}, Where(("America/New_York",), ("US-NY",))),
        ({Column.DEBTOR_REGION: ""}, Where(("America/New_York",), ("US-NY",))),
    ],
)
def test_what_is_stated_is_heard_with_the_number(row: Row, where: Where) -> None:
    """What is no zone leaves nobody knowing the clock; what is no place tells nothing."""
    assert found({Column.NUMBER: AMERICA} | row) == (where,)


def test_a_third_party_lives_by_its_own_line() -> None:
    """The debtor's region tells of the debtor, and of whoever may be the debtor."""
    row = {Column.NUMBER: CHINA, Column.REGION: "CN", Column.DEBTOR_REGION: "US-NY"}
    (debtor,) = found(row | {Column.ROLE: "debtor"})
    (unknown,) = found(row | {Column.ROLE: None})
    (relative,) = found(row | {Column.ROLE: "relative"})
    assert "America/New_York" in debtor.zones
    assert debtor == unknown
    assert relative.zones == ("Asia/Shanghai",)
    assert relative.places == debtor.places


def test_the_auditors_zone_is_for_those_nothing_else_tells_of() -> None:
    """An address in no stated place; a number tells its own."""
    rows = ({Column.NUMBER: CHINA}, {Column.NUMBER: None, Column.ADDRESS: "a@example.com"})
    assert set(found(*rows)) == {Where(("Asia/Shanghai",), ("CN",)), Where((), ())}
    assert Where(("Europe/Paris",), ("FR",)) in found(*rows, zone="Europe/Paris")


def test_a_blank_zone_and_none_are_two_ways_of_telling() -> None:
    """Neither is joined to the other's answer."""
    rows = [{Column.NUMBER: CHINA, Column.ZONE: zone} for zone in ("", None)]
    assert set(found(*rows)) == {Where((), ("CN",)), Where(("Asia/Shanghai",), ("CN",))}
