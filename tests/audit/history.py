"""Random histories for the audit: few people, many references, told to ledger and audit alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random

from tests.gate.house import contact

from duegate.audit.past import Record, Subject
from duegate.ledger.identity import folded
from duegate.model.contact import Channel, Contact, Purpose, Role
from duegate.model.outcome import OutcomeState
from duegate.rulebook.facts import NOT_ASKED, CallerShown

FIRST = datetime(2026, 10, 29, tzinfo=UTC)  # New York sets its clocks back on the third day
DAYS = 9
ZONES = (
    ("Asia/Shanghai",),
    ("Asia/Shanghai", "America/New_York"),
    ("America/New_York",),
    (),
)
PRINCIPALS = {"acme": "Acme", "acme-2": "Acme", "beta": "Beta"}
STATES = (None, None, *OutcomeState)


def drawn(draw: Random, at: datetime | None = None) -> Contact:
    """Draw a contact to one of a few people, about one of a few debts."""
    someone = draw.randrange(4)
    return contact(
        id=f"c{draw.randrange(10**6)}",
        at=at or FIRST + timedelta(seconds=draw.randrange(DAYS * 86_400)),
        tenant=draw.choice(tuple(PRINCIPALS)),
        channel=str(draw.choice((Channel.CALL, Channel.SMS, Channel.VISIT, Channel.EMAIL))),
        recipient={
            "number": f"+861380013800{someone if draw.random() < 0.8 else draw.randrange(4)}",
            "role": str(draw.choice((Role.DEBTOR, Role.DEBTOR, Role.GUARANTOR, Role.UNKNOWN))),
        },
        debtor={"ref": f"d-{someone if draw.random() < 0.8 else draw.randrange(4)}"},
        debt={
            "ref": draw.choice((f"L-{someone}", f" L-{someone} ", f"L-{draw.randrange(4)}")),
            "creditor": draw.choice((None, "bank", "shop")),
        },
        purpose=str(draw.choice((Purpose.COLLECT, Purpose.COLLECT, Purpose.REPLY))),
    )


def record(
    sent: Contact,
    state: OutcomeState | None = None,
    zones: tuple[str, ...] = ZONES[0],
    rid: int = 0,
) -> Record:
    """Tell a contact as a record; its tenant's principal is who stands behind it here."""
    tenant = sent.tenant

    def key(ref: str | None) -> tuple[str, str] | None:
        return None if ref is None else (tenant, folded(ref))

    return Record(
        contact=sent,
        state=state,
        subject=Subject(
            principal=PRINCIPALS.get(tenant, tenant),
            debtor=key(sent.debtor.ref),
            person=sent.recipient.number,
            debt=key(sent.debt.ref),
            creditor=key(sent.debt.creditor),
        ),
        zones=zones,
        places=NOT_ASKED,
        caller=CallerShown.REGISTERED,
        rid=rid,
    )
