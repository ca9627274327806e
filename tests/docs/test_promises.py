"""The pages that promise something promise all of it, and name for each line what shows it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.docs.manual import DOCS, ROOT, rows, wrong_with

ARTICLE = DOCS / "explanation/article.md"
INVARIANTS = DOCS / "explanation/invariants.md"
FAILURES = DOCS / "failures.md"
LINES = {ARTICLE: rows(ARTICLE, r"A\d+"), INVARIANTS: rows(INVARIANTS, r"I\d+")}


def test_every_statement_of_the_article_is_answered() -> None:
    """A1 to A40, each once, in order."""
    assert [row[0] for row in LINES[ARTICLE]] == [f"A{number}" for number in range(1, 41)]


def test_every_invariant_is_there() -> None:
    """I1 to I16, each once, in order."""
    assert [row[0] for row in LINES[INVARIANTS]] == [f"I{number}" for number in range(1, 17)]


@pytest.mark.parametrize("page", [ARTICLE, INVARIANTS, FAILURES], ids=lambda page: page.stem)
def test_every_line_names_what_shows_it(page: Path) -> None:
    """The last cell of a line is a test that exists, or a page that is run or generated."""
    lines = LINES.get(page) or [row for row in rows(page) if not row[-1].startswith("shown by")]
    assert len(lines) > 10
    for row in lines:
        tests = re.findall(r"`(tests/[^`]+)`", row[-1])
        shown = re.findall(r"\]\((?:\.\./)*((?:reference|how-to)/[^)]+|failures\.md)\)", row[-1])
        assert tests or shown, row[0]
        assert [problem for test in tests if (problem := wrong_with(test))] == [], row[0]


def test_what_is_not_there_says_where_it_belongs() -> None:
    """A statement that 0.1 leaves open names the part that will answer it."""
    parts = {"audit", "casework", "channels", "portal", "screening", "supervision"}
    for number, *cells in LINES[ARTICLE] + LINES[INVARIANTS]:
        for before in re.findall(r"([^.;|]*), not in 0\.1", " ".join(cells)):
            assert parts & set(re.findall(r"\w+", before)), number


def test_a_figure_is_that_of_the_test() -> None:
    """What a run is said to try is what one of the named tests tries."""
    for number, _, figures, shown in LINES[INVARIANTS]:
        places = re.findall(r"`(tests/[^:`]+)", shown)
        tests = "\n".join((ROOT / place).read_text("utf-8") for place in places).replace("_", "")
        for figure in re.findall(r"\d[\d,]*", figures):
            assert re.search(rf"\b{figure.replace(',', '')}\b", tests), f"{number}: {figure}"
