"""The server itself, in a process of its own: exact under load, quiet, and stopped with care."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from tests.interfaces.api.asking import NOON, NUMBERS, contact, ndjson

from duegate.boot import open_gate
from duegate.clock import HandClock
from duegate.interfaces.api import serve
from duegate.interfaces.api.serve import PortTaken
from duegate.settings import Settings

START_S_MAX, STOP_S_MAX = 30, 30
COMMAND = "from duegate.boot import main; main()"


class Served(NamedTuple):
    """A server under way, and a client with acme's key."""

    process: subprocess.Popen[str]
    client: httpx.Client
    folder: Path

    def stop(self) -> tuple[int, list[str]]:
        """Ask it to stop; give its exit code and what it logged."""
        self.process.send_signal(signal.SIGTERM)
        logged, _ = self.process.communicate(timeout=STOP_S_MAX)
        return self.process.returncode, logged.splitlines()


@pytest.fixture
def served(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Served]:
    """A house at noon, served on a free port."""
    with open_gate(tmp_path, Settings(), clock=HandClock(NOON)) as gate:
        gate.tenants.add("acme", numbers=[NUMBERS["acme"]])
        key = gate.keys.create("acme")
    command = [sys.executable, "-m", "tests.interfaces.api.server", str(tmp_path)]
    with subprocess.Popen(
        command,
        cwd=pytestconfig.rootpath,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            assert process.stdout
            address = process.stdout.readline().strip()
            headers = {"Authorization": f"Bearer {key}"}
            with httpx.Client(base_url=address, headers=headers, timeout=START_S_MAX) as client:
                yield Served(process, client, tmp_path)
        finally:
            process.terminate()


def decided(folder: Path) -> int:
    """Count what the house recorded."""
    with open_gate(folder, Settings(), clock=HandClock(NOON)) as gate:
        return len(gate.decisions(limit=10_000))


def test_fifty_at_once_are_three(served: Served) -> None:
    """Fifty parallel requests for one debtor give exactly three allows; the rest wait for 08:00."""

    def ask(nth: int) -> httpx.Response:
        return served.client.post("/v1/decisions", json=contact(id=f"c{nth}"))

    with ThreadPoolExecutor(50) as pool:
        answers = [answer.json() for answer in pool.map(ask, range(50))]
    assert Counter(answer["verdict"] for answer in answers) == {"allow": 3, "defer": 47}
    for answer in answers:
        if answer["verdict"] == "defer":
            assert answer["until"] == "2026-11-25T08:00:00+08:00"
            reasons = [f["clause"] for f in answer["findings"] if f["verdict"] == "defer"]
            assert reasons == ["cn-shenzhen/SZ-02"]


def test_a_list_under_way_is_answered_before_the_end(served: Served) -> None:
    """Told to stop in the middle of a list, the server answers it whole, then leaves with 0."""
    content = ndjson(*[contact(id=f"c{n}", debtor={"ref": f"d-{n}"}) for n in range(2_000)])
    headers = {"Content-Type": "application/x-ndjson"}
    with served.client.stream(
        "POST", "/v1/decisions/batch", content=content, headers=headers
    ) as answer:
        lines = answer.iter_lines()
        first = next(lines)
        served.process.send_signal(signal.SIGTERM)
        rest = list(lines)
    assert [json.loads(line)["contact"] for line in (first, *rest)] == [
        f"c{n}" for n in range(2_000)
    ]
    assert served.process.wait(STOP_S_MAX) == 0
    assert decided(served.folder) == 2_000


def test_it_says_nothing_of_itself_or_of_others(served: Served) -> None:
    """No banner in the headers; in the log only JSON, with the refusal and without the number."""
    answer = served.client.post("/v1/decisions", json=contact(channel="+8613800138000"))
    assert answer.status_code == 422
    assert answer.headers["server"] == ""
    code, logged = served.stop()
    (line,) = (json.loads(line) for line in logged)
    assert (code, line["status"], line["problem"]) == (0, 422, "/problems/unfit")
    assert "138" not in json.dumps(line["problem"] + line["route"])


def test_a_body_in_pieces_is_one_body(served: Served) -> None:
    """A chunked body is read like one that announces its length."""
    whole = json.dumps(contact()).encode()
    pieces = iter([whole[:50], whole[50:51], whole[51:]])
    headers = {"Content-Type": "application/json"}
    answer = served.client.post("/v1/decisions", content=pieces, headers=headers)
    assert answer.json()["verdict"] == "allow"


def test_it_leaves_no_port_or_file_behind(served: Served) -> None:
    """After the stop the house can be opened by the next one, with everything in it."""
    assert served.client.post("/v1/decisions", json=contact()).status_code == 200
    assert served.stop() == (0, [])
    assert decided(served.folder) == 1


def test_a_killed_server_leaves_no_worker_behind(served: Served) -> None:
    """What was answered is there, and the port is free for the next start."""
    assert served.client.post("/v1/decisions", json=contact()).status_code == 200
    url = served.client.base_url
    served.process.kill()
    served.process.communicate(timeout=STOP_S_MAX)
    with socket.socket() as taken:
        assert taken.connect_ex((url.host, url.port or 0)) != 0
    assert decided(served.folder) == 1


def test_a_house_that_is_refused_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the exit code of every other command, and without a trace of the program."""
    monkeypatch.setenv("DUEGATE_PACKS", "nope")
    started = subprocess.run(
        [sys.executable, "-c", COMMAND, "serve", "--data", str(tmp_path), "--port", "0"],
        capture_output=True,
        text=True,
        timeout=START_S_MAX,
        check=False,
    )
    assert started.returncode == 2
    assert 'duegate: there is no pack "nope"; choose from ' in started.stderr
    assert "Traceback" not in started.stdout + started.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_worker_that_is_lost_is_told(served: Served) -> None:
    """By an exit code that is not 0, so that whoever supervises it starts it again."""
    parent = served.process.pid
    os.kill(int(Path(f"/proc/{parent}/task/{parent}/children").read_text("utf-8")), signal.SIGKILL)
    logged, _ = served.process.communicate(timeout=STOP_S_MAX)
    assert served.process.returncode != 0
    assert "the server's worker ended by itself; start it again" in logged


def test_a_port_is_one_servers(served: Served) -> None:
    """A second server on the same port is refused with a sentence, instead of sharing it."""
    port = served.client.base_url.port
    assert port
    with pytest.raises(PortTaken, match=rf"port {port}: .*; stop what listens there"):
        serve(nullcontext, "127.0.0.1", port)  # type: ignore[arg-type]
