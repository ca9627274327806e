"""Records one after the other: each judged as the gate would have judged it before it left.

It decides nothing itself: `rulebook.judge` does, with the facts the gate would have had. Given the
same book and the same order it says of a record what the gate says of a contact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from duegate.audit.past import Past, Record
from duegate.audit.record import NOT_JUDGED
from duegate.audit.rows import records_of
from duegate.model.judgement import Judgement
from duegate.model.moment import Moment
from duegate.model.unknown import Unknown
from duegate.rulebook.book import Book, needs
from duegate.rulebook.facts import Facts
from duegate.rulebook.judging import judge, places_known

__all__ = ["NOT_JUDGED", "Past", "Record", "facts_of", "judged", "records_of", "walk"]


def facts_of(book: Book, record: Record, past: Past, moment: Moment) -> Facts:
    """Give what the gate would have known of a record before it left."""
    places = record.places
    if not isinstance(places, Unknown):  # of which no regulation is at hand, this book must tell
        places = book.placed(places.debtor, places.collector, places.contract)
    contact = record.contact
    wanted = needs(book, contact, contact.at, places_known(places))
    return Facts(
        zones=record.zones,
        clock=record.clock,
        standing=record.standing,
        caller=record.caller,
        reachable=record.reachable,
        notes=record.notes,
        places=places,
        overrides=record.overrides,
        events=tuple([(need, past.events(need, record, moment)) for need in wanted.events]),
    )


def judged(book: Book, record: Record, past: Past, moment: Moment | None = None) -> Judgement:
    """Judge a record at its own instant against what went before."""
    moment = record.moment() if moment is None else moment
    return judge(book, record.contact, facts_of(book, record, past, moment), moment=moment)


def walk(book: Book, records: Iterable[Record]) -> Iterator[tuple[Record, Judgement | None]]:
    """Judge records in their order, each against all before it; `None`: there is nothing to judge.

    Each counts as its state says, lawful or not: it happened.
    """
    past = Past()
    for record in records:
        moment = record.moment()
        judgement = None
        if record.state not in NOT_JUDGED:
            judgement = judged(book, record, past, moment)
        yield record, judgement
        past.add(record, moment)
