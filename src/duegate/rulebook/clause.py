"""A clause as it stands in its file: citation, dates, both languages, rule and case table.

The file is the truth; these types are its shape. A clause in force on an instant, bound to the
hash of its pack, is a `Provision`.
"""

from __future__ import annotations

import enum
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from duegate.model.contact import (
    Audience,
    Channel,
    Contact,
    DebtKind,
    Place,
    Purpose,
    Region,
    Role,
)
from duegate.model.judgement import Finding, Verdict
from duegate.model.text import Text
from duegate.rulebook.calendar import Calendar, Calendars
from duegate.rulebook.exceptions import facts_for
from duegate.rulebook.facts import EventsNeed, Fact
from duegate.rulebook.kinds import KINDS, Rule, TimeWindow
from duegate.rulebook.kinds.time_window import schedule_of
from duegate.rulebook.places import By
from duegate.rulebook.records import Column, among, both
from duegate.rulebook.schedule import Schedule

if TYPE_CHECKING:
    from duegate.rulebook.records import Sheet, Untold

NO_BLANKS: dict[str, object] = {}


class Status(enum.StrEnum):
    """How well the text behind a pack or clause is known."""

    OFFICIAL = "official"  # the authority's own text was read
    REPORTED = "reported"  # a secondary report was read
    UNVERIFIED = "unverified"  # from background knowledge; not judged until a person checks it
    HOUSE = "house"  # the platform's own terms
    NOT_MODELLED = "not-modelled"  # known to exist, not judged; named on every decision


STATUS_WORDS: dict[Status, Text] = {
    Status.OFFICIAL: Text("官方原文", "official"),
    Status.REPORTED: Text("据转述", "reported"),
    Status.UNVERIFIED: Text("未核实", "unverified"),
    Status.HOUSE: Text("自有规则", "house"),
    Status.NOT_MODELLED: Text("未建模", "not modelled"),
}


class Force(enum.StrEnum):
    """How hard a clause binds. All three deny; only the last two may be overridden on a ground."""

    HARD = "hard"
    PRESUMPTION = "presumption"
    RECOMMENDATION = "recommendation"


class Applies(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Which contacts a clause concerns; what is left out is not asked.

    What is not known of a contact (its role, its place, whether a student owes) may be any of them,
    so it is concerned.
    """

    channels: frozenset[Channel] | None = None
    roles: frozenset[Role] | None = None
    purposes: frozenset[Purpose] | None = None
    places: frozenset[Place] | None = None
    student: bool | None = None
    automated: bool | None = None
    debts: frozenset[DebtKind] | None = None
    audiences: frozenset[Audience] | None = None

    def concerns(self, contact: Contact) -> bool:
        """Tell whether the contact is one of those."""
        role, place, student = contact.recipient.role, contact.place, contact.debtor.student
        debt, audience = contact.debt.kind, contact.audience
        return (
            (self.channels is None or contact.channel in self.channels)
            and (self.roles is None or role is Role.UNKNOWN or role in self.roles)
            and (self.purposes is None or contact.purpose in self.purposes)
            and (self.places is None or place is None or place in self.places)
            and (self.student is None or student is None or student == self.student)
            and (self.automated is None or contact.automated == self.automated)
            and (self.debts is None or debt is None or debt in self.debts)
            and (self.audiences is None or audience is None or audience in self.audiences)
        )

    def surely_concerns(self, contact: Contact) -> bool:
        """Tell whether it is one of those whatever may be unknown of it."""
        return (
            self.concerns(contact)
            and (self.roles is None or contact.recipient.role in self.roles)
            and (self.places is None or contact.place in self.places)
            and (self.student is None or contact.debtor.student is self.student)
            and (self.debts is None or contact.debt.kind in self.debts)
            and (self.audiences is None or contact.audience in self.audiences)
        )

    def in_sql(self, sheet: Sheet) -> tuple[str, str] | Untold:
        """Test in SQL that a record is one of those, for certain and as far as is known."""
        told = {
            Column.PLACE: self.places,
            Column.STUDENT: self.student,
            Column.AUTOMATED: self.automated,
            Column.DEBT_KIND: self.debts,
            Column.AUDIENCE: self.audiences,
        }
        lacks = sheet.lacks(*(column for column, asked in told.items() if asked is not None))
        if lacks is not None:
            return lacks
        certain = [
            "TRUE" if self.channels is None else among("channel", self.channels),
            "TRUE" if self.purposes is None else among("purpose", self.purposes),
            "TRUE" if self.automated is None else f"coalesce(automated, FALSE) = {self.automated}",
        ]
        known = list(certain)
        for column, members in (
            ("role", self.roles),
            ("place", self.places),
            ("debt_kind", self.debts),
            ("audience", self.audiences),
        ):
            if members is not None:
                maybe = f"role = '{Role.UNKNOWN}'" if column == "role" else f"{column} IS NULL"
                certain.append(f"coalesce({among(column, members)}, FALSE)")
                known.append(f"{maybe} OR {among(column, members)}")
        if self.student is not None:
            certain.append(f"coalesce(student = {self.student}, FALSE)")
            known.append(f"student IS NULL OR student = {self.student}")
        return both(*certain), both(*known)


class Version(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"since": "from"}):
    """One dated version of a clause: in force from the first instant of `from`, pack time."""

    since: date
    cite: Text
    source: str
    checked: date
    text: Text
    reason: Text
    rule: Rule
    until: date | None = None
    force: Force = Force.HARD
    status: Status | None = None
    applies: Applies = Applies()


class Cases(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The case table, as written."""

    table: str


class Clause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One provision of a regulation as dated data; one file."""

    id: str
    topic: str
    title: Text
    version: tuple[Version, ...]
    cases: Cases
    note: Text | None = None


class SourceRef(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the text was read: what it is, when it was read, how well."""

    title: Text
    retrieved: date
    where: str | None = None
    sha256: str | None = None


class Change(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What changed in a pack, and on which day."""

    on: date
    text: Text


class PackHead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The head of a pack, `pack.toml`: which regulation, whose, where, how well known.

    It applies to contacts whose debtor, collector or contract (as `by` says) belongs to one of
    `places`; without places it applies everywhere.
    """

    id: str
    title: Text
    issuer: Text
    territory: str
    zone: str
    status: Status
    checked: date
    sources: dict[str, SourceRef]
    places: tuple[Region, ...] = ()
    by: tuple[By, ...] = tuple(By)
    note: Text | None = None
    changes: tuple[Change, ...] = ()


class Scenario(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of one debtor's life under this pack and the packs it names in `with`."""

    name: str
    title: Text
    table: str
    beside: tuple[str, ...] = msgspec.field(default=(), name="with")


class Pack(msgspec.Struct, frozen=True):
    """One regulation: its head, its clauses in file order, the SHA-256 over all its files.

    `tables` tells on which line of its file the table of a clause or scenario begins; `calendars`
    are those its rules name.
    """

    head: PackHead
    clauses: tuple[Clause, ...]
    hash: str
    scenarios: tuple[Scenario, ...] = ()
    tables: dict[str, int] = {}
    calendars: Calendars = {}


class Provision(msgspec.Struct, frozen=True, dict=True):
    """A clause version in force, bound to its pack: what a kind is asked about.

    `trusted` tells whether it is judged although nobody checked its text.
    """

    id: str
    version: Version
    pack: str
    pack_hash: str
    status: Status
    starts: datetime
    ends: datetime | None
    calendar: Calendar | None = None
    trusted: bool = True

    @cached_property
    def needs(self) -> tuple[Fact | EventsNeed, ...]:
        """What its kind and its exceptions must know."""
        rule = self.version.rule
        return (*KINDS[type(rule)].needs(rule), *facts_for(rule))

    @cached_property
    def events_need(self) -> EventsNeed:
        """The counted events its kind must know; only kinds that count ask."""
        return next(need for need in self.needs if isinstance(need, EventsNeed))

    @cached_property
    def schedule(self) -> Schedule:
        """The hours its kind allows, by sort of date; only time windows ask."""
        rule = self.version.rule
        if not isinstance(rule, TimeWindow):
            raise TypeError(self.id)
        return schedule_of(rule, self.calendar)

    @cached_property
    def dated(self) -> str:
        """The version's name: the day it came into force."""
        return self.version.since.isoformat()

    def find(
        self,
        verdict: Verdict,
        *,
        until: datetime | None = None,
        used: int | None = None,
        limit: int | None = None,
        blanks: dict[str, object] = NO_BLANKS,
    ) -> Finding:
        """Make the finding of this clause; the reason is its sentence with the blanks filled."""
        return Finding(
            self.id,
            self.dated,
            self.pack_hash,
            verdict,
            self.version.reason.filled(blanks),
            self.version.cite,
            until,
            used,
            limit,
        )

    def remark(self, reason: Text) -> Finding:
        """Let the contact pass, and say what whoever reads the decision should know."""
        return Finding(self.id, self.dated, self.pack_hash, Verdict.ALLOW, reason)

    def within(self, used: int, limit: int) -> Finding:
        """Tell how much of a cap is used while it is not reached; needs no sentence."""
        return Finding(self.id, self.dated, self.pack_hash, Verdict.ALLOW, used=used, limit=limit)
