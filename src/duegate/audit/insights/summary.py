"""The summary of an audit: all its figures, taken together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from duegate.audit.insights import ground, persons, tallies
from duegate.audit.insights.figures import (
    ClauseFigures,
    Comparison,
    Measured,
    Ranking,
    Standard,
    Summary,
    per_thousand,
)
from duegate.audit.insights.yardstick import Yardstick
from duegate.ledger.instants import from_us
from duegate.model.moment import told_in
from duegate.model.text import Text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from duegate.audit.findings import Audit

UNMEASURED = Yardstick()

HOW = Text(
    "每千次联络的违规数 = 违规认定数 ÷ 该机构已发出的联络数 × 1000。机构只取本机构的行、"
    "用相同的规则包（见摘要值）重新审计，即得相同数字；标有 † 的条款一并计入其他机构的联络，"
    "只用本机构的行重算时可能偏低。",
    "Violations per 1,000 contacts = violations found ÷ contacts of the tenant that left × 1,000. "
    "A tenant that audits its own rows alone under the same packs (see their hashes) gets the same "
    "figures; a clause marked † counts contacts by other tenants too, so its own rows alone may "
    "show less.",
)


def summary(
    audit: Audit,
    connection: DuckDBPyConnection,
    *,
    yardstick: Yardstick = UNMEASURED,
    show_numbers: bool = False,
) -> Summary:
    """Compute every figure; numbers of people reached are masked unless asked for."""
    ground.lay(audit, connection, show_numbers=show_numbers)
    tallies.count(connection)
    hours, tenants = tallies.by_hour(connection), tallies.by_tenant(connection)
    contacts = sum(row.contacts for row in hours)
    violating = sum(row.violating for row in hours)
    reasons = refused_by_reason(connection)
    return Summary(
        records=audit.records,
        contacts=contacts,
        violating=violating,
        lawful=contacts - violating,
        lawful_share=round(1 - violating / contacts, 6) if contacts else None,
        persons=audit.persons,
        since=_told(audit.first_us, audit.zone),
        until=_told(audit.last_us, audit.zone),
        zone=audit.zone,
        tzdata=audit.tzdata,
        packs=dict(sorted(audit.packs.items())),
        violations_by_clause=_by_id(audit, [each.violations for each in audit.clauses]),
        reviews_by_clause=_by_id(audit, [each.reviews for each in audit.clauses]),
        unknown_by_clause=_by_id(audit, [each.unknown for each in audit.clauses]),
        refused=sum(reasons.values()),
        refused_by_reason=reasons,
        clauses=_clauses(audit, yardstick, tallies.hours_by_clause(connection)),
        not_judged=audit.not_judged,
        by_hour=hours,
        by_date=tallies.by_date(connection),
        by_tenant=tenants,
        by_agent=tallies.by_agent(connection),
        by_caller=tallies.by_caller(connection),
        worst_callees=persons.worst_callees(connection),
        bombing=persons.bombing(connection),
        rotation=persons.rotation(connection),
        unused=persons.unused(connection, yardstick.strictest),
        comparison=_comparison(audit, yardstick, tenants, tallies.by_tenant_and_clause(connection)),
        numbers_masked=not show_numbers,
        sources=audit.given.sources,
    )


def refused_by_reason(connection: DuckDBPyConnection) -> dict[str, int]:
    """Count the rows that were not audited, by reason, the most frequent first."""
    rows = connection.execute(
        "SELECT reason, count(*) AS rows FROM refused GROUP BY reason ORDER BY rows DESC, reason"
    )
    return dict(rows.fetchall())


def _told(at_us: int | None, zone: str | None) -> str | None:
    """Write an instant in the zone of the audit, else in UTC."""
    if at_us is None:
        return None
    at = from_us(at_us)
    return (told_in(zone, at) if zone else at).isoformat().replace("+00:00", "Z")


def _by_id(audit: Audit, counts: Iterable[int]) -> dict[str, int]:
    """Add up what the versions of one clause found."""
    found: dict[str, int] = {}
    for clause, number in zip(audit.clauses, counts, strict=True):
        found[clause.id] = found.get(clause.id, 0) + number
    return found


def _clauses(
    audit: Audit, yardstick: Yardstick, hours: dict[int, tuple[int, ...]]
) -> tuple[ClauseFigures, ...]:
    return tuple(
        ClauseFigures(clause, clause.id in yardstick.across, hours.get(number, (0,) * 24))
        for number, clause in enumerate(audit.clauses)
    )


def _comparison(
    audit: Audit,
    yardstick: Yardstick,
    tenants: Ranking,
    found: dict[tuple[str | None, int], int],
) -> Comparison:
    def measured(tenant: str | None, contacts: int) -> tuple[Measured, ...]:
        counts = [found.get((tenant, number), 0) for number in range(len(audit.clauses))]
        return tuple(
            Measured(clause, violations, per_thousand(violations, contacts))
            for clause, violations in _by_id(audit, counts).items()
        )

    rows = [
        Standard(
            row.name,
            row.contacts,
            row.violating,
            per_thousand(row.violating, row.contacts),
            measured(row.name, row.contacts),
        )
        for row in tenants.rows
    ]
    rows.sort(key=lambda row: (-row.per_thousand, row.tenant or ""))
    ids = {clause.id for clause in audit.clauses}
    return Comparison(tuple(rows), tuple(sorted(yardstick.across & ids)), HOW)
