"""Every row of every case table and scenario that ships."""

from __future__ import annotations

import pytest
from tests.packs.shipped import CLAUSES, PACKS

from duegate.packs import read_shipped
from duegate.rulebook.cases import CaseResult, run_cases, run_scenarios
from duegate.rulebook.clause import Clause, Pack

ROWS_MIN = 1_000


def failing(results: list[CaseResult]) -> list[str]:
    """Name the rows that get something else than they want."""
    return [
        f"{one.name}:{one.line} wants {one.wanted}, gets {one.got} ({one.comment})"
        for one in results
        if not one.passed
    ]


@pytest.mark.parametrize(("pack", "clause"), CLAUSES, ids=[clause.id for _, clause in CLAUSES])
def test_every_row_of_a_clause(pack: Pack, clause: Clause) -> None:
    """The judge gives what each row wants; there is none without rows."""
    results = run_cases(pack, clause)
    assert results
    assert failing(results) == []


@pytest.mark.parametrize("name", PACKS)
def test_every_row_of_the_scenarios(name: str) -> None:
    """A stretch of a debtor's life goes as it is written; every pack has one."""
    results = run_scenarios(PACKS[name], PACKS)
    assert results
    assert failing(results) == []


def test_the_library_is_large() -> None:
    """More than a thousand rows stand behind the packs."""
    assert sum(len(run_cases(pack, clause)) for pack, clause in CLAUSES) > ROWS_MIN


def test_a_line_is_the_line_of_the_file() -> None:
    """Who sees a failing row can go to it."""
    pack = PACKS["cn-shenzhen"]
    (hours,) = (clause for clause in pack.clauses if clause.id == "cn-shenzhen/SZ-01")
    (line,) = (one.line for one in run_cases(pack, hours) if one.comment == "the last second")
    lines = read_shipped()["cn-shenzhen"]["SZ-01.toml"].decode().split("\n")
    assert "the last second" in lines[line - 1]
