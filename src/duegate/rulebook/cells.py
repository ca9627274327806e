"""What the columns of a case table mean: cells read into a contact, its facts and its history.

Every column but `at` may be left out. A cell that holds a fact may say `unknown`. Facts are made
as the gate makes them, so that a row shows what a caller would get.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

import msgspec

from duegate.model.contact import (
    Arrangement,
    Audience,
    Caller,
    Channel,
    ConsentScope,
    Contact,
    Debt,
    DebtKind,
    Debtor,
    DebtState,
    Element,
    Place,
    Provenance,
    Purpose,
    Recipient,
    Role,
    Source,
)
from duegate.model.moment import zone_of
from duegate.model.tenant import Qualification, Standing
from duegate.model.unknown import Unknown
from duegate.rulebook.errors import TableError
from duegate.rulebook.facts import (
    CallerShown,
    ClockState,
    Facts,
    Note,
    NoteKind,
    Override,
)
from duegate.rulebook.history import Past, instant, member, read_past
from duegate.rulebook.kinds.qualification import lacking
from duegate.rulebook.notes import REVOKED
from duegate.rulebook.places import Places
from duegate.rulebook.spelling import meant
from duegate.rulebook.table import EMPTY, Row
from duegate.rulebook.wishes import read_wish, simple_wishes

_T = TypeVar("_T")
_E = TypeVar("_E", bound=enum.StrEnum)

DEFAULTS = {
    "at": EMPTY,
    "channel": "call",
    "role": "debtor",
    "purpose": "collect",
    "student": "no",
    "place": EMPTY,
    "caller": "registered",
    "source": "creditor_file",
    "basis": EMPTY,
    "standing": "good",
    "number": "valid",
    "amount": EMPTY,
    "due": EMPTY,
    "debt": EMPTY,
    "creditor": "creditor",
    "audience": EMPTY,
    "contains": EMPTY,
    "arranged": EMPTY,
    "learnt": EMPTY,
    "automated": "no",
    "zones": EMPTY,  # the pack's own
    "notes": EMPTY,
    "overrides": EMPTY,
    "places": EMPTY,  # the pack's own
    "clock": "steady",
    "history": EMPTY,
}
"""The columns that say what is given, and what holds for a column that is left out."""

UNKNOWN = "unknown"
NOTHING = "nothing"
SOMEWHERE = ("CN",)
CONSENT = "consent_"
UNTOLD = Unknown("the table says so")
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_NOTE = re.compile(r"(?P<value>\S+)(?: from (?P<since>\S+(?: \S+)??))?(?: until (?P<until>.+))?")


class Case(msgspec.Struct, frozen=True):
    """A row as values; its times are local to `zone`. What is counted is fetched from `history`."""

    row: Row
    zone: str
    contact: Contact
    facts: Facts
    history: tuple[Past, ...] | Unknown


def read_case(row: Row, pack_zone: str, pack_places: tuple[str, ...] = ()) -> Case:
    """Read what a row gives; raises `TableError` naming the line and the column.

    A row that names no place lies in those of its pack.
    """
    zones = _read(row, "zones", lambda cell: _zones(cell, pack_zone))
    zone = pack_zone if isinstance(zones, Unknown) else zones[0]
    at = _read(row, "at", lambda cell: instant(cell, zone))
    facts = Facts(
        zones=zones,
        clock=_read(row, "clock", lambda cell: _clock(cell, zone)),
        standing=_read(row, "standing", lambda cell: _told(cell, Standing)),
        caller=_read(row, "caller", _shown),
        reachable=_read(row, "number", _reachable),
        notes=_read(row, "notes", lambda cell: _notes(cell, zone)),
        places=_read(row, "places", lambda cell: _places(cell, pack_places)),
        overrides=_read(row, "overrides", lambda cell: _overrides(cell, zone)),
    )
    places = (zone,) if isinstance(zones, Unknown) else zones
    history = _read(row, "history", lambda cell: _history(cell, at, places))
    return Case(row, zone, _contact(row, at), facts, history)


def _read(row: Row, column: str, reader: Callable[[str], _T]) -> _T:
    return reading(row, column, row.given.get(column, DEFAULTS[column]), reader)


def reading(row: Row, column: str, cell: str, reader: Callable[[str], _T]) -> _T:
    """Read a cell; raises `TableError` naming the line and the column."""
    try:
        return reader(cell)
    except ValueError as error:
        raise TableError(row.line, f"column `{column}`: {error}") from error


def _contact(row: Row, at: datetime) -> Contact:
    amount, currency = _read(row, "amount", _amount)
    source = _read(row, "source", lambda cell: _if_any(cell, Source))
    return Contact(
        id="row",
        at=at,
        tenant="tenant",
        channel=_read(row, "channel", lambda cell: member(Channel, cell)),
        recipient=Recipient(
            number="+8613800138000",
            role=_read(row, "role", lambda cell: member(Role, cell)),
            basis=_read(row, "basis", lambda cell: None if cell == EMPTY else cell),
        ),
        debtor=Debtor(ref="debtor", student=_read(row, "student", _yes_or_no)),
        debt=Debt(
            ref="debt",
            amount=amount,
            currency=currency,
            due=_read(row, "due", _date),
            kind=_read(row, "debt", lambda cell: _if_any(cell, DebtKind)),
            creditor=_read(row, "creditor", lambda cell: None if cell == EMPTY else cell),
        ),
        purpose=_read(row, "purpose", lambda cell: member(Purpose, cell)),
        caller=_read(row, "caller", _caller),
        place=_read(row, "place", lambda cell: _if_any(cell, Place)),
        automated=_read(row, "automated", _yes_or_no) or False,
        audience=_read(row, "audience", lambda cell: _if_any(cell, Audience)),
        contains=_read(row, "contains", lambda cell: _several(cell, Element)),
        arrangements=_read(row, "arranged", lambda cell: _several(cell, Arrangement)),
        provenance=None if source is None else _provenance(row, source),
    )


def _provenance(row: Row, source: Source) -> Provenance:
    return Provenance(source=source, obtained=_read(row, "learnt", _date))


def _date(cell: str) -> date | None:
    return None if cell == EMPTY else day(cell)


def day(cell: str) -> date:
    """Read a date; raises `ValueError`."""
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError(f"`{cell}` is not a date; write it as YYYY-MM-DD") from None


def _several(cell: str, kind: type[_E]) -> frozenset[_E] | None:
    """Read a list; `nothing` is an empty one, `-` says that nobody knows."""
    if cell == EMPTY:
        return None
    names = [] if cell == NOTHING else cell.split(",")
    return frozenset(member(kind, name.strip()) for name in names)


def _places(cell: str, own: tuple[str, ...]) -> Places | Unknown:
    """Read the debtor's places; one that has no pack at hand is written `XX uncovered`."""
    if cell == EMPTY:
        return Places(own or SOMEWHERE)
    if cell == UNKNOWN:
        return UNTOLD
    named = cell.removesuffix(" uncovered")
    debtor = tuple(part.strip() for part in named.split(","))
    return Places(debtor, uncovered=() if named == cell else debtor)


def _overrides(cell: str, zone: str) -> tuple[Override, ...]:
    items = [] if cell == EMPTY else cell.split(",")
    return tuple(_override(item.strip(), zone) for item in items)


def _override(item: str, zone: str) -> Override:
    shape = _NOTE.fullmatch(item)
    if shape is None or shape["until"] is None:
        raise ValueError(
            f"`{item}` is no override; write it as `cn-shenzhen/SZ-02 until 2017-06-10`"
        )
    since = instant(shape["since"], zone) if shape["since"] else LONG_AGO
    return Override(
        "ovr", shape["value"], "ground", "approver", since, instant(shape["until"], zone)
    )


def _if_any(cell: str, kind: type[_E]) -> _E | None:
    return None if cell == EMPTY else member(kind, cell)


def _told(cell: str, kind: type[_E]) -> _E | Unknown:
    return UNTOLD if cell == UNKNOWN else member(kind, cell)


def one_of(cell: str, meanings: dict[str, _T]) -> _T:
    """Read a word of a closed list; raises `ValueError` listing them."""
    if cell not in meanings:
        raise ValueError(f"`{cell}` is not known{meant(cell, meanings)}")
    return meanings[cell]


def _yes_or_no(cell: str) -> bool | None:
    return one_of(cell, {"yes": True, "no": False, UNKNOWN: None})


def _reachable(cell: str) -> bool | Unknown:
    meanings: dict[str, bool | Unknown] = {"valid": True, "invalid": False, UNKNOWN: UNTOLD}
    return one_of(cell, meanings)


def _shown(cell: str) -> CallerShown | Unknown:
    if cell == "none":
        return CallerShown.WITHHELD
    return _told(cell, CallerShown)


def _caller(cell: str) -> Caller | None:
    if cell in ("none", UNKNOWN):
        return None
    return Caller(withheld=True) if cell == CallerShown.WITHHELD else Caller("+862154320000")


def _amount(cell: str) -> tuple[Decimal | None, str | None]:
    if cell == EMPTY:
        return None, None
    number, _, currency = cell.partition(" ")
    try:
        return Decimal(number), currency or None
    except InvalidOperation:
        raise ValueError(f"`{cell}` is not an amount; write it as `60000 CNY`") from None


def _zones(cell: str, pack_zone: str) -> tuple[str, ...] | Unknown:
    if cell == UNKNOWN:
        return UNTOLD
    zones = (pack_zone,) if cell == EMPTY else tuple(zone.strip() for zone in cell.split(","))
    for zone in zones:
        zone_of(zone)
    return zones


def _clock(cell: str, zone: str) -> ClockState | Unknown:
    state, _, until = cell.partition(" until ")
    if until:
        one_of(state, {"jumped": False})
        return ClockState(steady=False, until=instant(until, zone))
    meanings: dict[str, ClockState | Unknown] = {
        "steady": ClockState(steady=True),
        "jumped": ClockState(steady=False),
        UNKNOWN: UNTOLD,
    }
    return one_of(cell, meanings)


def _notes(cell: str, zone: str) -> tuple[Note, ...] | Unknown:
    if cell == UNKNOWN:
        return UNTOLD
    items = [] if cell == EMPTY else cell.split(",")
    return tuple(_note(item.strip(), zone) for item in items)


def _note(item: str, zone: str) -> Note:
    shape = _NOTE.fullmatch(item)
    if shape is None:
        raise ValueError(f"`{item}` is not a note; write it as `disputed until 2017-06-10`")
    since, until = shape["since"], shape["until"]
    kind, value = _told_of(shape["value"])
    return Note(
        kind,
        value,
        instant(since, zone) if since else LONG_AGO,
        instant(until, zone) if until else None,
    )


def _told_of(written: str) -> tuple[NoteKind, str]:
    """Find what a note tells of: a state, a wish, a consent, what the tenant is qualified for."""
    if written in list(DebtState):
        return NoteKind.STATE, written
    if read_wish(written) is not None:
        return NoteKind.PREFERENCE, written
    consents = {f"{CONSENT}{scope}": scope.value for scope in ConsentScope}
    consents |= {f"{REVOKED}{scope}": f"{REVOKED}{scope}" for scope in ConsentScope}
    if written in consents:
        return NoteKind.CONSENT, consents[written]
    qualified = [*Qualification, *(lacking(each) for each in Qualification)]
    if written in qualified:
        return NoteKind.QUALIFICATION, written
    known = (*DebtState, *simple_wishes(), *consents, *qualified)
    raise ValueError(f"`{written}` is not a note{meant(written, known)}")


def _history(cell: str, now: datetime, zones: tuple[str, ...]) -> tuple[Past, ...] | Unknown:
    if cell == UNKNOWN:
        return UNTOLD
    items = [] if cell == EMPTY else cell.split(",")
    return tuple(read_past(item.strip(), now, zones) for item in items)
