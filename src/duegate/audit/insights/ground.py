"""The ground the figures stand on: temporary tables and macros over what the audit left.

`insight_sent` holds every contact that left, `insight_contacts` also what was found of it. What was
never sent and what came from the person was not judged, and counts nowhere here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.audit.record import NOT_JUDGED
from duegate.rulebook.records import EPOCH_DAY, among

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from duegate.audit.findings import Audit

VIOLATING = """
CREATE OR REPLACE TEMP TABLE insight_violating AS
SELECT rid, count(*) AS violations FROM violations WHERE verdict <> 'review' GROUP BY rid
"""

RECORDS = """
CREATE OR REPLACE TEMP VIEW insight_records AS
SELECT rid, file, line, at_us, tenant, agent, channel, caller, person, state,
    coalesce(number, address) AS reached,
    CASE WHEN len(zones) > 0 THEN day END AS day,
    CASE WHEN len(zones) > 0 THEN second END AS second
FROM records
"""
"""Where no zone is known, no local time is; a record of several clocks shows the first."""

SENT = f"""
CREATE OR REPLACE TEMP VIEW insight_sent AS SELECT * FROM insight_records
WHERE state IS NULL OR NOT {among("state", NOT_JUDGED)}
"""

CONTACTS = """
CREATE OR REPLACE TEMP VIEW insight_contacts AS
SELECT r.rid, r.day, r.second, r.tenant, r.agent, r.channel, r.caller, r.person,
    v.rid IS NOT NULL AS violating, coalesce(v.violations, 0) AS violations
FROM insight_sent r LEFT JOIN insight_violating v USING (rid)
"""

MASKED = """
CREATE OR REPLACE TEMP MACRO insight_masked(number) AS CASE
    WHEN number IS NULL THEN NULL
    WHEN NOT regexp_full_match(number, '\\+?[0-9]+') THEN left(number, 1) || '***'
    WHEN length(number) > 8 THEN left(number, length(number) - 8) || '****' || right(number, 4)
    WHEN length(number) > 4 THEN
        left(number, 1) || repeat('*', length(number) - 3) || right(number, 2)
    ELSE '***' END
"""
"""+8613812348000 becomes +86138****8000; of a short number or an address little more is left."""

UNMASKED = "CREATE OR REPLACE TEMP MACRO insight_masked(number) AS number"

DATE = f"""
CREATE OR REPLACE TEMP MACRO insight_date(day) AS
    strftime(DATE '1970-01-01' + CAST(day - {EPOCH_DAY} AS INTEGER), '%Y-%m-%d')
"""

LOCAL = """
CREATE OR REPLACE TEMP MACRO insight_local(day, second) AS
    insight_date(day) || format(' {:02d}:{:02d}:{:02d}',
        second // 3600, second // 60 % 60, second % 60)
"""

OFFSET = f"""
CREATE OR REPLACE TEMP MACRO insight_offset(at_us, day, second) AS (
    SELECT CASE WHEN o % 60 = 0 THEN o END FROM (
        SELECT (day - {EPOCH_DAY}) * 86400 + second - CAST(floor(at_us / 1000000) AS BIGINT) AS o))
"""
"""How far the recipient's clock is from UTC; none when it is not known or cannot be written."""

RFC_3339 = """
CREATE OR REPLACE TEMP MACRO insight_rfc3339(at_us, offs) AS
    strftime(make_timestamp(at_us + coalesce(offs, 0) * 1000000), '%Y-%m-%dT%H:%M:%S')
    || CASE WHEN at_us % 1000000 = 0 THEN '' ELSE
        format('.{:06d}', (at_us % 1000000 + 1000000) % 1000000) END
    || CASE WHEN offs IS NULL THEN 'Z' ELSE
        CASE WHEN offs < 0 THEN '-' ELSE '+' END
        || format('{:02d}:{:02d}', abs(offs) // 3600, abs(offs) // 60 % 60) END
"""


def lay(audit: Audit, connection: DuckDBPyConnection, *, show_numbers: bool) -> None:
    """Lay the ground; anew each time, so two reports of one audit do not mix."""
    masked = UNMASKED if show_numbers else MASKED
    for statement in (VIOLATING, RECORDS, SENT, CONTACTS, DATE, LOCAL, OFFSET, RFC_3339, masked):
        connection.execute(statement)
    connection.execute("CREATE OR REPLACE TEMP TABLE insight_files (file SMALLINT, name VARCHAR)")
    for number, source in enumerate(audit.given.sources):
        connection.execute("INSERT INTO insight_files VALUES (?, ?)", [number, source.name])
