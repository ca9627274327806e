"""What cannot be read is refused with its place and the remedy, and nothing is recorded."""

from __future__ import annotations

import json
from typing import NamedTuple

import pytest
from tests.interfaces.api.asking import SETTINGS, House, contact, ndjson


class Bad(NamedTuple):
    """A body, and what is said of it."""

    body: bytes
    status: int
    kind: str
    pointer: str
    words: str


def _with(**changes: object) -> bytes:
    return json.dumps(contact(**changes)).encode()


def _spliced(text: str) -> bytes:
    return _with()[:-1] + f", {text}}}".encode()


BAD = {
    "nothing": Bad(b"", 400, "malformed", "", "empty"),
    "not JSON": Bad(b"{", 400, "malformed", "", "line 1, column 2"),
    "a list": Bad(b"[]", 400, "malformed", "", "expected an object"),
    "not UTF-8": Bad(b'{"id":"\xff"}', 400, "malformed", "", "UTF-8"),
    "too deep": Bad(b"[" * 40 + b"]" * 40, 400, "malformed", "", "32 levels"),
    "a byte-order mark": Bad(b"\xef\xbb\xbf" + _with(), 400, "malformed", "", "byte-order"),
    "a field twice": Bad(_spliced('"id": "c2"'), 422, "unfit", "/id", "twice"),
    "NaN": Bad(_spliced('"automated": NaN'), 422, "unfit", "/automated", "NaN"),
    "no id": Bad(_with(id=None), 422, "unfit", "/id", "missing"),
    "another channel": Bad(_with(channel="fax"), 422, "unfit", "/channel", '"fax" is not one of'),
    "a misspelt field": Bad(
        _with(purpose=None, purposes="x"), 422, "unfit", "/purposes", 'did you mean "purpose"'
    ),
    "no offset": Bad(_with(at="2026-11-24T12:00:00"), 422, "unfit", "/at", "offset"),
    "a far year": Bad(_with(at="9999-12-31T23:59:59Z"), 422, "unfit", "/at", "out of reach"),
    "a stale instant": Bad(
        _with(at="2026-11-24T03:00:00Z"), 422, "stale-instant", "", "ask `when`"
    ),
    "half a character": Bad(_with(text="\ud800"), 422, "unfit", "/text", "half a character"),
    "an amount of text": Bad(
        _with(debt={"ref": "L", "amount": "lots"}), 422, "unfit", "/debt/amount", "a number"
    ),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_contact_is_refused(house: House, bad: Bad) -> None:
    """Status, type, place and words; and the ledger is as it was."""
    headers = {"Content-Type": "application/json"}
    answer = house.ask("POST", "/v1/decisions", content=bad.body, headers=headers)
    problem = answer.json()
    assert (answer.status_code, problem["status"]) == (bad.status, bad.status)
    assert answer.headers["content-type"] == "application/problem+json"
    assert problem["type"] == f"/problems/{bad.kind}"
    assert bad.words in problem["detail"]
    if bad.pointer:
        assert bad.pointer in [place["pointer"] for place in problem["errors"]]
    assert house.gate.decisions() == ()


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/v1/decisions/dec_1/outcome", {"state": "lost"}, "/state"),
        ("/v1/decisions/dec_1/outcome", {"state": "placed", "at": "2026-11-24T12:00"}, "/at"),
        ("/v1/permits/redeem", {}, "/permit"),
        ("/v1/permits/redeem", {"permit": "p", "tenant": "beta"}, "/tenant"),
        ("/v1/when", {"id": "c1"}, "/channel"),
        ("/v1/tenants", {"name": ""}, "/name"),
        ("/v1/tenants/acme/standing", {"standing": "gone", "reason": "x"}, "/standing"),
        ("/v1/tenants/acme/standing", {"standing": "good", "reason": ""}, "/reason"),
        ("/v1/notes", {"kind": "rumour", "value": "x"}, "/kind"),
    ],
)
def test_every_body_is_read_as_strictly(
    house: House, path: str, body: object, pointer: str
) -> None:
    """The other routes name the place too."""
    answer = house.ask("POST", path, by="operator", json=body)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/unfit")
    assert pointer in [place["pointer"] for place in answer.json()["errors"]]


@pytest.mark.parametrize("path", ["/v1/decisions", "/v1/when", "/v1/notes", "/v1/permits/redeem"])
def test_an_oversize_body_is_refused(house: House, path: str) -> None:
    """One byte too many is 413, announced or not; the most that may be is read."""
    most = SETTINGS.body_bytes_max
    headers = {"Content-Type": "application/json"}
    for content in (b" " * (most + 1), iter([b" " * most, b" "])):
        answer = house.ask("POST", path, content=content, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
        assert f"{most} bytes" in answer.json()["detail"]
    assert house.ask("POST", path, content=b" " * most, headers=headers).status_code == 400


@pytest.mark.parametrize("path", ["/v1/decisions", "/v1/when", "/v1/decisions/batch"])
def test_another_media_type_is_refused(house: House, path: str) -> None:
    """A form is no contact: 415 says what is."""
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = house.ask("POST", path, content=ndjson(contact()), headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media-type")


def test_a_media_type_may_have_parameters(house: House) -> None:
    """`application/json; charset=utf-8` is JSON."""
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    body = json.dumps(contact())
    assert house.ask("POST", "/v1/decisions", content=body, headers=headers).status_code == 200


def test_an_address_without_anything_is_404(house: House) -> None:
    """A wrong path is a problem, and says where the right ones are."""
    answer = house.ask("GET", "/v1/decision")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")
    assert "/docs" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/v1/decisions", "/v1/tenants/acme"])
def test_another_method_is_405(house: House, path: str) -> None:
    """The answer lists the methods there are."""
    answer = house.ask("PUT", path)
    assert (answer.status_code, answer.json()["type"]) == (405, "/problems/method-not-allowed")
    assert "GET" in answer.headers["allow"].split(", ")


def test_a_taken_name_is_409(house: House) -> None:
    """A tenant is signed once."""
    answer = house.ask("POST", "/v1/tenants", by="operator", json={"name": "acme"})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/tenant-exists")


def test_a_note_that_nothing_heeds_is_refused(house: House) -> None:
    """A note no clause reads would be a promise nobody keeps."""
    answer = house.ask(
        "POST", "/v1/notes", json={"kind": "preference", "value": "sing", "debtor": "d-1"}
    )
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/note-refused")
