"""Overrides of clauses that are not hard: only the operator approves, lists and withdraws them."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import delete, get, post
from litestar.params import JSONBody, PathParameter
from msgspec import Meta

from duegate.gate import Asked, OverrideReceipt
from duegate.interfaces.api.given import TheGate
from duegate.interfaces.api.keys import operators
from duegate.interfaces.api.openapi import problems
from duegate.ledger.overrides import Standing
from duegate.model.contact import Instant, Ref, Words

PATH = "/v1/overrides"


class NewOverride(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which clause is to yield, for whose debtor or debt, why, on whose word, how long."""

    clause: Ref
    tenant: Ref
    ground: Annotated[Words, Meta(min_length=1)]
    approver: Annotated[Words, Meta(min_length=1)]
    until: Instant
    debtor: Ref | None = None
    debt: Ref | None = None
    since: Instant | None = None


class OverrideList(msgspec.Struct, frozen=True):
    """The overrides of the house, the latest first."""

    overrides: tuple[Standing, ...]


@post(
    PATH,
    guards=[operators],
    responses=problems(400, 403, 404, 408, 413, 415, 422, 503),
    summary="Approve an override",
    sync_to_thread=True,
)
def approved(gate: TheGate, data: JSONBody[NewOverride]) -> OverrideReceipt:
    """Record an override; a hard clause yields to nobody."""
    return gate.overrides.add(msgspec.convert(msgspec.to_builtins(data), Asked))


@get(
    PATH,
    guards=[operators],
    responses=problems(403, 503),
    summary="List overrides",
    sync_to_thread=True,
)
def overridden(gate: TheGate) -> OverrideList:
    """Give every override."""
    return OverrideList(tuple(gate.overrides.list()))


@delete(
    f"{PATH}/{{override:str}}",
    guards=[operators],
    responses=problems(403, 404, 503),
    summary="Withdraw an override",
    sync_to_thread=True,
)
def withdrawn(
    gate: TheGate, override: Annotated[str, PathParameter(description="its `id`")]
) -> None:
    """End an override now."""
    gate.overrides.withdraw(override)
