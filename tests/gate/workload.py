"""The real gate as the workload of a simulated world, and what must be true after every restart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import Any, TypeAlias

import apsw
import msgspec
import pytest
from tests.gate import recount
from tests.gate.house import NOON, build, contact, person, sign_tenants

from duegate.clock import HandClock
from duegate.gate import Gate
from duegate.gate.basis import decision_of
from duegate.gate.decide import Ask
from duegate.ledger import decisions
from duegate.ledger.decisions import Recorded
from duegate.model.decision import Decision
from duegate.store.errors import NotRecorded
from duegate.store.store import Store

PEOPLE = 4
Answer: TypeAlias = Callable[[], object]


class GateWorkload:
    """Decides contacts of a few people, some of them asked twice with the same key."""

    def __init__(self) -> None:
        self.gate: Gate | None = None
        self.asked: list[Ask] = []

    def prepare(self, store: Store) -> None:
        """Open the house on this store, as every start does."""
        self.gate = build(store, HandClock(NOON))
        try:
            sign_tenants(self.gate)
        except apsw.Error as error:  # it could not even look
            raise NotRecorded("the house does not open") from error

    def work(self, number: int, random: Random) -> Ask:
        """Ask about the next contact, or once more about an earlier one."""
        if self.asked and not random.randrange(6):
            return random.choice(self.asked)
        channel = random.choice(("call", "sms", "email"))
        sent = contact(id=f"c{number}", channel=channel, **person(random.randrange(PEOPLE)))
        self.asked.append(Ask(sent, sent.id, as_stated=False))
        return self.asked[-1]

    def run_batch(self, connection: apsw.Connection, works: Sequence[Ask]) -> Sequence[Answer]:
        """Decide contacts in the open transaction, as the gate does."""
        assert self.gate is not None
        return self.gate._run_batch(connection, [self.gate._deciding(ask) for ask in works])

    def violations(
        self, connection: apsw.Connection, acknowledged: Sequence[tuple[Ask, Answer]]
    ) -> list[str]:
        """Name every answer that left and is not there as it was, and whatever must never be."""
        wrong = []
        for ask, answer in acknowledged:
            decision = answer()
            assert isinstance(decision, Decision)
            recorded = decisions.by_key(connection, ask.contact.tenant, ask.contact.id)
            if recorded is None or as_answered(recorded) != without_permit(decision):
                wrong.append(f"the answer to {ask.contact.id} is lost: {decision.verdict}")
        return wrong + recount.violations(connection)


def as_answered(recorded: Recorded) -> Decision:
    """Read a recorded answer; its permit is made again from the secret of its house."""
    decision = decision_of(recorded.body, recorded.basis)
    return msgspec.structs.replace(decision, receipt=recorded.receipt)


def without_permit(decision: Decision) -> Decision:
    """Give what lies in the ledger of an answer."""
    return msgspec.structs.replace(decision, permit=None)


def asked_again(gate: Gate, asks: Sequence[Ask]) -> list[str]:
    """Ask everything once more, as whoever got no answer does; name what is answered otherwise."""
    wrong = []
    for ask in asks:
        with gate.store.read() as connection:
            known = decisions.by_key(connection, ask.contact.tenant, ask.contact.id)
        decision = gate.decide(ask.contact, key=ask.key)
        if known is not None and without_permit(decision) != as_answered(known):
            wrong.append(f"{ask.contact.id} was answered twice, and not the same")
    with gate.store.read() as connection:
        return wrong + recount.violations(connection)


@contextmanager
def drawn(seed: int) -> Iterator[None]:
    """Let names and nonces be drawn from a seed, so that a world can be lived again."""
    draw: Any = Random(seed)
    with pytest.MonkeyPatch.context() as patch:
        for module in ("gate.ids", "evidence.log"):
            patch.setattr(f"duegate.{module}.draw", draw.randbytes)
        yield
