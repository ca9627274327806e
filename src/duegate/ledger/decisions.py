"""The recorded answers: written once, found by id, by idempotency key, or page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import apsw
import msgspec

from duegate.store.ask import every, one


class Recorded(msgspec.Struct, frozen=True):
    """A decision as it lies in the ledger, the basis it names, and the receipt of its entry.

    `body`, `input` and `basis` are JSON.
    """

    leaf: int
    id: str
    tenant: str
    key: str | None
    request: bytes
    body: bytes
    input: bytes
    basis: bytes
    receipt: str


Row = tuple[int, str, str, str | None, bytes, bytes, bytes, str]
"""A decision to be written: what `Recorded` holds up to `input`, and the name of its basis."""

_SELECT = """
SELECT d.leaf, d.id, d.tenant, d.key, d.request, d.body, d.input, b.body, l.receipt
FROM decision d JOIN leaf l ON l.idx = d.leaf JOIN basis b ON b.name = d.basis
"""


def write(connection: apsw.Connection, rows: Sequence[Row], bases: Mapping[str, bytes]) -> None:
    """Write the decisions of one transaction, beside their entries in the log."""
    connection.executemany("INSERT OR IGNORE INTO basis VALUES (?,?)", list(bases.items()))
    connection.executemany("INSERT INTO decision VALUES (?,?,?,?,?,?,?,?)", rows)


def by_key(connection: apsw.Connection, tenant: str, key: str) -> Recorded | None:
    """Find the decision an idempotency key of a tenant was used for."""
    return _one(connection, " WHERE d.tenant = ? AND d.key = ?", (tenant, key))


def by_id(connection: apsw.Connection, decision: str) -> Recorded | None:
    """Find a decision."""
    return _one(connection, " WHERE d.id = ?", (decision,))


def by_leaf(connection: apsw.Connection, leaf: int) -> Recorded | None:
    """Find the decision of an entry in the log."""
    return _one(connection, " WHERE d.leaf = ?", (leaf,))


def page(
    connection: apsw.Connection, *, tenant: str | None, before: int | None, limit: int
) -> tuple[Recorded, ...]:
    """Give decisions newest first, those before an entry of the log, of one tenant or of all."""
    rows = every(
        connection,
        f"{_SELECT} WHERE (:before IS NULL OR d.leaf < :before)"
        + ("" if tenant is None else " AND d.tenant = :tenant")
        + " ORDER BY d.leaf DESC LIMIT :limit",
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
