"""How a command is declared: a function of a session, whose parameters are its options.

`--json` and `--lang` belong to every command and are added here. Help is written in both languages,
`中文 · English`, and told in the reader's.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, Concatenate, Literal, ParamSpec

import typer

from duegate.interfaces.cli.session import Session
from duegate.interfaces.cli.terminal import Language

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


def command(app: typer.Typer, name: str, about: str) -> Callable[[Command[P]], Command[P]]:
    """Make a function the command `name` of an app."""

    def register(function: Command[P]) -> Command[P]:
        shape = inspect.signature(function, eval_str=True)
        own = list(shape.parameters.values())[1:]
        shared = [_shared("as_json", Json, default=False), _shared("lang", Lang, default=None)]

        @wraps(function)
        def run(ctx: typer.Context, *args: Any, **options: Any) -> None:  # noqa: ANN401
            del options["as_json"], options["lang"]  # the terminal knows them already
            function(ctx.obj, *args, **options)

        del run.__wrapped__  # type: ignore[attr-defined]
        first = inspect.Parameter(
            "ctx", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
        )
        run.__signature__ = shape.replace(parameters=[first, *own, *shared])  # type: ignore[attr-defined]
        run.__annotations__ = {
            each.name: each.annotation for each in run.__signature__.parameters.values()  # type: ignore[attr-defined]
        }
        app.command(name, help=about)(run)
        return function

    return register


def group(name: str, about: str) -> typer.Typer:
    """Make a group of commands, as `duegate tenant ...`."""
    return typer.Typer(name=name, help=about, no_args_is_help=True, rich_markup_mode=None)


def told_in(language: Language, help_text: str | None) -> str | None:
    """Give the half of a bilingual help text that is in the reader's language."""
    zh, between, en = (help_text or "").partition(BETWEEN)
    return help_text if not between else zh if language == "zh" else en


def _shared(name: str, kind: Any, *, default: object) -> inspect.Parameter:  # noqa: ANN401
    keyword = inspect.Parameter.KEYWORD_ONLY
    return inspect.Parameter(name, keyword, default=default, annotation=kind)
