"""Set form, judge and naive recounts say the same of random files: who was refused, and why.

The library and rules drawn at random; tangled people, clocks that change, instants on edges; and
the real gate on a real file.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random
from zoneinfo import ZoneInfo

import pytest
from tests import reference
from tests.audit import gated, readings
from tests.audit.agreement import check, hear, records
from tests.audit.files import drawn
from tests.audit.rules import DRAWN, drawn_pack
from tests.gate.house import in_memory, scaled
from tests.packs.shipped import PACKS
from tests.packs.test_reference import OFF

from duegate.audit.walk import NOT_JUDGED
from duegate.rulebook.book import Book
from duegate.rulebook.records import EPOCH_DAY, Column

FILES = scaled(3, 60)
PARTS = 3
ROWS = 80
DAY_US = 86_400_000_000
READ = sorted({name.partition("/")[0] for name in reference.CLAUSES})


@pytest.mark.parametrize("part", range(PARTS))
def test_the_library_says_the_same_in_both_forms(seed: int, part: int) -> None:
    """Some packs or all, adopted or by place, checked by a person or not."""
    refused: Counter[str] = Counter()
    for number in range(FILES):
        draw = Random(f"{seed}/{part}/{number}")
        file = drawn(draw, ROWS)
        names = sorted(PACKS) if part == number == 0 else draw.sample(sorted(PACKS), 4)
        adopted, trusted = (frozenset(draw.choice(((), names))) for _ in range(2))
        packs = tuple(PACKS[name] for name in names)
        heard = check(file, Book(packs, adopted=adopted, unverified=trusted))
        refused.update(clause for _, clause in heard.refused)
    assert len(refused) > 10


@pytest.mark.parametrize("part", range(PARTS))
def test_rules_drawn_at_random_say_the_same_in_both_forms(seed: int, part: int) -> None:
    """Every kind with every parameter, windows no shipped pack uses, versions that change."""
    settled = walked = 0
    for number in range(FILES):
        draw = Random(f"{seed}/own/{part}/{number}")
        file = drawn(draw, ROWS, set(Column) - set(draw.sample(list(Column), draw.choice((0, 4)))))
        first = min(row["at_us"] for row in file.rows) // DAY_US + EPOCH_DAY
        packs = [drawn_pack(draw, f"own{n}", date.fromordinal(first)) for n in range(3)]
        heard = check(file, Book(tuple(packs)))
        walked += heard.candidates
        settled += len(heard.refused)
    assert min(settled, walked) > 100


def test_every_kind_is_drawn() -> None:
    """Or it would agree with nothing."""
    draw = Random(1)
    packs = [drawn_pack(draw, f"own{n}", date(2026, 6, 1)) for n in range(30)]
    rules = {
        str(type(version.rule).__struct_config__.tag)
        for pack in packs
        for clause in pack.clauses
        for version in clause.version
    }
    assert rules == set(DRAWN)


@pytest.mark.parametrize("part", range(PARTS))
def test_the_real_gate_says_the_same(seed: int, part: int) -> None:
    """Asked about every row before it happened, with the same notes, over its own ledger."""
    draw = Random(f"{seed}/gate/{part}")
    file = gated.file_of(draw, ROWS)
    names = draw.sample(sorted(PACKS), 8)
    adopted = frozenset(draw.sample(names, 4))
    book = Book(tuple(PACKS[name] for name in names), adopted=adopted, unverified=frozenset(names))
    heard = hear(file, book)
    with in_memory() as folder:
        decided = gated.decided(file, book, folder)
    left = {record.rid for record in records(heard, file) if record.state not in NOT_JUDGED}
    assert heard.refused == {
        (rid, clause)
        for rid, clause, version in decided
        if rid in left and (clause, version) in heard.judged
    }
    assert len(heard.refused) > ROWS


def in_force(name: str, ask: reference.Ask) -> bool:
    """Tell whether a clause was law on the date that its own country showed."""
    pack = PACKS[name.partition("/")[0]]
    (clause,) = (one for one in pack.clauses if one.id == name)
    day = ask.at.astimezone(ZoneInfo(pack.head.zone)).date()
    return any(
        one.since <= day and (one.until is None or day < one.until) for one in clause.version
    )


def test_the_second_reading_says_the_same(seed: int) -> None:
    """Clause by clause and record by record, with the count and the records that were counted."""
    found: Counter[str] = Counter()
    proven = 0
    for number in range(FILES):
        draw = Random(f"{seed}/read/{number}")
        file, consents = readings.drawn(draw, ROWS)
        book = Book(tuple(PACKS[name] for name in READ), adopted=frozenset(READ))
        heard = hear(file, book)
        every = records(heard, file)
        spy = readings.Spy()
        for place, record in enumerate(every):
            if record.state in ("not_sent", "inbound"):
                continue
            earlier = every[:place]
            ask = readings.asked(record, earlier, consents[record.contact.debtor.ref.strip()])
            for name, clause in reference.CLAUSES.items():
                with spy.listening():
                    wanted = clause(ask, OFF) and in_force(name, ask)
                counted = spy.rids(ask, earlier)
                assert ((record.rid, name) in heard.violations) == wanted, (name, record)
                found[name] += wanted
                if wanted and counted:
                    violation = heard.violations[record.rid, name]
                    assert violation.used == len(counted[0]), (name, record)
                    assert violation.evidence in counted, (name, record)
                    proven += 1
    assert sum(count > 0 for count in found.values()) > 25
    assert proven > 100
