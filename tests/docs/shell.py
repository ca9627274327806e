"""A reader's shell: an empty folder, duegate at hand, and a clock that shows noon in Shanghai.

Only the clock is not the machine's, so that what is lawful at noon is so whenever the tests run.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from tests.docs.manual import ROOT

NOON = datetime(2026, 11, 24, 4, tzinfo=UTC)
DEMO = "127.0.0.1:8780"
END = "-- end of what the command prints --"
COMMAND_S_MAX = 60
COMMAND = f"""#!{sys.executable}
import os
from datetime import timedelta

import duegate.clock

class Shifted(duegate.clock.SystemClock):
    def now(self):
        return super().now() + timedelta(seconds=float(os.environ["MANUAL_CLOCK_SHIFT_S"]))

duegate.clock.SystemClock = Shifted
if __name__ == "__main__":
    from duegate.boot import main
    main()
"""


class Shell:
    """One command at a time; what it starts in the background ends with it."""

    def __init__(self, folder: Path, *, demo: bool = False) -> None:
        self._environment = _furnished(folder)
        self._demo = Demo(folder, self._environment) if demo else None
        self._shell = subprocess.Popen(
            ["/bin/bash", "--norc", "--noprofile"],
            cwd=folder,
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, command: str) -> tuple[str, int]:
        """Run a command; give what it printed and its exit code."""
        here = self._demo.address if self._demo else DEMO
        command = command.replace(DEMO, here)
        into = _open(self._shell.stdin)
        into.write(f"(exit ${{code:-0}}); {{ {command}\n}} </dev/null; code=$?\n")
        into.write(f"printf '\\n{END} %s\\n' $code\n")
        into.flush()
        lines: list[str] = []
        with _at_most(COMMAND_S_MAX, self._shell):
            for line in _open(self._shell.stdout):
                if line.startswith(END):
                    printed = "".join(lines).removesuffix("\n").replace(here, DEMO)
                    return printed, int(line.split()[-1])
                lines.append(line)
        raise AssertionError(f"the shell ended in: {command}\n{''.join(lines)}")

    def close(self) -> None:
        """End the shell and what it started."""
        into = _open(self._shell.stdin)
        into.write("kill $(jobs -p) 2>/dev/null\n")
        into.close()
        self._shell.wait(COMMAND_S_MAX)
        _open(self._shell.stdout).close()
        if self._demo:
            self._demo.close()


class Demo:
    """`duegate demo` on a free port; a page that names its usual port means this one."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            [folder / ".venv/bin/duegate", "demo", "--port", "0"],
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        with _at_most(COMMAND_S_MAX, self._process):
            told = (re.search(r"//([\d.]+:\d+)/v1", line) for line in _open(self._process.stdout))
            self.address = next(found[1] for found in told if found)

    def close(self) -> None:
        """Stop it as Ctrl-C would."""
        self._process.send_signal(signal.SIGINT)
        self._process.wait(COMMAND_S_MAX)
        _open(self._process.stdout).close()


def _furnished(folder: Path) -> dict[str, str]:
    """Put examples, packs and the command into a folder; give the environment that finds them."""
    for place in ("docs/examples", "src/duegate/packs"):
        shutil.copytree(ROOT / place, folder / place, ignore=shutil.ignore_patterns("__pycache__"))
    command = folder / ".venv/bin/duegate"
    command.parent.mkdir(parents=True)
    command.write_text(COMMAND, "utf-8")
    command.chmod(0o755)
    return {
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PYTHONUTF8": "1",
        "PYTHONPATH": str(ROOT / "src"),
        "MANUAL_CLOCK_SHIFT_S": str(NOON.timestamp() - time.time()),
    }


def _open(stream: IO[str] | None) -> IO[str]:
    """Give a pipe that was asked for."""
    assert stream is not None
    return stream


@contextmanager
def _at_most(seconds: float, process: subprocess.Popen[str]) -> Iterator[None]:
    """End a process that does not come to an end itself."""
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
