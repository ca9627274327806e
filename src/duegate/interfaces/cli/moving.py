"""How far long work is: a bar on a terminal while it goes on, and nothing anywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from duegate.interfaces.cli.terminal import Terminal
from duegate.model.text import Text


@contextmanager
def moving(
    terminal: Terminal, what: Text, total: int, least: int
) -> Iterator[Callable[[int], None]]:
    """Lend what is told how much of `total` is done; no bar is shown for less than `least`."""
    if total < least or not sys.stderr.isatty():
        yield lambda _done: None
        return
    from rich.console import Console  # noqa: PLC0415 - only people watch
    from rich.progress import Progress  # noqa: PLC0415 - only people watch

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(terminal.pick(what), total=total)
        yield lambda done: bar.update(task, completed=done)
