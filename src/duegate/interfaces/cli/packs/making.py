"""`duegate packs new` and `schema`: a pack to begin with, and what editors know of its files."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from duegate.errors import DuegateError
from duegate.interfaces.cli.packs.shelf import at_hand
from duegate.interfaces.cli.packs.template import HEAD, HOURS, SCENARIOS
from duegate.interfaces.cli.session import Session
from duegate.ledger.places import zones_of_region
from duegate.model import wire
from duegate.model.text import Text
from duegate.rulebook.load import load_pack
from duegate.rulebook.pack_schema import PackFile, pack_schema
from duegate.rulebook.places import is_place

HERE = "CN"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
BLANK = re.compile(r"<([A-Z]+)>")


class NotMade(DuegateError):
    """A pack cannot be made so."""


def new(
    session: Session,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="名称，如 cl-2027 · its name, such as cl-2027")
    ],
    place: Annotated[
        str | None,
        typer.Option(
            "--place",
            metavar="CL",
            help="适用地（ISO 3166） · where it applies",
            show_default="DUEGATE_DEFAULT_REGION, CN",
        ),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option(
            "--zone",
            metavar="ZONE",
            help="时区 · its time zone",
            show_default="the place's",
        ),
    ] = None,
    folder: Annotated[
        Path, typer.Option("--in", metavar="DIR", help="放在何处 · where to put its folder")
    ] = Path(),
) -> None:
    """Make it; never writes over anything."""
    if not NAME.fullmatch(name):
        raise NotMade(f'"{name}" cannot name a pack; use small letters, digits and dashes')
    if name in at_hand(session):
        raise NotMade(f'there is a pack "{name}" already; choose another name')
    place = place or session.settings().default_region or HERE
    files = _files(name, _place(place), zone or _zone(place), session)
    path = folder / name
    try:
        path.mkdir(parents=True)
        for file, written in files.items():
            (path / file).write_text(written, encoding="utf-8")
    except FileExistsError:
        raise NotMade(f'"{path}" is there already; choose another name or folder') from None
    except OSError as error:
        raise NotMade(f'"{path}" cannot be written: {error.strerror}') from None
    session.terminal.answer(
        {"pack": name, "folder": str(path), "files": sorted(files)},
        Text(
            f"已建 {path}：改写 pack.toml 与 hours.toml，再运行 duegate packs lint {path}",
            f"made {path}: change pack.toml and hours.toml, then run `duegate packs lint {path}`",
        ),
    )


def _place(written: str) -> str:
    if not is_place(written):
        raise NotMade(f'"{written}" is no place; write an ISO 3166 code such as CL or US-CA')
    return written


def _zone(place: str) -> str:
    """Take the zone of a place; which of several is meant nobody can guess."""
    zones = zones_of_region(place)
    if len(zones) != 1:
        found = f"one of {', '.join(zones)}" if zones else "an IANA name such as America/Santiago"
        raise NotMade(f"{place} has not exactly one zone; say --zone, {found}")
    return zones[0]


def _files(name: str, place: str, zone: str, session: Session) -> dict[str, str]:
    """Fill the template, and make sure that it loads. Raises `PackError` for a wrong zone."""
    today = session.doors.now().date().isoformat()
    template = {"pack.toml": HEAD, "hours.toml": HOURS, "scenarios.toml": SCENARIOS}
    blanks = {"NAME": name, "PLACE": place, "ZONE": zone, "TODAY": today}
    files = {file: BLANK.sub(lambda blank: blanks[blank[1]], template[file]) for file in template}
    load_pack(name, {file: written.encode() for file, written in files.items()})
    return files


def schema(
    session: Session,
    file: Annotated[
        PackFile, typer.Argument(metavar="[FILE]", help="哪种文件 · clause, pack or scenarios")
    ] = PackFile.CLAUSE,
) -> None:
    """Print it; with --json on one line."""
    document = pack_schema(file)
    if session.terminal.as_json:
        session.terminal.json(document)
    else:
        print(msgspec.json.format(wire.write(document), indent=2).decode())
