"""A house with two tenants on a clock set by hand, and the few words a test asks it with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from litestar.testing import TestClient as AppClient

from duegate.boot import open_gate
from duegate.clock import HandClock
from duegate.gate import Gate
from duegate.interfaces.api import build_app
from duegate.settings import Settings

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)  # in Shenzhen
NUMBERS = {"acme": "+862154320000", "beta": "+862154320001"}
SETTINGS = Settings(body_bytes_max=16_384, batch_body_bytes_max=131_072, batch_contacts_max=400)


class House(NamedTuple):
    """A gate behind its HTTP interface, and the keys to it."""

    gate: Gate
    clock: HandClock
    keys: dict[str, str]
    client: httpx.Client
    app: Any

    def ask(
        self,
        method: str,
        path: str,
        *,
        by: str | None = "acme",
        **rest: Any,  # noqa: ANN401 - httpx' own
    ) -> httpx.Response:
        """Send a request with the key of a tenant, of the operator, or with none."""
        headers: dict[str, Any] = dict(rest.pop("headers", {}))
        if by is not None:
            headers.setdefault("Authorization", f"Bearer {self.keys[by]}")
        return self.client.request(method, path, headers=headers, **rest)

    def decide(self, *, by: str = "acme", **changes: object) -> httpx.Response:
        """Have one contact decided."""
        return self.ask("POST", "/v1/decisions", by=by, json=contact(**changes))


@contextmanager
def open_house(folder: Path, settings: Settings = SETTINGS, **only: bool) -> Iterator[House]:
    """Lend a house; `beta=False` leaves the second tenant out."""
    clock = HandClock(NOON)
    with open_gate(folder, settings, clock=clock) as gate:
        tenants = [name for name in NUMBERS if only.get(name, True)]
        for name in tenants:
            gate.tenants.add(name, numbers=[NUMBERS[name]])
        keys = {name: gate.keys.create(name) for name in tenants}
        keys["operator"] = gate.keys.create(None)
        app = build_app(gate, settings)
        with AppClient(app, raise_server_exceptions=False) as client:
            yield House(gate, clock, keys, client, app)


def contact(**changes: object) -> dict[str, Any]:
    """A call that is allowed, but for what the test changes; `None` leaves a field out."""
    caller = NUMBERS.get(str(changes.get("tenant", "acme")), "+862154320009")
    whole: dict[str, Any] = {
        "id": "c1",
        "channel": "call",
        "caller": {"number": caller},
        "recipient": {"number": "+8613800138000", "role": "debtor", "zone": "Asia/Shanghai"},
        "debtor": {"ref": "d-1", "region": "CN-GD"},
        "debt": {"ref": "L-1"},
        "purpose": "collect",
        "provenance": {"source": "creditor_file"},
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def ndjson(*contacts: dict[str, Any]) -> bytes:
    """Write contacts as a list."""
    return b"".join(json.dumps(each).encode() + b"\n" for each in contacts)
