"""What must be known before a contact can be judged, and what is known.

A clause says what it needs; the gate fetches exactly that; a fact nobody could give is `Unknown`.
Facts are taken once: asking about a later instant needs no new ones.
"""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

from duegate.model.contact import Channel, Purpose, Role
from duegate.model.outcome import OutcomeState
from duegate.model.tenant import Standing
from duegate.model.unknown import Unknown
from duegate.rulebook.places import Places
from duegate.rulebook.window import Window


class CountKey(enum.StrEnum):
    """Whose contacts are counted together."""

    DEBTOR = "debtor"  # the person who owes, by reference or by number
    PERSON = "person"  # the person reached, by number or address
    DEBT = "debt"
    PERSON_DEBT = "person_debt"  # the person reached, about one debt
    DEBTOR_CREDITOR = "debtor_creditor"  # the debtor, over all debts to one creditor


class ActorScope(enum.StrEnum):
    """Whose contacts count: this tenant's, or everybody's the platform sees."""

    TENANT = "tenant"
    PLATFORM = "platform"


class EventsNeed(msgspec.Struct, frozen=True):
    """Contact events of one key, from the first day of the window around the contact's day on.

    Later ones too: a contact may be dated back, and a later instant is asked with the same facts.
    """

    key: CountKey
    actor_scope: ActorScope
    window: Window


class Event(msgspec.Struct, frozen=True, omit_defaults=True):
    """One contact that was let through: an open hold has no `state` yet.

    `day_first` and `day_last` are the local dates (ordinals) it fell on in the zones known when it
    was recorded; they differ only when the zone was not certain.
    """

    at: datetime
    day_first: int
    day_last: int
    channel: Channel
    role: Role
    purpose: Purpose
    own: bool
    state: OutcomeState | None = None


class CallerShown(enum.StrEnum):
    """What the recipient would see."""

    REGISTERED = "registered"
    UNREGISTERED = "unregistered"
    WITHHELD = "withheld"


class NoteKind(enum.StrEnum):
    """What was told about a person or a debt."""

    PREFERENCE = "preference"
    STATE = "state"
    CONSENT = "consent"
    QUALIFICATION = "qualification"  # of a tenant


class Note(msgspec.Struct, frozen=True, omit_defaults=True):
    """A preference (`cease`, `no_call`), a `DebtState`, a `ConsentScope`; from when, until when."""

    kind: NoteKind
    value: str
    since: datetime
    until: datetime | None = None


class Override(msgspec.Struct, frozen=True, omit_defaults=True):
    """On this ground one clause, not a hard one, lets the contacts of a debtor pass for a time."""

    id: str
    clause: str
    ground: str
    approver: str
    since: datetime
    until: datetime


class ClockState(msgspec.Struct, frozen=True, omit_defaults=True, tag="clock", tag_field="fact"):
    """Whether the gate's clock can be trusted, and from when on if it ran ahead before."""

    steady: bool
    until: datetime | None = None


class Fact(enum.StrEnum):
    """The facts besides counted events."""

    CLOCK = "clock"
    STANDING = "standing"
    CALLER = "caller"
    REACHABLE = "reachable"
    NOTES = "notes"
    PLACES = "places"
    OVERRIDES = "overrides"


class Needs(msgspec.Struct, frozen=True):
    """Everything the clauses in force want to know about a contact, each once."""

    facts: frozenset[Fact]
    events: tuple[EventsNeed, ...]


NOT_ASKED = Unknown("not asked for")


class Facts(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is known. `zones` are the candidate zones of the recipient, all of which must allow."""

    zones: tuple[str, ...] | Unknown = NOT_ASKED
    clock: ClockState | Unknown = NOT_ASKED
    standing: Standing | Unknown = NOT_ASKED
    caller: CallerShown | Unknown = NOT_ASKED
    reachable: bool | Unknown = NOT_ASKED
    notes: tuple[Note, ...] | Unknown = NOT_ASKED
    places: Places | Unknown = NOT_ASKED
    overrides: tuple[Override, ...] = ()
    events: tuple[tuple[EventsNeed, tuple[Event, ...] | Unknown], ...] = ()

    def counted(self, need: EventsNeed) -> tuple[Event, ...] | Unknown:
        """Give the events fetched for `need`, or `Unknown` when they were not."""
        for asked, events in self.events:
            if asked is need or asked == need:
                return events
        return NOT_ASKED
