"""`duegate serve`: the settings that count, the address that is told, the port that is taken."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.interfaces.cli.calling import Caller

from duegate.settings import Settings


def test_options_go_over_settings(stranger: Caller) -> None:
    """And the address is told once it is open."""
    served: list[tuple[Path, str, int]] = []

    def serve(data: Path, settings: Settings, listening: Callable[[str], None]) -> None:
        served.append((data, settings.host, settings.port))
        listening("http://127.0.0.1:1234")

    stranger.environment["DUEGATE_PORT"] = "1"
    called = stranger.call("serve", "--port", "0", serve=serve)
    assert (called.code, called.out) == (0, "")
    assert called.err == "listening on http://127.0.0.1:1234, Ctrl-C stops it\n"
    assert served == [(stranger.data, "127.0.0.1", 0)]


def test_a_port_that_is_taken_is_told(stranger: Caller) -> None:
    """Before anything is opened."""
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        for command in ("serve", "demo"):
            called = stranger.call(command, "--port", port, "--data", stranger.data)
            assert called.code == 5
            assert called.err == (
                f"duegate: cannot listen on 127.0.0.1 port {port}: address already in use; "
                "choose another with --port\n"
            )
    assert not stranger.data.exists()
