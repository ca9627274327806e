"""What boot hands to the command line: the few things that must be built or opened elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

if TYPE_CHECKING:
    from duegate.evidence.report import Report
    from duegate.gate import Gate
    from duegate.settings import Settings


class OpenGate(Protocol):
    """Lends the gate of a house, making the house at the first time."""

    def __call__(self, data: Path, settings: Settings) -> AbstractContextManager[Gate]:
        """Lend it until the block ends."""


class Serve(Protocol):
    """Answers over HTTP until it is stopped."""

    def __call__(self, data: Path, settings: Settings, listening: Callable[[str], None]) -> None:
        """Serve the house in a folder; tell `listening` the address once it is open."""


class Doors(msgspec.Struct, frozen=True):
    """Ways out of the command line. Each may import what it needs only when it is used."""

    now: Callable[[], datetime]
    open_gate: OpenGate
    serve: Serve
    shipped_packs: Callable[[], Mapping[str, Mapping[str, bytes]]]
    own_packs: Callable[[Settings], Mapping[str, Mapping[str, bytes]]]
    calendars: Callable[[], Mapping[str, bytes]]
    read_pack: Callable[[Path], Mapping[str, bytes]]
    verify: Callable[[bytes, str | None], Report]
