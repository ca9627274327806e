"""The course of things as the log has it: what was decided, what was reported, who came to us.

Read in the order of the log, on one connection that sees one instant of the ledger. It edits
nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from heapq import merge
from typing import Any

import apsw
import msgspec

from duegate.ledger.identity import SubjectKeys
from duegate.ledger.instants import from_us
from duegate.model.contact import Channel, Purpose, Role
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState
from duegate.store.ask import one


class Decided(msgspec.Struct, frozen=True):
    """A decision; `input` is JSON, `person` is known here only of what was let through."""

    leaf: int
    id: str
    verdict: Verdict
    input: bytes
    principal: str
    person: bytes | None


class Settled(msgspec.Struct, frozen=True):
    """The furthest state of a contact that was known from this entry of the log on."""

    leaf: int
    decision: int
    state: OutcomeState


class CameIn(msgspec.Struct, frozen=True):
    """A contact that began with the person."""

    leaf: int
    tenant: str
    principal: str
    keys: SubjectKeys
    channel: Channel
    role: Role
    purpose: Purpose
    at: datetime
    days: tuple[int, int]


Entry = Decided | Settled | CameIn

_DECIDED = """
SELECT d.leaf, d.id, json_extract(d.body, '$.verdict'), d.input,
       coalesce(h.principal, t.principal, d.tenant), h.person
FROM decision d LEFT JOIN hold h ON h.leaf = d.leaf LEFT JOIN tenant t ON t.name = d.tenant
ORDER BY d.leaf
"""
# A report that is not further than an earlier one settles nothing.
_SETTLED = """
SELECT o.leaf, o.decision, o.state FROM outcome o
WHERE o.leaf <> o.decision AND NOT EXISTS (
  SELECT 1 FROM outcome e WHERE e.decision = o.decision AND e.leaf < o.leaf AND e.rank > o.rank)
ORDER BY o.leaf
"""
_CAME = """
SELECT h.leaf, h.tenant, h.principal, h.debtor, h.person, h.debt, h.creditor, h.channel, h.role,
       h.purpose, h.at_us, h.day_first, h.day_last
FROM hold h JOIN inbound i ON i.leaf = h.leaf ORDER BY h.leaf
"""


def course(connection: apsw.Connection) -> Iterator[Entry]:
    """Give what happened, one entry of the log after the other."""

    def read(sql: str, entry: Any) -> Iterator[Entry]:  # noqa: ANN401 - what makes an entry of a row
        return (entry(*row) for row in connection.execute(sql))

    return merge(
        read(_DECIDED, _decided),
        read(_SETTLED, _settled),
        read(_CAME, _came),
        key=lambda entry: entry.leaf,
    )


def decided_count(connection: apsw.Connection) -> int:
    """Count the decisions."""
    return int(one(connection, "SELECT count(*) FROM decision")[0])


def _decided(leaf: int, name: str, verdict: str, *rest: Any) -> Decided:  # noqa: ANN401
    return Decided(leaf, name, Verdict(verdict), *rest)


def _settled(leaf: int, decision: int, state: str) -> Settled:
    return Settled(leaf, decision, OutcomeState(state))


def _came(leaf: int, tenant: str, principal: str, *rest: Any) -> CameIn:  # noqa: ANN401
    debtor, person, debt, creditor, channel, role, purpose, at_us, first, last = rest
    return CameIn(
        leaf,
        tenant,
        principal,
        SubjectKeys(debtor, person, debt, creditor),
        Channel(channel),
        Role(role),
        Purpose(purpose),
        from_us(at_us),
        (first, last),
    )
