"""The head of the log and the key that signs it, for whoever checks the log without trusting us."""

from __future__ import annotations

from litestar import Response, get

from duegate.interfaces.api.given import TheGate
from duegate.interfaces.api.openapi import problems

TEXT = "text/plain"


@get(
    "/v1/checkpoint",
    media_type=TEXT,
    responses=problems(503, key=False),
    summary="Give the signed head of the log",
    sync_to_thread=True,
)
def checkpoint(gate: TheGate) -> Response[str]:
    """Give the latest checkpoint, a C2SP signed note: how long the log is and what its root is."""
    return Response(gate.checkpoint(), media_type=TEXT)


@get(
    "/v1/log-key",
    media_type=TEXT,
    responses=problems(key=False),
    summary="Give the public key of the log",
)
async def log_key(gate: TheGate) -> Response[str]:
    """Give the key that checkpoints are checked with, as a C2SP vkey."""
    return Response(gate.log.vkey + "\n", media_type=TEXT)
