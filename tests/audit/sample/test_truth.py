"""What is planted is found by a recount from the file's bytes, and nothing else is."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb
import pytest
from tests.audit.sample.recount import read, recount

from duegate.audit import sample
from duegate.audit.sample import DIALECTS, Written


def breaches(made: Written) -> set[tuple[int, str]]:
    """Give the truth as lines and clauses."""
    clauses = made.truth.clauses.items()
    return {(line, name) for name, clause in clauses for line in clause.lines}


@pytest.mark.parametrize(("dialect", "seed"), [("duegate", 1), *((name, 71) for name in DIALECTS)])
def test_the_file_holds_what_the_truth_says(dialect: str, seed: int, tmp_path: Path) -> None:
    """Each breach is found at its line; nothing more is."""
    plan = sample.plan(dialect, seed=seed, debtors=120, plants=25, days=20)
    made = sample.write(plan, tmp_path)
    rows = read(dialect, made.file)
    assert len(rows) == made.truth.records
    found = recount(rows)
    shown = set(made.truth.clauses)
    assert {breach for breach in found if breach[1] in shown} == breaches(made)
    assert not {clause for _, clause in found} - shown, "what the file shows is in the truth"


def test_without_plants_everything_is_lawful(tmp_path: Path) -> None:
    """Lawful traffic is lawful by construction, and there is much of it."""
    made = sample.write(sample.plan(seed=5, debtors=1_500), tmp_path)
    rows = read("duegate", made.file)
    assert len(rows) > 20_000
    assert recount(rows) == set()
    assert made.truth.violating == 0


def test_as_many_are_planted_as_are_wanted(tmp_path: Path) -> None:
    """A clause is broken as often as asked; that others are broken by it is counted apart."""
    wanted = {"SZ-02": 7, "cn-cba-2026/unanswered-calls": 22, "SZ-13": 1}
    made = sample.write(sample.plan(seed=9, debtors=40, plants=wanted), tmp_path)
    counts = {name: (each.planted, each.count) for name, each in made.truth.clauses.items()}
    assert counts["cn-cba-2026/unanswered-calls"] == (22, 22)
    assert counts["cn-shenzhen/SZ-13"] == (1, 1)
    assert counts["cn-shenzhen/SZ-02"][0] == 7
    assert counts["cn-shenzhen/SZ-02"][1] > 7, "unanswered calls are too many calls as well"
    assert counts["cn-shenzhen/SZ-01"] == (0, 0)


def test_the_truth_stands_in_both_files(tmp_path: Path) -> None:
    """`truth.parquet` has a row for each breach that `truth.json` lists."""
    made = sample.write(sample.plan("kamailio", seed=3, debtors=30, plants=4), tmp_path)
    rows = duckdb.read_parquet(str(tmp_path / "truth.parquet")).fetchall()
    listed = {
        (rid, line - 1, name)
        for name, clause in made.truth.clauses.items()
        for rid, line in zip(clause.rids, clause.lines, strict=True)
    }
    assert set(rows) == listed
    assert any(rid != row for rid, row, _ in rows), "a BYE has a line and is no contact"
    assert made.truth.sha256 == hashlib.sha256(made.file.read_bytes()).hexdigest()
