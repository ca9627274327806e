"""The document and its page: whole, true to the model, and asking nothing of anybody else."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
from tests.interfaces.api.asking import House, contact

from duegate.interfaces.api.problems import Kind

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@pytest.fixture
def document(house: House) -> dict[str, Any]:
    """The OpenAPI document as it is served."""
    found: dict[str, Any] = house.client.get("/openapi.json").json()
    return found


def references(part: object) -> Iterator[str]:
    """Every `$ref` below a part."""
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from references(inner)


def test_it_is_openapi_31(document: dict[str, Any]) -> None:
    """The version is 3.1 and every reference has an end."""
    assert document["openapi"].startswith("3.1")
    schemas = document["components"]["schemas"]
    assert {ref.rpartition("/")[2] for ref in references(document)} <= set(schemas)


def test_every_schema_is_a_schema(document: dict[str, Any]) -> None:
    """Each component is valid JSON Schema 2020-12."""
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate(
            {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema
        )


def test_a_contact_may_leave_out_what_the_gate_knows(document: dict[str, Any]) -> None:
    """The instant and the tenant are optional here; unknown fields are not allowed."""
    schema = document["components"]["schemas"]["Contact"]
    assert {"at", "tenant"}.isdisjoint(schema["required"])
    assert schema["additionalProperties"] is False


def test_answers_fit_the_published_schemas(house: House) -> None:
    """A decision validates against `/v1/schemas/decision`, what was sent against `contact`."""
    decision = house.decide().json()
    sent = {**contact(tenant="acme"), "at": decision["at"]}
    for name, value in (("decision", decision), ("contact", sent)):
        answer = house.client.get(f"/v1/schemas/{name}")
        assert answer.headers["content-type"] == "application/schema+json"
        jsonschema_rs.validator_for(answer.json()).validate(value)


def test_there_is_no_other_schema(house: House) -> None:
    """A shape that is not published is a problem."""
    assert house.client.get("/v1/schemas/tenant").status_code == 404


def test_every_error_is_declared_as_a_problem(document: dict[str, Any]) -> None:
    """Every operation declares 500, every one with a body 400, 408, 413, 415 and 422 or lines."""
    for path, methods in document["paths"].items():
        for operation in methods.values():
            answers = operation["responses"]
            wanted = {"500"}
            if "requestBody" in operation:
                wanted |= {"400", "401", "408", "413", "415"}
            assert wanted <= set(answers), path
            for status, answer in answers.items():
                if status[0] in "45" and (path, status) != ("/readyz", "503"):
                    assert "application/problem+json" in answer["content"], (path, status)


def test_every_operation_says_what_it_is_for(document: dict[str, Any]) -> None:
    """A summary and a sentence each, in our own words."""
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["description"].rstrip().endswith((".", "`"))


def test_the_page_shows_every_route_problem_and_value(
    house: House, document: dict[str, Any]
) -> None:
    """What is in the document is on the page."""
    page = house.client.get("/docs").text
    for path in document["paths"]:
        assert path in page
    for kind in Kind:
        assert f"/problems/{kind.slug}" in page
    for name in document["components"]["schemas"]:
        assert f"id='{name}'" in page


def test_the_page_is_whole(house: House) -> None:
    """No script, no foreign address; its one style is the one its policy names."""
    answer = house.client.get("/docs")
    policy = answer.headers["content-security-policy"]
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert "default-src 'none'" in policy
    assert f"'sha256-{digest}'" in policy
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    addresses = set(re.findall(r"(?:https?:)?//[\w.]+", answer.text))
    assert addresses <= {"http://127.0.0.1", "https://json"}
    assert not re.search(r"(?:src|href)=.?(?:https?:)?//", answer.text)


def test_the_example_on_the_page_works(house: House) -> None:
    """The contact of the page's curl line is allowed."""
    page = house.client.get("/docs").text.replace("&quot;", '"').replace("&#x27;", "'")
    sent = re.search(r"-d '(\{.*?\})'</pre>", page, re.DOTALL)
    assert sent
    assert house.ask("POST", "/v1/decisions", json=json.loads(sent[1])).json()["verdict"] == "allow"


@pytest.mark.parametrize("kind", Kind)
def test_every_problem_has_a_name_of_its_own(kind: Kind) -> None:
    """The type is a slug, the status an error, the title a sentence without a stop."""
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.slug)
    assert 400 <= kind.status < 600
    assert kind.title[0].islower() or kind.title.startswith("API")
    assert [other.slug for other in Kind].count(kind.slug) == 1


def test_the_type_of_a_problem_leads_to_its_place(house: House) -> None:
    """A problem's `type` is an address that shows it; a made-up one is not."""
    answer = house.client.get("/problems/stale-instant", follow_redirects=False)
    assert answer.headers["location"] == "/docs#stale-instant"
    assert house.client.get(answer.headers["location"]).status_code == 200
    assert house.client.get("/problems/none").status_code == 404
