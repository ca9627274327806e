"""Whether the server is alive and ready, and what it measures."""

from __future__ import annotations

import msgspec
from litestar import Response, get
from litestar.openapi.datastructures import ResponseSpec

import duegate
from duegate.gate import Readiness
from duegate.interfaces.api import metrics
from duegate.interfaces.api.given import TheGate, TheMeters
from duegate.interfaces.api.openapi import problems

_NOT_READY = ResponseSpec(Readiness, generate_examples=False, description="contacts are denied")


class Alive(msgspec.Struct, frozen=True):
    """The server answers."""

    version: str


@get("/healthz", responses=problems(key=False), summary="Tell whether the server is alive")
async def alive() -> Alive:
    """Answer; nothing is looked at."""
    return Alive(duegate.__version__)


@get(
    "/readyz",
    responses={**problems(key=False), 503: _NOT_READY},
    summary="Tell whether contacts can be decided",
    sync_to_thread=True,
)
def ready(gate: TheGate) -> Response[Readiness]:
    """Look at the store, the packs, the clock and the log; 503 with every reason why not."""
    readiness = gate.ready()
    return Response(readiness, status_code=200 if readiness.ok else 503)


@get(
    "/metrics",
    responses=problems(key=False),
    media_type=metrics.MEDIA_TYPE,
    summary="Give the meters for Prometheus",
)
async def measured(meters: TheMeters) -> bytes:
    """Give what is counted and measured, without persons, numbers or tenants."""
    return meters.text()
