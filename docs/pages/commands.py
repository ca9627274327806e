"""The command line: every command with its arguments and options, from the declared commands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from docs.pages.markdown import NOTHING, code, made_from, page, table

from duegate.interfaces.cli.main import ABOUT, COMMANDS, build

SHARED = ("--json", "--lang", "--help")


def pages() -> dict[str, str]:
    """Write the page."""
    return {
        "commands.md": page(
            "# Commands",
            made_from("src/duegate/interfaces/cli"),
            f"{ABOUT.zh}<br>{ABOUT.en}",
            "Every command takes `--json` (answers as JSON, one value a line), `--lang zh` or"
            " `--lang en`, and `--help`. Answers go to standard output, everything else to standard"
            " error. [Exit codes](errors.md#exit-codes) are the same for all.",
            *(block for name in COMMANDS for block in _blocks(name)),
        )
    }


def _blocks(name: str) -> Iterator[str]:
    """Write a command, or each command of a group, its help in both languages side by side."""
    zh, en = (build(language).get_command(None, name) for language in ("zh", "en"))
    below = getattr(en, "commands", {})
    if not below:
        yield from _block(f"duegate {name}", zh, en)
        return
    yield f"## duegate {name}"
    yield _about(zh, en)
    for sub, command in below.items():
        yield from _block(f"duegate {name} {sub}", zh.commands[sub], command, "###")


def _block(called: str, zh: Any, en: Any, level: str = "##") -> Iterator[str]:  # noqa: ANN401
    yield f"{level} {called}"
    yield _about(zh, en)
    pairs = [
        (chinese, english)
        for chinese, english in zip(zh.params, en.params, strict=True)
        if not set(english.opts) & set(SHARED)
    ]
    arguments = [_name(english) for _, english in pairs if english.param_type_name == "argument"]
    yield code(" ".join([called, *arguments, "[OPTIONS]"]))
    yield table(
        ("", "meaning", "default"),
        [
            (
                code(_name(english)),
                f"{chinese.help or ''}<br>{english.help or ''}",
                _default(english),
            )
            for chinese, english in pairs
        ],
    )


def _about(zh: Any, en: Any) -> str:  # noqa: ANN401 - typer's own type is private
    between = "\n\n" if "\n" in en.help else "<br>"
    return f"{zh.help}{between}{en.help}"


def _name(parameter: Any) -> str:  # noqa: ANN401 - typer's own type is private
    metavar = parameter.metavar or ""
    if parameter.param_type_name == "argument":
        return metavar or parameter.name.upper()
    takes = "" if parameter.is_flag else f" {metavar or 'VALUE'}"
    return ", ".join(parameter.opts) + takes


def _default(parameter: Any) -> str:  # noqa: ANN401 - typer's own type is private
    if parameter.required:
        return "required"
    shown, default = getattr(parameter, "show_default", None), parameter.default
    if isinstance(shown, str):
        return code(shown)
    return NOTHING if default in (None, False, (), [], "") else code(default)
