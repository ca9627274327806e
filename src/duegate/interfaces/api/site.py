"""The map of the site: every route, who may take it, and how Litestar reads, writes and refuses."""

from __future__ import annotations

from typing import Any

from litestar import Litestar, Request, Response, Router
from litestar.datastructures import State
from litestar.di import Provide

from duegate.gate import Gate
from duegate.interfaces.api import (
    batch,
    decisions,
    health,
    inbound,
    law,
    notes,
    openapi,
    overrides,
    page,
    proof,
    shadow,
    tenants,
)
from duegate.interfaces.api.batch import Lists
from duegate.interfaces.api.body import StrictRequest, too_large
from duegate.interfaces.api.keys import Door, known
from duegate.interfaces.api.logs import log_problem
from duegate.interfaces.api.metrics import Meters
from duegate.interfaces.api.problems import (
    MEDIA_TYPE,
    RETRY_AFTER,
    Header,
    Kind,
    Refused,
    Unrecorded,
    headers_of,
    problem_of,
)
from duegate.ledger.api_keys import ApiKey
from duegate.model import wire
from duegate.settings import Settings

OPEN = (
    health.alive,
    health.ready,
    health.measured,
    law.packs,
    law.clause,
    law.schema,
    proof.checkpoint,
    proof.log_key,
    page.described,
    page.shown,
    page.problem,
)
KEYED = (
    decisions.decide,
    decisions.listed,
    decisions.found,
    decisions.reported,
    decisions.evidence,
    decisions.when,
    decisions.redeemed,
    batch.batch,
    tenants.listed,
    tenants.found,
    tenants.added,
    tenants.changed,
    notes.told,
    notes.lifted,
    inbound.recorded,
    inbound.evidence,
    overrides.approved,
    overrides.overridden,
    overrides.withdrawn,
    shadow.seen,
)


class Written(Response[Any]):
    """An answer whose JSON is written as everywhere else."""

    def render(self, content: Any, media_type: str, enc_hook: Any = None) -> bytes:  # noqa: ANN401
        """Write a value as JSON; bytes and text stay as they are."""
        if isinstance(content, bytes | str):
            return super().render(content, media_type, enc_hook)
        return wire.write(content)


def build_site(gate: Gate, meters: Meters, door: Door, settings: Settings) -> Litestar:
    """Give the site of a gate, ready to be asked."""
    return Litestar(
        route_handlers=[
            Router("/", route_handlers=KEYED, guards=[known], security=[{"key": []}]),
            Router("/", route_handlers=OPEN, security=[{}]),
        ],
        dependencies={
            "gate": _given(gate),
            "meters": _given(meters),
            "lists": _given(Lists(gate, meters, settings)),
            "asker": Provide(_asker, sync_to_thread=False),
        },
        exception_handlers={Exception: _refusal},
        state=State({"gate": gate, "door": door}),
        request_class=StrictRequest,
        response_class=Written,
        request_max_body_size=settings.body_bytes_max,
        openapi_config=openapi.CONFIG,
        logging_config=None,
    )


def _given(thing: object) -> Provide:
    return Provide(lambda: thing, sync_to_thread=False, use_cache=True)


def _asker(request: Request[Any, Any, Any]) -> ApiKey:
    asker: ApiKey = request.state.asker
    return asker


def _refusal(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """Answer whatever went wrong."""
    route = f"{request.method} {request.scope.get('path_template', '')}".rstrip()
    trace = request.scope["state"].get("trace", b"")
    if isinstance(error, Unrecorded):
        log_problem(problem_of(error), error, route, trace)
        return Written(error.decision, status_code=503, headers=_named([RETRY_AFTER]))
    error = _ours(error, request)
    problem = problem_of(error)
    log_problem(problem, error, route, trace)
    return Written(
        problem,
        status_code=problem.status,
        media_type=MEDIA_TYPE,
        headers=_named(headers_of(problem, error)),
    )


def _ours(error: Exception, request: Request[Any, Any, Any]) -> Exception:
    """Translate what Litestar refuses into our own words."""
    match getattr(error, "status_code", None):
        case 400:
            return Refused(Kind.MALFORMED, _said_of_parameters(error))
        case 404:
            return Refused(Kind.NOT_FOUND, "there is nothing at this address; `/docs` lists all")
        case 405:
            allowed = (getattr(error, "headers", None) or {}).get("allow", "")
            methods = ", ".join(sorted(allowed.split(", "))).encode()
            return Refused(
                Kind.METHOD, "this address takes other methods; see `Allow`", [(b"allow", methods)]
            )
        case 413:
            bytes_max = request.route_handler.resolve_request_max_body_size()
            return too_large(bytes_max or 0)
        case _:
            return error


def _said_of_parameters(error: Exception) -> str:
    """Name each parameter that cannot be read, and why."""
    told = getattr(error, "extra", None) or []
    if any(part.get("key") == "data" for part in told):
        return "the body is empty; send one JSON object"
    said = [
        f"{_where(part)} parameter `{part.get('key')}`: {_lower(part['message'])}" for part in told
    ]
    return "; ".join(said) or "the request cannot be read"


def _where(part: dict[str, Any]) -> str:
    source = part.get("source", "query")
    return str(getattr(source, "value", source))


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]


def _named(headers: list[Header]) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in headers}
