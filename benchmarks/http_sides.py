"""The servers that `http` measures, each in a process of its own, at noon on a clock that stands.

`decisions` is duegate as it is served. `constant` is the same server and route, where the gate is
replaced by one decision made before. `bare` answers a constant without looking at the request.
`fastapi` is the same gate behind FastAPI on uvicorn, written as its documentation shows.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Annotated

import msgspec
import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from litestar.types import ASGIApp, Receive, Scope, Send
from pydantic import BaseModel

from benchmarks.house import SHENZHEN
from benchmarks.traffic import contacts
from duegate.boot import open_gate
from duegate.clock import HandClock
from duegate.gate import Gate
from duegate.interfaces.api import build_app, serve
from duegate.model.contact import Channel, Contact, Place, Purpose, Role, Source
from duegate.model.decision import Decision

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)  # in Shanghai
HOST = "127.0.0.1"
SIDES = ("decisions", "constant", "bare", "fastapi")
KEY = "dg_bench_a-key-for-measuring-only"


def main(kind: str, folder: Path, port: int) -> None:
    """Serve one side until a signal says stop."""
    if kind == "fastapi":
        with house(folder) as gate:
            uvicorn.run(fastapi_app(gate), host=HOST, port=port, log_level="warning")
    else:
        lent = {"decisions": decisions, "constant": constant, "bare": bare}[kind]
        serve(partial(lent, folder), HOST, port)


@contextmanager
def house(folder: Path) -> Iterator[Gate]:
    """Lend the gate of a house, at noon."""
    with open_gate(folder, SHENZHEN, clock=HandClock(NOON)) as gate:
        yield gate


@contextmanager
def decisions(folder: Path) -> Iterator[ASGIApp]:
    """Lend duegate's own application."""
    with house(folder) as gate:
        yield build_app(gate, SHENZHEN)


@contextmanager
def constant(folder: Path) -> Iterator[ASGIApp]:
    """Lend the same application with a gate that always says the same."""
    with house(folder) as gate:
        said = gate.decide(next(contacts(1)), as_stated=True)

        async def decide_async(*_: object, **__: object) -> Decision:
            await asyncio.sleep(0)
            return said

        gate.decide_async = decide_async  # type: ignore[method-assign]
        yield build_app(gate, SHENZHEN)


@contextmanager
def bare(folder: Path) -> Iterator[ASGIApp]:
    """Lend an application of one line that answers as many bytes as a decision has."""
    with house(folder) as gate:
        said = msgspec.json.encode(gate.decide(next(contacts(1)), as_stated=True))
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(said))]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":  # type: ignore[comparison-overlap]
            while (await receive()).get("more_body"):
                pass
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": said, "more_body": False})

    yield app


class CallerIn(BaseModel):
    """What the recipient is shown."""

    number: str | None = None
    withheld: bool = False


class RecipientIn(BaseModel):
    """Who is being reached."""

    number: str | None = None
    address: str | None = None
    handle: str | None = None
    role: Role = Role.UNKNOWN
    basis: str | None = None
    zone: str | None = None


class DebtorIn(BaseModel):
    """Who owes."""

    ref: str
    student: bool | None = None
    region: str | None = None


class DebtIn(BaseModel):
    """The obligation."""

    ref: str
    amount: Decimal | None = None
    currency: str | None = None
    due: date | None = None


class ProvenanceIn(BaseModel):
    """How the number was come by."""

    source: Source
    document: str | None = None
    obtained: date | None = None


class ContactIn(BaseModel):
    """One attempt to reach a person."""

    id: str
    tenant: str
    channel: Channel
    recipient: RecipientIn
    debtor: DebtorIn
    debt: DebtIn
    purpose: Purpose
    at: datetime | None = None
    caller: CallerIn | None = None
    place: Place | None = None
    automated: bool = False
    text: str | None = None
    template: str | None = None
    provenance: ProvenanceIn | None = None


class TextOut(BaseModel):
    """A sentence in both languages."""

    zh: str
    en: str


class FindingOut(BaseModel):
    """What one clause says."""

    clause: str
    version: str
    pack_hash: str
    verdict: str
    reason: TextOut | None = None
    cite: TextOut | None = None
    until: datetime | None = None
    used: int | None = None
    limit: int | None = None


class UnjudgedOut(BaseModel):
    """A clause that waits for evidence."""

    clause: str
    needs: TextOut


class ClockOut(BaseModel):
    """A local time that was used."""

    zone: str
    time: str


class DecisionOut(BaseModel):
    """The recorded answer."""

    id: str
    contact: str
    tenant: str
    at: datetime
    verdict: str
    findings: list[FindingOut]
    clear: list[str]
    clocks: list[ClockOut]
    packs: dict[str, str]
    tzdata: str
    until: datetime | None = None
    unjudged: list[UnjudgedOut] = []
    permit: str | None = None
    permit_expires: datetime | None = None
    leaf: int | None = None
    receipt: str | None = None


def tenant_of(
    request: Request, key: Annotated[HTTPAuthorizationCredentials, Depends(HTTPBearer())]
) -> str | None:
    """Find whose key it is."""
    found = request.app.state.gate.keys.check(key.credentials)
    if found is None:
        raise HTTPException(401, "no valid API key")
    tenant: str | None = found.tenant
    return tenant


def fastapi_app(gate: Gate) -> FastAPI:
    """Write the route as a user of FastAPI would, on the same gate."""
    app = FastAPI()
    app.state.gate = gate

    @app.post("/v1/decisions", response_model_exclude_none=True)
    async def decide(
        contact: ContactIn, tenant: Annotated[str | None, Depends(tenant_of)]
    ) -> DecisionOut:
        if tenant not in (None, contact.tenant):
            raise HTTPException(403, "the key is another tenant's")
        stated = contact.model_dump() | {"at": contact.at or gate.now()}
        decision = await gate.decide_async(msgspec.convert(stated, Contact))
        return DecisionOut.model_validate(msgspec.to_builtins(decision))

    return app


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
