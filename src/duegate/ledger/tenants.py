"""Tenants, their caller numbers and their standing; the latest row is the one that holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import apsw
import msgspec

from duegate.ledger.instants import from_us, to_us
from duegate.model.tenant import Standing, Tenant
from duegate.store.ask import every as every_row
from duegate.store.ask import one

CLOSED = (Standing.SUSPENDED, Standing.TERMINATED)

_LATEST = """
(SELECT s.standing FROM standing s WHERE s.tenant = t.name ORDER BY s.leaf DESC LIMIT 1)
"""


class KnownTenant(msgspec.Struct, frozen=True):
    """What deciding needs of a tenant, read in the deciding transaction."""

    principal: str
    standing: Standing
    caller_registered: bool
    place: str | None = None


TenantMemo = dict[tuple[str, str | None], KnownTenant | None]
"""What was read of tenants in one transaction, by name and caller; a change of one empties it."""


def known(connection: apsw.Connection, name: str, caller: str | None) -> KnownTenant | None:
    """Read a tenant, its standing now, and whether the caller number is its own."""
    row = one(
        connection,
        f"SELECT t.principal, {_LATEST}, t.place, EXISTS (SELECT 1 FROM tenant_number n"  # noqa: S608
        " WHERE n.tenant = t.name AND n.number = ?) FROM tenant t WHERE t.name = ?",
        (caller, name),
    )
    if row is None:
        return None
    principal, standing, place, registered = row
    return KnownTenant(principal, Standing(standing or Standing.GOOD), registered == 1, place)


def add(
    connection: apsw.Connection, name: str, principal: str, at: datetime, place: str | None = None
) -> None:
    """Write a new tenant."""
    connection.execute("INSERT INTO tenant VALUES (?,?,?,?)", (name, principal, to_us(at), place))


def register(connection: apsw.Connection, name: str, numbers: Iterable[str]) -> None:
    """Register caller numbers; one that is registered already stays."""
    connection.executemany(
        "INSERT OR IGNORE INTO tenant_number VALUES (?,?)", [(name, number) for number in numbers]
    )


def set_standing(
    connection: apsw.Connection,
    leaf: int,
    name: str,
    standing: Standing,
    *,
    reason: str,
    by: str,
    at: datetime,
) -> None:
    """Write a tenant's new standing, with its reason and who set it."""
    connection.execute(
        "INSERT INTO standing VALUES (?,?,?,?,?,?)", (leaf, name, standing, reason, by, to_us(at))
    )


def closed_under(connection: apsw.Connection, principal: str) -> str | None:
    """Name a suspended or terminated tenant of the same legal entity, if there is one."""
    for name, standing in every_row(
        connection,
        f"SELECT t.name, {_LATEST} FROM tenant t WHERE t.principal = ?",  # noqa: S608
        (principal,),
    ):
        if standing in CLOSED:
            return str(name)
    return None


def get(connection: apsw.Connection, name: str) -> Tenant | None:
    """Read one tenant with everything known of it."""
    return next(iter(_tenants(connection, "WHERE t.name = ?", (name,))), None)


def every(connection: apsw.Connection) -> tuple[Tenant, ...]:
    """Read all tenants, by name."""
    return _tenants(connection, "", ())


def _tenants(
    connection: apsw.Connection, where: str, bindings: tuple[str, ...]
) -> tuple[Tenant, ...]:
    rows = every_row(
        connection,
        "SELECT t.name, t.principal, t.place, t.since_us, s.standing, s.reason, s.at_us"  # noqa: S608
        " FROM tenant t LEFT JOIN standing s ON s.leaf ="
        " (SELECT max(leaf) FROM standing WHERE tenant = t.name)"
        f" {where} ORDER BY t.name",
        bindings,
    )
    return tuple(
        Tenant(
            name=name,
            principal=principal,
            numbers=_numbers(connection, name),
            standing=Standing(standing or Standing.GOOD),
            since=from_us(at_us or since_us),
            reason=reason or "",
            place=place,
        )
        for name, principal, place, since_us, standing, reason, at_us in rows
    )


def _numbers(connection: apsw.Connection, name: str) -> tuple[str, ...]:
    rows = every_row(
        connection, "SELECT number FROM tenant_number WHERE tenant = ? ORDER BY number", (name,)
    )
    return tuple(number for (number,) in rows)
