"""Teeth: whatever is moved in a clause by one unit, or switched off, makes one of its rows fail."""

from __future__ import annotations

import msgspec
import pytest
from tests.packs.shipped import CLAUSES, PACKS

from duegate.rulebook.clause import Cases, Clause, Pack
from duegate.rulebook.teeth import survivors


@pytest.mark.parametrize(("pack", "clause"), CLAUSES, ids=[clause.id for _, clause in CLAUSES])
def test_every_neighbour_of_a_clause_fails_its_table(pack: Pack, clause: Clause) -> None:
    """A clause that is off by one, or off altogether, does not go unseen."""
    assert survivors(pack, clause) == []


def test_a_table_without_its_edges_is_found() -> None:
    """The hours without their boundary rows survive every shift by a minute."""
    pack = PACKS["cn-shenzhen"]
    (hours,) = (clause for clause in pack.clauses if clause.id == "cn-shenzhen/SZ-01")
    table = """
    at                zones    | verdict  until
    ----------------  -------  | -------  ----------------
    2017-06-01 12:00  -        | allow    -
    2017-06-01 23:00  -        | defer    2017-06-02 08:00
    2017-06-01 23:00  unknown  | deny     -
    """
    blunt = msgspec.structs.replace(hours, cases=Cases(table))
    assert survivors(pack, blunt) == [
        "version 1, rule, hours 1 close 20:59",
        "version 1, rule, hours 1 close 21:01",
    ]
