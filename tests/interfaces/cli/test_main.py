"""How the command is called: help, exit codes, errors in one sentence, JSON everywhere."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.interfaces.cli.calling import GOOD, Caller, contact

from duegate.gate import Gate
from duegate.interfaces.cli.exits import EXIT_CODES, exit_code
from duegate.interfaces.cli.main import COMMANDS, build
from duegate.settings import Settings
from duegate.store.errors import NotRecorded, Overloaded

HEAVY = {"apsw", "asyncio", "cryptography", "litestar", "granian", "phonenumbers", "rich"}


def leaves(command: Any, name: str) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - typer's own
    """Give every command that can be called, with its whole name."""
    below = getattr(command, "commands", None)
    if below is None:
        yield name, command
    for inner, each in (below or {}).items():
        yield from leaves(each, f"{name} {inner}")


def every_command(language: Any = "en") -> list[tuple[str, Any]]:  # noqa: ANN401 - as above
    """Give all of them."""
    root = build(language)
    found = [leaves(root.get_command(None, name), name) for name in COMMANDS]
    return [leaf for each in found for leaf in each]


@pytest.mark.parametrize(("name", "command"), every_command(), ids=[n for n, _ in every_command()])
def test_every_command_answers_in_json_and_in_two_languages(name: str, command: Any) -> None:  # noqa: ANN401
    """No command was forgotten, and no help text is in one language only."""
    options = {option for parameter in command.params for option in parameter.opts}
    assert {"--json", "--lang"} <= options
    assert command.help, name
    chinese = dict(every_command("zh"))[name]
    assert re.search(r"[\u4e00-\u9fff]", chinese.help)
    assert not re.search(r"[\u4e00-\u9fff]", command.help)
    for parameter in [*command.params, *chinese.params]:
        assert parameter.name == "help" or parameter.help, (name, parameter.name)
        assert " · " not in (parameter.help or "")


def test_help_names_every_command_and_exit_code(stranger: Caller) -> None:
    """The first thing anybody sees."""
    called = stranger.call("--help")
    assert called.code == 0
    for name in COMMANDS:
        assert re.search(rf"^  {name}\s+\w", called.out, re.MULTILINE), name
    for code in EXIT_CODES:
        assert re.search(rf"^  {code}\s+\w", called.out, re.MULTILINE), code


def test_help_speaks_the_language_that_is_asked_for(stranger: Caller) -> None:
    """The environment's, unless the call says otherwise."""
    assert "判定一条联络" in stranger.call("--help", lang="zh_CN").out
    assert "判定一条联络" in stranger.call("decide", "--help", "--lang", "zh").out
    assert "Decide a contact" in stranger.call("decide", "--help", "--lang=en", lang="zh_CN").out


def test_help_imports_nothing_heavy() -> None:
    """It comes at once: what a command needs is imported when it is called."""
    program = (
        "import sys, duegate.boot\n"
        "sys.argv = ['duegate', '--help']\n"
        "try: duegate.boot.main()\n"
        "except SystemExit: pass\n"
        f"print(sorted({HEAVY!r} & sys.modules.keys()), file=sys.stderr)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stderr.strip() == "[]"


USAGE = {
    ("decid",): "duegate: no such command 'decid'. Did you mean 'decide'?; see `duegate --help`",
    ("decide",): "duegate: missing argument 'FILE|-'; see `duegate decide --help`",
    ("decide", "-", "--fast"): (
        "duegate: no such option: --fast (Possible options: --data, --set); "
        "see `duegate decide --help`"
    ),
    ("tenant", "show"): "duegate: missing argument 'NAME'; see `duegate tenant show --help`",
    ("tenant", "suspend", "acme"): (
        "duegate: missing option '--reason'; see `duegate tenant suspend --help`"
    ),
    ("serve", "--port", "70000"): (
        "duegate: invalid value for '--port': Input should be less than or equal to 65535; "
        "see `duegate serve --help`"
    ),
}


@pytest.mark.parametrize("arguments", USAGE, ids=" ".join)
def test_wrong_usage_is_told_in_one_sentence(stranger: Caller, arguments: tuple[str, ...]) -> None:
    """Message by message."""
    called = stranger.call(*arguments)
    assert (called.code, called.out, called.err) == (2, "", f"{USAGE[arguments]}\n")


def test_errors_are_json_for_programs(stranger: Caller) -> None:
    """The same sentence as an object, still on standard error."""
    called = stranger.call("tenant", "show", "--json")
    assert (called.code, called.out) == (2, "")
    assert json.loads(called.err) == {"error": USAGE["tenant", "show"].removeprefix("duegate: ")}


def test_a_group_alone_answers_with_its_help(stranger: Caller) -> None:
    """And says that this was no command."""
    called = stranger.call("tenant")
    assert called.code == 2
    assert "suspend" in called.err


CODES: dict[tuple[str, ...], int] = {
    ("version",): 0,
    ("tenant", "list"): 0,
    ("tenant", "show", "nobody"): 3,
    ("tenant", "add", "acme"): 5,
    ("tenant", "suspend", "nobody", "--reason", "x"): 3,
    ("outcome", "dec_0", "answered"): 3,
    ("outcome", "dec_0", "lost"): 2,
    ("outcome", "dec_0", "answered", "--at", "noon"): 2,
    ("evidence", "dec_0"): 3,
    ("verify", "no-such-file"): 3,
    ("decide", "no-such-file"): 3,
    ("decide", "/"): 2,
    ("decide", "-"): 2,
    ("key", "revoke", "nothing"): 3,
    ("note", "lift", "note_0"): 3,
    ("note", "add", "--tenant", "acme", "--debtor", "d"): 2,
    ("note", "add", "--tenant", "nobody", "--debtor", "d", "--preference", "cease"): 3,
    ("note", "add", "--tenant", "acme", "--debtor", "d", "--preference", "tea"): 2,
    ("packs", "show", "nothing"): 3,
    ("packs", "lint", "no-such-folder"): 3,
    ("packs", "test", "nothing"): 3,
    ("schema", "nothing"): 2,
}


@pytest.mark.parametrize("arguments", CODES, ids=" ".join)
def test_every_exit_code_is_the_documented_one(caller: Caller, arguments: tuple[str, ...]) -> None:
    """One table for scripts; whatever failed said why in one line."""
    called = caller.call(*arguments)
    assert called.code == CODES[arguments], called.err
    assert called.err.count("\n") == (called.code != 0)
    assert called.code == 0 or called.err.startswith("duegate: ")
    assert called.code in EXIT_CODES


def test_what_cannot_be_recorded_has_its_own_code() -> None:
    """A script can tell a full store from a bad list."""
    assert exit_code(NotRecorded("full")) == exit_code(Overloaded("full", 1)) == 4


def test_a_house_that_is_not_there_is_not_made_by_looking(stranger: Caller) -> None:
    """A misspelt folder is told, not filled."""
    called = stranger.call("doctor", "--data", stranger.data.parent / "hoose")
    assert called.code == 3
    assert "there is no house in" in called.err
    assert not (stranger.data.parent / "hoose").exists()


def test_without_a_data_folder_the_remedy_is_told(stranger: Caller) -> None:
    """Nobody's counts start anew in a folder that was never named."""
    del stranger.environment["DUEGATE_DATA_DIR"]
    called = stranger.call("doctor")
    assert (called.code, called.err) == (
        2, "duegate: no data folder is named; give --data DIR or set DUEGATE_DATA_DIR\n",
    )  # fmt: skip


def test_wrong_settings_are_told(caller: Caller) -> None:
    """Before anything is opened."""
    caller.environment["DUEGATE_PROT"] = "1"
    called = caller.call("tenant", "list")
    assert (called.code, called.err) == (
        2, "duegate: DUEGATE_PROT sets nothing; did you mean DUEGATE_PORT?\n",
    )  # fmt: skip


def test_a_bug_is_one_sentence_too(caller: Caller) -> None:
    """It names the place, asks to be reported, and shows no traceback."""

    @contextmanager
    def broken(data: Path, settings: Settings) -> Iterator[Gate]:
        del data, settings
        raise KeyError("colour")
        yield

    called = caller.call("tenant", "list", open_gate=broken)
    assert called.code == 70
    assert re.fullmatch(
        r"duegate: this is a bug, please report it: KeyError at test_main\.py:\d+: 'colour'\n",
        called.err,
    )


def test_an_interrupt_ends_quietly(caller: Caller) -> None:
    """Ctrl-C is no error."""

    @contextmanager
    def interrupted(data: Path, settings: Settings) -> Iterator[Gate]:
        del data, settings
        raise KeyboardInterrupt
        yield

    called = caller.call("tenant", "list", open_gate=interrupted)
    assert (called.code, called.out, called.err.strip()) == (130, "", "")


def test_nobody_reading_any_more_is_no_traceback(caller: Caller) -> None:
    """As with `duegate decide LIST | head -1`."""
    contacts = [contact(id=f"c{number}") for number in range(2_000)]
    path = caller.write("list.ndjson", contacts)
    command = [sys.executable, "-c", "import duegate.boot; duegate.boot.main()"]
    run = subprocess.Popen(
        [*command, "decide", str(path), "--as-stated", "--json", "--data", str(caller.data)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert run.stdout is not None
    assert run.stderr is not None
    assert json.loads(run.stdout.readline())["contact"] == GOOD["id"][:1] + "0"
    run.stdout.close()
    assert run.stderr.read() == b""
    run.stderr.close()
    assert run.wait() == 130


def test_colour_is_never_forced(caller: Caller) -> None:
    """What goes into a file or a pipe is plain text."""
    assert "\x1b" not in caller.call("decide", "-", stdin=json.dumps(GOOD).encode()).out


def test_text_with_brackets_is_text(caller: Caller) -> None:
    """What people write is never taken for our mark-up."""
    caller.call("tenant", "watch", "acme", "--reason", "[red]x[/] [/nothing]")
    assert "[red]x[/] [/nothing]" in caller.call("tenant", "list").out
    assert "[red]x[/] [/nothing]" in caller.call("tenant", "show", "acme").out


def test_commands_have_their_own_names() -> None:
    """The help of a command says how it is called."""
    assert all(name == command.name for name, command in every_command() if " " not in name)
