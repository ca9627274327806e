"""The shadow: candidate packs judged beside the rules in force, on live traffic.

A candidate never answers anybody. It is asked inside the decision's own transaction, of the same
facts and of those it needs besides, before the contact is held; whatever goes wrong with it is
counted and changes nothing. It counts what the ledger counts: contacts that left under the rules in
force. What it would have come to had it ruled alone, only a replay tells.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

import apsw
import msgspec

from duegate.ledger import events, notes, overrides, shadow
from duegate.ledger.shadow import Group, Look, Looked, Place, Seen, Shown
from duegate.model.judgement import Judgement, Verdict
from duegate.model.unknown import Unknown
from duegate.rulebook.book import Book, needs
from duegate.rulebook.candidate import with_candidate
from duegate.rulebook.facts import NOT_ASKED, Fact, Facts
from duegate.rulebook.judging import judge, places_known
from duegate.rulebook.lawful import rule_on

if TYPE_CHECKING:
    from duegate.gate.batch import Batch
    from duegate.gate.facts import Known
    from duegate.model.contact import Contact
    from duegate.rulebook.clause import Pack
    from duegate.rulebook.places import Places
    from duegate.store.store import Store

T = TypeVar("T")
FAILED = "failed"
"""Stands for the verdict of a candidate that could not be asked."""
Counts = Mapping[tuple[str, str, str], int]
"""How often a candidate said otherwise: by its pack, a clause that refuses, its verdict."""


class Said(msgspec.Struct, frozen=True):
    """What a candidate says otherwise; the verdict is `failed` when it could not be asked."""

    verdict: str
    clauses: tuple[str, ...] = ()


class Candidate:
    """A pack that is tried: the rules as they would be, and how often they said otherwise.

    `own` holds its clauses alone.
    """

    def __init__(self, live: Book, pack: Pack) -> None:
        self.pack = pack.head.id
        self.hash = pack.hash
        self.book = with_candidate(live, pack)
        own = tuple(each for each in self.book.packs if each.head.id == self.pack)
        self.own = Book(own, adopted=self.book.adopted, unverified=self.book.unverified)
        self._counted: Counter[tuple[str, str, str]] = Counter()
        self._counting = threading.Lock()

    def count(self, said: Said) -> None:
        """Count what was said otherwise, once for each clause that refuses."""
        with self._counting:
            for clause in said.clauses or ("",):
                self._counted[self.pack, clause, said.verdict] += 1

    def counts(self) -> Counts:
        """Give what was counted since the gate was opened."""
        with self._counting:
            return dict(self._counted)


class Beside:
    """What the candidates saw of one transaction; written with it, or not at all."""

    def __init__(self) -> None:
        self._seen: list[Seen] = []
        self._looks: dict[tuple[str, datetime], Look] = {}
        """One for each instant, so that a period counts what was asked in it."""

    def look(
        self,
        candidates: tuple[Candidate, ...],
        batch: Batch,
        contact: Contact,
        known: Known,
        live: Judgement,
    ) -> Callable[[], None]:
        """Ask the candidates about a contact; gives what counts them once it is recorded."""
        told = [
            (candidate, said)
            for candidate in candidates
            if (said := self._said(candidate, batch, contact, known, live)) is not None
        ]

        def count() -> None:
            for candidate, said in told:
                candidate.count(said)

        return count

    def _said(
        self, candidate: Candidate, batch: Batch, contact: Contact, known: Known, live: Judgement
    ) -> Said | None:
        """Ask one candidate; `None` when it says the same."""
        leaf = batch.entries.next_index
        try:
            judgement = judged(candidate, batch.connection, contact, known, live)
        except Exception:
            if not batch.connection.in_transaction:
                raise  # the store has given up; so must the decision
            self._note(candidate, leaf, contact.at, failed=1)
            return Said(FAILED)
        self._note(candidate, leaf, contact.at, failed=0)
        clauses = judgement.refusing
        if (judgement.verdict, judgement.until, clauses) == (
            live.verdict,
            live.until,
            live.refusing,
        ):
            return None
        self._seen.append(
            Seen(
                leaf,
                candidate.hash,
                contact.at,
                live.verdict,
                judgement.verdict,
                judgement.until,
                clauses,
            )
        )
        return Said(judgement.verdict, clauses)

    def _note(self, candidate: Candidate, leaf: int, at: datetime, *, failed: int) -> None:
        look = self._looks.get((candidate.hash, at))
        if look is None:
            look = Look(leaf, candidate.hash, candidate.pack, at, 0, 0)
        self._looks[candidate.hash, at] = msgspec.structs.replace(
            look, judged=look.judged + 1, failed=look.failed + failed
        )

    def write(self, connection: apsw.Connection) -> None:
        """Write what was seen; where that fails, nothing of it, and the decisions stand."""
        if not self._looks:
            return
        try:
            with connection:  # a savepoint of its own
                shadow.write(connection, self._seen, tuple(self._looks.values()))
        except Exception:
            if not connection.in_transaction:
                raise


def counting(answer: Callable[[], T], count: Callable[[], None]) -> Callable[[], T]:
    """Count what was said otherwise when the answer is given: by then it is recorded."""

    def counted() -> T:
        count()
        return answer()

    return counted


def judged(
    candidate: Candidate,
    connection: apsw.Connection,
    contact: Contact,
    known: Known,
    live: Judgement,
) -> Judgement:
    """Judge a contact with a candidate, on the facts of the rules in force and what they lack.

    Where those let it pass and the candidate's own clauses do too, nothing more needs asking.
    """
    places = known.facts.places
    if not isinstance(places, Unknown):
        places = candidate.book.placed(places.debtor, places.collector, places.contract)
    if live.verdict is Verdict.ALLOW and places == known.facts.places:
        own = facts_for(candidate.own, places, connection, contact, known)
        judgement = judge(candidate.own, contact, own, moment=known.moment)
        if judgement.verdict is Verdict.ALLOW:
            return live
    facts = facts_for(candidate.book, places, connection, contact, known)
    return rule_on(candidate.book, contact, facts, known.moment)


def facts_for(
    book: Book,
    places: Places | Unknown,
    connection: apsw.Connection,
    contact: Contact,
    known: Known,
) -> Facts:
    """Give the facts other rules need: those at hand, and the others from the same transaction."""
    facts, keys = known.facts, known.keys
    wanted = needs(book, contact, contact.at, places_known(places))
    at_hand = dict(facts.events)
    told, lifted = facts.notes, facts.overrides
    if Fact.NOTES in wanted.facts and told == NOT_ASKED:
        told = notes.about(connection, keys, contact.tenant)
    if Fact.OVERRIDES in wanted.facts and not lifted:
        lifted = overrides.about(connection, keys, contact.tenant)
    counted = tuple(
        [
            (
                need,
                at_hand[need]
                if need in at_hand
                else events.events(connection, need, known.actor, keys, known.moment),
            )
            for need in wanted.events
        ]
    )
    return msgspec.structs.replace(
        facts, places=places, notes=told, overrides=lifted, events=counted
    )


class Trial(msgspec.Struct, frozen=True):
    """A candidate as it fared: how many contacts it was asked about, of how many it said otherwise.

    `running` tells whether it is in the shadow now; `groups` count what it said otherwise.
    """

    pack: str
    candidate: str
    running: bool
    first: datetime | None
    last: datetime | None
    judged: int
    failed: int
    differing: int
    groups: tuple[Group, ...]


class ShadowReport(msgspec.Struct, frozen=True):
    """What the candidates say otherwise: in sum, and decision by decision, the latest first.

    Their counts are those of the ledger: contacts that left under the rules in force.
    """

    trials: tuple[Trial, ...]
    differences: tuple[Shown, ...]


class Shadow:
    """The candidates of a house, and what they saw."""

    def __init__(self, store: Store, candidates: tuple[Candidate, ...]) -> None:
        self._store = store
        self.candidates = candidates

    def report(
        self,
        *,
        since: datetime | None = None,
        before: Place | None = None,
        limit: int = 50,
    ) -> tuple[ShadowReport, Place | None]:
        """Give what was seen since an instant, one page of it, and where the next one begins."""
        with self._store.read() as connection:
            looked = shadow.looked(connection, since)
            groups = shadow.groups(connection, since)
            found = shadow.latest(connection, since, before, limit + 1)
        page = found[:limit]
        report = ShadowReport(self._trials(looked, groups), tuple(shown for _, shown in page))
        return report, page[-1][0] if len(found) > limit else None

    def _trials(self, looked: tuple[Looked, ...], groups: tuple[Group, ...]) -> tuple[Trial, ...]:
        running = {each.hash: each.pack for each in self.candidates}
        asked = {each.candidate for each in looked}
        idle = tuple(
            Trial(pack, name, True, None, None, 0, 0, 0, ())  # noqa: FBT003 - it is running
            for name, pack in running.items()
            if name not in asked
        )
        return idle + tuple(_trial(each, groups, running) for each in looked)


def _trial(looked: Looked, groups: tuple[Group, ...], running: Mapping[str, str]) -> Trial:
    own = tuple(group for group in groups if group.candidate == looked.candidate)
    return Trial(
        looked.pack,
        looked.candidate,
        looked.candidate in running,
        looked.first,
        looked.last,
        looked.judged,
        looked.failed,
        sum(group.decisions for group in own),
        own,
    )
