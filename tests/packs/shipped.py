"""The packs that ship, loaded once for every test that looks at them."""

from __future__ import annotations

from duegate.packs import read_calendars, read_shipped
from duegate.rulebook.book import Book
from duegate.rulebook.clause import Clause, Pack
from duegate.rulebook.load import load_packs

PACKS: dict[str, Pack] = load_packs(read_shipped(), read_calendars())
BOOK = Book(tuple(PACKS.values()))
CLAUSES: list[tuple[Pack, Clause]] = [
    (pack, clause) for pack in PACKS.values() for clause in pack.clauses
]
