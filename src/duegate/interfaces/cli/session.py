"""One call of the command: the doors, the environment, the terminal; every command is handed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from duegate.errors import DuegateError
from duegate.interfaces.cli.doors import Doors
from duegate.interfaces.cli.exits import NotThere
from duegate.interfaces.cli.terminal import Terminal

if TYPE_CHECKING:
    from duegate.gate import Gate
    from duegate.settings import Settings


class NoHouse(DuegateError):
    """No data folder is named."""


class Session(msgspec.Struct, frozen=True):
    """What a command has at hand."""

    doors: Doors
    environment: Mapping[str, str]
    terminal: Terminal

    def settings(self, **changed: object) -> Settings:
        """Read the settings; what the command line states goes over them."""
        from duegate.settings import load  # noqa: PLC0415 - only commands that need a house

        stated = {name: value for name, value in changed.items() if value is not None}
        return msgspec.structs.replace(load(None, self.environment), **stated)

    def folder(self, data: Path | None, settings: Settings) -> Path:
        """Tell in which folder the house is. Raises `NoHouse` when nobody says."""
        if data is None and settings.data_dir is None:
            raise NoHouse("no data folder is named; give --data DIR or set DUEGATE_DATA_DIR")
        return data or Path(str(settings.data_dir))

    @contextmanager
    def gate(self, data: Path | None, *, new: bool = False, **changed: object) -> Iterator[Gate]:
        """Lend the gate of a house; unless it may be `new`, the folder must be there."""
        settings = self.settings(**changed)
        folder = self.folder(data, settings)
        if not new and not folder.is_dir():
            raise NotThere(
                f'there is no house in "{folder}"; `duegate tenant add NAME --data DIR` makes one'
            )
        with self.doors.open_gate(folder, settings) as gate:
            yield gate
