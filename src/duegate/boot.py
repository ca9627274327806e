"""The only module that builds things and hands them to each other.

A house is one data folder: the database, the keys, the signer's memory. Whatever needs a house is
given it from here; nothing else opens files or starts servers. What a command does not use is not
imported, so that the command line answers at once.
"""
# ruff: noqa: PLC0415 - see the last sentence above

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from duegate.errors import DuegateError

if TYPE_CHECKING:
    from litestar.types import ASGIApp

    from duegate.clock import Clock
    from duegate.evidence.report import Report
    from duegate.gate import Gate
    from duegate.gate.shadow import Candidate
    from duegate.ledger.identity import Keys
    from duegate.rulebook.book import Book
    from duegate.rulebook.clause import Pack
    from duegate.settings import Settings
    from duegate.store.store import Store

DATABASE = "duegate.db"
KEYS = "keys"
SIGNED = "signed-checkpoint"
ALL = "all"
HOUSE = "house"
"""The platform's own terms are always in force: known tenants, a steady clock, no aliases."""
COMMAND_WAIT_S = 60
"""So long a command waits while others write; a server, whose loop stands meanwhile, waits less."""


class PacksRefused(DuegateError):
    """The packs a house is to have are not there, or their names clash."""


def main() -> NoReturn:
    """Run the command line."""
    from duegate import packs
    from duegate.clock import SystemClock
    from duegate.interfaces.cli.doors import Doors
    from duegate.interfaces.cli.main import main as cli

    cli(
        Doors(
            now=SystemClock().now,
            open_gate=partial(open_gate, wait_s=COMMAND_WAIT_S),
            serve=serve,
            shipped_packs=packs.read_shipped,
            own_packs=own_packs,
            calendars=packs.read_calendars,
            read_pack=packs.read_folder,
            verify=verify,
        )
    )


def book_of(settings: Settings) -> Book:
    """Load the packs a house has at hand into a book; the house pack is always among them."""
    from duegate import packs
    from duegate.rulebook.book import Book
    from duegate.rulebook.load import load_packs

    own = own_packs(settings)
    files = packs.read_shipped() | own
    named = tuple(files) if ALL in settings.packs else (HOUSE, *settings.packs, *own)
    wanted = dict.fromkeys((*named, *settings.adopt))
    for name in wanted:
        if name not in files:
            raise PacksRefused(f'there is no pack "{name}"; choose from {", ".join(files)}')
    for name in settings.unverified:
        if name not in wanted:
            raise PacksRefused(
                f'unverified: the pack "{name}" is not among those of this house; name it in'
                " `packs` or `adopt` as well"
            )
    return Book(
        tuple(load_packs({name: files[name] for name in wanted}, packs.read_calendars()).values()),
        adopted=frozenset(settings.adopt),
        unverified=frozenset(settings.unverified),
    )


def own_packs(settings: Settings) -> dict[str, dict[str, bytes]]:
    """Read the operator's own packs; none may take the name of one that ships."""
    from duegate import packs

    if settings.own_packs is None:
        return {}
    folder = Path(settings.own_packs)
    try:
        own = packs.read_own(folder)
    except OSError as error:
        raise PacksRefused(f'own_packs: "{folder}" cannot be read: {error.strerror}') from None
    for name in packs.read_shipped().keys() & own.keys():
        raise PacksRefused(
            f'own_packs: "{folder / name}" has the name of a pack that ships;'
            " name the folder and the pack otherwise"
        )
    return own


def candidates_of(settings: Settings, live: Book) -> tuple[Candidate, ...]:
    """Load the packs that are tried in the shadow: each folder is one pack, or holds some."""
    from duegate import packs
    from duegate.gate.shadow import Candidate
    from duegate.rulebook.load import HEAD, load_packs

    found: dict[str, Pack] = {}
    for written in settings.shadow:
        folder = Path(written)
        try:
            one = (folder / HEAD).is_file()
            name = folder.resolve().name
            files = {name: packs.read_folder(folder)} if one else packs.read_own(folder)
        except OSError as error:
            raise PacksRefused(f'shadow: "{folder}" cannot be read: {error.strerror}') from None
        if not files:
            raise PacksRefused(f'shadow: there is no pack in "{folder}"; name the folder of one')
        for pack in load_packs(files, packs.read_calendars()).values():
            found.setdefault(pack.hash, pack)
    return tuple(Candidate(live, pack) for pack in found.values())


@contextmanager
def open_gate(
    data: Path, settings: Settings, *, clock: Clock | None = None, wait_s: float | None = None
) -> Iterator[Gate]:
    """Lend the gate of a house, making the house at the first time, and close it afterwards.

    Raises `InconsistentTree` when the log is older than what was signed before: such a house was
    set back, and would let contacts through twice. A full disk keeps nobody from reading.
    """
    gate = build_gate(data, settings, clock=clock, wait_s=wait_s)
    try:
        _refuse_lost_memory(gate, data / SIGNED)
        _sign(gate, data / SIGNED)
        yield gate
        _sign(gate, data / SIGNED)  # so that a later roll-back of what was just recorded shows
    finally:
        gate.close()


def _sign(gate: Gate, signed: Path) -> None:
    """Sign the log; where a head was kept before, a further one may wait until there is room."""
    from duegate.evidence.signer import HeadNotKept

    try:
        gate.checkpoint()
    except HeadNotKept:
        if not signed.exists():
            raise


def _refuse_lost_memory(gate: Gate, signed: Path) -> None:
    """Refuse a log with entries whose last signed head is not at hand: it may be an older copy."""
    from duegate.evidence.log import size
    from duegate.evidence.signer import InconsistentTree

    if signed.exists():
        return
    with gate.store.read() as connection:
        entries = size(connection)
    if entries:
        raise InconsistentTree(
            f"{signed.name} is missing, so nobody can tell whether the log of {entries} entries is"
            " the newest; bring the file back from beside the newest copy of this house"
        )


def build_gate(
    data: Path, settings: Settings, *, clock: Clock | None = None, wait_s: float | None = None
) -> Gate:
    """Open a house without a look at its log; whoever gets the gate closes it."""
    from duegate import keyring
    from duegate.clock import SystemClock
    from duegate.evidence.log import Log
    from duegate.evidence.signer import Signer, key_at
    from duegate.gate import Gate
    from duegate.gate.desk import Desk
    from duegate.ledger.identity import Keys
    from duegate.store.connection import STANDARD, Setup
    from duegate.store.errors import StoreUnusable
    from duegate.store.migrate import migrate, shipped
    from duegate.store.store import Store

    book = book_of(settings)
    candidates = candidates_of(settings, book)
    keys, signed = data / KEYS, data / SIGNED
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        keys.mkdir(mode=0o700, exist_ok=True)
        log_key = key_at(keys / "log.skey", settings.log_origin, signed=signed)
        counting = Keys(keyring.secret(keys, "counting"))
        permit = keyring.secret(keys, "permit")
    except OSError as error:
        raise StoreUnusable(
            f'the house "{data}" cannot be opened or made ({error.strerror}); free space for it,'
            " give this user the right to write there, or name another folder"
        ) from error
    setup = STANDARD if wait_s is None else Setup(busy_timeout_ms=round(wait_s * 1_000))
    store = Store(data / DATABASE, setup)
    migrate(store, shipped())
    _refuse_other_secret(store, counting)
    desk = Desk(
        book=book,
        keys=counting,
        permit_secret=permit,
        region=settings.default_region,
        skew_max=timedelta(seconds=settings.skew_s_max),
        permit_life=timedelta(seconds=settings.permit_s),
        hold_lapse=timedelta(seconds=settings.hold_lapse_s),
        candidates=candidates,
    )
    return Gate(
        store,
        desk,
        Log(Signer(log_key, signed)),
        clock or SystemClock(),
        jump_s_max=settings.clock_jump_s_max,
        batch_max=settings.batch_max,
        queue_max=settings.queue_max,
        free_disk_bytes_min=settings.free_disk_bytes_min,
    )


def _refuse_other_secret(store: Store, counting: Keys) -> None:
    """Hold a house to the secret it began to count with: under another nobody is recognised."""
    from duegate.keyring import KeyUnusable
    from duegate.ledger.identity import begun_with

    mark = counting.mark()
    if store.transact(lambda connection: begun_with(connection, mark)) != mark:
        store.close()
        raise KeyUnusable(
            "keys/counting.key is not the one this house counts with, so every count would begin"
            " anew; restore it from the backup of this house"
        )


def verify(data: bytes, policy: str | None) -> Report:
    """Check an evidence file against the policy of whoever reads it."""
    from duegate.evidence import trust
    from duegate.evidence.verify import verify as check

    return check(data, trust=None if policy is None else trust.read_trust(policy))


def serve(data: Path, settings: Settings, listening: Callable[[str], None]) -> None:
    """Answer over HTTP until a signal says stop; `listening` is told the address."""
    from duegate.interfaces import api

    opened = partial(lent_app, data, settings)
    api.serve(opened, settings.host, settings.port, listening=listening)


@contextmanager
def lent_app(data: Path, settings: Settings) -> Iterator[ASGIApp]:
    """Lend the HTTP application of a house; its log is signed every few seconds meanwhile."""
    from duegate.interfaces.api.app import build_app

    with open_gate(data, settings) as gate, checkpoints(gate, settings.checkpoint_s):
        yield build_app(gate, settings)


@contextmanager
def checkpoints(gate: Gate, every_s: float) -> Iterator[None]:
    """Sign the log every `every_s` seconds; readiness and `doctor` tell when it cannot be."""
    stop = threading.Event()

    def sign() -> None:
        while not stop.wait(every_s):
            with suppress(DuegateError):
                gate.checkpoint()

    thread = threading.Thread(target=sign, name="checkpoints", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
