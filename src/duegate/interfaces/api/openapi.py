"""The OpenAPI 3.1 document: from the handlers' own declarations and the model's own schemas.

Litestar writes the paths; every schema of a value is the one `duegate.model.wire` reads by.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from litestar import Litestar
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.datastructures import ResponseSpec
from litestar.openapi.spec import (
    Components,
    OpenAPIMediaType,
    Operation,
    Reference,
    RequestBody,
    Schema,
    SecurityScheme,
)

import duegate
from duegate.interfaces.api.body import NDJSON
from duegate.interfaces.api.problems import MEDIA_TYPE, ProblemDetails
from duegate.model import wire

FILLED_IN = {"at", "tenant"}  # what a live contact may leave out: the clock and the key tell them
SCHEMAS = "#/components/schemas/"

CONFIG = OpenAPIConfig(
    title="duegate",
    version=duegate.__version__,
    description=(
        "Decides every debt-collection contact before it leaves, counts it exactly and can prove"
        " it. A denial is an answer, not an error: 200 with a verdict. Errors follow RFC 9457."
    ),
    use_handler_docstrings=True,
    components=Components(
        security_schemes={
            "key": SecurityScheme(
                type="http",
                scheme="bearer",
                bearer_format="dg_<prefix>_<secret>",
                description="an API key of a tenant or of the operator",
            )
        }
    ),
    render_plugins=(),
)


def problems(*statuses: int, key: bool = True) -> dict[int, ResponseSpec]:
    """Declare the errors a handler may answer with; with a key, 401 is always among them."""
    always = (401, 500) if key else (500,)
    return {
        status: ResponseSpec(
            ProblemDetails,
            generate_examples=False,
            description=HTTPStatus(status).phrase,
            media_type=MEDIA_TYPE,
        )
        for status in sorted({*statuses, *always})
    }


@dataclass
class DecideOperation(Operation):
    """Deciding: what could not be recorded is answered as the denial it is, with 503."""

    def __post_init__(self) -> None:
        response: Any = (self.responses or {})["503"]
        response.content["application/json"] = OpenAPIMediaType(Reference(SCHEMAS + "Decision"))


@dataclass
class BatchOperation(Operation):
    """Deciding many: one contact a line in, one answer a line out."""

    def __post_init__(self) -> None:
        lines = NDJSON.decode()
        contact, decision, problem = (
            Reference(SCHEMAS + name) for name in ("Contact", "Decision", "ProblemDetails")
        )
        self.request_body = RequestBody(
            {lines: OpenAPIMediaType(contact)}, description="one contact a line", required=True
        )
        response: Any = (self.responses or {})["200"]
        response.content = {lines: OpenAPIMediaType(Schema(one_of=[decision, problem]))}


def document(site: Litestar, kinds: tuple[type, ...]) -> dict[str, Any]:
    """Give the document of a site that speaks of these kinds of value."""
    written = site.openapi_schema.to_schema()
    schemas = _components(wire.schema(*kinds)["$defs"])
    contact = schemas["Contact"]
    contact["required"] = [name for name in contact["required"] if name not in FILLED_IN]
    written["components"]["schemas"] = schemas
    for methods in written["paths"].values():
        for operation in methods.values():
            operation["responses"] = _declared(operation["responses"])
    return written


def _declared(responses: dict[str, Any]) -> dict[str, Any]:
    """Leave out the 400 that Litestar adds where no handler declares one."""
    return {
        status: response
        for status, response in responses.items()
        if status != "400" or MEDIA_TYPE in response["content"]
    }


def _components(part: Any) -> Any:  # noqa: ANN401 - a JSON Schema
    """Let a schema's references point into the document."""
    if isinstance(part, dict):
        return {
            name: SCHEMAS + inner.removeprefix("#/$defs/") if name == "$ref" else _components(inner)
            for name, inner in part.items()
        }
    return [_components(inner) for inner in part] if isinstance(part, list) else part
