"""The summary on a screen."""

from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console
from tests.audit.report.made import YARDSTICK, Found, Row, made, month

from duegate.audit.insights import Summary, summary
from duegate.audit.report import print_summary


def _printed(told: Summary, language: str) -> str:
    screen = io.StringIO()
    print_summary(told, Console(file=screen, width=200), language)
    return screen.getvalue()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_line_is_wider_than_eighty_columns(language: str) -> None:
    """Chinese characters take two."""
    printed = _printed(summary(*month(), yardstick=YARDSTICK), language)
    assert max(cell_len(line) for line in printed.splitlines()) <= 80


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ["联络 3,950 次", "1,279 次违规（32.4%）", "未审计的行：25"]),
        ("en", ["3,950 contacts to 60 people", "1,279 broke a clause (32.4%)", "not audited: 25"]),
    ],
)
def test_it_says_what_was_found(language: str, words: list[str]) -> None:
    """The whole, the clauses, the tenants, what was left out."""
    printed = _printed(summary(*month(), yardstick=YARDSTICK), language)
    for word in [*words, "cn-shenzhen/SZ-03", "Northgate Recoveries"]:
        assert word in printed


def test_names_are_no_markup() -> None:
    """A tenant called like a colour keeps its brackets."""
    rows = [Row(at="2026-10-01 10:00", tenant=name) for name in ("[red]x[/red]", "[/]")]
    printed = _printed(summary(*made(rows, [Found(1, 0)])), "en")
    assert "[red]x[/red]" in printed
    assert "[/]" in printed


def test_nothing_found_is_said() -> None:
    """Not left to a reader to conclude."""
    printed = _printed(summary(*made([Row(at="2026-10-01 10:00")])), "en")
    assert "no violation was found" in printed
    assert "3 more found no violation" in printed


def test_nothing_at_all_is_no_error() -> None:
    """An audit of no records prints."""
    assert "no contact to audit" in _printed(summary(*made([])), "en")
