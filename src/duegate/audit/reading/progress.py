"""How far the reading of a file has come, told while it goes on."""

from __future__ import annotations

import enum

import msgspec


class Step(enum.StrEnum):
    """What is being done with a file."""

    UNPACKING = "unpacking"
    CHECKING = "checking"
    CLEANING = "cleaning"
    READING = "reading"


class Progress(msgspec.Struct, frozen=True):
    """Of file number `file` (from 0) so many bytes are done; `total` is a guess when unpacking."""

    file: int
    name: str
    step: Step
    done: int
    total: int


def unheard(progress: Progress) -> None:
    """Tell nobody."""
    del progress
