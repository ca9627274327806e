"""`duegate demo`: an invented day through the real gate, a race against it, then it serves.

The first run makes a house and lives the day in it; every further run finds it ready.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duegate.interfaces.cli.command import app_of, command
from duegate.interfaces.cli.demo import house, report
from duegate.interfaces.cli.serve import refuse_taken
from duegate.interfaces.cli.session import Session
from duegate.model.text import Text

app = app_of()

FOLDER = Path("demo-data")


@command(
    app,
    "demo",
    "演示：两个租户、一天的流量、并发竞赛，然后启动接口 · "
    "Two tenants, a day of traffic, a race; then it serves",
)
def demo(
    session: Session,
    *,
    data: Annotated[
        Path, typer.Option("--data", metavar="DIR", help="演示数据目录 · the folder of the demo")
    ] = FOLDER,
    port: Annotated[
        int,
        typer.Option("--port", metavar="PORT", min=0, max=65_535, help="端口 · the port"),
    ] = 8780,
    reset: Annotated[bool, typer.Option("--reset", help="重新生成 · make it anew")] = False,
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="之后启动接口 · serve afterwards")
    ] = True,
) -> None:
    """Make the house if it is not there, print the report, serve until Ctrl-C."""
    terminal = session.terminal
    settings = session.settings(host="127.0.0.1", port=port)
    if serve:
        refuse_taken(settings.host, port)
    made = None if reset else house.found(data)
    if made is None:
        terminal.hint(Text(f"正在准备 {data} ……", f"preparing {data} ..."))
        house.clear(data)
        with session.doors.open_gate(data, settings) as gate:
            made = house.furnish(gate, data)
    terminal.answer(made)
    if not terminal.as_json:
        report.show(terminal, made)

    def listening(address: str) -> None:
        if not terminal.as_json:
            report.show_where(terminal, data, address)
        terminal.hint(Text("Ctrl-C 停止", "Ctrl-C stops it"))

    if serve:
        session.doors.serve(data, settings, listening)
