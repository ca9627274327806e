"""The prepared table read back: one row of `records`, one `Record`.

What a file does not tell is `None` in its column; here it becomes what the clauses call unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from duegate.audit.past import Record, Subject
from duegate.ledger.identity import folded
from duegate.ledger.instants import from_us
from duegate.model.contact import (
    Arrangement,
    Audience,
    Caller,
    Channel,
    Contact,
    Debt,
    DebtKind,
    Debtor,
    Element,
    Place,
    Provenance,
    Purpose,
    Recipient,
    Role,
    Source,
)
from duegate.model.outcome import OutcomeState
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import NOT_ASKED, CallerShown
from duegate.rulebook.places import Places

if TYPE_CHECKING:
    import duckdb

BATCH = 10_000
UNTOLD = "untold"
"""Stands for a name or reference that a file does not tell; no clause reads it."""
NO_ZONE = Unknown("neither stated nor told by a number or a region")
NO_PLACE = Unknown("neither a region, a number nor a zone tells where the debtor is")
NO_CALLER = Unknown("the files do not tell the number shown")

T = TypeVar("T")
Row = dict[str, Any]


def records_of(connection: duckdb.DuckDBPyConnection, table: str = "records") -> Iterator[Record]:
    """Read records in the order of their instants, on a cursor of its own."""
    found = connection.cursor().execute(f"SELECT * FROM {table} ORDER BY at_us, rid")
    names = [column[0] for column in found.description]
    while rows := found.fetchmany(BATCH):
        for row in rows:
            yield record_of(dict(zip(names, row, strict=True)))


def record_of(row: Row) -> Record:
    """Read one row; a column that is not there is one the files do not tell."""
    tell = row.get
    tenant = tell("tenant") or UNTOLD
    return Record(
        contact=_contact(row, tenant),
        state=_told(OutcomeState, tell("state")),
        subject=Subject(
            principal=tenant,
            debtor=_reference(tenant, tell("debtor")),
            person=tell("person"),
            debt=_reference(tenant, tell("debt")),
            creditor=_reference(tenant, tell("creditor")),
        ),
        zones=tuple(tell("zones") or ()) or NO_ZONE,
        places=_places(tell("places"), tell("law")),
        caller=_caller(tell("caller"), withheld=tell("withheld"), registered=tell("registered")),
        rid=row["rid"],
    )


def _contact(row: Row, tenant: str) -> Contact:
    tell = row.get
    debtor, debt = tell("debtor"), tell("debt")
    return Contact(
        id=str(row["rid"]),
        at=from_us(row["at_us"]),
        tenant=tenant,
        channel=Channel(tell("channel") or Channel.CALL),
        recipient=Recipient(
            number=tell("number"),
            role=Role(tell("role") or Role.UNKNOWN),
            basis=tell("basis"),
            zone=tell("zone"),
            region=tell("region"),
        ),
        debtor=Debtor(debtor or UNTOLD, tell("student"), tell("debtor_region")),
        debt=Debt(
            debt or UNTOLD,
            tell("amount"),
            tell("currency"),
            _told(date.fromordinal, tell("due")),
            _told(DebtKind, tell("debt_kind")),
            tell("creditor"),
            tell("law"),
        ),
        purpose=Purpose(tell("purpose") or Purpose.COLLECT),
        caller=Caller(tell("caller"), withheld=bool(tell("withheld"))),
        place=_told(Place, tell("place")),
        automated=bool(tell("automated")),
        audience=_told(Audience, tell("audience")),
        contains=_told(_elements, tell("contains")),
        arrangements=_told(_arrangements, tell("arrangements")),
        provenance=_provenance(tell("source"), tell("obtained")),
    )


def _told(read: Callable[[Any], T], written: object) -> T | None:
    """Read what is written; `None` stays what it is."""
    return None if written is None else read(written)


def _elements(written: list[str]) -> frozenset[Element]:
    return frozenset(map(Element, written))


def _arrangements(written: list[str]) -> frozenset[Arrangement]:
    return frozenset(map(Arrangement, written))


def _provenance(source: str | None, obtained: int | None) -> Provenance | None:
    if source is None:
        return None
    return Provenance(Source(source), obtained=_told(date.fromordinal, obtained))


def _reference(tenant: str, written: str | None) -> tuple[str, str] | None:
    """Key a reference: it means something only within its tenant, however it is spaced."""
    return None if written is None else (tenant, folded(written))


def _places(debtor: list[str] | None, law: str | None) -> Places | Unknown:
    """Tell whose law may bind; where nobody looked, every pack applies."""
    if debtor is None:
        return NOT_ASKED
    return Places(tuple(debtor), None, law) if debtor else NO_PLACE


def _caller(
    number: str | None, *, withheld: bool | None, registered: bool | None
) -> CallerShown | Unknown:
    """Tell what was shown; where no list tells otherwise, a number shown is taken as registered."""
    if withheld:
        return CallerShown.WITHHELD
    if number is None and withheld is None:
        return NO_CALLER
    return CallerShown.UNREGISTERED if registered is False else CallerShown.REGISTERED
