"""Writes docs/reference from what it documents, so that a reference cannot differ from the code.

    python -m docs.generate            writes every page that is stale
    python -m docs.generate --check    names the stale ones and fails

Run it at the root of the repository. It reads the packs, the model, the settings and the commands;
it knows no wording of its own beyond the headings. The same tree always gives the same bytes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from docs.pages import commands, errors, kinds, packs, record_files, routes, settings, shapes

REFERENCE = Path(__file__).parent / "reference"
REMEDY = "run `.venv/bin/python -m docs.generate` and look at what changed"

Pages = Mapping[str, str]
PAGES: tuple[Callable[[], Pages], ...] = (
    packs.pages,
    kinds.pages,
    shapes.pages,
    commands.pages,
    routes.pages,
    settings.pages,
    errors.pages,
    record_files.pages,
)


def written() -> dict[str, str]:
    """Write every page of the reference, by its place under docs/reference."""
    return {place: text for pages in PAGES for place, text in pages().items()}


def stale(pages: Pages, folder: Path) -> list[str]:
    """Name the places where the folder does not hold these pages, or holds others."""
    here = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    strangers = here - set(pages)
    changed = {place for place, text in pages.items() if _read(folder / place) != text.encode()}
    return sorted(strangers | changed)


def write(pages: Pages, folder: Path) -> None:
    """Bring the folder to hold exactly these pages."""
    for place in stale(pages, folder):
        path = folder / place
        if place in pages:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(pages[place].encode())
        else:
            path.unlink()


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def main(arguments: list[str]) -> int:
    """Write or check; give the exit code."""
    if arguments not in ([], ["--check"]):
        print("usage: python -m docs.generate [--check]", file=sys.stderr)
        return 2
    pages = written()
    if not arguments:
        write(pages, REFERENCE)
        return 0
    places = stale(pages, REFERENCE)
    for place in places:
        print(f"docs/reference/{place} is stale", file=sys.stderr)
    if places:
        print(REMEDY, file=sys.stderr)
    return 1 if places else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
