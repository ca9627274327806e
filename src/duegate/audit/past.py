"""What went before, in memory: records, by whom they reached and about whose debt.

It keeps what the ledger keeps in its tables, and writes nothing down. `Past.events` gives what
`ledger.events` would give, without its bound on how many; a test holds the two together.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Hashable
from datetime import datetime

import msgspec

from duegate.ledger.events import EVERYWHERE
from duegate.model.contact import Channel, Contact, Purpose, Role
from duegate.model.moment import Moment, moment_of
from duegate.model.outcome import OutcomeState
from duegate.model.tenant import Standing
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import (
    NOT_ASKED,
    ActorScope,
    CallerShown,
    ClockState,
    CountKey,
    Event,
    EventsNeed,
    Note,
    Override,
)
from duegate.rulebook.places import Places

STEADY = ClockState(steady=True)


class Subject(msgspec.Struct, frozen=True):
    """By what a record counts, as `SubjectKeys` of the ledger: any plain value, `None` if untold.

    References mean something only within their tenant, so they come with its name. `principal` is
    the legal entity behind the tenant.
    """

    principal: Hashable
    debtor: Hashable = None
    person: Hashable = None
    debt: Hashable = None
    creditor: Hashable = None


class Record(msgspec.Struct, frozen=True):
    """One contact, what is known of it besides earlier contacts, and what became of it."""

    contact: Contact
    state: OutcomeState | None
    subject: Subject
    zones: tuple[str, ...] | Unknown
    places: Places | Unknown = NOT_ASKED
    caller: CallerShown | Unknown = NOT_ASKED
    notes: tuple[Note, ...] | Unknown = ()
    overrides: tuple[Override, ...] = ()
    standing: Standing | Unknown = Standing.GOOD
    clock: ClockState | Unknown = STEADY
    reachable: bool | Unknown = True
    rid: int = 0

    def moment(self) -> Moment:
        """Show its instant on the clocks of whoever it was to reach."""
        return moment_of(self.contact.at, () if isinstance(self.zones, Unknown) else self.zones)


class Passed(msgspec.Struct):
    """A contact that left, as a window sees it; its state may still change."""

    at: datetime
    day_first: int
    day_last: int
    channel: Channel
    role: Role
    purpose: Purpose
    tenant: str
    subject: Subject
    state: OutcomeState | None
    rid: int

    def seen_by(self, tenant: str) -> Event:
        """Give it as an event, to a tenant whose own it may be."""
        return Event(
            self.at,
            self.day_first,
            self.day_last,
            self.channel,
            self.role,
            self.purpose,
            self.tenant == tenant,
            self.state,
        )


def passed_of(record: Record, moment: Moment) -> Passed:
    """Tell a record as a window sees it: on the local dates it may have fallen on."""
    contact = record.contact
    days = [clock.day for clock in moment.local or moment_of(moment.at, EVERYWHERE).local]
    return Passed(
        moment.at,
        min(days),
        max(days),
        contact.channel,
        contact.recipient.role,
        contact.purpose,
        contact.tenant,
        record.subject,
        record.state,
        record.rid,
    )


class _Line:
    """The contacts of one key, by the last date they may have fallen on."""

    __slots__ = ("_days", "_passed")

    def __init__(self) -> None:
        self._days: list[int] = []
        self._passed: list[Passed] = []

    def put(self, passed: Passed) -> None:
        """Add a contact; those of one date stay in the order they came in."""
        place = bisect_right(self._days, passed.day_last)
        self._days.insert(place, passed.day_last)
        self._passed.insert(place, passed)

    def since(self, day: int) -> list[Passed]:
        """Give the contacts from a date on."""
        return self._passed[bisect_left(self._days, day) :]


_NONE = _Line()


class Past:
    """What went before: the contacts that left, by whom they reached and about whose debt."""

    def __init__(self) -> None:
        self._debtors: dict[Hashable, _Line] = {}
        self._persons: dict[Hashable, _Line] = {}
        self._debts: dict[Hashable, _Line] = {}

    def add(self, record: Record, moment: Moment | None = None) -> Passed:
        """Let a record count from here on; `moment` spares reading its clocks again."""
        passed = passed_of(record, record.moment() if moment is None else moment)
        self.put(passed)
        return passed

    def put(self, passed: Passed) -> None:
        """Let a contact count from here on."""
        subject = passed.subject
        if subject.debtor is not None:
            self._debtors.setdefault(subject.debtor, _Line()).put(passed)
        if subject.person is not None:
            self._persons.setdefault(subject.person, _Line()).put(passed)
        if subject.debt is not None:
            self._debts.setdefault((subject.debtor, subject.debt), _Line()).put(passed)

    def events(
        self, need: EventsNeed, record: Record, moment: Moment
    ) -> tuple[Event, ...] | Unknown:
        """Give the events that may share a window with a record; later ones too."""
        found = self.passed(need, record, moment)
        if isinstance(found, Unknown):
            return found
        tenant = record.contact.tenant
        return tuple([each.seen_by(tenant) for each in found])

    def passed(self, need: EventsNeed, record: Record, moment: Moment) -> list[Passed] | Unknown:
        """Give the contacts behind those events."""
        if not moment.local:
            return Unknown("no candidate zone")
        day = min([need.window.span(clock.day)[0] for clock in moment.local])
        found = self._of(need.key, record.subject, day)
        if need.actor_scope is ActorScope.TENANT and not isinstance(found, Unknown):
            own = record.subject.principal
            return [each for each in found if each.subject.principal == own]
        return found

    def _of(self, key: CountKey, subject: Subject, day: int) -> list[Passed] | Unknown:
        match key:
            case CountKey.DEBTOR:
                return self._of_debtor(subject, day)
            case CountKey.PERSON:
                if subject.person is None:
                    return Unknown("nothing tells who was reached")
                return self._persons.get(subject.person, _NONE).since(day)
            case CountKey.DEBT:
                if subject.debt is None:
                    return Unknown("nothing tells which debt it is about")
                return self._debts.get((subject.debtor, subject.debt), _NONE).since(day)
            case CountKey.PERSON_DEBT:
                if subject.person is None or subject.debt is None:
                    return Unknown("nothing tells who was reached about which debt")
                persons = self._persons.get(subject.person, _NONE).since(day)
                return [each for each in persons if each.subject.debt == subject.debt]
            case CountKey.DEBTOR_CREDITOR:
                return _to_creditor(self._of_debtor(subject, day), subject.creditor)

    def _of_debtor(self, subject: Subject, day: int) -> list[Passed] | Unknown:
        """Find a debtor by reference or by number, each contact once."""
        debtor, person = subject.debtor, subject.person
        if debtor is None and person is None:
            return Unknown("nothing tells who owes or who was reached")
        by_number = self._persons.get(person, _NONE).since(day) if person is not None else []
        if debtor is None:
            return by_number
        by_reference = self._debtors.get(debtor, _NONE).since(day)
        return by_reference + [each for each in by_number if each.subject.debtor != debtor]


def _to_creditor(found: list[Passed] | Unknown, creditor: Hashable) -> list[Passed] | Unknown:
    """Keep the contacts for one creditor; one that was not stated may be any."""
    if isinstance(found, Unknown) or creditor is None:
        return found
    return [each for each in found if each.subject.creditor in (None, creditor)]
