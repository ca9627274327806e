"""The body of a request: bounded in bytes and time, of the right media type, read strictly."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from litestar import Request
from litestar.types import Receive

from duegate.gate import Gate
from duegate.interfaces.api.problems import Kind, Refused
from duegate.ledger.api_keys import ApiKey
from duegate.model import wire
from duegate.model.contact import Contact

ARRIVE_S_MAX = 10.0  # a request that is longer on its way is not waited for
ABSENT = "absent"  # what else a handler says stands in for fields of a contact
JSON = b"application/json"
NDJSON = b"application/x-ndjson"


def in_time(receive: Receive) -> Receive:
    """Wait for the whole request no longer than `ARRIVE_S_MAX`; afterwards without end."""
    deadline_s = asyncio.get_running_loop().time() + ARRIVE_S_MAX
    whole = False

    async def message() -> Any:  # noqa: ANN401 - an ASGI message
        nonlocal whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout_at(deadline_s):
                arrived: Any = await receive()
        except TimeoutError:
            raise Refused(
                Kind.TOO_SLOW, f"the request took longer than {ARRIVE_S_MAX:.0f} s; send it at once"
            ) from None
        if arrived["type"] == "http.disconnect":
            raise Refused(Kind.TOO_SLOW, "the connection was closed before the request was whole")
        whole = not arrived.get("more_body", False)
        return arrived

    return message


async def whole_body(receive: Receive, headers: Mapping[bytes, bytes], bytes_max: int) -> bytes:
    """Read a body to its end; raises `Refused` for one of more than `bytes_max`."""
    announced = headers.get(b"content-length", b"")
    length = int(announced) if announced.isdigit() else -1
    body: bytes = b""
    while length <= bytes_max:
        message: Any = await receive()
        body += message.get("body", b"")
        if len(body) > bytes_max:
            break
        if len(body) == length or not message.get("more_body", False):
            return body
    raise too_large(bytes_max)


def too_large(bytes_max: int) -> Refused:
    """Say how large a body may be."""
    return Refused(
        Kind.TOO_LARGE, f"the body has more than {bytes_max} bytes; send less in one request"
    )


def check_media_type(stated: bytes, wanted: bytes = JSON) -> None:
    """Refuse a body of another media type; one that states none is taken at its word."""
    if stated and stated.partition(b";")[0].strip().lower() != wanted:
        raise Refused(Kind.MEDIA, f"send the body as `{wanted.decode()}`")


def absent_from(asker: ApiKey, gate: Gate) -> dict[str, object]:
    """Give what stands in for what a contact leaves out: the gate's instant, the key's tenant."""
    now: dict[str, object] = {"at": gate.now()}
    return now if asker.tenant is None else {**now, "tenant": asker.tenant}


class StrictRequest(Request[Any, Any, Any]):
    """A request whose JSON is read as what its handler declares, by the reader of the model."""

    async def json(self) -> Any:  # noqa: ANN401 - whatever the handler declares
        """Read the body as the handler's `data`; raises `Unreadable`."""
        check_media_type(self.headers.get("content-type", "").encode())
        field = self.route_handler.parsed_data_field
        kind: Any = field.annotation if field else None
        if kind is not Contact:
            return wire.read(await self.body(), kind, what="request")
        absent = absent_from(self.state.asker, self.app.state.gate)
        absent |= self.route_handler.opt.get(ABSENT, {})
        return wire.read(await self.body(), Contact, absent=absent)
