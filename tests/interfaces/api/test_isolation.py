"""Nothing crosses tenants, and nothing personal crosses into logs, errors or meters."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import httpx
import pytest
import structlog
from tests.interfaces.api.asking import House, contact, ndjson, open_house

from duegate.interfaces.api.logs import log_as_json

OTHERS_DEBTOR = {"debtor": {"ref": "d-77"}, "debt": {"ref": "L-77"}}
OTHERS_NUMBER = {"number": "+8613800138077", "role": "debtor", "zone": "Asia/Shanghai"}
DRAWN = re.compile(
    rb'"(?:id|permit|receipt|decision|tenant_receipt)":"[^"]*"|"leaf":\d+|dec_[0-9a-f]{32}'
    rb'|"next":"[^"]*"'
)


def busy(house: House) -> None:
    """Let the other tenant do everything it can."""
    for n in range(4):
        answer = house.decide(by="beta", tenant="beta", id=f"b{n}", recipient=OTHERS_NUMBER)
        assert answer.status_code == 200
    decision = answer.json()["id"]
    house.ask("POST", f"/v1/decisions/{decision}/outcome", by="beta", json={"state": "answered"})
    note = {"kind": "preference", "value": "cease", "debtor": "d-1"}
    house.ask("POST", "/v1/notes", by="beta", json=note)
    change = {"standing": "watched", "reason": "complaints"}
    house.ask("POST", "/v1/tenants/beta/standing", by="operator", json=change)


def conversation(house: House) -> list[bytes]:
    """Ask everything that acme may ask; what is drawn by lot or counted by the log is blanked."""
    decided = [house.decide(id=f"c{n}") for n in range(4)]
    first = decided[0].json()["id"]
    headers = {"Content-Type": "application/x-ndjson"}
    answers = [
        *decided,
        house.ask("GET", "/v1/decisions?limit=2"),
        house.ask("GET", f"/v1/decisions/{first}"),
        house.ask("GET", "/v1/decisions/dec_0"),
        house.ask("POST", f"/v1/decisions/{first}/outcome", json={"state": "answered"}),
        house.ask("POST", "/v1/when", json=contact(**OTHERS_DEBTOR)),
        house.ask("POST", "/v1/decisions", json=contact(tenant="beta")),
        house.ask("POST", "/v1/permits/redeem", json={"permit": decided[1].json()["permit"]}),
        house.ask("POST", "/v1/permits/redeem", json={"permit": "prm_x"}),
        house.ask("POST", "/v1/decisions/batch", content=ndjson(contact()), headers=headers),
        house.ask("GET", "/v1/tenants"),
        house.ask("GET", "/v1/tenants/beta"),
        house.ask("POST", "/v1/tenants", json={"name": "beta"}),
        house.ask("POST", "/v1/tenants/beta/standing", json={"standing": "good", "reason": "x"}),
    ]
    return [b"%d " % answer.status_code + DRAWN.sub(b"-", answer.content) for answer in answers]


def test_a_tenant_cannot_tell_whether_there_is_another(tmp_path: Path) -> None:
    """Twins: with and without the other tenant's doings, every byte answered is the same."""
    with open_house(tmp_path / "busy") as house:
        busy(house)
        beside = conversation(house)
    with open_house(tmp_path / "alone", beta=False) as house:
        alone = conversation(house)
    assert beside == alone


CANARIES = {
    "number": "+8613912345678",
    "caller": "+8613712345678",
    "address": "CANARY-ROAD-1",
    "handle": "canary-handle",
    "text": "CANARY-TEXT",
    "debtor": "canary-debtor",
    "debt": "canary-debt",
    "document": "canary-paper",
    "reason": "canary-reason",
}


def canary(**changes: object) -> dict[str, object]:
    """A contact in which everything personal can be recognised."""
    return contact(
        caller={"number": CANARIES["caller"]},
        recipient={
            "number": CANARIES["number"],
            "address": CANARIES["address"],
            "handle": CANARIES["handle"],
            "role": "debtor",
        },
        debtor={"ref": CANARIES["debtor"]},
        debt={"ref": CANARIES["debt"]},
        text=CANARIES["text"],
        provenance={"source": "creditor_file", "document": CANARIES["document"]},
        **changes,
    )


def everything(house: House, monkeypatch: pytest.MonkeyPatch) -> list[httpx.Response]:
    """Ask rightly, wrongly, and of a gate that is broken."""
    headers = {"Content-Type": "application/x-ndjson"}
    number = CANARIES["number"]
    answers = [
        house.ask("POST", "/v1/decisions", json=canary()),
        house.ask("POST", "/v1/when", json=canary()),
        house.ask("POST", "/v1/decisions/batch", content=ndjson(canary()), headers=headers),
        house.ask("POST", "/v1/decisions", json=canary(tenant="beta")),
        house.ask("POST", "/v1/decisions", json=canary(at="2026-01-01T00:00:00Z")),
        house.ask("GET", f"/v1/decisions/{number}"),
        house.ask("GET", f"/v1/{number}"),
        house.ask("PUT", f"/v1/decisions/{number}"),
        house.ask("GET", f"/v1/decisions?cursor={number}"),
    ]

    async def broken(*_: object, **__: object) -> object:
        raise ValueError(number)

    monkeypatch.setattr(house.gate, "decide_async", broken)
    answers += [
        house.ask("POST", "/v1/decisions", json=canary()),
        house.ask("POST", "/v1/decisions/batch", content=ndjson(canary()), headers=headers),
        house.ask("GET", "/v1/decisions", headers={"Authorization": f"Bearer {number}"}),
    ]
    return answers


ROUTES_SAID = {
    "GET",
    "PUT",
    "GET /v1/decisions",
    "GET /v1/decisions/{decision}",
    "POST /v1/decisions",
    "POST /v1/decisions/batch",
}
"""How the log names the routes of `everything` that met a problem, as the documents do."""


def test_no_answer_log_or_meter_names_a_person(
    house: House, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whatever is asked and however it fails, nothing personal comes out."""
    log_as_json()
    try:
        answers = everything(house, monkeypatch)
    finally:
        structlog.reset_defaults()
    said = [answer.text for answer in answers]
    logged = capfd.readouterr().out
    metered = house.client.get("/metrics").text
    lines = [json.loads(line) for line in logged.splitlines()]
    assert [line["status"] for line in lines].count(500) == 2
    assert {line["route"] for line in lines} == ROUTES_SAID
    for name, value in CANARIES.items():
        for where in (*said, logged, metered):
            assert value not in where, name


def test_meters_count_without_naming_anybody(house: House) -> None:
    """Verdicts by channel, times, and no way to fail open; no tenant among the labels."""
    house.decide()
    house.decide(channel="postcard")
    text = house.client.get("/metrics").text
    assert 'duegate_decisions_total{channel="call",verdict="allow"} 1.0' in text
    assert 'duegate_decisions_total{channel="postcard",verdict="deny"} 1.0' in text
    assert "duegate_decision_seconds_count 2.0" in text
    assert "duegate_failopen_total 0.0" in text
    assert "duegate_queue_depth 0.0" in text
    assert 'duegate_build_info{version="' in text
    assert "acme" not in text


def test_who_waits_for_a_decision_is_counted(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the gate decides, the queue is one deep; when it fails, it is empty again."""
    seen = []

    async def slow(*_: object, **__: object) -> object:
        seen.append(await asyncio.to_thread(house.client.get, "/metrics"))
        raise ValueError

    monkeypatch.setattr(house.gate, "decide_async", slow)
    assert house.decide().status_code == 500
    assert "duegate_queue_depth 1.0" in seen[0].text
    assert "duegate_queue_depth 0.0" in house.client.get("/metrics").text
