"""Where every request comes in: traced, bounded in time, answered with safe headers.

The hot route is answered here, by the very function Litestar documents; everything else is handed
to Litestar. May not decide anything.
"""

from __future__ import annotations

import os
import re
from collections.abc import Awaitable, Mapping
from typing import Any

from litestar.types import ASGIApp, Receive, Send

from duegate.gate import Gate
from duegate.interfaces.api.body import absent_from, check_media_type, in_time, whole_body
from duegate.interfaces.api.decisions import PATH, decide
from duegate.interfaces.api.keys import Door
from duegate.interfaces.api.logs import log_problem
from duegate.interfaces.api.metrics import Meters
from duegate.interfaces.api.problems import (
    MEDIA_TYPE,
    RETRY_AFTER,
    Unrecorded,
    headers_of,
    problem_of,
)
from duegate.model import wire
from duegate.model.contact import Contact

SAFE = (
    (b"server", b""),  # or the server would name itself
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
)
_TRACE = re.compile(rb"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")

Headers = Mapping[bytes, bytes]


class Edge:
    """The whole server as one ASGI application."""

    def __init__(self, hot: HotRoute, site: ASGIApp) -> None:
        self._hot = hot
        self._site = site

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:  # noqa: ANN401
        """Answer one request."""
        if scope["type"] != "http":
            await self._site(scope, receive, send)
            return
        headers = dict(scope["headers"])
        trace = headers[b"traceparent"] = scope["state"]["trace"] = _trace(headers)
        receive, send = in_time(receive), _dressed(send, trace)
        if scope["path"] == PATH and scope["method"] == "POST":
            await self._hot(headers, receive, send)
        else:
            await self._site(scope, receive, send)


class HotRoute:
    """`POST /v1/decisions` without the framework: the handler's own function, strictly fed."""

    def __init__(self, gate: Gate, meters: Meters, door: Door, bytes_max: int) -> None:
        self._gate = gate
        self._meters = meters
        self._door = door
        self._bytes_max = bytes_max

    async def __call__(self, headers: Headers, receive: Receive, send: Send) -> None:
        """Answer one contact with its decision, or with what is wrong."""
        try:
            status, extra, body = 200, _JSON, await self._decision(headers, receive)
        except Unrecorded as denial:
            log_problem(problem_of(denial), denial, f"POST {PATH}", headers[b"traceparent"])
            status, extra, body = 503, [*_JSON, RETRY_AFTER], wire.write(denial.decision)
        except Exception as error:  # noqa: BLE001 - whatever it is, nothing was allowed
            problem = problem_of(error)
            log_problem(problem, error, f"POST {PATH}", headers[b"traceparent"])
            status, body = problem.status, wire.write(problem)
            extra = [(b"content-type", MEDIA_TYPE.encode()), *headers_of(problem, error)]
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [*extra, (b"content-length", b"%d" % len(body))],
            }
        )
        await send({"type": "http.response.body", "body": body, "more_body": False})

    async def _decision(self, headers: Headers, receive: Receive) -> bytes:
        asker = self._door.asker(headers.get(b"authorization", b""))
        check_media_type(headers.get(b"content-type", b""))
        body = await whole_body(receive, headers, self._bytes_max)
        contact = wire.read(body, Contact, absent=absent_from(asker, self._gate))
        key = headers.get(b"idempotency-key")
        return wire.write(
            await decide.fn(
                gate=self._gate,
                meters=self._meters,
                asker=asker,
                data=contact,
                idempotency_key=None if key is None else key.decode("latin-1"),
            )
        )


_JSON = [(b"content-type", b"application/json")]


def _trace(headers: Headers) -> bytes:
    """Keep the caller's W3C trace, or begin one."""
    stated = headers.get(b"traceparent", b"")
    if _TRACE.fullmatch(stated):
        return stated
    drawn = os.urandom(24).hex().encode()
    return b"00-%b-%b-01" % (drawn[:32], drawn[32:])


def _dressed(send: Send, trace: bytes) -> Send:
    """Put the headers on that every answer carries."""

    def dressed(message: Any) -> Awaitable[None]:  # noqa: ANN401 - an ASGI message
        if message["type"] == "http.response.start":
            worn = [*message["headers"], *SAFE, (b"traceparent", trace)]
            message = {**message, "headers": worn}
        return send(message)

    return dressed
