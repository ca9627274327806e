"""People: which records reached the same one, by the identity rules the gate counts by.

A number becomes its E.164 digits as one integer. Whole blocks of mobile numbers of a country whose
numbers share one zone are read in SQL; whatever is not plainly one of those is read by the gate's
own `number_of`, each way of writing it once.
"""

from __future__ import annotations

from functools import cache, partial

import msgspec

from duegate.audit.idioms import AuditIdioms
from duegate.audit.tables import Row, Tables
from duegate.ledger.identity import Number, folded, number_of

PLAIN_COUNTRY = "CN"
"""The country whose mobile numbers are read in SQL: eleven digits, one place, one zone."""
PLAIN_DIGITS = 11
PROBES = ("00000000", "55555555", "99999999")


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


def plain_in_sql(engine: AuditIdioms, written: str, region: str | None) -> str:
    """Give in SQL the digits of what is plainly such a mobile number, else null."""
    country = plain()
    own = "?" if region == PLAIN_COUNTRY else ""
    pattern = rf"(\+{country.code}){own}({_alternatives(country.beginnings)})[0-9]{{8}}"
    whole = f"CAST(substr({written}, 2) AS BIGINT)"
    national = f"{country.code}{'0' * PLAIN_DIGITS} + CAST({written} AS BIGINT)"
    return (
        f"CASE WHEN {engine.matches(written, pattern)} THEN"
        f" CASE WHEN {written} LIKE '+%' THEN {whole} ELSE {national} END END"
    )


def _alternatives(beginnings: tuple[str, ...]) -> str:
    """Write beginnings as a pattern that turns on one digit at a time, for engines that go back."""
    lasts: dict[str, str] = {}
    for beginning in beginnings:
        lasts[beginning[:-1]] = lasts.get(beginning[:-1], "") + beginning[-1]
    return "|".join(f"{first}[{last}]" for first, last in lasts.items())


def read_numbers(tables: Tables, query: str, region: str | None) -> dict[int, Number]:
    """Read each way of writing a number in a query into `numbers`; give who they are.

    `numbers(written VARCHAR, person BIGINT, origin INTEGER)`: `person` is null when it is no valid
    number; `origin` tells numbers apart that differ in place or zones, and is the key of what is
    returned.
    """
    declared = "read_numbers (written VARCHAR, person BIGINT, alike VARCHAR)"
    tables.read(declared, query, partial(_number, region))
    found = tables.rows(
        "SELECT alike, min(written) FROM read_numbers WHERE person IS NOT NULL"
        " GROUP BY 1 ORDER BY 1"
    )
    origins = ((alike, origin) for origin, (alike, _) in enumerate(found, 1))
    tables.load("origins (alike VARCHAR, origin INTEGER)", origins)
    tables.show(
        "numbers",
        "SELECT r.written, r.person, o.origin"
        " FROM read_numbers r LEFT JOIN origins o ON o.alike = r.alike",
    )
    numbers = ((origin, number_of(each, region)) for origin, (_, each) in enumerate(found, 1))
    return {origin: number for origin, number in numbers if number is not None}


def read_addresses(tables: Tables, query: str) -> None:
    """Number the addresses of a query in `addresses(written VARCHAR, person BIGINT)`.

    Who is reached by an address is numbered downwards, so as never to be a number.
    """
    tables.read("read_addresses (written VARCHAR, alike VARCHAR)", query, _address)
    tables.keep(
        "addresses",
        "SELECT r.written, p.person FROM read_addresses r LEFT JOIN"
        " (SELECT alike, CAST(-row_number() OVER (ORDER BY alike) AS BIGINT) AS person"
        " FROM (SELECT DISTINCT alike FROM read_addresses WHERE alike IS NOT NULL)) p"
        " ON p.alike = r.alike",
    )


def _number(region: str | None, row: Row) -> Row:
    """Read a number: who it is, and what it has in common with others."""
    (written,) = row
    number = number_of(written, region)
    if number is None:
        return written, None, None
    return written, int(number.e164[1:]), " ".join((number.place or "-", *number.zones))


def _address(row: Row) -> Row:
    (written,) = row
    return written, folded(written).casefold() or None
