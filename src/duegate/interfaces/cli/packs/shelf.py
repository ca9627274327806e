"""The packs at hand: those that ship, the operator's own, and any folder that is named."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from duegate.interfaces.cli.exits import NotThere
from duegate.interfaces.cli.session import Session
from duegate.rulebook.clause import Clause, Pack
from duegate.rulebook.load import load_packs


def at_hand(session: Session) -> dict[str, Pack]:
    """Load every pack at hand."""
    doors = session.doors
    own = doors.own_packs(session.settings())
    return load_packs({**doors.shipped_packs(), **own}, doors.calendars())


def in_folder(session: Session, path: Path, *, draft: bool = False) -> Pack:
    """Load the pack in a folder, perhaps a draft. Raises `NotThere`, `PackError`."""
    if not path.is_dir():
        raise NotThere(f'there is no folder "{path}"')
    name = path.resolve().name
    files = {name: session.doors.read_pack(path)}
    return load_packs(files, session.doors.calendars(), draft=draft)[name]


def pack_of(session: Session, packs: Mapping[str, Pack], name: str, *, draft: bool = False) -> Pack:
    """Give the pack of a name, or the one in a folder. Raises `NotThere`, `PackError`."""
    if name in packs:
        return packs[name]
    if name and Path(name).is_dir():
        return in_folder(session, Path(name), draft=draft)
    raise NotThere(f'there is no pack and no folder "{name}"; there are {", ".join(packs)}')


def clause_of(pack: Pack, name: str) -> Clause:
    """Give a clause of a pack. Raises `NotThere`."""
    for clause in pack.clauses:
        if clause.id == name:
            return clause
    raise NotThere(f'there is no clause "{name}"; `duegate packs show {pack.head.id}` lists them')
