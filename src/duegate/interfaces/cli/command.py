"""How a command is declared: a function of a session, whose parameters are its options.

`--json` and `--lang` belong to every command and are added here. Help is written in both languages,
`中文 · English`, and told in the reader's.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Concatenate, Literal, ParamSpec

import msgspec
import typer

from duegate.interfaces.cli.session import Session
from duegate.interfaces.cli.terminal import Language
from duegate.model import wire
from duegate.model.contact import Instant

P = ParamSpec("P")
Command = Callable[Concatenate[Session, P], None]

BETWEEN = " · "

Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 · answer in JSON")]
Lang = Annotated[
    Literal["zh", "en"] | None,
    typer.Option("--lang", help="输出语言 · the language of the answer", show_default="LANG"),
]
Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="数据目录 · the folder that holds the house",
        show_default="DUEGATE_DATA_DIR",
    ),
]
File = Annotated[
    str,
    typer.Argument(
        metavar="FILE|-",
        help="联络文件：JSON、逐行 JSON 或 CSV；- 为标准输入 · "
        "contacts: JSON, JSON lines or CSV; - is standard input",
    ),
]


At = Annotated[
    str | None,
    typer.Option(
        "--at",
        metavar="TIME",
        help="何时，带时差，默认现在 · when, with its offset; else now",
    ),
]


class Moment(msgspec.Struct, frozen=True):
    """An instant given as an option."""

    at: Instant


def instant(option: str, written: str | None) -> datetime | None:
    """Read an option that is an instant. Raises `Unreadable`."""
    if written is None:
        return None
    try:
        return wire.convert({"at": written}, Moment).at
    except wire.Unreadable as error:
        raise wire.Unreadable(option, [wire.Problem("", error.problems[0].detail)]) from None


def command(app: typer.Typer, name: str, *about: str) -> Callable[[Command[P]], Command[P]]:
    """Make a function the command `name` of an app; `about` are the paragraphs of its help."""

    def register(function: Command[P]) -> Command[P]:
        shape = inspect.signature(function, eval_str=True)
        own = list(shape.parameters.values())[1:]
        shared = [_shared("as_json", Json, default=False), _shared("lang", Lang, default=None)]

        @wraps(function)
        def run(ctx: typer.Context, *args: Any, **options: Any) -> None:  # noqa: ANN401
            del options["as_json"], options["lang"]  # the terminal knows them already
            function(ctx.obj, *args, **options)

        del run.__wrapped__
        first = inspect.Parameter(
            "ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
        )
        run.__signature__ = shape.replace(parameters=[first, *own, *shared])  # type: ignore[attr-defined]
        run.__annotations__ = {
            each.name: each.annotation
            for each in run.__signature__.parameters.values()  # type: ignore[attr-defined]
        }
        app.command(name, help="\n\n".join(about))(run)
        return function

    return register


def app_of(about: str = "") -> typer.Typer:
    """Make the place of one command, or of a group of commands when it says what it is about."""
    app = typer.Typer(
        help=about,
        no_args_is_help=bool(about),
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    if about:
        app.callback()(lambda: None)  # a group, even of one command
    return app


def told_in(language: Language, help_text: str | None) -> str | None:
    """Give the half of every bilingual paragraph that is in the reader's language."""
    halves = [paragraph.partition(BETWEEN) for paragraph in (help_text or "").split("\n\n")]
    told = [zh if language == "zh" or not between else en for zh, between, en in halves]
    return "\n\n".join(told) if help_text else help_text


def _shared(name: str, kind: Any, *, default: object) -> inspect.Parameter:  # noqa: ANN401
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, keyword, default=default, annotation=kind)
