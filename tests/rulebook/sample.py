"""Rules, clauses and contacts made for one test: a rule is judged alone, by rows or by hand."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from duegate.model.contact import (
    Channel,
    Contact,
    Debt,
    Debtor,
    Provenance,
    Purpose,
    Recipient,
    Role,
    Source,
)
from duegate.model.moment import local_time
from duegate.model.tenant import Standing
from duegate.model.text import Text
from duegate.rulebook.book import Book
from duegate.rulebook.calendar import Calendars
from duegate.rulebook.cases import CaseResult, run_cases
from duegate.rulebook.clause import (
    Applies,
    Cases,
    Clause,
    Pack,
    PackHead,
    SourceRef,
    Status,
    Version,
)
from duegate.rulebook.facts import CallerShown, ClockState, Event, Facts
from duegate.rulebook.kinds import Rule
from duegate.rulebook.places import Places

ALWAYS = date(1970, 1, 1)
SHANGHAI = "Asia/Shanghai"
SAID = Text("条", "clause")
NONE: Calendars = {}


def instant(written: str) -> datetime:
    """Read an instant; without an offset it is Shanghai's."""
    at = datetime.fromisoformat(written)
    return at if at.tzinfo else datetime.fromisoformat(f"{written}+08:00")


def version(rule: Rule, **changes: object) -> Version:
    """Make a version that says nothing but its rule."""
    plain = Version(ALWAYS, SAID, "source", date(2026, 11, 23), SAID, SAID, rule)
    return msgspec.structs.replace(plain, **changes)


def clause(*versions: Version, name: str = "sample/clause", table: str = "") -> Clause:
    """Make a clause of these versions."""
    return Clause(name, "topic", SAID, versions, Cases(table))


def pack(
    *clauses: Clause, name: str = "sample", zone: str = SHANGHAI, calendars: Calendars = NONE
) -> Pack:
    """Make a pack of these clauses."""
    source = {"source": SourceRef(SAID, date(2026, 11, 23))}
    status, checked = Status.OFFICIAL, date(2026, 11, 23)
    head = PackHead(name, SAID, SAID, "CN", zone, status, checked, source)
    return Pack(head, clauses, "0" * 64, calendars=calendars)


def book(*rules: Rule, applies: Applies | None = None, calendars: Calendars = NONE) -> Book:
    """Make a book in which every rule is a clause of its own."""
    applies = applies or Applies()
    clauses = [
        clause(version(rule, applies=applies), name=f"sample/{number}")
        for number, rule in enumerate(rules, 1)
    ]
    return Book((pack(*clauses, calendars=calendars),))


def rows(
    rule: Rule,
    table: str,
    *,
    zone: str = SHANGHAI,
    calendars: Calendars = NONE,
    **changes: object,
) -> list[CaseResult]:
    """Run a table against a rule alone."""
    one = clause(version(rule, **changes), table=table)
    return run_cases(pack(one, zone=zone, calendars=calendars), one)


def check(
    rule: Rule,
    table: str,
    *,
    zone: str = SHANGHAI,
    calendars: Calendars = NONE,
    **changes: object,
) -> None:
    """Run a table against a rule alone; every row must get what it wants."""
    results = rows(rule, table, zone=zone, calendars=calendars, **changes)
    assert results
    for result in results:
        assert result.got == result.wanted, f"line {result.line}: {result.comment}"


def contact(at: str = "2017-06-01T12:00", **changes: object) -> Contact:
    """Make a lawful call to a debtor, but for `changes`."""
    plain = Contact(
        id="c",
        at=instant(at),
        tenant="acme",
        channel=Channel.CALL,
        recipient=Recipient(number="+8613800138000", role=Role.DEBTOR),
        debtor=Debtor("d", student=False),
        debt=Debt("l"),
        purpose=Purpose.COLLECT,
        provenance=Provenance(Source.CREDITOR_FILE),
    )
    return msgspec.structs.replace(plain, **changes)


def facts(**changes: object) -> Facts:
    """Make facts under which nothing is found, but for `changes`."""
    plain = Facts(
        zones=(SHANGHAI,),
        clock=ClockState(steady=True),
        standing=Standing.GOOD,
        caller=CallerShown.REGISTERED,
        reachable=True,
        notes=(),
        places=Places(("CN",)),
    )
    return msgspec.structs.replace(plain, **changes)


def event(at: str, zones: tuple[str, ...] = (SHANGHAI,), **changes: object) -> Event:
    """Make a call to the debtor that was let through, its outcome open."""
    when = instant(at)
    days = [local_time(when, zone).day for zone in zones]
    plain = Event(when, min(days), max(days), Channel.CALL, Role.DEBTOR, Purpose.COLLECT, own=True)
    return msgspec.structs.replace(plain, **changes)
