"""The overrides: told once, each with its ground and its term, withdrawn by a new row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import apsw
import msgspec

from duegate.ledger.identity import SubjectKeys
from duegate.ledger.instants import from_us, to_us
from duegate.rulebook.facts import Override
from duegate.store.ask import every, one

_COLUMNS = """
SELECT o.id, o.clause, o.ground, o.approver, o.since_us, o.until_us,
       (SELECT at_us FROM override_end e WHERE e.override = o.leaf), o.tenant
FROM override o
"""


class Standing(msgspec.Struct, frozen=True):
    """An override as the operator sees it: whose, and until when it really holds."""

    tenant: str
    override: Override


def about(connection: apsw.Connection, keys: SubjectKeys, tenant: str) -> tuple[Override, ...]:
    """Read the overrides for a contact's debtor and debt; one that names both is for both."""
    rows = every(
        connection,
        f"{_COLUMNS} WHERE (o.debtor = ?1 OR o.debt = ?2) AND o.tenant = ?3"
        " AND coalesce(o.debtor = ?1, 1) AND coalesce(o.debt = ?2, 1)",
        (keys.debtor, keys.debt, tenant),
    )
    return tuple([_standing(row).override for row in rows])


def everyone(connection: apsw.Connection, tenant: str | None) -> Sequence[Standing]:
    """Read all overrides, of one tenant or of all, the latest first."""
    where = "" if tenant is None else " WHERE o.tenant = ?"
    rows = every(
        connection,
        f"{_COLUMNS}{where} ORDER BY o.leaf DESC",
        None if tenant is None else (tenant,),
    )
    return [_standing(row) for row in rows]


def tell(
    connection: apsw.Connection,
    leaf: int,
    tenant: str,
    keys: tuple[bytes | None, bytes | None],
    override: Override,
) -> None:
    """Write an override for a debtor or a debt of a tenant."""
    connection.execute(
        "INSERT INTO override VALUES (?,?,?,?,?,?,?,?,?,?)",
        (
            leaf,
            override.id,
            override.clause,
            tenant,
            *keys,
            override.ground,
            override.approver,
            to_us(override.since),
            to_us(override.until),
        ),
    )


class Open(msgspec.Struct, frozen=True):
    """Where an override stands in the log, and in whose chain."""

    leaf: int
    subject: bytes


def find(connection: apsw.Connection, name: str) -> Open | None:
    """Find an override that was not withdrawn by its id."""
    row = one(
        connection,
        "SELECT leaf, coalesce(debtor, debt) FROM override o WHERE id = ?"
        " AND NOT EXISTS (SELECT 1 FROM override_end e WHERE e.override = o.leaf)",
        (name,),
    )
    return None if row is None else Open(*row)


def withdraw(connection: apsw.Connection, leaf: int, at: datetime) -> None:
    """End an override."""
    connection.execute("INSERT INTO override_end VALUES (?,?)", (leaf, to_us(at)))


def _standing(row: Any) -> Standing:  # noqa: ANN401 - a row of the query above
    name, clause, ground, approver, since_us, until_us, ended_us, tenant = row
    until = until_us if ended_us is None else min(until_us, ended_us)
    return Standing(
        tenant, Override(name, clause, ground, approver, from_us(since_us), from_us(until))
    )
