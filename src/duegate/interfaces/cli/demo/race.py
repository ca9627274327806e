"""The race: many requests for one debtor at the same time, through the gate and through its twin.

The twin does what is commonly done: count what was sent, send, then write down that it was sent.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING, TypeVar

import msgspec

from duegate.interfaces.cli.demo.day import MIDNIGHT, Step, contact_about
from duegate.model.contact import Contact
from duegate.model.judgement import Verdict

if TYPE_CHECKING:
    from duegate.gate import Gate

T = TypeVar("T")

RACER = 60  # a debtor whom nobody contacted that day
AT = MIDNIGHT + timedelta(hours=12)
RUNNERS = 50
LIMIT = 3
PROVIDER_S = 0.02  # how long a provider takes to accept a call


class Race(msgspec.Struct, frozen=True):
    """What came of it: how many passed the gate, until when the others wait and why; the twin."""

    asked: int
    allowed: int
    deferred: int
    until: datetime | None
    clause: str
    twin_sent: int


def run(gate: Gate) -> Race:
    """Run both."""
    contacts = [
        msgspec.structs.replace(contact_about(RACER, Step(0), AT), id=f"race-{runner:02}")
        for runner in range(RUNNERS)
    ]
    decisions = _together(lambda contact: gate.decide(contact, as_stated=True), contacts)
    verdicts = Counter(decision.verdict for decision in decisions)
    waiting = [decision for decision in decisions if decision.verdict is Verdict.DEFER]
    clauses = [
        finding.clause
        for decision in waiting[:1]
        for finding in decision.findings
        if finding.verdict is Verdict.DEFER
    ]
    return Race(
        asked=RUNNERS,
        allowed=verdicts[Verdict.ALLOW],
        deferred=verdicts[Verdict.DEFER],
        until=waiting[0].until if waiting else None,
        clause=", ".join(clauses),
        twin_sent=_twin(contacts),
    )


def _together(ask: Callable[[Contact], T], contacts: list[Contact]) -> list[T]:
    """Ask about all contacts at once: nobody asks before everybody is ready."""
    ready = Barrier(len(contacts))

    def one(contact: Contact) -> T:
        ready.wait()
        return ask(contact)

    with ThreadPoolExecutor(len(contacts)) as runners:
        return list(runners.map(one, contacts))


def _twin(contacts: list[Contact]) -> int:
    """Check, then send, then write: count how many were sent."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "twin.db"
        with closing(_open(database)) as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE sent (debtor TEXT)")

        def send(contact: Contact) -> bool:
            with closing(_open(database)) as connection:
                row = (contact.debtor.ref,)
                count = "SELECT count(*) FROM sent WHERE debtor = ?"
                if connection.execute(count, row).fetchone()[0] >= LIMIT:
                    return False
                time.sleep(PROVIDER_S)
                connection.execute("INSERT INTO sent VALUES (?)", row)
                return True

        return sum(_together(send, contacts))


def _open(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(database, isolation_level=None, timeout=30)
