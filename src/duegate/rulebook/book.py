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
from duegate.rulebook.clause import Clause, Pack, Provision, Status, Version
from duegate.rulebook.facts import EventsNeed, Fact, Needs
from duegate.rulebook.kinds import KINDS
from duegate.rulebook.kinds.rule import BaseRule, Judge

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


class Book:
    """The packs in force for this gate; their order matters to no verdict."""

    def __init__(self, packs: tuple[Pack, ...]) -> None:
        self.packs = packs
        self.provisions = tuple(
            _bind(pack, clause, version)
            for pack in packs
            for clause in pack.clauses
            for version in clause.version
        )
        edges = {provision.starts for provision in self.provisions}
        edges |= {provision.ends for provision in self.provisions if provision.ends is not None}
        self._edges = sorted(edges)
        self._sections: dict[tuple[object, ...], Section] = {}

    def section(self, contact: Contact, at: datetime) -> Section:
        """Give the provisions in force at `at` that concern such a contact."""
        stretch = bisect_right(self._edges, at)
        sort = (
            stretch,
            contact.channel,
            contact.recipient.role,
            contact.purpose,
            contact.place,
            contact.debtor.student,
            contact.automated,
        )
        section = self._sections.get(sort)
        if section is None:
            section = self._sections[sort] = self._sort_out(contact, at)
        return section

    def _sort_out(self, contact: Contact, at: datetime) -> Section:
        coming = [
            provision
            for provision in self.provisions
            if (provision.ends is None or at < provision.ends)
            and provision.version.applies.concerns(contact)
        ]
        concerned = [provision for provision in coming if provision.starts <= at]
        judged = [provision for provision in concerned if awaits(provision) is None]
        # What a coming version needs is fetched too: a later instant is asked with the same facts.
        needs = [
            need for provision in coming if awaits(provision) is None for need in provision.needs
        ]
        return Section(
            judges=tuple(
                (KINDS[type(rule := provision.version.rule)].judge, rule, provision)
                for provision in judged
            ),
            clear=tuple(provision.id for provision in judged),
            unjudged=tuple(
                unjudged for provision in concerned if (unjudged := awaits(provision)) is not None
            ),
            needs=Needs(
                frozenset(need for need in needs if isinstance(need, Fact)),
                tuple(dict.fromkeys(need for need in needs if isinstance(need, EventsNeed))),
            ),
            packs=dict(sorted((pack.head.id, pack.hash) for pack in self.packs)),
        )


def needs(book: Book, contact: Contact, at: datetime) -> Needs:
    """Tell what must be known before the contact can be judged at `at`."""
    return book.section(contact, at).needs


def awaits(provision: Provision) -> Unjudged | None:
    """Name what a provision waits for; `None` when it can be judged."""
    evidence = _evidence(provision.version, provision.status)
    return None if evidence is None else Unjudged(provision.id, evidence)


def _evidence(version: Version, status: Status) -> Text | None:
    match status:
        case Status.NOT_MODELLED:
            return version.text
        case Status.UNVERIFIED:
            return UNCHECKED
        case Status.OFFICIAL | Status.REPORTED | Status.HOUSE:
            return version.rule.awaits()


def _bind(pack: Pack, clause: Clause, version: Version) -> Provision:
    """Bind a version to its pack; it starts and ends at midnight in the pack's zone."""
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
    )
