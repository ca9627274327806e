"""The Shenzhen rules as they are, and with another daily limit in their place."""

from __future__ import annotations

from functools import cache

import msgspec
from tests.packs.shipped import PACKS

from duegate.rulebook.book import Book
from duegate.rulebook.clause import Clause, Pack
from duegate.rulebook.kinds import FrequencyCap

SHENZHEN = "cn-shenzhen"
HOURS, CAP = f"{SHENZHEN}/SZ-01", f"{SHENZHEN}/SZ-02"


@cache
def a_day(limit: int) -> Pack:
    """Give hours and daily cap of Shenzhen, the latter with a limit of its own."""
    pack = PACKS[SHENZHEN]
    kept = [_limited(clause, limit) for clause in pack.clauses if clause.id in {HOURS, CAP}]
    return msgspec.structs.replace(pack, clauses=tuple(kept), hash=f"{limit:064}")


@cache
def book(limit: int) -> Book:
    """Give a book of those two clauses."""
    return Book((a_day(limit),))


def _limited(clause: Clause, limit: int) -> Clause:
    (version,) = clause.version
    if not isinstance(version.rule, FrequencyCap):
        return clause
    rule = msgspec.structs.replace(version.rule, limit=limit)
    return msgspec.structs.replace(clause, version=(msgspec.structs.replace(version, rule=rule),))
