"""The lines for machines."""

from __future__ import annotations

from pathlib import Path

import msgspec
from tests.audit.report.made import month

from duegate.audit.insights import Breach
from duegate.audit.report import write_ndjson


def test_every_line_is_a_breach(tmp_path: Path) -> None:
    """One object a line, as many as there are findings, and the same bytes again."""
    audit, connection = month()
    first, second = tmp_path / "first.ndjson", tmp_path / "second.ndjson"
    written = write_ndjson(audit, connection, first)
    lines = first.read_bytes().splitlines()
    assert written == len(lines) == sum(each.violations + each.reviews for each in audit.clauses)
    for line in lines:
        msgspec.json.decode(line, type=Breach, strict=True)
    write_ndjson(*month(), second)
    assert second.read_bytes() == first.read_bytes()


def test_numbers_can_be_shown(tmp_path: Path) -> None:
    """They are masked unless they are asked for."""
    file = tmp_path / "violations.ndjson"
    write_ndjson(*month(people=1), file)
    assert "+8613810000000" not in file.read_text("utf-8")
    write_ndjson(*month(people=1), file, show_numbers=True)
    assert "+8613810000000" in file.read_text("utf-8")
