"""The law as data: one folder a regulation, one TOML file a clause. Here their bytes are read.

What the bytes mean is told by `rulebook.load`; nothing here looks inside.
"""

from __future__ import annotations

from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path


def read_shipped() -> dict[str, dict[str, bytes]]:
    """Read the packs that ship with duegate: bytes by file, by pack."""
    shipped = sorted(files(__name__).iterdir(), key=lambda entry: entry.name)
    return {folder.name: _files_in(folder) for folder in shipped if _is_pack(folder)}


def read_calendars() -> dict[str, bytes]:
    """Read the calendars that ship with duegate: bytes by id."""
    folder = files(__name__).joinpath("calendars")
    return {name.removesuffix(".toml"): data for name, data in _files_in(folder).items()}


def read_places() -> bytes:
    """Read the parts of countries, their zones and area codes."""
    return files(__name__).joinpath("places.toml").read_bytes()


def read_folder(path: Path) -> dict[str, bytes]:
    """Read the pack in a folder of the operator's own: bytes by file."""
    return _files_in(path)


def read_own(folder: Path) -> dict[str, dict[str, bytes]]:
    """Read the packs in a folder of the operator's own: bytes by file, by pack."""
    own = sorted(folder.iterdir(), key=lambda entry: entry.name)
    return {entry.name: _files_in(entry) for entry in own if _is_pack(entry)}


def _is_pack(entry: Traversable) -> bool:
    return entry.is_dir() and entry.joinpath("pack.toml").is_file()


def _files_in(folder: Traversable) -> dict[str, bytes]:
    return {entry.name: entry.read_bytes() for entry in folder.iterdir() if entry.is_file()}
