"""`duegate verify`: check an evidence file offline; say what it proves and what it does not."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from duegate.errors import DuegateError
from duegate.interfaces.cli.command import app_of, command
from duegate.interfaces.cli.exits import NotThere
from duegate.interfaces.cli.session import Session
from duegate.model.text import Text

app = app_of()

FILE_BYTES_MAX = 64 * 1024 * 1024
POLICY_BYTES_MAX = 65_536
SAID = (
    (Text("有效", "valid"), "bold green"),
    (Text("不成立", "false"), "bold red"),
    (Text("有效，但见证不足", "valid, but not witnessed"), "bold yellow"),
    (Text("无法读取", "unreadable"), "bold red"),
)


class Unopened(DuegateError):
    """A file cannot be opened."""


@command(
    app,
    "verify",
    "离线核验证据文件；退出码 0 有效 1 不成立 2 未经见证 3 无法读取 · "
    "Check an evidence file, offline; exits with 0 valid, 1 false, 2 not witnessed, 3 unreadable",
)
def verify(
    session: Session,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="证据文件 · the evidence file")],
    trust: Annotated[
        Path | None,
        typer.Option(
            "--trust",
            metavar="POLICY",
            help="信任哪些日志与见证人 · whose logs and witnesses count",
        ),
    ] = None,
) -> None:
    """Check it and exit with the verdict's number."""
    policy = None if trust is None else _read(str(trust), POLICY_BYTES_MAX).decode(errors="replace")
    report = session.doors.verify(_read(file, FILE_BYTES_MAX), policy)
    terminal = session.terminal
    said, style = SAID[report.code]
    terminal.answer({"verdict": report.code.name.lower(), "report": report})
    if not terminal.as_json:
        terminal.say(said, style)
        if report.summary is not None:
            terminal.say(report.summary)
        for heading, sentences in (
            (Text("不成立之处：", "what is wrong:"), report.wrong),
            (Text("已证明：", "proven:"), report.proven),
            (Text("未证明：", "not proven:"), report.unproven),
        ):
            if sentences:
                terminal.say(heading, "bold")
                for sentence in sentences:
                    terminal.item(sentence)
    raise typer.Exit(int(report.code))


def _read(file: str, bytes_max: int) -> bytes:
    """Read one byte more than is taken, so that what is too long is refused by its reader."""
    try:
        if file == "-":
            return sys.stdin.buffer.read(bytes_max + 1)
        with Path(file).open("rb") as opened:
            return opened.read(bytes_max + 1)
    except FileNotFoundError:
        raise NotThere(f'there is no file "{file}"') from None
    except OSError as error:
        raise Unopened(f'"{file}" cannot be read: {error.strerror}') from None
