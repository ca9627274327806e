"""The load generator sends what it is given, counts what is answered, and believes no error."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
from benchmarks.load import NotAnswered, rate

LENGTH = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
REQUEST = b"GET / HTTP/1.1\r\n\r\n"


@contextmanager
def answering(*parts: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """Lend the port of a server of one connection that answers everything in these parts."""
    asked: list[bytes] = []

    def serve(listening: socket.socket) -> None:
        line, _ = listening.accept()
        with line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while request := line.recv(1_024):
                asked.append(request)
                for part in parts:
                    line.sendall(part)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=serve, args=(listening,))
        thread.start()
        yield listening.getsockname()[1], asked
        thread.join()


@pytest.mark.parametrize(
    "parts", [(LENGTH,), (LENGTH[:20], LENGTH[20:]), (CHUNKED,), (CHUNKED[:60], CHUNKED[60:])]
)
def test_every_request_is_answered_once(parts: tuple[bytes, ...]) -> None:
    """Whole or in pieces, with a length or in chunks: one answer a request."""
    with answering(*parts) as (port, asked):
        assert rate(port, [REQUEST] * 20, connections=1) > 0
    assert asked == [REQUEST] * 20


def test_an_error_is_no_answer() -> None:
    """A server that fails fast is not a fast server."""
    busy = answering(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")
    with busy as (port, _), pytest.raises(NotAnswered, match="503 Busy"):
        rate(port, [REQUEST], connections=1)
