"""`duegate serve`: the HTTP interface of a house, until it is stopped."""

from __future__ import annotations

from typing import Annotated

import typer

from duegate.interfaces.cli.command import Data, app_of, command
from duegate.interfaces.cli.session import Session
from duegate.model.text import Text

app = app_of()

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
    terminal = session.terminal

    def listening(address: str) -> None:
        terminal.hint(
            Text(f"正在 {address} 应答，Ctrl-C 停止", f"listening on {address}, Ctrl-C stops it")
        )

    session.doors.serve(folder, settings, listening)
