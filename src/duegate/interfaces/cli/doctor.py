"""`duegate doctor`: whether a decision made in this house is worth something, and if not, why."""

from __future__ import annotations

import typer
from rich.text import Text as Styled

from duegate.interfaces.cli.command import Data, app_of, command
from duegate.interfaces.cli.exits import WRONG
from duegate.interfaces.cli.session import Session
from duegate.model.text import Text

app = app_of()


@command(
    app, "doctor", "体检：时钟、存储、规则包、日志 · Check clock, store, packs and log of a house"
)
def doctor(session: Session, data: Data = None) -> None:
    """Look at everything; exits with 1 when something is not right."""
    terminal = session.terminal
    with session.gate(data) as gate:
        checks = gate.health()
    well = all(check.ok for check in checks)
    terminal.answer({"ok": well, "checks": checks})
    if not terminal.as_json:
        good = Styled(terminal.pick(Text("正常", "ok")), "green")
        bad = Styled(terminal.pick(Text("异常", "wrong")), "bold red")
        terminal.table(
            (Text("", ""), Text("项目", "check"), Text("所见", "what was seen")),
            [
                (good if check.ok else bad, check.name, terminal.pick(check.detail))
                for check in checks
            ],
        )
    if not well:
        raise typer.Exit(WRONG)
