"""Contacts and violations by hour, date, tenant, agent and caller, in one pass over the records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.audit.insights.figures import Ranking, Tally

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

RANKED = 50
"""So many agents and callers are listed; a page with more is not read."""

TENANTS = 500
"""So many tenants are listed and compared."""

TALLIES = """
CREATE OR REPLACE TEMP TABLE insight_tallies AS
SELECT grouping(hour, day, tenant, agent, caller) AS cut, hour, day, tenant, agent, caller,
    count(*) AS contacts, count_if(violating) AS violating, sum(violations) AS violations
FROM (SELECT *, second // 3600 AS hour FROM insight_contacts)
GROUP BY GROUPING SETS ((hour), (day), (tenant), (tenant, agent), (tenant, caller))
"""
BY_HOUR, BY_DATE, BY_TENANT, BY_AGENT, BY_CALLER = 0b01111, 0b10111, 0b11011, 0b11001, 0b11010

BY_CLAUSE = """
CREATE OR REPLACE TEMP TABLE insight_by_clause AS
SELECT clause, grouping(hour) = 0 AS hourly, hour, tenant, count(*) AS violations
FROM (SELECT v.clause, r.second // 3600 AS hour, r.tenant
    FROM violations v JOIN insight_records r USING (rid) WHERE v.verdict <> 'review')
GROUP BY GROUPING SETS ((clause, hour), (clause, tenant))
"""


def count(connection: DuckDBPyConnection) -> None:
    """Count once what all the tables are read from."""
    connection.execute(TALLIES)
    connection.execute(BY_CLAUSE)


def by_hour(connection: DuckDBPyConnection) -> tuple[Tally, ...]:
    """Give all 24 local hours, and one without a name where the local time is not known."""
    found = {row.name: row for row in _tallies(connection, "format('{:02d}', hour)", BY_HOUR)}
    hours = [f"{hour:02d}" for hour in range(24)]
    named = [found.get(hour, Tally(hour, 0, 0, 0)) for hour in hours]
    return (*named, found[None]) if None in found else tuple(named)


def by_date(connection: DuckDBPyConnection) -> tuple[Tally, ...]:
    """Give the local dates with a contact, in order."""
    return tuple(_tallies(connection, "insight_date(day)", BY_DATE))


def by_tenant(connection: DuckDBPyConnection) -> Ranking:
    """Rank the tenants."""
    return _ranking(connection, "tenant", BY_TENANT, TENANTS)


def by_agent(connection: DuckDBPyConnection) -> Ranking:
    """Rank the agents, each with its tenant."""
    return _ranking(connection, "agent", BY_AGENT)


def by_caller(connection: DuckDBPyConnection) -> Ranking:
    """Rank the caller numbers, each with its tenant."""
    return _ranking(connection, "caller", BY_CALLER)


def hours_by_clause(connection: DuckDBPyConnection) -> dict[int, tuple[int, ...]]:
    """Give the violations of each clause by local hour."""
    found: dict[int, list[int]] = {}
    rows = connection.execute(
        "SELECT clause, hour, violations FROM insight_by_clause WHERE hourly AND hour IS NOT NULL"
    )
    for clause, hour, violations in rows.fetchall():
        found.setdefault(clause, [0] * 24)[hour] = violations
    return {clause: tuple(hours) for clause, hours in found.items()}


def by_tenant_and_clause(connection: DuckDBPyConnection) -> dict[tuple[str | None, int], int]:
    """Give the violations of each tenant by clause."""
    rows = connection.execute(
        "SELECT tenant, clause, violations FROM insight_by_clause WHERE NOT hourly"
    )
    return {(tenant, clause): violations for tenant, clause, violations in rows.fetchall()}


def _tallies(connection: DuckDBPyConnection, name: str, cut: int) -> list[Tally]:
    """`name` and `cut` are ours, never a reader's words."""
    rows = connection.execute(
        f"SELECT {name} AS name, contacts, violating, violations FROM insight_tallies "
        f"WHERE cut = {cut} ORDER BY name NULLS LAST"
    )
    return [Tally(*row) for row in rows.fetchall()]


def _ranking(connection: DuckDBPyConnection, name: str, cut: int, most: int = RANKED) -> Ranking:
    """A ranking of nothing but the unnamed says nothing, unless it is of tenants."""
    rows = connection.execute(
        f"SELECT {name}, contacts, violating, violations, tenant, count(*) OVER (), "
        f"count({name}) OVER () FROM insight_tallies WHERE cut = {cut} "
        f"ORDER BY violating DESC, violations DESC, contacts DESC, tenant, {name} LIMIT {most}"
    ).fetchall()
    if not rows or (cut != BY_TENANT and rows[0][6] == 0):
        return Ranking(())
    return Ranking(tuple(Tally(*row[:5]) for row in rows), rows[0][5] - len(rows))
