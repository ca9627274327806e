"""The command `duegate`: which commands there are, how they are called, how errors are told.

A command's module is imported when it is called, so that help comes at once. Whatever goes wrong is
one sentence on standard error and an exit code; a traceback never.
"""

from __future__ import annotations

import io
import os
import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import typer
import typer.main
from typer.core import TyperGroup

from duegate.errors import DuegateError
from duegate.interfaces.cli.command import Json, Lang, told_in
from duegate.interfaces.cli.doors import Doors
from duegate.interfaces.cli.exits import BUG, EXIT_CODES, FINE, INTERRUPTED, exit_code
from duegate.interfaces.cli.session import Session
from duegate.interfaces.cli.terminal import Language, Terminal, language_of
from duegate.model.text import Text

COMMANDS = {
    "decide": Text(
        "判定一条联络或一份名单，并记入账本", "Decide a contact or a list, and record it"
    ),
    "when": Text("各渠道最早何时可联络；不占用次数", "Earliest lawful instant on every channel"),
    "outcome": Text("报告一次联络的结果", "Report what became of a contact"),
    "inbound": Text("记录对方主动来电来信", "Record that the person came to us"),
    "packs": Text("规则包：列出、查看、测试、检查", "Rule packs: list, show, test, lint"),
    "audit": Text(
        "审计任意系统的话单：逐条列出违规", "Audit records of any system, clause by clause"
    ),
    "sample": Text("样例话单，违规数量已知", "Sample records, with known violations"),
    "replay": Text("以候选规则重放过去的联络", "Past traffic under a candidate pack"),
    "shadow": Text("影子规则包与现行规则的差异", "What packs in the shadow say otherwise"),
    "tenant": Text("租户及其信用状态", "Tenants and their standing"),
    "key": Text("接口密钥", "API keys"),
    "note": Text("意愿、状态、同意与资格", "Wishes, states, consents and qualifications"),
    "override": Text("对非强制条款的书面例外", "Overrides of clauses that are not hard"),
    "evidence": Text("导出一项决定的证据文件", "Write the evidence file of a decision"),
    "verify": Text("离线核验证据文件", "Check an evidence file, offline"),
    "serve": Text("启动 HTTP 接口", "Answer over HTTP"),
    "demo": Text(
        "演示：两个租户、一天的流量、并发竞赛", "Two tenants, a day of traffic, a race; serves"
    ),
    "doctor": Text(
        "体检：时钟、存储、规则包、日志", "Check clock, store, packs and log of a house"
    ),
    "schema": Text("联络、决定等的 JSON Schema", "JSON Schema of contact, decision and others"),
    "settings": Text("全部设置及其当前值", "Every setting and its value"),
    "version": Text("版本", "Versions of everything that decides"),
}

ABOUT = Text(
    "债务催收联络的闸门：每一次联络发出之前先判定、计数、留证。",
    "The gate of debt-collection contacts: each is decided, counted and recorded before it leaves.",
)
CODES = Text("退出码", "Exit codes")


class Commands(TyperGroup):
    """All commands by name; one is imported when it is called."""

    language: Language = "en"

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002 - typer's own type is private
        """Name them in the order of their help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ANN401, ARG002 - as above
        """Import the module of a command and give what it declares."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"duegate.interfaces.cli.{cmd_name}")
        command = typer.main.get_command(module.app)
        command.name = cmd_name
        _tell(command, self.language)
        return command

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ANN401, ARG002 - as above
        """List the commands without importing them, then the exit codes."""
        with formatter.section(self._pick(Text("命令", "Commands"))):
            formatter.write_dl([(name, self._pick(about)) for name, about in COMMANDS.items()])
        with formatter.section(self._pick(CODES)):
            formatter.write_dl([(str(code), self._pick(said)) for code, said in EXIT_CODES.items()])

    def _pick(self, text: Text) -> str:
        return text.zh if self.language == "zh" else text.en


def build(language: Language) -> Commands:
    """Give the whole command, its help in one language."""
    app = typer.Typer(
        cls=Commands,
        help=ABOUT.zh if language == "zh" else ABOUT.en,
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )

    @app.callback()
    def everywhere(as_json: Json = False, lang: Lang = None) -> None:
        """Take what every command takes also before its name; the terminal knows both already."""

    root: Any = typer.main.get_command(app)
    root.language = language
    root.commands = dict.fromkeys(COMMANDS)
    for parameter in root.params:
        parameter.help = told_in(language, parameter.help)
    return root  # type: ignore[no-any-return]


def run(doors: Doors, arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> int:
    """Run one command and give its exit code."""
    language = language_of(arguments, environment)
    terminal = Terminal(language, as_json="--json" in arguments)
    session = Session(doors, environment, terminal)
    try:
        code = build(language).main(
            list(arguments), prog_name="duegate", standalone_mode=False, obj=session
        )
        sys.stdout.flush()
    except typer.TyperException as error:
        _say_usage(terminal, error)
        return error.exit_code
    except DuegateError as error:
        terminal.problem(str(error))
        return exit_code(error)
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except (BrokenPipeError, SystemExit) as error:  # typer leaves when nobody reads its answer
        if isinstance(error, SystemExit) and error.code != 1:
            raise
        _close_quietly()
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last one to catch it
        terminal.problem(_bug(error))
        return BUG
    return code if isinstance(code, int) else FINE


def main(doors: Doors) -> NoReturn:
    """Run the command that was typed, and leave; what a terminal cannot show it shows as `?`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    sys.exit(run(doors, sys.argv[1:]))


def _say_usage(terminal: Terminal, error: typer.TyperException) -> None:
    said = error.format_message().rstrip(".").replace("Value error, ", "")
    context = getattr(error, "ctx", None)
    if "\n" in said:  # a group without a command answers with its help
        print(said, file=sys.stderr)
        return
    where = context.command_path if context else "duegate"
    terminal.problem(f"{said[0].lower()}{said[1:]}; see `{where} --help`")


def _bug(error: Exception) -> str:
    """Name a bug and its place in one sentence."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    said = " ".join(str(error).split())[:200]
    return f"this is a bug, please report it: {type(error).__name__} at {place}: {said}"


def _close_quietly() -> None:
    """Leave nothing to flush into a pipe that nobody reads any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(command: Any, language: Language) -> None:  # noqa: ANN401 - typer's own type is private
    """Tell all help of a command, and of those below it, in one language."""
    command.help = told_in(language, command.help)
    command.short_help = told_in(language, command.short_help)
    for parameter in command.params:
        parameter.help = told_in(language, getattr(parameter, "help", None))
    for below in getattr(command, "commands", {}).values():
        _tell(below, language)
