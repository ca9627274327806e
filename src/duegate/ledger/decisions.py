"""The recorded answers: written once, found by id, by idempotency key, or page by page."""

from __future__ import annotations

from collections.abc import Sequence

import apsw
import msgspec

from duegate.store.ask import every, one


class Recorded(msgspec.Struct, frozen=True):
    """A decision as it lies in the ledger; `body` and `input` are JSON."""

    leaf: int
    id: str
    tenant: str
    key: str | None
    request: bytes
    body: bytes
    input: bytes


_SELECT = "SELECT leaf, id, tenant, key, request, body, input FROM decision"


def write(connection: apsw.Connection, decisions: Sequence[Recorded]) -> None:
    """Write the decisions of one transaction."""
    connection.executemany(
        "INSERT INTO decision VALUES (?,?,?,?,?,?,?)",
        [(d.leaf, d.id, d.tenant, d.key, d.request, d.body, d.input) for d in decisions],
    )


def by_key(connection: apsw.Connection, tenant: str, key: str) -> Recorded | None:
    """Find the decision an idempotency key of a tenant was used for."""
    return _one(connection, " WHERE tenant = ? AND key = ?", (tenant, key))


def by_id(connection: apsw.Connection, decision: str) -> Recorded | None:
    """Find a decision."""
    return _one(connection, " WHERE id = ?", (decision,))


def by_leaf(connection: apsw.Connection, leaf: int) -> Recorded | None:
    """Find the decision of an entry in the log."""
    return _one(connection, " WHERE leaf = ?", (leaf,))


def page(
    connection: apsw.Connection, *, tenant: str | None, before: int | None, limit: int
) -> tuple[Recorded, ...]:
    """Give decisions newest first, those before an entry of the log, of one tenant or of all."""
    rows = every(
        connection,
        f"{_SELECT} WHERE (:before IS NULL OR leaf < :before)"
        + ("" if tenant is None else " AND tenant = :tenant")
        + " ORDER BY leaf DESC LIMIT :limit",
        {"before": before, "limit": limit} | ({} if tenant is None else {"tenant": tenant}),
    )
    return tuple(Recorded(*row) for row in rows)


def without_hold(connection: apsw.Connection) -> int:
    """Count the contacts that were let through and are held no more; there may be none."""
    row = one(
        connection,
        "SELECT count(*) FROM decision d WHERE json_extract(d.body, '$.verdict') = 'allow'"
        " AND NOT EXISTS (SELECT 1 FROM hold h WHERE h.leaf = d.leaf)",
    )
    return int(row[0])


def _one(
    connection: apsw.Connection, where: str, bindings: tuple[str | int, ...]
) -> Recorded | None:
    row = one(connection, _SELECT + where, bindings)
    return None if row is None else Recorded(*row)
