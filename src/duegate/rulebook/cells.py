"""What the columns of a case table mean: cells read into a contact, its facts and its history.

Every column but `at` may be left out. A cell that holds a fact may say `unknown`. Facts are made
as the gate makes them, so that a row shows what a caller would get.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

import msgspec

from duegate.model.contact import (
    Caller,
    Channel,
    Contact,
    Debt,
    Debtor,
    DebtState,
    Place,
    Provenance,
    Purpose,
    Recipient,
    Role,
    Source,
)
from duegate.model.moment import zone_of
from duegate.model.tenant import Standing
from duegate.model.unknown import Unknown
from duegate.rulebook.errors import TableError
from duegate.rulebook.facts import CallerShown, ClockState, Facts, Note, NoteKind
from duegate.rulebook.history import Past, instant, member, read_past
from duegate.rulebook.kinds.preference import CEASE, never
from duegate.rulebook.spelling import meant
from duegate.rulebook.table import EMPTY, Row

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
    "automated": "no",
    "zones": EMPTY,  # the pack's own
    "notes": EMPTY,
    "clock": "steady",
    "history": EMPTY,
}
"""The columns that say what is given, and what holds for a column that is left out."""

UNKNOWN = "unknown"
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


def read_case(row: Row, pack_zone: str) -> Case:
    """Read what a row gives; raises `TableError` naming the line and the column."""
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
        debt=Debt(ref="debt", amount=amount, currency=currency),
        purpose=_read(row, "purpose", lambda cell: member(Purpose, cell)),
        caller=_read(row, "caller", _caller),
        place=_read(row, "place", lambda cell: _if_any(cell, Place)),
        automated=_read(row, "automated", _yes_or_no) or False,
        provenance=None if source is None else Provenance(source=source),
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
    value, since, until = shape["value"], shape["since"], shape["until"]
    wishes = [CEASE, *map(never, Channel)]
    if value not in (*wishes, *DebtState):
        raise ValueError(f"`{value}` is not a note{meant(value, (*wishes, *DebtState))}")
    return Note(
        NoteKind.PREFERENCE if value in wishes else NoteKind.STATE,
        value,
        instant(since, zone) if since else LONG_AGO,
        instant(until, zone) if until else None,
    )


def _history(cell: str, now: datetime, zones: tuple[str, ...]) -> tuple[Past, ...] | Unknown:
    if cell == UNKNOWN:
        return UNTOLD
    items = [] if cell == EMPTY else cell.split(",")
    return tuple(read_past(item.strip(), now, zones) for item in items)
