"""What `--out` names: a folder that the files of a command go into, all of them or none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from duegate import durable
from duegate.interfaces.cli.exits import NotWritten


@contextmanager
def written(out: Path) -> Iterator[Path]:
    """Lend a place for the files of a command; all of them go to `out`, or none."""
    try:
        with durable.together(out) as place:
            yield place
    except OSError as error:
        raise NotWritten.into(out, error) from None
