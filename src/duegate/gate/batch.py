"""One write transaction: the works that share it, the entries they add, and the seal at its end.

Works run one after another on the same connection, so each sees what the earlier ones held. What
they add to the log is written once, at the end, with one signature for all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import apsw

from duegate.errors import DuegateError
from duegate.evidence.log import Entries, Log
from duegate.gate.basis import Written
from duegate.gate.shadow import Beside
from duegate.gate.watch import Watch
from duegate.ledger import decisions
from duegate.ledger.decisions import Row
from duegate.ledger.instants import from_us, to_us
from duegate.ledger.tenants import TenantMemo
from duegate.model.decision import Decision
from duegate.store.ask import one

if TYPE_CHECKING:
    from duegate.gate.inbound import InboundReceipt

T = TypeVar("T")
Answer = Callable[[], T]
"""Gives the answer once the transaction is sealed; may raise what the work refused with."""


class Batch:
    """What the works of one transaction share."""

    def __init__(self, connection: apsw.Connection, log: Log, watch: Watch) -> None:
        self.connection = connection
        self.entries: Entries = log.open(connection)
        self._high_water = high_water(connection)
        reading = watch.read(self._high_water)
        self.wall, self.now, self.clock = reading.wall, reading.now, reading.clock
        self._rows: list[Row] = []
        self._bases: dict[str, bytes] = {}
        self.keyed: dict[tuple[str, str], tuple[bytes, Answer[Decision]]] = {}
        self.came: dict[tuple[str, str], tuple[bytes, Answer[InboundReceipt]]] = {}
        self.tenants: TenantMemo = {}
        self.beside = Beside()

    def record(self, row: Row, basis: Written) -> None:
        """Have a decision and what it rests on written when the batch is sealed."""
        self._rows.append(row)
        self._bases[basis.name] = basis.json

    def seal(self) -> None:
        """Write the entries, the decisions and the latest instant that was decided at."""
        self.entries.seal()
        decisions.write(self.connection, self._rows, self._bases)
        self.beside.write(self.connection)
        if self.clock.steady and self.now > self._high_water:
            self.connection.execute(
                "UPDATE meta SET value = ? WHERE name = 'high_water_us'", (to_us(self.now),)
            )


Work = Callable[[Batch], Answer[T]]


def run(
    connection: apsw.Connection, works: Sequence[Work[object]], log: Log, watch: Watch
) -> list[Answer[object]]:
    """Run the works in one open transaction and seal it; one answer for each."""
    batch = Batch(connection, log, watch)
    answers = [_run(work, batch) for work in works]
    batch.seal()
    return answers


def _run(work: Work[object], batch: Batch) -> Answer[object]:
    """Run one work. INVARIANT: a work refuses before it has written anything."""
    try:
        return work(batch)
    except DuegateError as refusal:
        return _raising(refusal)


def _raising(refusal: DuegateError) -> Answer[object]:
    def answer() -> object:
        raise refusal

    return answer


def high_water(connection: apsw.Connection) -> datetime:
    """Give the latest instant a live contact was decided at."""
    row = one(connection, "SELECT value FROM meta WHERE name = 'high_water_us'")
    return from_us(int(row[0]))
