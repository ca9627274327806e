"""Who asks: the API key of a request, the tenant it speaks for, and what that lets it see.

A key is looked up in the store; what was found is kept for a second, so a revoked key is dead a
second later. Standings and counts are never kept: they are read where contacts are decided.
"""

from __future__ import annotations

import hashlib
from asyncio import get_running_loop
from typing import Any, TypeAlias

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from duegate.gate import ApiKeys
from duegate.interfaces.api.problems import Kind, Refused
from duegate.ledger.api_keys import ApiKey
from duegate.model.contact import Contact

Connection: TypeAlias = ASGIConnection[Any, Any, Any, Any]

KEPT_S = 1.0
KEPT_MAX = 1_024
KEY_CHARS_MAX = 256

_WANTED = "send the header `Authorization: Bearer dg_...` with a key that is in force"


class Door:
    """Lets in who holds a key."""

    def __init__(self, keys: ApiKeys) -> None:
        self._keys = keys
        self._kept: dict[bytes, tuple[float, ApiKey]] = {}

    def asker(self, authorization: bytes) -> ApiKey:
        """Find who sent the `Authorization` header; raises `Refused` when nobody did."""
        scheme, _, secret = authorization.partition(b" ")
        secret = secret.strip()
        if scheme.lower() != b"bearer" or not 0 < len(secret) <= KEY_CHARS_MAX:
            raise _refused()
        known_by = hashlib.sha256(secret).digest()
        now_s = get_running_loop().time()
        until_s, asker = self._kept.get(known_by, (0.0, None))
        if asker is not None and now_s < until_s:
            return asker
        asker = self._keys.check(secret.decode("ascii", "replace"))
        if asker is None:
            raise _refused()
        if len(self._kept) >= KEPT_MAX:
            self._kept.clear()
        self._kept[known_by] = now_s + KEPT_S, asker
        return asker


def own(asker: ApiKey, contact: Contact) -> Contact:
    """Give a contact back if the asker may speak for its tenant; raises `Refused` if not."""
    refuse_other_tenant(asker, contact.tenant)
    return contact


def refuse_other_tenant(asker: ApiKey, tenant: str | None) -> None:
    """Refuse who speaks for another tenant than the key's; the operator speaks for all."""
    if asker.tenant not in (None, tenant):
        raise Refused(
            Kind.OTHER_TENANT,
            f'this key speaks for the tenant "{asker.tenant}"; leave `tenant` out, or correct it',
        )


async def known(connection: Connection, _: BaseRouteHandler) -> None:
    """Let in who holds a key, and remember who it is."""
    door: Door = connection.app.state.door
    authorization = connection.headers.get("authorization", "")
    connection.state.asker = door.asker(authorization.encode("latin-1"))


async def operators(connection: Connection, _: BaseRouteHandler) -> None:
    """Let in the operator; asked after `known`."""
    refuse_tenant(connection.state.asker)


def refuse_tenant(asker: ApiKey) -> None:
    """Refuse everybody but the operator."""
    if asker.tenant is not None:
        raise Refused(Kind.OPERATOR_ONLY, "this is the operator's to do; use an operator key")


def _refused() -> Refused:
    return Refused(Kind.KEY_WANTED, _WANTED, [(b"www-authenticate", b'Bearer realm="duegate"')])
