"""Who may do what: every route of the document, asked by everybody."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

import httpx
import pytest
from tests.interfaces.api.asking import House, contact, ndjson


class Route(NamedTuple):
    """One way to ask: what is to be sent, and who is answered."""

    method: str
    path: str
    body: object = None
    open: bool = False
    operator_only: bool = False
    answer: int = 200

    def ask(
        self, house: House, by: str | None, known: dict[str, str], key: bytes | None = None
    ) -> httpx.Response:
        """Ask as somebody, or with a made-up `Authorization`."""
        path = self.path.format_map(known)
        headers: dict[str, str | bytes] = {} if key is None else {"Authorization": key}
        if isinstance(self.body, bytes):
            headers["Content-Type"] = "application/x-ndjson"
            return house.ask(self.method, path, by=by, content=self.body, headers=headers)
        if self.body is None:
            return house.ask(self.method, path, by=by, headers=headers)
        body = json.loads(json.dumps(self.body).replace("{permit}", known["permit"]))
        return house.ask(self.method, path, by=by, json=body, headers=headers)


OVERRIDE = {
    "clause": "cn-cba-2026/unanswered-calls",
    "tenant": "acme",
    "debtor": "d-9",
    "ground": "a written agreement",
    "approver": "the head of compliance",
    "until": "2027-01-01T00:00:00Z",
}
ROUTES = (
    Route("GET", "/healthz", open=True),
    Route("GET", "/readyz", open=True),
    Route("GET", "/metrics", open=True),
    Route("GET", "/v1/packs", open=True),
    Route("GET", "/v1/packs/{pack}/clauses/{clause}", open=True),
    Route("GET", "/v1/schemas/{shape}", open=True),
    Route("GET", "/v1/checkpoint", open=True),
    Route("GET", "/v1/log-key", open=True),
    Route("POST", "/v1/decisions", contact(tenant="acme")),
    Route("GET", "/v1/decisions"),
    Route("GET", "/v1/decisions/{decision}"),
    Route("POST", "/v1/decisions/{decision}/outcome", {"state": "answered"}),
    Route("GET", "/v1/decisions/{decision}/evidence"),
    Route("POST", "/v1/decisions/batch", ndjson(contact(tenant="acme"))),
    Route("POST", "/v1/when", contact(tenant="acme")),
    Route("POST", "/v1/permits/redeem", {"permit": "{permit}"}),
    Route("GET", "/v1/tenants"),
    Route("GET", "/v1/tenants/{name}"),
    Route("POST", "/v1/tenants", {"name": "gamma"}, operator_only=True, answer=201),
    Route(
        "POST",
        "/v1/tenants/{name}/standing",
        {"standing": "suspended", "reason": "threats"},
        operator_only=True,
    ),
    Route(
        "POST",
        "/v1/notes",
        {"kind": "preference", "value": "cease", "tenant": "acme", "debtor": "d-9"},
        answer=201,
    ),
    Route("DELETE", "/v1/notes/{note}", answer=204),
    Route("POST", "/v1/inbound", contact(tenant="acme"), answer=201),
    Route("GET", "/v1/inbound/{inbound}/evidence"),
    Route("POST", "/v1/overrides", OVERRIDE, operator_only=True, answer=201),
    Route("GET", "/v1/overrides", operator_only=True),
    Route("DELETE", "/v1/overrides/{override}", operator_only=True, answer=204),
    Route("GET", "/v1/shadow", operator_only=True),
)
# What another tenant gets that may ask, but has nothing there.
OTHERS = {
    ("POST", "/v1/decisions"): "/problems/other-tenant",
    ("POST", "/v1/inbound"): "/problems/other-tenant",
    ("GET", "/v1/decisions/{decision}"): "/problems/unknown-decision",
    ("POST", "/v1/decisions/{decision}/outcome"): "/problems/unknown-decision",
    ("GET", "/v1/decisions/{decision}/evidence"): "/problems/unknown-decision",
    ("POST", "/v1/when"): "/problems/other-tenant",
    ("POST", "/v1/permits/redeem"): "/problems/permit-refused",
    ("GET", "/v1/tenants/{name}"): "/problems/unknown-tenant",
    ("POST", "/v1/notes"): "/problems/other-tenant",
    ("DELETE", "/v1/notes/{note}"): "/problems/unknown-note",
    ("GET", "/v1/inbound/{inbound}/evidence"): "/problems/unknown-inbound",
}
ALL = pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{route.method} {route.path}")


@pytest.fixture
def known(house: House) -> dict[str, str]:
    """Names of things that are acme's."""
    decision = house.decide().json()
    about = {"kind": "preference", "value": "cease", "debtor": "d-8"}
    return {
        "decision": decision["id"],
        "permit": decision["permit"],
        "name": "acme",
        "note": house.ask("POST", "/v1/notes", json=about).json()["id"],
        "inbound": house.ask("POST", "/v1/inbound", json=contact(tenant="acme")).json()["id"],
        "override": house.ask("POST", "/v1/overrides", by="operator", json=OVERRIDE).json()[
            "override"
        ]["id"],
        "pack": "cn-shenzhen",
        "clause": "SZ-01",
        "shape": "contact",
    }


def documented(house: House) -> Iterator[tuple[str, str, bool]]:
    """Every route of the OpenAPI document, and whether it asks for a key."""
    for path, methods in house.client.get("/openapi.json").json()["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation["security"] == [{"key": []}]


def test_every_route_is_tried(house: House) -> None:
    """The table below the document: a route that is missing in one of them is found."""
    tried = {(route.method, route.path, not route.open) for route in ROUTES}
    assert set(documented(house)) == tried


@ALL
def test_who_holds_its_key_is_answered(house: House, known: dict[str, str], route: Route) -> None:
    """The tenant itself, or the operator where only the operator may."""
    by = None if route.open else "operator" if route.operator_only else "acme"
    answer = route.ask(house, by, known)
    assert answer.status_code == route.answer, answer.text


@ALL
def test_the_operator_is_answered(house: House, known: dict[str, str], route: Route) -> None:
    """The operator may ask everything."""
    assert route.ask(house, "operator", known).status_code == route.answer


@ALL
def test_nobody_else_is_let_in(house: House, known: dict[str, str], route: Route) -> None:
    """Without a key in force it is 401 on every route but the open ones."""
    spoilt = house.keys["acme"][:-1].encode() + b"~"
    for key in (None, b"Bearer " + spoilt, b"Basic YTpi", b"Bearer \xfc", b"Bearer", b""):
        answer = route.ask(house, None, known, key)
        if route.open:
            assert answer.status_code == 200
            continue
        assert (answer.status_code, answer.json()["type"]) == (401, "/problems/key-wanted")
        assert answer.headers["www-authenticate"].startswith("Bearer")


@ALL
def test_another_tenant_finds_nothing(house: House, known: dict[str, str], route: Route) -> None:
    """Another tenant's things do not exist; its words are not one's own."""
    answer = route.ask(house, "beta", known)
    if route.operator_only:
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/operator-only")
    elif wanted := OTHERS.get((route.method, route.path)):
        assert answer.json()["type"] == wanted
    else:
        assert answer.status_code == 200
        assert known["decision"] not in answer.text
        assert route.open or '"verdict"' not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/v1/decisions/{}", None),
        ("GET", "/v1/decisions/{}/evidence", None),
        ("POST", "/v1/decisions/{}/outcome", {"state": "answered"}),
        ("DELETE", "/v1/notes/{}", None),
        ("GET", "/v1/inbound/{}/evidence", None),
        ("GET", "/v1/tenants/{}", None),
    ],
)
def test_another_tenants_is_as_unknown_as_none(
    house: House, known: dict[str, str], method: str, path: str, body: object
) -> None:
    """What is another's and what never was are told apart by no byte."""
    kinds = {"note": "note", "name": "tenants", "inbound": "inbound"}
    which = next((kind for kind, part in kinds.items() if part in path), "decision")
    answers = [
        house.ask(method, path.format(name), by="beta", json=body)
        for name in (known[which], known[which][:-1] + "0", "nothing")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_a_suspended_tenant_may_look_but_not_reach(house: House) -> None:
    """After the receipt every contact is denied; what was decided can still be seen."""
    change = {"standing": "suspended", "reason": "threats"}
    receipt = house.ask("POST", "/v1/tenants/acme/standing", by="operator", json=change).json()
    assert (receipt["standing"], bool(receipt["receipt"])) == ("suspended", True)
    assert house.decide().json()["verdict"] == "deny"
    assert house.ask("GET", "/v1/decisions").status_code == 200
