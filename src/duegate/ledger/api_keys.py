"""API keys: 256 random bits, stored as a hash beside a visible prefix; revoked by a new row."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

import apsw
import msgspec

from duegate.ledger.instants import to_us
from duegate.store.ask import one

SHAPE = "dg_<prefix>_<secret>"


class ApiKey(msgspec.Struct, frozen=True):
    """Who speaks: a tenant, or the operator when `tenant` is `None`."""

    prefix: str
    tenant: str | None


def write(
    connection: apsw.Connection, key: str, *, tenant: str | None, label: str, at: datetime
) -> None:
    """Store a key; only its hash is kept."""
    connection.execute(
        "INSERT INTO api_key VALUES (?,?,?,?,?)",
        (_prefix(key), _hash(key), tenant, label, to_us(at)),
    )


def check(connection: apsw.Connection, key: str) -> ApiKey | None:
    """Find whose key it is; `None` for one that is unknown, revoked or not a key at all."""
    row = one(
        connection,
        "SELECT hash, tenant FROM api_key k WHERE prefix = ?"
        " AND NOT EXISTS (SELECT 1 FROM api_key_end e WHERE e.prefix = k.prefix)",
        (_prefix(key),),
    )
    if row is None or not hmac.compare_digest(row[0], _hash(key)):
        return None
    return ApiKey(_prefix(key), row[1])


def revoke(connection: apsw.Connection, prefix: str, at: datetime) -> bool:
    """End a key; tells whether there was one."""
    connection.execute(
        "INSERT OR IGNORE INTO api_key_end SELECT prefix, ? FROM api_key WHERE prefix = ?",
        (to_us(at), prefix),
    )
    return connection.changes() > 0


def _prefix(key: str) -> str:
    parts = key.split("_", 2)
    return parts[1] if len(parts) == 3 and parts[0] == "dg" else ""  # noqa: PLR2004


def _hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()
