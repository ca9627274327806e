"""`duegate settings`: every setting, its value here, and how to set it."""

from __future__ import annotations

from rich.text import Text as Styled

from duegate.interfaces.cli.command import app_of, command
from duegate.interfaces.cli.session import Session
from duegate.model.text import Text
from duegate.settings import SETTINGS

app = app_of()


@command(app, "settings", "全部设置及其当前值 · Every setting and its value")
def settings(session: Session) -> None:
    """List them; refuses what is set wrongly."""
    terminal = session.terminal
    stated = session.settings()
    rows = [(row, _written(getattr(stated, row.name))) for row in SETTINGS]
    terminal.answer(
        {
            "settings": [
                {
                    "name": row.name,
                    "value": value,
                    "default": row.default,
                    "bounds": row.bounds,
                    "variable": row.variable,
                    "help": row.help,
                }
                for row, value in rows
            ]
        }
    )
    if not terminal.as_json:
        terminal.table(
            (
                Text("设置", "setting"),
                Text("当前值", "value"),
                Text("范围", "bounds"),
                Text("含义", "meaning"),
            ),
            [
                (
                    row.name,
                    Styled(value, "" if value == row.default else "bold"),
                    row.bounds,
                    terminal.pick(row.help),
                )
                for row, value in rows
            ],
        )
        terminal.say(
            Text(
                "设置方法：DUEGATE_名称=值，或 DUEGATE_SETTINGS 所指 TOML 文件",
                "to set one: DUEGATE_NAME=value, or a TOML file named by DUEGATE_SETTINGS",
            )
        )


def _written(value: object) -> str:
    return ", ".join(value) if isinstance(value, tuple) else "" if value is None else str(value)
