"""The document taken at its word: what fits it, and what does not, is answered as it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from tests.interfaces.api.asking import House, open_house

EXAMPLES = 40  # of each operation and mode
OWN = ("host", "content-length", "authorization", "cookie")
load_all_checks()
CHECKED = CHECKS.get_by_names(
    [
        "not_a_server_error",
        "status_code_conformance",
        "content_type_conformance",
        "response_headers_conformance",
        "response_schema_conformance",
    ]
)


@schemathesis.serializer("application/x-ndjson")
def as_line(_: object, value: object) -> bytes:
    """Write a drawn contact as a list of one."""
    return value if isinstance(value, bytes) else json.dumps(value).encode() + b"\n"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all that is drawn."""
    with open_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


def send(house: House, case: Any) -> Any:  # noqa: ANN401 - schemathesis' own
    """Send what was drawn, with the operator's key, which may ask everything."""
    drawn = case.as_transport_kwargs(base_url=str(house.client.base_url))
    headers = {name: value for name, value in drawn["headers"].items() if name.lower() not in OWN}
    content = drawn.get("data")
    if "json" in drawn:
        content = json.dumps(drawn["json"])
        headers.setdefault("Content-Type", "application/json")
    return house.ask(
        drawn["method"],
        drawn["url"],
        by="operator",
        headers={name: value.encode("utf-8", "replace") for name, value in headers.items()},
        params=drawn.get("params"),
        content=content,
    )


@pytest.mark.parametrize("mode", GenerationMode)
def test_every_operation_answers_as_documented(house: House, seed: int, mode: Any) -> None:  # noqa: ANN401
    """No server error; status, media type, headers and body are those the document declares."""
    document = house.client.get("/openapi.json").json()
    tried = 0
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]
        tried += _try(house, operation, seed, mode)
    assert tried > 100


def _try(house: House, operation: Any, seed: int, mode: Any) -> int:  # noqa: ANN401
    tried = 0

    @hypothesis.seed(seed)
    @hypothesis.settings(
        max_examples=EXAMPLES,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
    def answered(case: Any) -> None:  # noqa: ANN401
        nonlocal tried
        tried += 1
        case.validate_response(send(house, case), checks=CHECKED)

    try:
        answered()
    except hypothesis.errors.Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE  # nothing can be wrong where nothing is asked
    return tried
