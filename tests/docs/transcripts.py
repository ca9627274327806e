"""The transcripts of the manual: commands and what they print, run as a reader would run them.

    python -m tests.docs.transcripts README.md docs/how-to/*.md      writes what is printed now

A block of the language `console` holds commands after `$ ` (further lines after `> `) and what they
print. `…` stands for what differs from run to run, alone on a line for any number of lines. All
blocks of a page share one shell and one empty folder that holds `docs/examples`. A command must
succeed, unless the next one is `echo $?`. A page can say of itself, unseen by its readers:

    <!-- needs: demo -->            `duegate demo` is running, its house is `demo-data`
    <!-- varies: [0-9]+ sent -->    what matches differs from run to run, though no `…` says so
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from sybil import Example, Sybil
from sybil.parsers.myst import CodeBlockParser
from tests.docs.manual import DOCS, ROOT

ANY = "…"
DEMO = "127.0.0.1:8780"
END = "-- end of what the command prints --"
COMMAND_S_MAX = 60
VARYING = (
    (r"\b(dec|note|prm)_[\w-]{20,}", rf"\1_{ANY}"),
    (r"\bdg_[\w-]{20,}", f"dg_{ANY}"),
    (r"\+[0-9a-f]{8}\+[\w+/]{43}=*", f"+{ANY}"),
    (r"\b[\w+/-]{43,}={0,2}", ANY),
)


class Step(NamedTuple):
    """One command and what it printed when it was recorded."""

    command: str
    printed: str


class Shell:
    """A shell in an empty folder, with duegate at hand; one command at a time."""

    def __init__(self, folder: Path, *, demo: bool = False) -> None:
        shutil.copytree(DOCS / "examples", folder / "docs/examples")
        self._demo = Demo(folder) if demo else None
        self._shell = subprocess.Popen(
            ["/bin/bash", "--norc", "--noprofile"],
            cwd=folder,
            env=_environment(folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, command: str) -> tuple[str, int]:
        """Run a command; give what it printed and its exit code."""
        assert self._shell.stdin
        assert self._shell.stdout
        here = self._demo.address if self._demo else DEMO
        command = command.replace(DEMO, here)
        self._shell.stdin.write(
            f"(exit ${{code:-0}}); {{ {command}\n}} </dev/null; code=$?\n"
            f"printf '\\n{END} %s\\n' $code\n"
        )
        self._shell.stdin.flush()
        lines: list[str] = []
        with _at_most(COMMAND_S_MAX, self._shell):
            for line in self._shell.stdout:
                if line.startswith(END):
                    printed = "".join(lines).removesuffix("\n").replace(here, DEMO)
                    return printed, int(line.split()[-1])
                lines.append(line)
        raise AssertionError(f"the shell ended in: {command}\n{''.join(lines)}")

    def close(self) -> None:
        """End the shell and what it started."""
        assert self._shell.stdin
        assert self._shell.stdout
        self._shell.stdin.write("kill $(jobs -p) 2>/dev/null\n")
        self._shell.stdin.close()
        self._shell.wait(COMMAND_S_MAX)
        self._shell.stdout.close()
        if self._demo:
            self._demo.close()


class Demo:
    """`duegate demo` on a free port; a page that names its port means this one."""

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            ["duegate", "demo", "--port", "0"],
            cwd=folder,
            env=_environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdout
        with _at_most(COMMAND_S_MAX, self._process):
            told = (re.search(r"//([\d.]+:\d+)/v1", line) for line in self._process.stdout)
            self.address = next(found[1] for found in told if found)

    def close(self) -> None:
        """Stop it as Ctrl-C would."""
        assert self._process.stdout
        self._process.send_signal(signal.SIGINT)
        self._process.wait(COMMAND_S_MAX)
        self._process.stdout.close()


def steps(block: str) -> Iterator[Step]:
    """Cut a block into its commands, each with what it prints."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *rest = part.splitlines()
        more = 0
        while more < len(rest) and rest[more].startswith("> "):
            command += f"\n{rest[more][2:]}"
            more += 1
        yield Step(command, "\n".join(rest[more:]).rstrip())


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
        failed = code and not (after and after.command == "echo $?")
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
    text, today = page.read_text("utf-8"), datetime.now(UTC).date().isoformat()
    with tempfile.TemporaryDirectory() as folder, at(page, Path(folder)) as blocks:
        for block in blocks:
            recorded = "\n".join(_recorded(block, today))
            text = text.replace(str(block.parsed), f"{recorded}\n", 1)
    page.write_text(text, "utf-8")


def _recorded(block: Example, today: str) -> Iterator[str]:
    shell, varying = block.namespace["shell"], block.namespace["varying"]
    for step in steps(block.parsed):
        printed, _ = shell.run(step.command)
        yield "$ " + step.command.replace("\n", "\n> ")
        holds = same(opened(step.printed, varying), opened(printed, varying))
        if kept := step.printed if holds else masked(printed, today):
            yield kept


def masked(printed: str, today: str) -> str:
    """Put `…` where a run differs from the next, as every time of today does."""
    text = _plain(printed).rstrip()
    of_today = (rf"{today}[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)", ANY)
    for pattern, shown in (*VARYING, of_today):
        text = re.sub(pattern, shown, text)
    return text


def _plain(printed: str) -> str:
    """Leave out blanks at the ends of lines, and empty lines at the end."""
    lines = [line.rstrip() for line in printed.splitlines()]
    text = "\n".join(lines).rstrip()
    return f"{text}\n" if text else ""


@contextmanager
def _at_most(seconds: float, process: subprocess.Popen[str]) -> Iterator[None]:
    """End a process that does not come to an end itself."""
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _environment(home: Path) -> dict[str, str]:
    here = Path(sys.executable).parent
    return {
        "PATH": f"{here}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "COLUMNS": "100",
        "PYTHONUTF8": "1",
    }


if __name__ == "__main__":
    for name in sys.argv[1:]:
        record(Path(name).resolve())
