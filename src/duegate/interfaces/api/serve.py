"""The server: granian with one worker process, which opens the gate and closes it when it stops.

One process is the design: contacts that are decided together share one transaction. On SIGTERM or
SIGINT no new request is taken, those under way are answered, the gate is closed. A worker whose
parent was killed stops in the same way.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from functools import partial
from multiprocessing import parent_process
from threading import Thread
from time import sleep
from typing import Any

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server
from litestar.types import ASGIApp, Receive, Send

from duegate.errors import DuegateError
from duegate.interfaces.api.logs import log_as_json

HEADERS_S_MAX = 10
STOP_S_MAX = 30
WAITING_MAX = 1_024  # connections

LOOK_S = 0.05

Opened = Callable[[], AbstractContextManager[ASGIApp]]


class PortTaken(DuegateError):
    """The server cannot listen where it was told to."""


class WorkerLost(DuegateError):
    """The worker ended although nobody stopped the server."""


def serve(
    opened: Opened, host: str, port: int, *, listening: Callable[[str], None] = lambda _: None
) -> None:
    """Serve until a signal says stop. Raises what `opened` raises, or `WorkerLost`.

    `opened` lends the application; it is called in the worker process. `listening` is told the
    address once connections are taken; port 0 takes a free one.
    """
    port = _claimed(host, port)
    server = _Server(
        "duegate",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=1,
        websockets=False,
        backlog=WAITING_MAX,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS_S_MAX * 1_000),
        log_level=LogLevels.warning,
        workers_kill_timeout=STOP_S_MAX,
    )
    shown = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    server.started = partial(_tell, host, port, partial(listening, shown))
    try:
        server.serve(target_loader=partial(_load, opened), wrap_loader=False)
    except SystemExit:  # the worker ended by itself
        with opened():  # what it was refused is refused here as well, and told
            raise WorkerLost("the server's worker ended by itself; start it again") from None


class _Server(Server):  # type: ignore[misc, valid-type]
    """Granian, telling when its worker has been started."""

    started: Callable[[], None]

    def startup(self, *targets: Any) -> None:  # noqa: ANN401 - granian's own
        """Start the worker, and only then a thread: a fork must not copy one."""
        super().startup(*targets)
        Thread(target=self.started, daemon=True).start()


class _Lent:
    """An application that is given back when the server ends."""

    def __init__(self, opened: Opened) -> None:
        self._held = ExitStack()
        self._app = self._held.enter_context(opened())

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:  # noqa: ANN401
        """Pass everything on; after the server's last word, give the application back."""
        try:
            await self._app(scope, receive, send)
        finally:
            if scope["type"] == "lifespan":
                self._held.close()


def _load(opened: Opened) -> ASGIApp:
    """Open the application in the worker, and let the collector of garbage overlook it."""
    log_as_json()
    Thread(target=_stop_without_parent, daemon=True).start()
    try:
        app = _Lent(opened)
    except DuegateError:  # told by the process that waits for us
        sys.exit(1)
    gc.collect()
    gc.freeze()
    return app


def _stop_without_parent() -> None:
    """Stop the worker when the process that started it was killed, and free the port."""
    if parent := parent_process():
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _claimed(host: str, port: int) -> int:
    """Find that a port is free, or a free one for 0; two servers would share it in silence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"cannot listen on {host} port {port}: {error.strerror};"
                " stop what listens there, or choose another `port`"
            ) from None
        free: int = probe.getsockname()[1]
        return free


def _tell(host: str, port: int, listening: Callable[[], None]) -> None:
    """Tell that the server listens, as soon as it does."""
    while True:
        with suppress(OSError), socket.create_connection((host, port), timeout=1):
            break
        sleep(LOOK_S)
    listening()
