"""The people reached: who was wronged most, who was bombed, whom many callers rang.

People are told apart by the number or address that reached them; the caller number never matters
for whom a contact counts, so changing it hides nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.audit.insights.figures import (
    Bombing,
    Callee,
    Episode,
    Rotation,
    Rotations,
    RowOf,
    Unused,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from duegate.audit.insights.yardstick import DailyCap

LISTED = 20
"""So many people, episodes and rotations are listed, the worst of them."""

BOMBING_CONTACTS = 5
BOMBING_MINUTES = 30
"""From five contacts in half an hour on we speak of call-bombing.

It is a pattern, no clause: caps in China stand near three a day, and a line that drops explains one
redial or two. Nothing fair explains a fifth contact within thirty minutes.
"""

ROTATION_CALLERS = 3
"""From three caller numbers onto one person on one date on we speak of rotation.

One number and a spare are usual; a third means that a call not taken is tried again in disguise.
"""

CALLERS_SHOWN = 5
"""So many of the callers of a rotation are named."""

WORST = f"""
WITH worst AS (
    SELECT person, count(*) AS violating, sum(violations) AS violations
    FROM insight_contacts WHERE violating AND person IS NOT NULL
    GROUP BY person ORDER BY violating DESC, violations DESC, person LIMIT {LISTED}),
days AS (
    SELECT person, day, count(*) AS contacts, min(rid) AS first_rid,
        list(DISTINCT tenant) AS tenants
    FROM insight_contacts SEMI JOIN worst USING (person) GROUP BY person, day),
people AS (
    SELECT person, sum(contacts) AS contacts, min(first_rid) AS rid, max(contacts) AS most,
        len(list_distinct(flatten(list(tenants)))) AS tenants
    FROM days GROUP BY person)
SELECT insight_masked(r.reached), f.name, r.line, p.contacts, w.violating,
    w.violations, greatest(p.tenants, 1), p.most
FROM worst w JOIN people p USING (person) JOIN insight_records r USING (rid)
    JOIN insight_files f USING (file)
ORDER BY w.violating DESC, w.violations DESC, w.person
"""

EPISODES = f"""
CREATE OR REPLACE TEMP TABLE insight_episodes AS
WITH ordered AS (
    SELECT person, rid, at_us, row_number() OVER persons AS nth,
        lag(at_us, {BOMBING_CONTACTS - 1}) OVER persons AS since
    FROM insight_sent WHERE person IS NOT NULL
    WINDOW persons AS (PARTITION BY person ORDER BY at_us, rid)),
dense AS (
    SELECT *, lag(nth) OVER (PARTITION BY person ORDER BY nth) AS before
    FROM ordered WHERE at_us - since <= {BOMBING_MINUTES * 60_000_000}),
islands AS (
    SELECT *, sum(CAST(before IS NULL OR nth - before >= {BOMBING_CONTACTS} AS INTEGER))
        OVER (PARTITION BY person ORDER BY nth) AS island
    FROM dense)
SELECT person, min(since) AS since, max(at_us) AS until,
    max(nth) - min(nth) + {BOMBING_CONTACTS} AS contacts
FROM islands GROUP BY person, island
"""
"""Gaps and islands: a contact whose fourth predecessor is recent closes a dense run of five; runs
that share a contact are one episode."""

LISTED_EPISODES = f"""
WITH worst AS (
    SELECT * FROM insight_episodes ORDER BY contacts DESC, since, person LIMIT {LISTED}),
inside AS (
    SELECT w.person, w.since, w.until, w.contacts, min(c.rid) FILTER (c.at_us = w.since) AS rid,
        max(c.rid) FILTER (c.at_us = w.until) AS last_rid,
        count(DISTINCT c.caller) AS callers, greatest(count(DISTINCT c.tenant), 1) AS tenants
    FROM worst w JOIN insight_sent c
        ON c.person = w.person AND c.at_us BETWEEN w.since AND w.until
    GROUP BY ALL)
SELECT insight_masked(r.reached), f.name, r.line, i.contacts,
    coalesce(insight_local(r.day, r.second), insight_rfc3339(r.at_us, NULL)),
    coalesce(insight_local(e.day, e.second), insight_rfc3339(e.at_us, NULL)),
    CAST(ceil((i.until - i.since) / 60000000) AS BIGINT), i.callers, i.tenants
FROM inside i JOIN insight_records r ON r.rid = i.rid JOIN insight_records e ON e.rid = i.last_rid
    JOIN insight_files f ON f.file = r.file
ORDER BY i.contacts DESC, i.since, i.person
"""

ROTATIONS = f"""
CREATE OR REPLACE TEMP TABLE insight_rotations AS
WITH busy AS (
    SELECT person, day FROM insight_sent WHERE person IS NOT NULL AND day IS NOT NULL
    GROUP BY person, day HAVING count(caller) >= {ROTATION_CALLERS})
SELECT person, day, count(*) AS callers, sum(contacts) AS contacts, min(rid) AS rid
FROM (SELECT person, day, caller, count(*) AS contacts, min(rid) AS rid
    FROM insight_sent SEMI JOIN busy USING (person, day) WHERE caller IS NOT NULL
    GROUP BY person, day, caller)
GROUP BY person, day HAVING count(*) >= {ROTATION_CALLERS}
"""

LISTED_ROTATIONS = f"""
WITH worst AS (
    SELECT * FROM insight_rotations
    ORDER BY callers DESC, contacts DESC, day, person LIMIT {LISTED}),
inside AS (
    SELECT w.person, w.day, w.callers, w.contacts, w.rid,
        list_slice(list_sort(list(DISTINCT c.caller)), 1, {CALLERS_SHOWN}) AS shown,
        greatest(count(DISTINCT c.tenant), 1) AS tenants
    FROM worst w JOIN insight_sent c ON c.person = w.person AND c.day = w.day
    WHERE c.caller IS NOT NULL GROUP BY ALL)
SELECT insight_masked(r.reached), f.name, r.line, insight_date(i.day), i.contacts,
    i.callers, i.shown, i.tenants
FROM inside i JOIN insight_records r ON r.rid = i.rid JOIN insight_files f ON f.file = r.file
ORDER BY i.callers DESC, i.contacts DESC, i.day, i.person
"""

UNUSED = """
SELECT coalesce(sum(greatest($limit - used, 0)), 0), count(*) FROM (
    SELECT count_if(NOT violating AND list_contains($channels, channel)) AS used
    FROM insight_contacts WHERE person IS NOT NULL AND day IS NOT NULL GROUP BY person, day)
"""


def worst_callees(connection: DuckDBPyConnection) -> tuple[Callee, ...]:
    """Rank the people by the violating contacts they got."""
    rows = connection.execute(WORST).fetchall()
    return tuple(Callee(row[0], RowOf(row[1], row[2]), *row[3:]) for row in rows)


def bombing(connection: DuckDBPyConnection) -> Bombing:
    """Find call-bombing: many contacts to one person in a short time, by whatever caller."""
    connection.execute(EPISODES)
    episodes, people, contacts = connection.execute(
        "SELECT count(*), count(DISTINCT person), coalesce(sum(contacts), 0) FROM insight_episodes"
    ).fetchall()[0]
    listed = connection.execute(LISTED_EPISODES).fetchall() if episodes else []
    shown = [Episode(row[0], RowOf(row[1], row[2]), *row[3:]) for row in listed]
    return Bombing(BOMBING_CONTACTS, BOMBING_MINUTES, episodes, people, int(contacts), tuple(shown))


def rotation(connection: DuckDBPyConnection) -> Rotations:
    """Find number rotation: many caller numbers onto one person on one local date."""
    connection.execute(ROTATIONS)
    dates, people = connection.execute(
        "SELECT count(*), count(DISTINCT person) FROM insight_rotations"
    ).fetchall()[0]
    listed = connection.execute(LISTED_ROTATIONS).fetchall() if dates else []
    shown = [
        Rotation(number, RowOf(file, line), date, contacts, callers, tuple(some), tenants)
        for number, file, line, date, contacts, callers, some, tenants in listed
    ]
    return Rotations(ROTATION_CALLERS, dates, people, tuple(shown))


def unused(connection: DuckDBPyConnection, cap: DailyCap | None) -> Unused | None:
    """Count the lawful contacts that were left.

    For each person and local date with any contact: the strictest daily cap that was judged, minus
    the lawful contacts by its channels on that date, never below zero. Dates without a contact are
    left out, and other clauses might have barred some of these, so it is what the cap alone left.
    """
    if cap is None:
        return None
    asked = {"limit": cap.limit, "channels": sorted(cap.channels)}
    left, days = connection.execute(UNUSED, asked).fetchall()[0]
    return Unused(int(left), days, cap.limit, cap.clause)
