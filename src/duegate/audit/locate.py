"""Locate: who each record reached, and where that person and the debtor may be.

Everything is asked of the gate's own rules, once for each different way it is written. The view
`reached` is `given` with `who` (null: nobody can tell) and `origin`, which tells apart numbers that
differ in place or zones.
"""

from __future__ import annotations

import msgspec

from duegate.audit.people import plain, plain_in_sql, read_addresses, read_numbers
from duegate.audit.tables import Row, Tables
from duegate.ledger.identity import Number, candidate_zones
from duegate.ledger.places import debtor_places
from duegate.model.contact import Role
from duegate.model.moment import zone_of
from duegate.rulebook.places import is_place
from duegate.rulebook.records import Column

PLAIN_ORIGIN, NO_ORIGIN = 0, -1
STATED = (Column.ZONE, Column.REGION, Column.DEBTOR_REGION, Column.LAW, Column.ROLE)
"""What tells of places besides the number."""
MAYBE_DEBTOR = (Role.DEBTOR, Role.UNKNOWN)


class Where(msgspec.Struct, frozen=True):
    """Where some may be: the recipients' candidate zones, their debtors' places, the law agreed."""

    zones: tuple[str, ...]
    places: tuple[str, ...]
    law: str | None = None


def identify(tables: Tables, told: frozenset[Column], region: str | None) -> dict[int, Number]:
    """Make `reached`; give a number of each origin. `region` reads national numbers."""
    numbers = {PLAIN_ORIGIN: plain().number}
    who, origin, joins, source = "CAST(NULL AS BIGINT)", str(NO_ORIGIN), "", "given"
    if Column.NUMBER in told:
        source = f"(SELECT *, {plain_in_sql(tables.engine, 'number', region)} AS digits FROM given)"
        others = f"SELECT DISTINCT number FROM {source} WHERE digits IS NULL AND number IS NOT NULL"
        read = read_numbers(tables, others, region)
        numbers |= read
        who, origin = "digits", str(PLAIN_ORIGIN)
        if read:
            joins = " LEFT JOIN numbers n ON n.written = g.number"
            who = "coalesce(digits, n.person)"
            origin = f"CASE WHEN digits IS NULL THEN n.origin ELSE {PLAIN_ORIGIN} END"
    if Column.ADDRESS in told:
        read_addresses(tables, "SELECT DISTINCT address FROM given WHERE address IS NOT NULL")
        joins += " LEFT JOIN addresses a ON a.written = g.address"
        if Column.NUMBER in told:
            origin = f"CASE WHEN g.number IS NULL THEN {NO_ORIGIN} ELSE {origin} END"
            who = f"CASE WHEN g.number IS NULL THEN a.person ELSE {who} END"
        else:
            who = "a.person"
    tables.show("reached", f"SELECT g.*, {who} AS who, {origin} AS origin FROM {source} g{joins}")
    return numbers


def locate(
    tables: Tables,
    told: frozenset[Column],
    numbers: dict[int, Number],
    zone: str | None,
) -> tuple[Where, ...]:
    """Number the different answers to where somebody may be, in `wheres`, from 0.

    `zone` is the clock of recipients of whom nothing else tells.
    """
    stated = [column for column in STATED if column in told]
    if not stated and set(numbers) == {PLAIN_ORIGIN} and Column.ADDRESS not in told:
        return (_where(numbers[PLAIN_ORIGIN], {}, zone),)
    found = tables.rows(
        f"SELECT DISTINCT {', '.join(['origin', *stated])} FROM reached WHERE who IS NOT NULL"
    )
    answers: dict[Where, int] = {}
    rows: list[Row] = []
    for origin, *values in found:
        said = dict(zip(stated, values, strict=True))
        where = _where(numbers.get(origin), said, zone)
        rows.append((origin, *values, answers.setdefault(where, len(answers))))
    columns = "".join(f", {column} VARCHAR" for column in stated)
    tables.load(f"wheres (origin INTEGER{columns}, place_id INTEGER)", rows)
    return tuple(answers) or (Where((), ()),)


def joined_to_wheres(told: frozenset[Column], row: str, where: str) -> str:
    """Give in SQL the condition that joins a row to its answer."""
    columns = ["origin", *(column for column in STATED if column in told)]
    return " AND ".join(f"{row}.{each} IS NOT DISTINCT FROM {where}.{each}" for each in columns)


def _where(number: Number | None, said: dict[Column, str | None], zone: str | None) -> Where:
    """Ask where a recipient and a debtor may be, as the gate asks it."""
    own, line, debtor = (said.get(column) for column in STATED[:3])
    line, debtor = (each if each and is_place(each) else None for each in (line, debtor))
    either = line is None or said.get(Column.ROLE, Role.DEBTOR) in (None, *MAYBE_DEBTOR)
    regions = tuple(one for one in (line, debtor if either else None) if one is not None)
    zones = _known(candidate_zones(own, regions, number))
    if not zones and zone is not None:
        own, zones = zone, (zone,)
    told = None if number is None else number.place
    return Where(zones, debtor_places(debtor, line, told, own), said.get(Column.LAW))


def _known(zones: tuple[str, ...]) -> tuple[str, ...]:
    """Give no zones when one of them is not known: nobody can tell, as the gate says."""
    try:
        for zone in zones:
            zone_of(zone)
    except ValueError:
        return ()
    return zones
