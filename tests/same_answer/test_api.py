"""The table through HTTP: one contact a request, one clock for all, and through the list route."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar.testing import TestClient as AppClient
from tests.same_answer.table import ROWS, TENANTS

from duegate.boot import open_gate
from duegate.clock import HandClock
from duegate.interfaces.api import build_app
from duegate.settings import Settings


@contextmanager
def opened(folder: Path) -> Iterator[tuple[HandClock, httpx.Client]]:
    """Lend the house of the table over HTTP, spoken to with the operator's key."""
    clock = HandClock(instant(ROWS[0][1]))
    with open_gate(folder, Settings(), clock=clock) as gate:
        for name, number in TENANTS.items():
            gate.tenants.add(name, numbers=[number])
        headers = {"Authorization": f"Bearer {gate.keys.create(None)}"}
        with AppClient(build_app(gate, Settings())) as client:
            client.headers.update(headers)
            yield clock, client


def instant(contact: dict[str, Any]) -> datetime:
    """Read the instant a row states."""
    return datetime.fromisoformat(contact["at"])


def one(client: httpx.Client, contact: dict[str, Any]) -> dict[str, Any]:
    """Ask for one contact."""
    answer = client.post("/v1/decisions", json=contact)
    assert answer.status_code == 200, answer.text
    decision: dict[str, Any] = answer.json()
    return decision


def listed(client: httpx.Client, contact: dict[str, Any]) -> dict[str, Any]:
    """Ask for one contact as a list."""
    headers = {"Content-Type": "application/x-ndjson"}
    content = json.dumps(contact).encode()
    answer = client.post("/v1/decisions/batch", content=content, headers=headers)
    assert answer.status_code == 200, answer.text
    decision: dict[str, Any] = json.loads(answer.content)
    return decision


@pytest.mark.parametrize("ask", [one, listed])
def test_every_row_gets_its_answer(tmp_path: Path, ask: Any) -> None:  # noqa: ANN401
    """Each contact, at its instant by the gate's clock, gets the verdict and the clause."""
    with opened(tmp_path) as (clock, client):
        for name, contact, verdict, clause in ROWS:
            clock.pass_s((instant(contact) - clock.now()).total_seconds())
            decision = ask(client, contact)
            blamed = [finding["clause"] for finding in decision["findings"]]
            assert (name, decision["verdict"]) == (name, verdict)
            assert clause is None or clause in blamed, name
