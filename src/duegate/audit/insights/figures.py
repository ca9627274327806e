"""The figures of an audit as values; the JSON summary is exactly these, and so is its schema."""

from __future__ import annotations

import msgspec

from duegate.audit.findings import JudgedClause, NotJudged
from duegate.audit.record import Source
from duegate.model.text import Text


class Tally(msgspec.Struct, frozen=True):
    """Contacts of one name: how many, how many broke a clause, how often clauses were broken.

    `name` is an hour (`08`), a date, a tenant, an agent or a caller; `None` when it is not told.
    """

    name: str | None
    contacts: int
    violating: int
    violations: int
    tenant: str | None = None


class Ranking(msgspec.Struct, frozen=True):
    """The names with the most violating contacts; so many `others` are not listed."""

    rows: tuple[Tally, ...]
    others: int = 0


class ClauseFigures(msgspec.Struct, frozen=True):
    """A version of a clause and what it found.

    `across` says that it counts contacts by other tenants as well. `hours` are its violations by
    the local hour of the recipient, 0 to 23.
    """

    judged: JudgedClause
    across: bool
    hours: tuple[int, ...]


class RowOf(msgspec.Struct, frozen=True):
    """Where a record stands: the name of its file and the row in it."""

    file: str
    row: int


class Callee(msgspec.Struct, frozen=True):
    """A person with many violating contacts; `row` is the first record of theirs."""

    number: str | None
    row: RowOf
    contacts: int
    violating: int
    violations: int
    tenants: int
    most_in_a_day: int


class Episode(msgspec.Struct, frozen=True):
    """Contacts to one person in quick succession; `row` is the first of them, times are local."""

    number: str | None
    row: RowOf
    contacts: int
    since: str
    until: str
    minutes: int
    callers: int
    tenants: int


class Rotation(msgspec.Struct, frozen=True):
    """Several caller numbers onto one person on one date; a sample of them, in order."""

    number: str | None
    row: RowOf
    date: str
    contacts: int
    callers: int
    shown: tuple[str, ...]
    tenants: int


class Bombing(msgspec.Struct, frozen=True):
    """All episodes of at least so many contacts within so many minutes; the largest are listed."""

    at_least: int
    within_minutes: int
    episodes: int
    people: int
    contacts: int
    listed: tuple[Episode, ...]


class Rotations(msgspec.Struct, frozen=True):
    """All dates on which at least so many callers reached one person; the largest are listed."""

    at_least: int
    dates: int
    people: int
    listed: tuple[Rotation, ...]


class Unused(msgspec.Struct, frozen=True):
    """Lawful contacts that a daily cap of `limit` still left, by the clause that sets it."""

    contacts: int
    days: int
    limit: int
    clause: str


class Measured(msgspec.Struct, frozen=True):
    """A tenant under one clause: `violations` in `contacts`, and how many that is in a thousand."""

    clause: str
    violations: int
    per_thousand: float


class Standard(msgspec.Struct, frozen=True):
    """One tenant on the yardstick; every figure is over its own `contacts`."""

    tenant: str | None
    contacts: int
    violating: int
    per_thousand: float
    clauses: tuple[Measured, ...]


class Comparison(msgspec.Struct, frozen=True):
    """Tenants on one yardstick: violations in a thousand contacts.

    A tenant recomputes its figures from its own rows and the same packs (by hash). Clauses in
    `across` count contacts by others as well, so its own rows alone may show less.
    """

    tenants: tuple[Standard, ...]
    across: tuple[str, ...]
    how: Text


class Summary(msgspec.Struct, frozen=True):
    """An audit in figures.

    `records` are all rows that tell of a contact; `contacts` those that left and were judged, so
    without what was never sent and without inbound ones. `violations_by_clause` counts deny and
    defer over all versions of a clause, `violating` the contacts with at least one.
    """

    records: int
    contacts: int
    violating: int
    lawful: int
    lawful_share: float | None
    persons: int
    since: str | None
    until: str | None
    zone: str | None
    tzdata: str
    packs: dict[str, str]
    violations_by_clause: dict[str, int]
    reviews_by_clause: dict[str, int]
    unknown_by_clause: dict[str, int]
    refused: int
    refused_by_reason: dict[str, int]
    clauses: tuple[ClauseFigures, ...]
    not_judged: tuple[NotJudged, ...]
    by_hour: tuple[Tally, ...]
    by_date: tuple[Tally, ...]
    by_tenant: Ranking
    by_agent: Ranking
    by_caller: Ranking
    worst_callees: tuple[Callee, ...]
    bombing: Bombing
    rotation: Rotations
    unused: Unused | None
    comparison: Comparison
    numbers_masked: bool
    sources: tuple[Source, ...]


def per_thousand(violations: int, contacts: int) -> float:
    """Say how many that is in a thousand contacts, to two places."""
    return round(1_000 * violations / contacts, 2) if contacts else 0.0
