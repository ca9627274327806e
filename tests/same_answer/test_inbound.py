"""Who came to us, told over HTTP and on the command line: the same receipt, effect and refusal."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from litestar.testing import TestClient as AppClient
from tests.interfaces.cli.calling import Caller
from tests.interfaces.cli.calling import contact as told

from duegate.boot import open_gate
from duegate.clock import HandClock
from duegate.interfaces.api import build_app
from duegate.settings import Settings

AT = "2026-11-24T12:00:00-05:00"
CALL: dict[str, Any] = told(
    at=AT,
    recipient={"number": "+12122000123", "role": "debtor", "zone": "America/New_York"},
    debtor={"ref": "d-1", "region": "US-NY"},
)
WRONG: list[dict[str, Any]] = [
    CALL | {"at": "2026-09-01T12:00:00-05:00"},
    CALL | {"tenant": "nobody"},
    CALL | {"channel": "fax"},
    {name: value for name, value in CALL.items() if name != "debt"},
]
SAME = ("contact", "tenant", "channel", "at", "leaf")


def over_http(folder: Path) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """Record it, ask for a call after it, and be refused."""
    clock = HandClock(datetime.fromisoformat(AT))
    with open_gate(folder, Settings(), clock=clock) as gate:
        gate.tenants.add("acme", numbers=[CALL["caller"]["number"]])
        headers = {"Authorization": f"Bearer {gate.keys.create(None)}"}
        with AppClient(build_app(gate, Settings())) as client:
            client.headers.update(headers)
            receipt = client.post("/v1/inbound", json=CALL).json()
            decision = client.post("/v1/decisions", json=CALL).json()
            refused = [client.post("/v1/inbound", json=wrong).json() for wrong in WRONG]
    sentences = [_said(problem) for problem in refused]
    return receipt, decision, sentences


def _said(problem: dict[str, Any]) -> str:
    places = [f"{place['pointer']}: {place['detail']}" for place in problem.get("errors", [])]
    return "; ".join(places) or str(problem["detail"])


def on_the_command_line(folder: Path) -> tuple[dict[str, Any], dict[str, Any], list[str]]:
    """Do the same."""
    caller = Caller(folder / "house")
    caller.clock.jump_to(datetime.fromisoformat(AT))
    assert caller.call("tenant", "add", "acme", "--number", CALL["caller"]["number"]).code == 0
    called = [
        caller.call(command, "-", "--json", stdin=json.dumps(CALL).encode())
        for command in ("inbound", "decide")
    ]
    path = caller.write("wrong", WRONG)
    refused = caller.call("inbound", path, "--json")
    sentences = [json.loads(line)["error"] for line in refused.err.splitlines()]
    return called[0].json, called[1].json, sentences


def test_the_answer_is_the_same(tmp_path: Path) -> None:
    """Their call starts the pause after a conversation, whoever hears of it which way."""
    (tmp_path / "http").mkdir()
    receipt, decision, sentences = over_http(tmp_path / "http")
    receipt_too, decision_too, sentences_too = on_the_command_line(tmp_path)
    assert [receipt[name] for name in SAME] == [receipt_too[name] for name in SAME]
    against = [each["clause"] for each in decision["findings"] if each["verdict"] != "allow"]
    assert "us-reg-f/after-conversation" in against
    for name in ("verdict", "until", "findings", "clear", "packs"):
        assert decision.get(name) == decision_too.get(name)
    for said, said_too in zip(sentences, sentences_too, strict=True):
        assert said in said_too
