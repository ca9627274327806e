"""Overrides, consents and qualifications over HTTP: who may tell what, and that it is heeded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.gate.presumed import CLAUSE, write_own
from tests.interfaces.api.asking import SETTINGS, House, open_house

OVERRIDE: dict[str, Any] = {
    "clause": CLAUSE,
    "tenant": "acme",
    "debtor": "d-1",
    "ground": "a written agreement",
    "approver": "the head of compliance",
    "until": "2026-12-01T00:00:00+08:00",
}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A house in which calls are presumed to be unlawful."""
    own = str(write_own(tmp_path / "own"))
    settings = msgspec.structs.replace(
        SETTINGS, own_packs=own, packs=("cn-shenzhen",), adopt=("agreed",)
    )
    with open_house(tmp_path, settings) as opened:
        yield opened


def verdict(house: House) -> object:
    """Decide a call."""
    return house.decide().json()["verdict"]


def test_the_operator_overrides_and_the_tenant_passes(house: House) -> None:
    """Approved, heeded, listed, withdrawn."""
    assert verdict(house) == "deny"
    answer = house.ask("POST", "/v1/overrides", by="operator", json=OVERRIDE)
    assert answer.status_code == 201
    told = answer.json()
    decision = house.decide().json()
    assert decision["verdict"] == "allow"
    (finding,) = [each for each in decision["findings"] if each["clause"] == CLAUSE]
    assert "the head of compliance" in finding["reason"]["en"]
    listed = house.ask("GET", "/v1/overrides", by="operator").json()["overrides"]
    assert [each["override"]["id"] for each in listed] == [told["override"]["id"]]
    name = told["override"]["id"]
    assert house.ask("DELETE", f"/v1/overrides/{name}", by="operator").status_code == 204
    assert verdict(house) == "deny"
    assert house.ask("DELETE", f"/v1/overrides/{name}", by="operator").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/overrides", OVERRIDE),
        ("GET", "/v1/overrides", None),
        ("DELETE", "/v1/overrides/ovr_1", None),
    ],
)
def test_a_tenant_overrides_nothing(house: House, method: str, path: str, body: object) -> None:
    """Not for itself either."""
    answer = house.ask(method, path, by="acme", json=body)
    assert answer.status_code == 403
    assert "operator" in answer.json()["detail"]
    assert verdict(house) == "deny"


@pytest.mark.parametrize(
    ("changed", "status", "said"),
    [
        ({"clause": "cn-shenzhen/SZ-02"}, 422, "yields to nobody"),
        ({"clause": "agreed/no-cals"}, 422, 'did you mean "agreed/no-calls"'),
        ({"tenant": "nobody"}, 404, 'no tenant "nobody"'),
        ({"debtor": None}, 422, "for which debtor or which debt"),
        ({"approver": "  "}, 422, "a ground and an approver"),
        ({"until": "2026-11-24T12:00:00+08:00"}, 422, "must come after its beginning"),
    ],
)
def test_what_is_refused(house: House, changed: dict[str, object], status: int, said: str) -> None:
    """With its reason."""
    answer = house.ask("POST", "/v1/overrides", by="operator", json=OVERRIDE | changed)
    assert answer.status_code == status, answer.text
    assert said in answer.json()["detail"]


def test_only_the_operator_says_what_a_tenant_is_qualified_for(house: House) -> None:
    """Nor does the tenant lift what was said of it."""
    note = {"kind": "qualification", "value": "not_listed", "tenant": "acme"}
    assert house.ask("POST", "/v1/notes", json=note).status_code == 403
    told = house.ask("POST", "/v1/notes", by="operator", json=note)
    assert told.status_code == 201, told.text
    path = f"/v1/notes/{told.json()['id']}"
    assert house.ask("DELETE", path).status_code == 404
    assert house.ask("DELETE", path, by="operator").status_code == 204


def test_a_consent_is_told_and_taken_back(house: House) -> None:
    """By the tenant, about its own debtor; a word nobody knows is refused with the nearest."""
    note = {"kind": "consent", "value": "email", "debtor": "d-1"}
    assert house.ask("POST", "/v1/notes", json=note).status_code == 201
    assert house.ask("POST", "/v1/notes", json=note | {"value": "revoked_email"}).status_code == 201
    answer = house.ask("POST", "/v1/notes", json=note | {"value": "e_mail"})
    assert answer.status_code == 422
    assert "did you mean `email`" in answer.json()["detail"]
