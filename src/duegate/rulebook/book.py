"""The book: the packs in force, and which of their clauses concern a contact on an instant.

Clauses are bound and sorted out once for each sort of contact and each stretch of time between two
changes of the law; judging only walks what is left. A book never changes; a new pack is a new book.
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, datetime

import msgspec

from duegate.model.contact import Contact
from duegate.model.judgement import Unjudged
from duegate.model.moment import next_showing
from duegate.model.text import Text
from duegate.rulebook.clause import Clause, Force, Pack, Provision, Status, Version
from duegate.rulebook.exceptions import excepted
from duegate.rulebook.facts import EventsNeed, Fact, Needs
from duegate.rulebook.kinds import DUTIES, KINDS
from duegate.rulebook.kinds.rule import BaseRule, Judge
from duegate.rulebook.kinds.time_window import calendar_of
from duegate.rulebook.places import Places, binds, covers

NONE: frozenset[str] = frozenset()
SECTIONS_MAX = 4_096
PLACES_MAX = 4_096
BEGINNING = datetime(1, 1, 2, tzinfo=UTC)
UNCHECKED = Text(
    "需先由人工核对本条原文", "a person must check the text of this clause before it is judged"
)


class Section(msgspec.Struct, frozen=True):
    """The provisions that concern one sort of contact, ready to be asked."""

    judges: tuple[tuple[Judge, BaseRule, Provision], ...]
    clear: tuple[str, ...]
    unjudged: tuple[Unjudged, ...]
    needs: Needs
    packs: dict[str, str]


class Applying(msgspec.Struct, frozen=True):
    """The packs that apply to some contacts, and the number by which this set of them is known."""

    number: int
    packs: tuple[Pack, ...]
    hashes: dict[str, str]


class Book:
    """The packs at hand for this gate; their order matters to no verdict.

    Which of them apply follows from the places of a contact. Those in `adopted` apply wherever it
    goes; the clauses of those in `unverified` are judged although nobody has checked their text.
    """

    def __init__(
        self,
        packs: tuple[Pack, ...],
        *,
        adopted: frozenset[str] = NONE,
        unverified: frozenset[str] = NONE,
    ) -> None:
        self.packs = packs
        self.adopted = adopted
        self.unverified = unverified
        self._provisions = {
            pack.head.id: tuple(
                _bind(pack, clause, version, trusted=pack.head.id in unverified)
                for clause in pack.clauses
                for version in clause.version
                if not isinstance(version.rule, DUTIES)
            )
            for pack in packs
        }
        self.provisions = tuple(each for bound in self._provisions.values() for each in bound)
        edges = {provision.starts for provision in self.provisions}
        edges |= {provision.ends for provision in self.provisions if provision.ends is not None}
        self._edges = sorted(edges)
        self._sections: dict[tuple[object, ...], Section] = {}
        self._sets: dict[tuple[str, ...], Applying] = {}
        self._applying: dict[Places | None, Applying] = {}
        self._placed: dict[tuple[tuple[str, ...], str | None, str | None], Places] = {}

    def section(self, contact: Contact, at: datetime, places: Places | None = None) -> Section:
        """Give the provisions in force at `at` that concern such a contact.

        Without places every pack applies.
        """
        stretch = bisect_right(self._edges, at)
        applying = self._applying.get(places) or self.applying(places)
        sort = (
            stretch,
            applying.number,
            contact.channel,
            contact.recipient.role,
            contact.purpose,
            contact.place,
            contact.debtor.student,
            contact.automated,
            contact.debt.kind,
            contact.audience,
        )
        section = self._sections.get(sort)
        if section is None:
            if len(self._sections) >= SECTIONS_MAX:
                self._sections.clear()
            section = self._sections[sort] = self._sort_out(contact, at, applying)
        return section

    def applying(self, places: Places | None) -> Applying:
        """Give the packs that apply to contacts with these places."""
        packs = tuple(
            pack
            for pack in self.packs
            if places is None or pack.head.id in self.adopted or binds(pack.head, places)
        )
        names = tuple(pack.head.id for pack in packs)
        chosen = self._sets.get(names)
        if chosen is None:
            chosen = self._sets[names] = Applying(len(self._sets), packs, _hashes(packs))
        if len(self._applying) >= PLACES_MAX:
            self._applying.clear()
        self._applying[places] = chosen
        return chosen

    def placed(self, debtor: tuple[str, ...], collector: str | None, law: str | None) -> Places:
        """Join the places of a contact, and tell of which of them no regulation is at hand."""
        found = self._placed.get((debtor, collector, law))
        if found is None:
            if len(self._placed) >= PLACES_MAX:
                self._placed.clear()
            uncovered = tuple(place for place in debtor if not self._covers(place))
            found = Places(debtor, collector, law, uncovered)
            self._placed[debtor, collector, law] = found
        return found

    def _covers(self, place: str) -> bool:
        """Tell whether a regulation is at hand for a place; what is adopted speaks for any."""
        return bool(self.adopted) or any(covers(pack.head, place) for pack in self.packs)

    def _sort_out(self, contact: Contact, at: datetime, applying: Applying) -> Section:
        packs = applying.packs
        coming = [
            provision
            for pack in packs
            for provision in self._provisions[pack.head.id]
            if (provision.ends is None or at < provision.ends)
            and provision.version.applies.concerns(contact)
        ]
        concerned = [provision for provision in coming if provision.starts <= at]
        judged = [provision for provision in concerned if awaits(provision) is None]
        # What a coming version needs is fetched too: a later instant is asked with the same facts.
        asked = [provision for provision in coming if awaits(provision) is None]
        return Section(
            judges=tuple(_asking(provision) for provision in judged),
            clear=tuple(provision.id for provision in judged),
            unjudged=tuple(
                unjudged for provision in concerned if (unjudged := awaits(provision)) is not None
            ),
            needs=_needs(asked),
            packs=applying.hashes,
        )


def _asking(provision: Provision) -> tuple[Judge, BaseRule, Provision]:
    rule = provision.version.rule
    return excepted(rule, KINDS[type(rule)].judge), rule, provision


def _needs(provisions: list[Provision]) -> Needs:
    """Gather what provisions need, each once; a clause that is not hard can be overridden."""
    needs = [need for provision in provisions for need in provision.needs]
    facts = {need for need in needs if isinstance(need, Fact)}
    if any(provision.version.force is not Force.HARD for provision in provisions):
        facts.add(Fact.OVERRIDES)
    events = dict.fromkeys(need for need in needs if isinstance(need, EventsNeed))
    return Needs(frozenset(facts), tuple(events))


def _hashes(packs: tuple[Pack, ...]) -> dict[str, str]:
    """Name packs and their calendars by what they hold, in order."""
    named = {pack.head.id: pack.hash for pack in packs}
    for pack in packs:
        named |= {f"calendar/{name}": calendar.hash for name, calendar in pack.calendars.items()}
    return dict(sorted(named.items()))


def needs(book: Book, contact: Contact, at: datetime, places: Places | None = None) -> Needs:
    """Tell what must be known before the contact can be judged at `at`."""
    return book.section(contact, at, places).needs


def awaits(provision: Provision) -> Unjudged | None:
    """Name what a provision waits for; `None` when it can be judged."""
    evidence = _evidence(provision.version, provision.status, trusted=provision.trusted)
    return None if evidence is None else Unjudged(provision.id, evidence)


def _evidence(version: Version, status: Status, *, trusted: bool) -> Text | None:
    match status:
        case Status.NOT_MODELLED:
            return version.text
        case Status.UNVERIFIED if not trusted:
            return UNCHECKED
        case _:
            return version.rule.awaits()


def _bind(pack: Pack, clause: Clause, version: Version, *, trusted: bool) -> Provision:
    """Bind a version to its pack; it starts and ends at midnight in the pack's zone."""
    calendar = calendar_of(version.rule)
    zone = pack.head.zone

    def midnight(day: int) -> datetime:
        return next_showing(zone, day, 0, after=BEGINNING)

    return Provision(
        id=clause.id,
        version=version,
        pack=pack.head.id,
        pack_hash=pack.hash,
        status=version.status or pack.head.status,
        starts=midnight(version.since.toordinal()),
        ends=None if version.until is None else midnight(version.until.toordinal()),
        calendar=None if calendar is None else pack.calendars[calendar],
        trusted=trusted,
    )
