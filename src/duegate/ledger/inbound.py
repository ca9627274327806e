"""Who came to us: beside the event that counts it, by which name and key it is found again."""

from __future__ import annotations

from datetime import datetime

import apsw
import msgspec

from duegate.ledger.instants import from_us
from duegate.model.contact import Channel
from duegate.store.ask import one

_SELECT = """
SELECT i.leaf, i.id, i.contact, i.tenant, i.request, h.channel, h.at_us, h.debtor, l.receipt
FROM inbound i JOIN hold h ON h.leaf = i.leaf JOIN leaf l ON l.idx = i.leaf
"""


class Came(msgspec.Struct, frozen=True):
    """An inbound contact as it lies in the ledger; `debtor` is the key of the debtor's chain."""

    leaf: int
    id: str
    contact: str
    tenant: str
    request: bytes
    channel: Channel
    at: datetime
    debtor: bytes
    receipt: str


def write(
    connection: apsw.Connection,
    leaf: int,
    name: str,
    contact: str,
    tenant: str,
    key: str | None,
    request: bytes,
) -> None:
    """Write by which name, reference and key an inbound contact is known."""
    connection.execute(
        "INSERT INTO inbound VALUES (?,?,?,?,?,?)", (leaf, name, contact, tenant, key, request)
    )


def by_key(connection: apsw.Connection, tenant: str, key: str) -> Came | None:
    """Find the inbound contact an idempotency key of a tenant was used for."""
    return _came(connection, " WHERE i.tenant = ? AND i.key = ?", (tenant, key))


def by_id(connection: apsw.Connection, name: str) -> Came | None:
    """Find an inbound contact."""
    return _came(connection, " WHERE i.id = ?", (name,))


def _came(connection: apsw.Connection, where: str, bindings: tuple[str, ...]) -> Came | None:
    row = one(connection, _SELECT + where, bindings)
    if row is None:
        return None
    leaf, name, contact, tenant, request, channel, at_us, debtor, receipt = row
    return Came(
        leaf,
        name,
        contact,
        tenant,
        bytes(request),
        Channel(channel),
        from_us(at_us),
        bytes(debtor),
        receipt,
    )
