"""The transcripts of the manual: commands and what they print, run as a reader would run them.

    python -m tests.docs.transcripts README.md docs/how-to/*.md      writes what is printed now

A block of the language `console` holds commands after `$ ` (more of one after `> `, or where a line
ends with a backslash) and what they print. `…` stands for what differs from run to run, alone on a
line for any number of lines. All blocks of a page share one shell and one folder, with copies of
`docs/examples` and `src/duegate/packs`. A command of which a page shows nothing must succeed,
unless the next one is `echo $?`. A page can say of itself, unseen by its readers:

    <!-- needs: demo -->            `duegate demo` is running, its house is `demo-data`
    <!-- varies: [0-9]+ sent -->    what matches differs from run to run, though no `…` says so
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser
from tests.docs.manual import ROOT
from tests.docs.shell import NOON, Shell

ANY = "…"
VARYING = (
    (r"\b(dec|note|prm|inb|ovr)_[\w-]{20,}", rf"\1_{ANY}"),
    (r"\bdg_[\w-]{20,}", f"dg_{ANY}"),
    (r"\+[0-9a-f]{8}\+[\w+/]{40,}=*", f"+{ANY}"),
    (r"\b[\w+/-]{43,}={0,2}", ANY),
    (rf"{NOON:%Y-%m-%d}([T ])\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)", ANY),
)


class Step(NamedTuple):
    """One command and what it printed when it was recorded."""

    command: str
    printed: str


def steps(block: str) -> Iterator[Step]:
    """Cut a block into its commands, each with what it prints."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *rest = part.splitlines()
        while rest and (command.endswith("\\") or re.match(r">( |$)", rest[0])):
            command += "\n" + re.sub(r"^>( |$)", "", rest.pop(0))
        yield Step(command, "\n".join(rest).rstrip())


def same(wanted: str, got: str) -> bool:
    """Tell whether a command printed what the page shows."""
    lines = (
        r"(?:.*\n)*?" if line == ANY else re.escape(line).replace(re.escape(ANY), ".*?") + r"\n"
        for line in wanted.splitlines()
    )
    return re.fullmatch("".join(lines), _plain(got)) is not None


def evaluate(example: Example) -> None:
    """Run one block in the shell of its page."""
    shell: Shell = example.namespace["shell"]
    varying: list[str] = example.namespace["varying"]
    all_steps = list(steps(example.parsed))
    for step, after in zip(all_steps, [*all_steps[1:], None], strict=True):
        printed, code = shell.run(step.command)
        failed = code and not step.printed and not (after and after.command == "echo $?")
        if failed or not same(opened(step.printed, varying), opened(printed, varying)):
            where = f"{Path(example.path).relative_to(ROOT)}:{example.line}"
            raise AssertionError(
                f"{where}: `{step.command}` exits with {code} and prints\n{printed}\n"
                f"the page shows\n{step.printed}"
            )


def opened(text: str, varying: list[str]) -> str:
    """Put `…` where a page says that it varies."""
    for pattern in varying:
        text = re.sub(pattern, ANY, text)
    return text


@contextmanager
def at(page: Path, folder: Path) -> Iterator[list[Example]]:
    """Lend the blocks of a page, in order, with a shell to evaluate them in."""
    text = page.read_text("utf-8")
    shell = Shell(folder, demo="<!-- needs: demo -->" in text)
    varying = re.findall(r"<!-- varies: (.*?) -->", text)
    blocks = list(MANUAL.parse(page).examples())
    for block in blocks:
        block.namespace.update(shell=shell, varying=varying)
    try:
        yield blocks
    finally:
        shell.close()


MANUAL = Sybil(parsers=[CodeBlockParser("console", evaluate)], encoding="utf-8")


def record(page: Path) -> None:
    """Write into a page what its commands print now; what varies becomes `…`."""
    text = page.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder, at(page, Path(folder)) as blocks:
        for block in blocks:
            recorded = "\n".join(_recorded(block))
            text = text.replace(str(block.parsed), f"{recorded}\n", 1)
    page.write_text(text, "utf-8")


def _recorded(block: Example) -> Iterator[str]:
    shell, varying = block.namespace["shell"], block.namespace["varying"]
    for step in steps(block.parsed):
        printed, _ = shell.run(step.command)
        yield "$ " + re.sub(r"(?<!\\)\n(.*)", lambda line: f"\n> {line[1]}".rstrip(), step.command)
        holds = same(opened(step.printed, varying), opened(printed, varying))
        if kept := step.printed if holds else masked(printed):
            yield kept


def masked(printed: str) -> str:
    """Put `…` where a run differs from the next, as every time of today does."""
    text = _plain(printed).rstrip()
    for pattern, shown in VARYING:
        text = re.sub(pattern, shown, text)
    return text


def _plain(printed: str) -> str:
    """Leave out blanks at the ends of lines, and empty lines at the end."""
    lines = [line.rstrip() for line in printed.splitlines()]
    text = "\n".join(lines).rstrip()
    return f"{text}\n" if text else ""


if __name__ == "__main__":
    for name in sys.argv[1:]:
        record(Path(name).resolve())
