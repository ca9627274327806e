"""Load over loopback: requests made before, so many connections, one thread that waits for all.

It costs a few microseconds a request, so that what it measures is the server.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack

from duegate.errors import DuegateError

CHUNK = 262_144
PATIENCE_S = 30
OK = b"HTTP/1.1 200"


class NotAnswered(DuegateError):
    """The server under load answered otherwise than it should, or not at all."""


class Connection:
    """One connection that always has one request on its way."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._arrived = b""

    def ask(self, request: bytes) -> None:
        """Send a request."""
        self._arrived = b""
        self.socket.sendall(request)

    def answered(self) -> bool:
        """Read what is there; tell whether the answer is whole."""
        self._arrived += self.socket.recv(CHUNK)
        head, end, body = self._arrived.partition(b"\r\n\r\n")
        if not end:
            return self._going_on()
        if not head.startswith(OK):
            raise NotAnswered(f"the server answered {self._arrived[:300]!r}")
        if b"chunked" in head:
            return body.endswith(b"0\r\n\r\n")
        length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
        return len(body) >= int(length)

    def _going_on(self) -> bool:
        if not self._arrived:
            raise NotAnswered("the server closed the connection")
        return False


def rate(port: int, requests: list[bytes], connections: int) -> float:
    """Send all requests over so many connections; give requests a second."""
    waiting = iter(requests)
    with ExitStack() as held:
        selector = held.enter_context(selectors.DefaultSelector())
        lines = [Connection(port) for _ in range(min(connections, len(requests)))]
        for line in lines:
            selector.register(held.enter_context(line.socket), selectors.EVENT_READ, line)
        start = time.perf_counter()
        for line in lines:
            line.ask(next(waiting))
        _drain(selector, waiting, len(requests))
        seconds = time.perf_counter() - start
    return len(requests) / seconds


def _drain(selector: selectors.BaseSelector, waiting: Iterator[bytes], missing: int) -> None:
    while missing:
        ready = selector.select(PATIENCE_S)
        if not ready:
            raise NotAnswered(f"no answer for {PATIENCE_S} s")
        for key, _ in ready:
            line: Connection = key.data
            if not line.answered():
                continue
            missing -= 1
            request = next(waiting, None)
            if request is not None:
                line.ask(request)
