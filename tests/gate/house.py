"""A house for the tests: the real gate on a real file with known keys, and contacts to ask of."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import apsw
import hypothesis
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from duegate.boot import book_of
from duegate.clock import Clock, HandClock
from duegate.evidence.log import Log
from duegate.evidence.note import SigningKey
from duegate.evidence.signer import Signer
from duegate.gate import Gate
from duegate.gate.desk import Desk
from duegate.ledger.identity import Keys
from duegate.model.contact import Contact
from duegate.rulebook.book import Book
from duegate.settings import Settings
from duegate.store.migrate import migrate, shipped
from duegate.store.store import Store

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)  # 12:00 in Shanghai, a Monday
CALLER = "+862154320000"
OTHER_CALLER = "+862154320001"
LOG_KEY = SigningKey("duegate.test/gate", Ed25519PrivateKey.from_private_bytes(b"l" * 32))
DATABASE = "duegate.db"

_PLAIN: dict[str, Any] = {
    "id": "c1",
    "at": NOON,
    "tenant": "acme",
    "channel": "call",
    "caller": {"number": CALLER},
    "recipient": {"number": "+8613800138000", "role": "debtor", "zone": "Asia/Shanghai"},
    "debtor": {"ref": "d-1"},
    "debt": {"ref": "L-1"},
    "purpose": "collect",
    "provenance": {"source": "creditor_file"},
}


def contact(**changes: Any) -> Contact:  # noqa: ANN401 - as many kinds as a contact has fields
    """Make a contact that may leave; of a group only what differs is named."""
    told = dict(_PLAIN)
    for name, value in changes.items():
        plain = _PLAIN.get(name)
        told[name] = {**plain, **value} if plain and isinstance(value, dict) else value
    return msgspec.convert(told, Contact)


def person(number: int) -> dict[str, dict[str, str]]:
    """Name a debtor with a number and a debt of his own, for `contact`."""
    return {
        "debtor": {"ref": f"d-{number}"},
        "debt": {"ref": f"L-{number}"},
        "recipient": {"number": f"+86138{number:08}"},
    }


@cache
def shipped_book() -> Book:
    """Give the packs most tests are about, in force wherever a contact goes."""
    return book_of(Settings(packs=("cn-shenzhen",), adopt=("cn-shenzhen",)))


def desk(book: Book | None = None) -> Desk:
    """Give the tools of a gate, with known keys."""
    limits = Settings()
    return Desk(
        book=book or shipped_book(),
        keys=Keys(b"c" * 32),
        permit_secret=b"p" * 32,
        region=None,
        skew_max=timedelta(seconds=limits.skew_s_max),
        permit_life=timedelta(seconds=limits.permit_s),
        hold_lapse=timedelta(seconds=limits.hold_lapse_s),
    )


def build(store: Store, clock: Clock, *, book: Book | None = None, queue_max: int = 4096) -> Gate:
    """Make the gate of an open store."""
    migrate(store, shipped())
    return Gate(
        store,
        desk(book),
        Log(Signer(LOG_KEY, store.path.with_name("signed"))),
        clock,
        jump_s_max=Settings().clock_jump_s_max,
        batch_max=min(queue_max, Settings().batch_max),
        queue_max=queue_max,
    )


def sign_tenants(gate: Gate) -> None:
    """Sign two agencies, unless they are signed already."""
    known = {tenant.name for tenant in gate.tenants.list()}
    for name, number in (("acme", CALLER), ("beta", OTHER_CALLER)):
        if name not in known:
            gate.tenants.add(name, numbers=[number])


@contextmanager
def open_house(
    folder: Path, *, clock: Clock | None = None, book: Book | None = None
) -> Iterator[Gate]:
    """Lend the gate of a house with two tenants; it is noon there until a clock says otherwise."""
    gate = build(Store(folder / DATABASE), clock or HandClock(NOON), book=book)
    try:
        sign_tenants(gate)
        yield gate
    finally:
        gate.close()


@contextmanager
def in_memory() -> Iterator[Path]:
    """Lend a folder where a sync costs nothing, for tests that are not about the disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder)


def unguarded(connection: apsw.Connection) -> None:
    """Take away what guards the tables, as somebody with the file can."""
    triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
    for (name,) in connection.execute(triggers).fetchall():
        connection.execute(f"DROP TRIGGER {name}")


def scaled(by_day: int, by_night: int) -> int:
    """Give how much to try: few by day, many with `--hypothesis-profile=night`."""
    return by_night if hypothesis.settings().max_examples >= 1_000 else by_day
