"""Decisions over HTTP: durable, one request each over 64 connections, and a thousand to a list.

The limit is the same server on the same route (key, strict reading, writing) where the gate is
replaced by a constant; a bare route that looks at nothing is shown beside it. The rival is the same
gate behind FastAPI on uvicorn. Every side has its own process and house; time stands at noon.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import msgspec

from benchmarks import Goal, Result, Series, alternate
from benchmarks.house import disk
from benchmarks.http_sides import KEY, SIDES, house
from benchmarks.load import Connection, rate
from benchmarks.traffic import CALLER, TENANT, contacts
from duegate.model.contact import Contact

CONNECTIONS = 64
A_LIST = 1_000
START_TRIES = 300


def measure(*, smoke: bool) -> Iterator[Result]:
    """Measure every side in turn."""
    rounds, many, lists = (1, 200, 1) if smoke else (5, 4_000, 6)
    size = 100 if smoke else A_LIST
    bodies = [_body(contact) for contact in contacts(rounds * many + 1)]
    listed = [_body(contact) for contact in contacts(rounds * lists * size + 1, seed=2)]
    with disk() as folder, ExitStack() as stack:
        ports = {kind: stack.enter_context(side(kind, folder / kind)) for kind in SIDES}
        ports["list"] = stack.enter_context(side("decisions", folder / "list"))
        turns = {kind: iter(_single(body) for body in bodies) for kind in SIDES}
        batches = iter(_lists(listed, size))

        def single(kind: str) -> float:
            requests = [next(turns[kind]) for _ in range(many)]
            return rate(ports[kind], requests, CONNECTIONS)

        def list_() -> float:
            return rate(ports["list"], [next(batches) for _ in range(lists)], 1) * size

        for kind in SIDES:
            rate(ports[kind], [_single(bodies[-1])] * CONNECTIONS, CONNECTIONS)
        figures = alternate(rounds, [*(partial(single, kind) for kind in SIDES), list_])
    yield from _results(dict(zip((*SIDES, "list"), figures, strict=True)))


def _results(figures: dict[str, tuple[float, ...]]) -> Iterator[Result]:
    ours = Series("decisions", "/s", figures["decisions"])

    def against(kind: str, what: str, *goals: Goal) -> Result:
        name = f"http, {CONNECTIONS} connections, {kind}"
        return Result(name, ours, Series(what, "/s", figures[kind]), goals)

    yield against("constant", "the same route, a constant", Goal("ratio", least=0.6))
    yield against("bare", "a bare route, a constant")
    yield against("fastapi", "the same gate, FastAPI on uvicorn", Goal("ratio", least=3))
    yield Result(
        "http, lists of contacts",
        Series("contacts", "/s", figures["list"]),
        ours,
        (Goal("ratio", least=4),),
    )


@contextmanager
def side(kind: str, folder: Path) -> Iterator[int]:
    """Lend the port of a side that is served from a process of its own."""
    with house(folder) as gate:
        gate.tenants.add(TENANT, numbers=[CALLER])
        gate.keys.create(TENANT, key=KEY)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [sys.executable, "-m", "benchmarks.http_sides", kind, str(folder), str(port)]
    with subprocess.Popen(command) as process:  # noqa: S603
        try:
            _wait_for(port, process)
            yield port
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(START_TRIES):
        try:
            Connection(port).socket.close()
        except OSError:
            assert process.poll() is None, f"{process.args!r} did not start"
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"{process.args!r} does not listen")


def _body(contact: Contact) -> bytes:
    """Write a contact as a caller would who leaves the time to the gate."""
    written = msgspec.to_builtins(contact, str_keys=True)
    return msgspec.json.encode({name: value for name, value in written.items() if name != "at"})


def _single(body: bytes) -> bytes:
    return _request("/v1/decisions", "application/json", body)


def _lists(bodies: list[bytes], size: int) -> Iterator[bytes]:
    for first in range(0, len(bodies) - size + 1, size):
        body = b"".join(line + b"\n" for line in bodies[first : first + size])
        yield _request("/v1/decisions/batch", "application/x-ndjson", body)


def _request(path: str, media_type: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: gate\r\nAuthorization: Bearer {KEY}\r\n"
        f"Content-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
