"""Who came to us, told over HTTP: recorded once, proven, refused in the caller's words."""

from __future__ import annotations

import pytest
from tests.interfaces.api.asking import NOON, House, contact

from duegate.evidence.report import Code
from duegate.evidence.verify import verify

PATH = "/v1/inbound"


def test_it_is_recorded_with_its_receipt(house: House) -> None:
    """Neither `at` nor `tenant` nor `purpose` need be said; it uses no count."""
    for _ in range(3):
        answer = house.ask("POST", PATH, json=contact(purpose=None))
        assert answer.status_code == 201, answer.text
    receipt = answer.json()
    assert (receipt["contact"], receipt["tenant"], receipt["channel"]) == ("c1", "acme", "call")
    assert receipt["at"] == NOON.isoformat().replace("+00:00", "Z")
    assert receipt["receipt"]
    assert house.decide().json()["verdict"] == "allow"


def test_a_key_makes_a_retry_safe(house: House) -> None:
    """The same answer again, though time has passed; another request under it is refused."""
    key = {"Idempotency-Key": "k-1"}
    first = house.ask("POST", PATH, json=contact(purpose=None), headers=key)
    house.clock.pass_s(60)
    again = house.ask("POST", PATH, json=contact(purpose=None), headers=key)
    assert again.content == first.content
    other = house.ask("POST", PATH, json=contact(channel="sms"), headers=key)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")
    blank = house.ask("POST", PATH, json=contact(), headers={"Idempotency-Key": " "})
    assert blank.status_code == 400


def test_its_evidence_is_a_file_of_its_own(house: House) -> None:
    """Whoever has it can check it offline."""
    name = house.ask("POST", PATH, json=contact()).json()["id"]
    answer = house.ask("GET", f"{PATH}/{name}/evidence")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert verify(answer.content).code is Code.VALID


@pytest.mark.parametrize(
    ("changes", "status", "says"),
    [
        ({"at": "2026-11-25T12:00:00+08:00"}, 422, "state when the person came to you"),
        ({"tenant": "nobody"}, 404, 'there is no tenant \\"nobody\\"; add it first'),
        ({"channel": "fax"}, 422, "/channel"),
        ({"debtor": None}, 422, "/debtor"),
        ({"state": "inbound"}, 422, "/state"),
    ],
)
def test_what_is_refused(house: House, changes: dict[str, object], status: int, says: str) -> None:
    """With the place or the reason."""
    answer = house.ask("POST", PATH, by="operator", json=contact(tenant="acme") | changes)
    if changes == {"debtor": None}:
        answer = house.ask("POST", PATH, json=contact(debtor=None))
    assert answer.status_code == status, answer.text
    assert says in answer.text


def test_the_document_describes_it(house: House) -> None:
    """Its receipt, its key, and every problem it can come to."""
    document = house.client.get("/openapi.json").json()
    operation = document["paths"][PATH]["post"]
    assert {"201", "404", "422", "503"} <= set(operation["responses"])
    assert [each["name"] for each in operation["parameters"]] == ["Idempotency-Key"]
    assert "InboundReceipt" in document["components"]["schemas"]
