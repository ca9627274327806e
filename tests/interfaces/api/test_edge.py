"""The hot route and what every answer carries: it must not be told apart from the framework's."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs
from tests.interfaces.api.asking import House, contact

from duegate.gate import Overloaded
from duegate.interfaces.api import body, logs
from duegate.interfaces.api.edge import Edge
from duegate.model import wire
from duegate.model.contact import Contact
from duegate.store.errors import NotRecorded

TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def ask_framework(house: House, **asked: Any) -> httpx.Response:  # noqa: ANN401
    """Ask the same site without the hot route in front of it."""
    assert isinstance(house.app, Edge)
    site: Any = house.app._site
    transport = httpx.ASGITransport(site, raise_app_exceptions=False)

    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://gate") as client:
            return await client.post("/v1/decisions", **asked)

    return asyncio.run(ask())


def ask_hot(house: House) -> httpx.Response:
    """Ask as acme, on the hot route."""
    return house.decide()


def ask_framework_as_acme(house: House) -> httpx.Response:
    """Ask the same without the hot route."""
    headers = {"Authorization": f"Bearer {house.keys['acme']}"}
    return ask_framework(house, json=contact(), headers=headers)


REQUESTS: dict[str, dict[str, Any]] = {
    "decided": {"json": contact()},
    "denied": {"json": contact(recipient={"number": "+1", "role": "debtor"})},
    "unfit": {"json": contact(channel="fax")},
    "malformed": {"content": b"{", "headers": {"Content-Type": "application/json"}},
    "media type": {"content": b"{}", "headers": {"Content-Type": "text/csv"}},
    "too large": {"content": b" " * 20_000, "headers": {"Content-Type": "application/json"}},
    "no key": {"json": contact(), "headers": {"Authorization": "Bearer dg_x_y"}},
    "other tenant": {"json": contact(tenant="beta")},
    "bad key": {"json": contact(), "headers": {"Idempotency-Key": "a b"}},
}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_the_hot_route_is_the_documented_one(house: House, request_: dict[str, Any]) -> None:
    """Status, body and headers are the same with and without the framework."""
    headers = {
        "Authorization": f"Bearer {house.keys['acme']}",
        "Idempotency-Key": "once",
        **request_.get("headers", {}),
    }
    asked = {**request_, "headers": headers}
    hot = house.client.post("/v1/decisions", **asked)
    plain = ask_framework(house, **asked)
    assert (hot.status_code, hot.content) == (plain.status_code, plain.content)
    own = ("server", "cache-control", "x-content-type-options", "traceparent")
    assert {k: v for k, v in hot.headers.items() if k not in own} == dict(plain.headers)


@pytest.mark.parametrize("failure", ["overloaded", "unrecorded", "fault"])
def test_the_hot_route_fails_like_the_documented_one(
    house: House, monkeypatch: pytest.MonkeyPatch, failure: str
) -> None:
    """Turned away, not recorded and broken read the same on both ways."""
    stated = {**contact(tenant="acme"), "at": house.clock.now()}
    denial = house.gate._unrecorded(wire.convert(stated, Contact))

    async def failing(*_: object, **__: object) -> object:
        match failure:
            case "overloaded":
                raise Overloaded("4096 are waiting")
            case "unrecorded":
                return denial
            case _:
                raise ValueError("+8613800138000")

    monkeypatch.setattr(house.gate, "decide_async", failing)
    hot = house.decide()
    headers = {"Authorization": f"Bearer {house.keys['acme']}"}
    plain = ask_framework(house, json=contact(), headers=headers)
    assert (hot.status_code, hot.content) == (plain.status_code, plain.content)
    assert hot.headers.get("retry-after") == plain.headers.get("retry-after")
    assert "13800138000" not in hot.text


def test_a_denial_that_is_not_recorded_is_503(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The body is the denial itself, and the client is told to come again."""

    def broken(_: object) -> object:
        raise NotRecorded("the disk is full")

    monkeypatch.setattr(house.gate.store, "transact", broken)
    answer = house.decide()
    assert (answer.status_code, answer.json()["verdict"]) == (503, "deny")
    assert "receipt" not in answer.json()
    assert answer.headers["retry-after"] == "1"
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("ask", [ask_hot, ask_framework_as_acme])
def test_a_denial_that_is_not_recorded_is_logged(
    house: House, monkeypatch: pytest.MonkeyPatch, ask: Callable[[House], httpx.Response]
) -> None:
    """Or a full disk would leave no trace where an operator looks first."""

    def broken(_: object) -> object:
        raise NotRecorded("the disk is full")

    monkeypatch.setattr(house.gate.store, "transact", broken)
    with capture_logs() as logged:
        assert ask(house).status_code == 503
    assert [(line["event"], line["status"], line["route"]) for line in logged] == [
        ("not answered", 503, "POST /v1/decisions")
    ]


@pytest.mark.parametrize("path", ["/v1/decisions", "/v1/when"])
def test_a_log_that_cannot_be_written_changes_no_answer(
    house: House, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    """Its reader went away, or its disk is full; who asked is told what is wrong all the same."""

    class Gone:
        def info(self, *_: object, **__: object) -> None:
            raise BrokenPipeError(32, "Broken pipe")

    asked = contact(channel="fax")
    told = house.ask("POST", path, json=asked)
    monkeypatch.setattr(logs, "_log", Gone())
    answer = house.ask("POST", path, json=asked)
    assert (answer.status_code, answer.content) == (422, told.content)


@pytest.mark.parametrize("path", ["/v1/decisions", "/healthz", "/nowhere"])
def test_a_trace_is_kept_or_begun(house: House, path: str) -> None:
    """A valid `traceparent` comes back as it was; otherwise a new one does."""
    kept = house.ask("GET", path, headers={"traceparent": TRACE})
    assert kept.headers["traceparent"] == TRACE
    bad = ("", "x", TRACE.upper(), TRACE.replace("00-4", "ff-4"), "00-" + "0" * 32 + TRACE[35:])
    begun = {
        house.ask("GET", path, headers={"traceparent": trace}).headers["traceparent"]
        for trace in bad
    }
    assert len(begun) == 5
    assert all(len(trace) == 55 and trace != TRACE for trace in begun)


@pytest.mark.parametrize("path", ["/v1/decisions", "/healthz", "/nowhere", "/docs"])
def test_every_answer_is_safe(house: House, path: str) -> None:
    """Nothing is cached or sniffed, and the server does not say what it is."""
    headers = house.ask("GET", path).headers
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["server"] == ""


@pytest.mark.parametrize(
    "path", ["/docs", "/metrics", "/healthz", "/v1/checkpoint", "/v1/schemas/contact"]
)
def test_a_media_type_says_its_charset_at_most_once(house: House, path: str) -> None:
    """Prometheus refuses a type that says anything twice."""
    stated = house.client.get(path).headers["content-type"]
    parameters = [part.partition("=")[0].strip() for part in stated.split(";")[1:]]
    assert len(parameters) == len(set(parameters)), stated


def test_a_slow_request_is_not_waited_for(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not arrive in time is answered with 408, on both ways."""
    monkeypatch.setattr(body, "ARRIVE_S_MAX", 0.01)

    async def ask(path: str) -> list[Any]:
        sent: list[Any] = []

        async def receive() -> object:
            await asyncio.sleep(60)
            raise AssertionError

        async def send(message: object) -> None:
            sent.append(message)

        headers = [
            (b"authorization", f"Bearer {house.keys['acme']}".encode()),
            (b"content-type", b"application/json"),
        ]
        scope = {
            "type": "http",
            "method": "POST",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": headers,
            "state": {},
        }
        await house.app(scope, receive, send)
        return sent

    for path in ("/v1/decisions", "/v1/when"):
        start, content = asyncio.run(ask(path))[:2]
        assert start["status"] == 408
        assert json.loads(content["body"])["type"] == "/problems/too-slow"
