"""A server for tests, at noon: `python -m tests.interfaces.api.server FOLDER`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from litestar.types import ASGIApp
from tests.interfaces.api.asking import NOON

from duegate.boot import open_gate
from duegate.clock import HandClock
from duegate.interfaces.api import build_app, serve
from duegate.settings import Settings

SETTINGS = Settings(port=0)


@contextmanager
def opened(folder: Path) -> Iterator[ASGIApp]:
    """Lend the application of the house in a folder."""
    with open_gate(folder, SETTINGS, clock=HandClock(NOON)) as gate:
        yield build_app(gate, SETTINGS)


def tell(address: str) -> None:
    """Say where the server listens."""
    print(address, flush=True)  # noqa: T201 - whoever started it reads this


if __name__ == "__main__":
    serve(partial(opened, Path(sys.argv[1])), SETTINGS.host, SETTINGS.port, listening=tell)
