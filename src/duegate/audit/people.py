"""People: which records reached the same one, by the identity rules the gate counts by.

A number becomes its E.164 digits as one integer. Whole blocks of mobile numbers of a country whose
numbers share one zone are read in SQL; whatever is not plainly one of those is read by the gate's
own `number_of`, each way of writing it once.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import duckdb
import msgspec

from duegate.ledger.identity import Number, folded, number_of

PLAIN_COUNTRY = "CN"
"""The country whose mobile numbers are read in SQL: eleven digits, one place, one zone."""
PLAIN_DIGITS = 11
PROBES = ("00000000", "55555555", "99999999")
ADDRESSES_FROM = -1
"""Who is reached by an address is numbered downwards from here, so as never to be a number."""


class Plain(msgspec.Struct, frozen=True):
    """The mobile numbers read in SQL: country code, first three digits, what they share."""

    code: int
    beginnings: tuple[str, ...]
    number: Number


@cache
def plain() -> Plain:
    """Ask the number library which beginnings are valid whatever follows."""
    valid = tuple(
        str(first)
        for first in range(100, 200)
        if all(number_of(f"{first}{rest}", PLAIN_COUNTRY) for rest in PROBES)
    )
    sample = number_of(valid[0] + PROBES[0], PLAIN_COUNTRY)
    if sample is None:  # pragma: no cover - it was just found valid
        raise AssertionError(valid)
    return Plain(86, valid, sample)


def plain_in_sql(written: str, region: str | None) -> str:
    """Give in SQL the digits of what is plainly such a mobile number, else null."""
    country = plain()
    own = "?" if region == PLAIN_COUNTRY else ""
    pattern = rf"(\+{country.code}){own}({'|'.join(country.beginnings)})[0-9]{{8}}"
    whole = f"CAST(substr({written}, 2) AS BIGINT)"
    national = f"{country.code}{'0' * PLAIN_DIGITS} + CAST({written} AS BIGINT)"
    return (
        f"CASE WHEN regexp_full_match({written}, '{pattern}') THEN"
        f" CASE WHEN starts_with({written}, '+') THEN {whole} ELSE {national} END END"
    )


def read_numbers(
    connection: duckdb.DuckDBPyConnection, query: str, region: str | None
) -> dict[int, Number]:
    """Read each way of writing a number in a query into `numbers`; give who they are.

    `numbers(written VARCHAR, person BIGINT, origin INTEGER)`: `person` is null when it is no valid
    number; `origin` tells numbers apart that differ in place or zones, and is the key of what is
    returned.
    """
    origins: dict[tuple[tuple[str, ...], str | None], int] = {}
    found: dict[int, Number] = {}

    def rows() -> Iterator[tuple[object, ...]]:
        for written in _each(connection, query):
            number = number_of(written, region)
            if number is None:
                yield written, None, None
                continue
            origin = origins.setdefault((number.zones, number.place), len(origins) + 1)
            found.setdefault(origin, number)
            yield written, int(number.e164[1:]), origin

    load(connection, "numbers (written VARCHAR, person BIGINT, origin INTEGER)", rows())
    return found


def read_addresses(connection: duckdb.DuckDBPyConnection, query: str) -> None:
    """Number the addresses of a query in `addresses(written VARCHAR, person BIGINT)`."""
    people: dict[str, int] = {}

    def rows() -> Iterator[tuple[object, ...]]:
        for written in _each(connection, query):
            person = people.setdefault(folded(written).casefold(), ADDRESSES_FROM - len(people))
            yield written, person

    load(connection, "addresses (written VARCHAR, person BIGINT)", rows())


def load(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Iterator[tuple[object, ...]]
) -> None:
    """Write rows into a new table, by way of a file, which is many times faster than one by one."""
    name = table.partition(" ")[0]
    connection.execute(f"CREATE OR REPLACE TABLE {table}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "rows.csv")
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
        if path.stat().st_size:
            connection.execute(
                f"COPY {name} FROM '{path}' (FORMAT csv, HEADER false, DELIMITER ',', QUOTE '\"',"
                " ESCAPE '\"', NULLSTR '')"
            )


def _each(connection: duckdb.DuckDBPyConnection, query: str) -> Iterator[str]:
    """Fetch the one column of a query on a cursor of its own."""
    found = connection.cursor().execute(query)
    while batch := found.fetchmany(100_000):
        yield from (written for (written,) in batch)
