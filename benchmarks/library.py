"""The whole library at hand: how long a start takes, what judging under the packs that apply costs.

The traffic is Chinese: with every pack loaded the national ones, two guidelines and the house's own
terms apply to it. Beside it the same contacts are judged under one of those packs and the house's
terms; both get ready facts, those a gate has read with all packs loaded.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from benchmarks import Goal, Result, Series, alternate
from benchmarks.house import SHENZHEN, disk, house
from benchmarks.judge import Case, mean_us, p50_us, recorded
from benchmarks.traffic import contacts
from duegate.boot import book_of
from duegate.model.contact import Contact
from duegate.model.judgement import Verdict
from duegate.rulebook.book import Book
from duegate.rulebook.facts import Facts
from duegate.rulebook.judging import judge, places_known
from duegate.rulebook.places import Places
from duegate.settings import Settings

EVERYTHING = Settings()
THREE = Settings(packs=("cn-national", "cn-cba-2026", "cn-shenzhen"))
CHILD = "every", "one"


def measure(*, smoke: bool) -> Iterator[Result]:
    """Compare starts, then judging under all that applies and under three packs with under one."""
    rounds, starts, count = (3, 2, 400) if smoke else (9, 5, 4_000)
    with disk() as folder:
        whole, alone = alternate(
            starts, (lambda: started(folder, CHILD[0]), lambda: started(folder, CHILD[1]))
        )
        with house(folder / "facts", settings=EVERYTHING) as gate:
            read = list(recorded(gate, count))
    books = [book_of(settings) for settings in (EVERYTHING, THREE, SHENZHEN)]
    every, three, one = ([fitted(book, *case) for case in read] for book in books)
    everything, law, single = books

    def mean(book: Book, cases: Sequence[Case]) -> float:
        return mean_us(lambda case: judge(book, *case), cases)

    all_us, three_us, one_us = alternate(
        rounds,
        (
            lambda: mean(everything, every),
            lambda: mean(law, three),
            lambda: mean(single, one),
        ),
    )
    (p50,) = alternate(rounds, (lambda: p50_us(lambda case: judge(everything, *case), every),))
    allowed = sum(judge(everything, *case).verdict is Verdict.ALLOW for case in every)
    packs = everything.section(every[0][0], every[0][0].at, places_of(every[0][1])).packs
    named = f"{len(every)} contacts, {allowed / len(every):.0%} allowed; {', '.join(packs)} apply"
    beside = Series("under one and the house's", "us", one_us)
    yield Result(
        "library, start to first decision",
        Series(f"{len(everything.packs)} packs", "s", whole),
        Series("2 packs", "s", alone),
        (Goal("measured", most=1),),
        "Python included",
    )
    yield Result(
        "library, judge under three",
        Series("three and the house's", "us", three_us),
        beside,
        (Goal("ratio", most=2),),
    )
    yield Result("library, judge under all that applies", Series("mean", "us", all_us), beside)
    yield Result(
        "library, judge", Series("p50", "us", p50), goals=(Goal("measured", most=150),), note=named
    )


def fitted(book: Book, contact: Contact, facts: Facts) -> Case:
    """Give a contact with the facts a book asks for, each under the need of its own."""
    needs = book.section(contact, contact.at, places_of(facts)).needs
    found = dict(facts.events)
    events = tuple((need, found[need]) for need in needs.events)
    return contact, msgspec.structs.replace(facts, events=events)


def places_of(facts: Facts) -> Places | None:
    """Give the places by which packs are chosen."""
    return places_known(facts.places)


def started(folder: Path, which: str) -> float:
    """Start a process on a house and time it, in seconds, until it has decided."""
    child = [sys.executable, "-m", "benchmarks.library", str(folder / which), which]
    start = time.perf_counter()
    subprocess.run(child, cwd=Path(__file__).parents[1], check=True)  # noqa: S603
    return time.perf_counter() - start


def decide_one(folder: Path, settings: Settings) -> None:
    """Be the fresh process: open, be ready, decide."""
    with house(folder, settings=settings) as gate:
        assert gate.ready().ok, gate.ready().reasons
        contact = msgspec.structs.replace(next(contacts(1)), at=datetime.now(UTC))
        assert gate.decide(contact).receipt is not None


if __name__ == "__main__":
    decide_one(Path(sys.argv[1]), EVERYTHING if sys.argv[2] == CHILD[0] else SHENZHEN)
