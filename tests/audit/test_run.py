"""An audit from given to counted: its steps are told, its tables and totals fit each other."""

from __future__ import annotations

import duckdb
from tests.audit.agreement import check
from tests.audit.files import File, Row, told_by, write
from tests.packs.shipped import PACKS

from duegate.audit.prepare import Terms
from duegate.audit.run import audit
from duegate.model.moment import TZDATA
from duegate.rulebook.book import Book
from duegate.rulebook.records import Column

NOON_US = 1_780_286_400_000_000
HOUR_US = 3_600_000_000
BOOK = Book((PACKS["cn-shenzhen"],))


def calls(*hours: float, **told: object) -> list[Row]:
    """Write calls to one number so many hours after noon."""
    call: Row = {Column.NUMBER: "+8613800138000", Column.ROLE: "debtor", **told}
    return [call | {"at_us": NOON_US + int(hour * HOUR_US)} for hour in hours]


def test_the_steps_are_told_in_their_order() -> None:
    """For whoever draws a bar."""
    rows, steps = calls(0, 1), list[str]()
    connection = duckdb.connect()
    audit(connection, write(connection, File(told_by(rows), rows)), BOOK, Terms(), steps.append)
    assert steps == ["people", "clauses", "evidence", "doubt"]


def test_a_day_of_one_debtor() -> None:
    """Too early in the night, then once too often; each said once, with clause, pack and count."""
    rows = calls(-4.01, 0, 1, 2, 3, 12)
    heard = check(File(told_by(rows), rows), BOOK)
    counted = {
        place: found.used
        for place, found in heard.violations.items()
        if place[1] in ("cn-shenzhen/SZ-01", "cn-shenzhen/SZ-02")
    }
    assert counted == {
        (1, "cn-shenzhen/SZ-01"): None,
        (4, "cn-shenzhen/SZ-02"): 3,
        (5, "cn-shenzhen/SZ-02"): 4,
        (6, "cn-shenzhen/SZ-01"): None,
    }
    result = heard.audit
    assert (result.records, result.persons, result.violating) == (6, 1, 4)
    assert (result.first_us, result.last_us) == (rows[0]["at_us"], rows[-1]["at_us"])
    assert result.packs == {"cn-shenzhen": PACKS["cn-shenzhen"].hash}
    assert result.tzdata == TZDATA
    (cap,) = (each for each in result.clauses if each.id == "cn-shenzhen/SZ-02")
    assert (cap.limit, cap.concerned, cap.violations, cap.unknown) == (3, 6, 2, 0)


def test_what_never_left_or_came_from_them_is_not_judged() -> None:
    """It is an event for the others if a clause says so; here neither counts."""
    for state in ("not_sent", "inbound"):
        rows = calls(0, 1, 2, state=state) + calls(3, 12)
        heard = check(File(told_by(rows), rows), BOOK)
        assert {rid for rid, _ in heard.violations} == {5}, state


def test_an_outcome_nobody_reported_counts() -> None:
    """Over-contacting is the harm."""
    rows = calls(0, 1, 2, state=None) + calls(3, state="not_connected")
    heard = check(File(told_by(rows), rows), BOOK)
    assert (4, "cn-shenzhen/SZ-02") in heard.violations


def test_a_second_audit_in_the_same_connection_forgets_the_first() -> None:
    """Tables are made anew."""
    connection = duckdb.connect()
    for rows in (calls(12, 12.1), calls(0)):
        found = audit(connection, write(connection, File(told_by(rows), rows)), BOOK, Terms())
    assert (found.records, found.violating) == (1, 0)
    assert connection.execute("SELECT count(*) FROM violations").fetchone() == (0,)
