"""The command called as a person would call it, in this process, on a clock set by hand."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

import msgspec

from duegate import boot, packs
from duegate.clock import HandClock
from duegate.interfaces.cli.doors import Doors
from duegate.interfaces.cli.main import run
from duegate.settings import Settings

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)  # in Shenzhen
CALLER = "+862154320000"
GOOD: dict[str, Any] = {
    "id": "c1",
    "at": "2026-11-23T12:00:00+08:00",
    "tenant": "acme",
    "channel": "call",
    "caller": {"number": CALLER},
    "recipient": {"number": "+8613800138000", "role": "debtor", "zone": "Asia/Shanghai"},
    "debtor": {"ref": "d-1", "region": "CN-GD"},
    "debt": {"ref": "L-1"},
    "purpose": "collect",
    "provenance": {"source": "creditor_file"},
}


class Called(NamedTuple):
    """What a call came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever was printed
        """The answer as one JSON value."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The answer as JSON, a value a line."""
        return [json.loads(line) for line in self.out.splitlines()]


def nobody_serves(data: Path, settings: Settings, listening: Callable[[str], None]) -> None:
    """Stand in for a server that is stopped at once."""
    del data
    listening(f"http://{settings.host}:{settings.port}")


class Caller:
    """Calls the command on one clock; `data` is the house that every call is about."""

    def __init__(self, data: Path, doors: Doors | None = None) -> None:
        self.data = data
        self.clock = HandClock(NOON)
        self.environment = {"LANG": "en_GB.UTF-8", "DUEGATE_DATA_DIR": str(data)}
        self.doors = doors or Doors(
            now=self.clock.now,
            open_gate=partial(boot.open_gate, clock=self.clock),
            serve=nobody_serves,
            shipped_packs=packs.read_shipped,
            own_packs=boot.own_packs,
            calendars=packs.read_calendars,
            read_pack=packs.read_folder,
            verify=boot.verify,
        )

    def call(
        self, *arguments: object, stdin: bytes = b"", lang: str = "en", **doors: object
    ) -> Called:
        """Call it; `doors` are put in the place of the usual ones."""
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
        given = self.data.parent / "stdin"
        given.write_bytes(stdin)
        environment: Mapping[str, str] = {**self.environment, "LANG": f"{lang}.UTF-8"}
        with ExitStack() as held:
            held.enter_context(redirect_stdout(out))
            held.enter_context(redirect_stderr(err))
            held.enter_context(patch.object(sys, "stdin", held.enter_context(given.open())))
            code = run(
                msgspec.structs.replace(self.doors, **doors),
                [str(argument) for argument in arguments],
                environment,
            )
        return Called(code, written(out), written(err))

    def write(self, name: str, content: str | bytes | Sequence[Mapping[str, Any]]) -> Path:
        """Write a file beside the house: text, bytes, or contacts as JSON lines."""
        path = self.data.parent / name
        if not isinstance(content, str | bytes):
            content = "".join(json.dumps(each) + "\n" for each in content)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path


def written(stream: io.TextIOWrapper) -> str:
    """Give what was written to a stream."""
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


def contact(**changed: object) -> dict[str, Any]:
    """Give the good contact with some fields changed; `None` leaves a field out."""
    fields = GOOD | changed
    return {name: value for name, value in fields.items() if value is not None}
