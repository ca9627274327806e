"""The steps of a house: its own decisions, allowed and refused, with what was known at each.

Zones, notes, standing, overrides and the rest are those recorded with the decision; only the counts
are built anew. Whom a refused contact was to reach is told by its own record; in a house that did
not keep it yet, such a contact counts by its debtor and its debt alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import apsw
import msgspec

from duegate.audit.past import Passed, Record, Subject
from duegate.audit.replay.steps import Asked, Came, Reported, Step
from duegate.gate.decide import Input
from duegate.ledger.course import CameIn, Decided, Settled, course
from duegate.ledger.identity import Keys
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState

_INPUT = msgspec.json.Decoder(Input)


def steps_in(connection: apsw.Connection, keys: Keys) -> Iterator[Step]:
    """Read the steps of a house in the order of its log; `keys` are those it counts with."""
    for entry in course(connection):
        match entry:
            case Decided():
                yield _asked(entry, keys)
            case Settled():
                yield Reported(entry.decision, entry.state)
            case CameIn():
                yield Came(_came(entry))


def _asked(entry: Decided, keys: Keys) -> Asked:
    known = _INPUT.decode(entry.input)
    contact, facts = known.contact, known.facts
    tenant, creditor = contact.tenant, contact.debt.creditor
    record = Record(
        contact=contact,
        state=None,
        subject=Subject(
            principal=entry.principal,
            debtor=keys.debtor(tenant, contact.debtor.ref),
            person=entry.person or known.person,
            debt=keys.debt(tenant, contact.debt.ref),
            creditor=None if creditor is None else keys.creditor(tenant, creditor),
        ),
        zones=facts.zones,
        places=facts.places,
        caller=facts.caller,
        notes=facts.notes,
        overrides=facts.overrides,
        standing=facts.standing,
        clock=facts.clock,
        reachable=facts.reachable,
        rid=entry.leaf,
    )
    return Asked(
        entry.leaf, entry.id, record, left=entry.verdict is Verdict.ALLOW, recorded=entry.verdict
    )


def _came(entry: CameIn) -> Passed:
    keys = entry.keys
    return Passed(
        entry.at,
        *entry.days,
        entry.channel,
        entry.role,
        entry.purpose,
        entry.tenant,
        Subject(entry.principal, keys.debtor, keys.person, keys.debt, keys.creditor),
        OutcomeState.INBOUND,
        entry.leaf,
    )
