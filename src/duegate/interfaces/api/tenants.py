"""The tenants of the platform: who they are, and the standing they are in."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import get, post
from litestar.params import JSONBody, PathParameter
from msgspec import Meta

from duegate.gate import StandingReceipt, UnknownTenant
from duegate.interfaces.api.given import Asker, TheGate
from duegate.interfaces.api.keys import operators
from duegate.interfaces.api.openapi import problems
from duegate.model.contact import Ref, Region, Words
from duegate.model.tenant import Standing, Tenant

PATH = "/v1/tenants"
NUMBERS_MAX = 1_000

TenantName = Annotated[str, PathParameter(description="the `name` of a tenant")]


class NewTenant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An agency to sign: `principal` is the legal entity behind it, its own name if left out."""

    name: Ref
    principal: Ref | None = None
    numbers: Annotated[tuple[Ref, ...], Meta(max_length=NUMBERS_MAX)] = ()
    place: Region | None = None


class StandingChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The standing a tenant is to have from now on, and why."""

    standing: Standing
    reason: Annotated[Words, Meta(min_length=1)]


class TenantList(msgspec.Struct, frozen=True):
    """The tenants that the asker may know of, by name."""

    tenants: tuple[Tenant, ...]


@get(PATH, responses=problems(503), summary="List tenants", sync_to_thread=True)
def listed(gate: TheGate, asker: Asker) -> TenantList:
    """Give every tenant to the operator, and a tenant itself."""
    own = asker.tenant
    return TenantList(gate.tenants.list() if own is None else (gate.tenants.get(own),))


@get(f"{PATH}/{{name:str}}", responses=problems(404, 503), sync_to_thread=True)
def found(gate: TheGate, asker: Asker, name: TenantName) -> Tenant:
    """Give one tenant; to a tenant, the others do not exist."""
    if asker.tenant not in (None, name):
        raise UnknownTenant("there is no such tenant; give the `name` of one of your tenants")
    return gate.tenants.get(name)


@post(
    PATH,
    guards=[operators],
    responses=problems(400, 403, 408, 409, 413, 415, 422, 503),
    summary="Sign a tenant",
    sync_to_thread=True,
)
def added(gate: TheGate, data: JSONBody[NewTenant]) -> Tenant:
    """Add a tenant in good standing; a legal entity that was shut down cannot return."""
    return gate.tenants.add(
        data.name, numbers=data.numbers, principal=data.principal, place=data.place
    )


@post(
    f"{PATH}/{{name:str}}/standing",
    guards=[operators],
    status_code=200,
    responses=problems(400, 403, 404, 408, 413, 415, 422, 503),
    summary="Change a tenant's standing",
    sync_to_thread=True,
)
def changed(
    gate: TheGate, asker: Asker, name: TenantName, data: JSONBody[StandingChange]
) -> StandingReceipt:
    """Suspend, restrict or restore a tenant; once answered, no decision reads the old."""
    by = f"operator key {asker.prefix}"
    return gate.tenants.change(name, data.standing, reason=data.reason, by=by)
