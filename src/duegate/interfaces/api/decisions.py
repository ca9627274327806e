"""Deciding contacts, and what was decided: asked for, looked up, reported on, redeemed.

Every function hands what was read to the gate and hands back what the gate said.
"""

from __future__ import annotations

import asyncio
import base64
import re
from binascii import Error as NotBase64
from typing import Annotated

import msgspec
from litestar import Response, get, post
from litestar.params import HeaderParameter, JSONBody, PathParameter, QueryParameter

from duegate.gate import ChannelLawful, Gate, Redemption
from duegate.interfaces.api.given import Asker, TheGate, TheMeters
from duegate.interfaces.api.keys import own
from duegate.interfaces.api.metrics import Meters
from duegate.interfaces.api.openapi import DecideOperation, problems
from duegate.interfaces.api.problems import Kind, Refused, Unrecorded
from duegate.model.causes import cause_of
from duegate.model.contact import Contact, Instant
from duegate.model.decision import Decision
from duegate.model.outcome import Outcome, OutcomeState

PATH = "/v1/decisions"
PAGE_MAX = 500
_KEY = re.compile(r"[\x21-\x7e]{1,255}")

IdempotencyKey = Annotated[
    str | None,
    HeaderParameter(
        name="Idempotency-Key",
        description="the same key and request give the same decision again, however often sent",
        schema_extra={"minLength": 1, "maxLength": 255, "pattern": r"^[\x21-\x7e]+$"},
    ),
]
DecisionId = Annotated[str, PathParameter(description="the `id` of a decision")]


class DecisionPage(msgspec.Struct, frozen=True):
    """Some decisions, newest first; `next` is the cursor of the page after this one."""

    decisions: tuple[Decision, ...]
    next: str | None


class OutcomeReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What happened to a contact, and when; now if not stated.

    Either `state`, or the `cause` a network told: `sip:486`, `sip:487+ringing`, `q850:17`,
    `smpp:2`, `dlr:DELIVRD`.
    """

    state: OutcomeState | None = None
    cause: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    at: Instant | None = None

    def became(self) -> OutcomeState:
        """Give the state; raises `Refused` when it is not told once."""
        if (self.state is None) == (self.cause is None):
            raise Refused(Kind.UNFIT, "say what happened once: give either `state` or `cause`")
        try:
            return self.state or cause_of(self.cause or "")
        except ValueError as error:
            raise Refused(Kind.UNFIT, f"/cause: {error}") from None


class PermitUse(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The permit that a contact is to leave with."""

    permit: Annotated[str, msgspec.Meta(max_length=512)]


@post(
    PATH,
    status_code=200,
    operation_class=DecideOperation,
    responses=problems(400, 403, 408, 413, 415, 422, 503),
    summary="Decide a contact before it leaves",
)
async def decide(
    gate: TheGate,
    meters: TheMeters,
    asker: Asker,
    data: JSONBody[Contact],
    idempotency_key: IdempotencyKey = None,
) -> Decision:
    """Answer allow, defer, review or deny, with the clauses that say so; recorded when answered.

    `at` may be left out: the gate's clock decides. `tenant` may be left out with a tenant's key.
    """
    return await decided(gate, meters, own(asker, data), checked(idempotency_key))


async def decided(gate: Gate, meters: Meters, contact: Contact, key: str | None) -> Decision:
    """Have the gate decide, and count what it said. Raises `Unrecorded`."""
    clock = asyncio.get_running_loop().time
    meters.under_way += 1
    began_s = clock()
    try:
        decision = await gate.decide_async(contact, key=key)
    finally:
        meters.under_way -= 1
    meters.decided(decision, contact.channel, clock() - began_s)
    if decision.receipt is None:
        raise Unrecorded(decision)
    return decision


def checked(key: str | None) -> str | None:
    """Refuse an idempotency key that is none."""
    if key is None or _KEY.fullmatch(key):
        return key
    raise Refused(
        Kind.MALFORMED, "`Idempotency-Key` has 1 to 255 visible ASCII characters; send another"
    )


@get(
    PATH, responses=problems(400, 503), summary="List decisions, newest first", sync_to_thread=True
)
def listed(
    gate: TheGate,
    asker: Asker,
    limit: Annotated[int, QueryParameter(ge=1, le=PAGE_MAX, description="how many")] = 50,
    cursor: Annotated[str | None, QueryParameter(description="`next` of the page before")] = None,
) -> DecisionPage:
    """Give one page of your decisions; the operator sees everybody's."""
    found = gate.decisions(tenant=asker.tenant, before=_before(cursor), limit=limit + 1)
    page = found[:limit]
    more = len(found) > limit and page[-1].leaf is not None
    return DecisionPage(page, _cursor(page[-1].leaf or 0) if more else None)


@get(
    f"{PATH}/{{decision:str}}",
    responses=problems(404, 503),
    summary="Look up a decision",
    sync_to_thread=True,
)
def found(gate: TheGate, asker: Asker, decision: DecisionId) -> Decision:
    """Give one decision as it was answered."""
    return gate.find(decision, tenant=asker.tenant)


@post(
    f"{PATH}/{{decision:str}}/outcome",
    status_code=200,
    responses=problems(400, 404, 408, 409, 413, 415, 422, 503),
    summary="Report what happened to a contact",
    sync_to_thread=True,
)
def reported(
    gate: TheGate, asker: Asker, decision: DecisionId, data: JSONBody[OutcomeReport]
) -> Outcome:
    """Keep or give back what the contact counts; late, twice or out of order settles the same."""
    return gate.report(decision, data.became(), at=data.at, tenant=asker.tenant)


@get(
    f"{PATH}/{{decision:str}}/evidence",
    responses=problems(404, 503),
    summary="Give the evidence of a decision",
    sync_to_thread=True,
)
def evidence(gate: TheGate, asker: Asker, decision: DecisionId) -> Response[bytes]:
    """Give a file that proves the decision to an outsider, offline."""
    return Response(gate.evidence(decision, tenant=asker.tenant), media_type="application/json")


@post(
    "/v1/when",
    status_code=200,
    responses=problems(400, 403, 408, 413, 415, 422, 503),
    summary="Ask when a contact may be made",
    sync_to_thread=True,
)
def when(gate: TheGate, asker: Asker, data: JSONBody[Contact]) -> tuple[ChannelLawful, ...]:
    """Give the first lawful instant from `at` on for every channel, and what binds until then."""
    return gate.when(own(asker, data))


@post(
    "/v1/permits/redeem",
    status_code=200,
    responses=problems(400, 408, 409, 413, 415, 422, 503),
    summary="Redeem a permit as its contact leaves",
    sync_to_thread=True,
)
def redeemed(gate: TheGate, asker: Asker, data: JSONBody[PermitUse]) -> Redemption:
    """Use a permit, once, before it ends."""
    return gate.redeem(data.permit, tenant=asker.tenant)


def _cursor(leaf: int) -> str:
    return base64.urlsafe_b64encode(b"%x" % leaf).decode().rstrip("=")


def _before(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return int(base64.b64decode(padded, b"-_", validate=True)[:15], 16)
    except (NotBase64, ValueError):
        raise Refused(
            Kind.MALFORMED, "query parameter `cursor`: give the `next` of a page as it stands"
        ) from None
