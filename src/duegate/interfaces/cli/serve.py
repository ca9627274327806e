"""`duegate serve`: the HTTP interface of a house, until it is stopped."""

from __future__ import annotations

import socket
from typing import Annotated

import typer

from duegate.errors import DuegateError
from duegate.interfaces.cli.command import Data, app_of, command
from duegate.interfaces.cli.session import Session
from duegate.model.text import Text

app = app_of()


class PortTaken(DuegateError):
    """The address cannot be listened on."""


Host = Annotated[
    str | None,
    typer.Option("--host", metavar="HOST", help="监听地址 · the address to listen on"),
]
Port = Annotated[
    int | None,
    typer.Option(
        "--port", metavar="PORT", min=0, max=65_535, help="端口；0 为任一空闲端口 · 0: any free one"
    ),
]


@command(app, "serve", "启动 HTTP 接口，直至停止 · Answer over HTTP until it is stopped")
def serve(session: Session, data: Data = None, host: Host = None, port: Port = None) -> None:
    """Serve the house, a new one if there is none."""
    settings = session.settings(host=host, port=port)
    folder = session.folder(data, settings)
    refuse_taken(settings.host, settings.port)
    terminal = session.terminal

    def listening(address: str) -> None:
        terminal.hint(
            Text(f"正在 {address} 应答，Ctrl-C 停止", f"listening on {address}, Ctrl-C stops it")
        )

    session.doors.serve(folder, settings, listening)


def refuse_taken(host: str, port: int) -> None:
    """Find out beforehand whether the address is free. Raises `PortTaken`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(
                f"cannot listen on {host} port {port}: {(error.strerror or str(error)).lower()}; "
                "choose another with --port"
            ) from None
