"""The only module that builds things and hands them to each other.

A house is one data folder: the database, the keys, the signer's memory. Everything that needs a
house is given it from here; nothing else opens files or starts servers.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from litestar.types import ASGIApp

from duegate import keyring, packs
from duegate.clock import Clock, SystemClock
from duegate.errors import DuegateError
from duegate.evidence.log import Log
from duegate.evidence.signer import Signer, key_at
from duegate.gate import Gate
from duegate.gate.desk import Desk
from duegate.interfaces.api.app import build_app
from duegate.ledger.identity import Keys
from duegate.rulebook.book import Book
from duegate.rulebook.load import load_pack
from duegate.settings import Settings
from duegate.store.migrate import migrate, shipped
from duegate.store.store import Store

DATABASE = "duegate.db"
KEYS = "keys"
SIGNED = "signed-checkpoint"


def book_of(names: tuple[str, ...]) -> Book:
    """Load the named packs that ship with duegate into a book."""
    files = packs.read_shipped()
    return Book(tuple(load_pack(name, files[name]) for name in names))


def build_gate(data: Path, settings: Settings, *, clock: Clock | None = None) -> Gate:
    """Open a house, making it at the first time; whoever gets the gate closes it."""
    keys = data / KEYS
    store = Store(data / DATABASE)
    migrate(store, shipped())
    desk = Desk(
        book=book_of(settings.packs),
        keys=Keys(keyring.secret(keys, "counting")),
        permit_secret=keyring.secret(keys, "permit"),
        region=settings.default_region,
        skew_max=timedelta(seconds=settings.skew_s_max),
        permit_life=timedelta(seconds=settings.permit_s),
        hold_lapse=timedelta(seconds=settings.hold_lapse_s),
    )
    signer = Signer(key_at(keys / "log.skey", settings.log_origin), data / SIGNED)
    return Gate(
        store,
        desk,
        Log(signer),
        clock or SystemClock(),
        jump_s_max=settings.clock_jump_s_max,
        batch_max=settings.batch_max,
        queue_max=settings.queue_max,
        free_disk_bytes_min=settings.free_disk_bytes_min,
    )


@contextmanager
def open_gate(data: Path, settings: Settings, *, clock: Clock | None = None) -> Iterator[Gate]:
    """Lend the gate of a house and close it afterwards."""
    gate = build_gate(data, settings, clock=clock)
    try:
        yield gate
    finally:
        gate.close()


@contextmanager
def lent_app(data: Path, settings: Settings) -> Iterator[ASGIApp]:
    """Lend the HTTP application of a house; its log is signed every few seconds meanwhile."""
    with open_gate(data, settings) as gate, checkpoints(gate, settings.checkpoint_s):
        yield build_app(gate, settings)


@contextmanager
def checkpoints(gate: Gate, every_s: float) -> Iterator[None]:
    """Sign the log every `every_s` seconds; a log that was set back is not signed again."""
    stop = threading.Event()

    def sign() -> None:
        while not stop.wait(every_s):
            with suppress(DuegateError):  # readiness and `doctor` tell; the next turn tries again
                gate.checkpoint()

    thread = threading.Thread(target=sign, name="checkpoints", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
