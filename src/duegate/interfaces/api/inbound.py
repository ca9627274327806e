"""The person came to us: recorded, so that replies and pauses know of it, and proven."""

from __future__ import annotations

from typing import Annotated

from litestar import Response, get, post
from litestar.params import JSONBody, PathParameter

from duegate.gate import InboundReceipt
from duegate.interfaces.api.body import ABSENT
from duegate.interfaces.api.decisions import IdempotencyKey, checked
from duegate.interfaces.api.given import Asker, TheGate
from duegate.interfaces.api.keys import own
from duegate.interfaces.api.openapi import problems
from duegate.model.contact import Contact, Purpose

PATH = "/v1/inbound"


@post(
    PATH,
    responses=problems(400, 403, 404, 408, 413, 415, 422, 503),
    summary="Record that the person came to us",
    sync_to_thread=True,
    opt={ABSENT: {"purpose": Purpose.COLLECT}},
)
def recorded(
    gate: TheGate, asker: Asker, data: JSONBody[Contact], idempotency_key: IdempotencyKey = None
) -> InboundReceipt:
    """Record an inbound contact at the instant it states; it uses no count.

    `at` may be left out: it is now. `purpose` may be left out, and is not read: theirs is not ours.
    """
    return gate.inbound(own(asker, data), key=checked(idempotency_key))


@get(
    f"{PATH}/{{inbound:str}}/evidence",
    responses=problems(404, 503),
    summary="Give the evidence of an inbound contact",
    sync_to_thread=True,
)
def evidence(
    gate: TheGate,
    asker: Asker,
    inbound: Annotated[str, PathParameter(description="the `id` it was recorded under")],
) -> Response[bytes]:
    """Give a file that proves to an outsider, offline, that the contact was recorded."""
    file = gate.evidence_of_inbound(inbound, tenant=asker.tenant)
    return Response(file, media_type="application/json")
