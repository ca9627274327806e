"""Every row of every case table and scenario that ships: one row, one test."""

from __future__ import annotations

import pytest
from tests.packs.shipped import CLAUSES, PACKS

from duegate.packs import read_shipped
from duegate.rulebook.cases import CaseResult, run_cases, run_scenarios

RESULTS = [
    *(result for pack, clause in CLAUSES for result in run_cases(pack, clause)),
    *(result for pack in PACKS.values() for result in run_scenarios(pack, PACKS)),
]


@pytest.mark.parametrize("result", RESULTS, ids=[f"{one.name}:{one.line}" for one in RESULTS])
def test_row(result: CaseResult) -> None:
    """The judge gives what the row wants."""
    assert result.got == result.wanted, result.comment
    assert result.passed


def test_there_are_rows() -> None:
    """Both packs and their scenarios came along."""
    names = {result.name for result in RESULTS}
    assert {clause.id for _, clause in CLAUSES} < names
    assert {"two-days-of-a-student", "two-agencies-one-debtor", "a-tenant-falls"} < names


def test_a_line_is_the_line_of_the_file() -> None:
    """Who sees a failing row can go to it."""
    (line,) = (one.line for one in RESULTS if one.comment == "the last second" and "SZ" in one.name)
    lines = read_shipped()["cn-shenzhen"]["SZ-01.toml"].decode().split("\n")
    assert "the last second" in lines[line - 1]
