"""The rulebook itself, asked row by row, finds in a sample what its truth says, and no more."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from tests.audit.sample.recount import Row, read
from tests.packs.shipped import PACKS
from tests.rulebook.sample import facts

from duegate.audit import sample
from duegate.model.contact import (
    Arrangement,
    Audience,
    Caller,
    Channel,
    Contact,
    Debt,
    Debtor,
    Element,
    Place,
    Provenance,
    Purpose,
    Recipient,
    Role,
    Source,
)
from duegate.model.judgement import Verdict
from duegate.model.moment import local_time
from duegate.model.outcome import OutcomeState
from duegate.rulebook.book import Book, needs
from duegate.rulebook.facts import (
    NOT_ASKED,
    ActorScope,
    CallerShown,
    CountKey,
    Event,
    EventsNeed,
    Facts,
)
from duegate.rulebook.judging import judge

BOOK = Book(tuple(PACKS[name] for name in sample.PACKS))


def contact_of(row: Row) -> Contact:
    """Say of a row what the gate would have been told before it left."""
    told = row.told
    return Contact(
        id=str(row.line),
        at=row.at,
        tenant=told("tenant"),
        channel=Channel(row.channel),
        recipient=Recipient(
            number=row.number or None,
            address=told("address") or None,
            role=Role(told("role")),
            basis=told("basis") or None,
        ),
        debtor=Debtor(told("debtor"), student=told("student") == "true"),
        debt=Debt(told("debt"), Decimal(told("amount")), told("currency")),
        purpose=Purpose(told("purpose")),
        caller=Caller(withheld=True) if row.withheld else Caller(told("caller") or None),
        place=Place(told("place")) if told("place") else None,
        automated=told("automated") == "true",
        audience=Audience(told("audience")) if told("audience") else None,
        contains=frozenset(Element(word) for word in told("contains").split(";")),
        arrangements=frozenset(Arrangement(w) for w in told("arrangements").split(";") if w),
        provenance=Provenance(Source(told("source"))),
    )


class History:
    """What went before, as the ledger would hand it over."""

    def __init__(self) -> None:
        self.about: dict[object, list[Row]] = defaultdict(list)

    def add(self, row: Row) -> None:
        """Remember a row."""
        for key in (row.debtor, row.person):
            self.about[key].append(row)

    def seen(self, need: EventsNeed, row: Row) -> tuple[Event, ...]:
        """Give the events of one need; a debtor is known by reference or by number."""
        assert need.key in (CountKey.DEBTOR, CountKey.PERSON)
        keys = (row.debtor, row.person) if need.key is CountKey.DEBTOR else (row.person,)
        rows = {each.line: each for key in keys for each in self.about[key]}.values()
        events = [(each.told("tenant") == row.told("tenant"), each) for each in rows]
        return tuple(
            as_event(each, own=own)
            for own, each in events
            if own or need.actor_scope is ActorScope.PLATFORM
        )


def as_event(row: Row, *, own: bool) -> Event:
    """Write a row as the ledger keeps it."""
    day = local_time(row.at, "Asia/Shanghai").day
    role, purpose = Role(row.told("role")), Purpose(row.told("purpose"))
    state = OutcomeState(row.state)
    return Event(row.at, day, day, Channel(row.channel), role, purpose, own=own, state=state)


def known(row: Row, contact: Contact, history: History) -> Facts:
    """Fetch what the clauses want to know."""
    wanted = needs(BOOK, contact, row.at).events
    return facts(
        caller=CallerShown.WITHHELD if row.withheld else CallerShown.REGISTERED,
        places=NOT_ASKED,
        events=tuple((need, history.seen(need, row)) for need in wanted),
    )


def test_the_rulebook_finds_exactly_the_truth(tmp_path: Path) -> None:
    """Every clause, every verdict: as `truth.json` tells."""
    plan = sample.plan(seed=11, debtors=90, days=14, plants=24)
    made = sample.write(plan, tmp_path)
    history = History()
    found: dict[str, set[tuple[int, Verdict]]] = defaultdict(set)
    for row in read("duegate", made.file):
        if row.state not in {"not_sent", "inbound"}:
            contact = contact_of(row)
            for finding in judge(BOOK, contact, known(row, contact, history)).findings:
                if finding.verdict is not Verdict.ALLOW:
                    found[finding.clause].add((row.line, finding.verdict))
        history.add(row)
    assert dict(found) == {
        name: {(line, clause.verdict) for line in clause.lines}
        for name, clause in made.truth.clauses.items()
    }
