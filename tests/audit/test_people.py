"""A number is read the one way the gate reads it, in SQL or not."""

from __future__ import annotations

from random import Random

import duckdb
import pytest

from duegate.audit.idioms import DuckDB
from duegate.audit.people import plain, plain_in_sql, read_addresses, read_numbers
from duegate.audit.tables import DuckTables
from duegate.ledger.identity import number_of


def digits(written: str, region: str | None) -> int | None:
    """Read one number in SQL."""
    test = plain_in_sql(DuckDB(), "w", region)
    row = duckdb.execute(f"SELECT {test} FROM (SELECT ? AS w)", [written]).fetchone()
    assert row is not None
    found: int | None = row[0]
    return found


@pytest.mark.parametrize("region", ["CN", "US", None])
def test_what_sql_reads_is_what_the_gate_reads(seed: int, region: str | None) -> None:
    """It reads nothing else than the gate, and leaves to it what it does not read."""
    draw = Random(seed)
    read = 0
    for _ in range(400):
        national = f"1{draw.randrange(10**10):010}"
        written = draw.choice(("+86", "86", "0086", "", "+86 ")) + national
        found = digits(written, region)
        if found is None:
            continue
        number = number_of(written, region)
        assert number is not None
        assert (number.e164, number.zones, number.place) == (
            f"+{found}",
            plain().number.zones,
            plain().number.place,
        )
        read += 1
    assert read > 20


@pytest.mark.parametrize(
    "written",
    ["", "+8613800138000 ", "+8613800138000\n", "\uff0b8613800138000", "138****0000", "1.38E+10"],
)
def test_what_is_not_plain_is_left_to_the_gate(written: str) -> None:
    """Whatever surrounds it."""
    assert digits(written, "CN") is None


def test_a_national_number_needs_its_country() -> None:
    """Eleven digits are a Chinese mobile number only where somebody says so."""
    assert digits("13800138000", "CN") == digits("+8613800138000", None) == 8613800138000
    assert digits("13800138000", None) is None


def test_numbers_of_one_place_and_one_set_of_zones_share_an_origin() -> None:
    """However they are written; what is no number is nobody."""
    connection = duckdb.connect()
    written = ("+8613800138000", "+86 21 5432 0000", "+12125550123", "nobody", "")
    connection.execute("CREATE TABLE w AS SELECT unnest(?) AS number", [list(written)])
    origins = read_numbers(DuckTables(connection), "SELECT number FROM w", None)
    found = {
        number: (person, origin)
        for number, person, origin in connection.execute("SELECT * FROM numbers").fetchall()
    }
    assert found["+8613800138000"] == (8613800138000, found["+86 21 5432 0000"][1])
    assert found["+12125550123"][1] != found["+8613800138000"][1]
    assert found["nobody"] == found[""] == (None, None)
    assert {number.place for number in origins.values()} == {"CN", "US-NY"}


def test_addresses_are_people_below_zero() -> None:
    """So never a number; spaces and case do not make another one; a blank one is nobody."""
    connection = duckdb.connect()
    written = ["Li@Example.com", "li@example.COM", "7  High St", "7 High St", " "]
    connection.execute("CREATE TABLE w AS SELECT unnest(?) AS address", [written])
    read_addresses(DuckTables(connection), "SELECT address FROM w")
    rows = connection.execute("SELECT written, person FROM addresses").fetchall()
    people = dict(rows)
    assert people["Li@Example.com"] == people["li@example.COM"] < 0
    assert people["7  High St"] == people["7 High St"] < 0
    assert people[" "] is None
    assert len({person for person in people.values() if person is not None}) == 2
