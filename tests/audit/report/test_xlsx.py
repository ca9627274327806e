"""The workbook: what is in it, that nothing in it computes, and what happens when it is full."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from tests.audit.report.made import YARDSTICK, Found, Row, made, month

from duegate.audit.insights import summary
from duegate.audit.report import write_xlsx

EVIL = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> CalamineWorkbook:
    """Give the workbook of a month, its sheets no longer than 500 rows."""
    audit, connection = month()
    file = tmp_path_factory.mktemp("xlsx") / "audit.xlsx"
    told = summary(audit, connection, yardstick=YARDSTICK)
    assert write_xlsx(audit, connection, file, told, rows_max=500) == 1_497
    return CalamineWorkbook.from_path(str(file))


def test_every_violation_is_a_row(book: CalamineWorkbook) -> None:
    """A full sheet is continued on the next, under the same headings."""
    names = [name for name in book.sheet_names if name.startswith("违规")]
    assert names == ["违规 Violations", "违规 Violations 2", "违规 Violations 3"]
    sheets = [book.get_sheet_by_name(name).to_python() for name in names]
    assert [len(sheet) for sheet in sheets] == [500, 500, 500]
    assert sheets[0][0] == sheets[1][0] == sheets[2][0]
    assert sheets[0][0][0] == "条款\nClause"


def test_a_row_tells_what_a_line_tells(book: CalamineWorkbook) -> None:
    """Dates are dates, counts are numbers, the evidence is named by file and row."""
    rows = book.get_sheet_by_name("违规 Violations").to_python()
    heads = [str(head).split("\n")[1] for head in rows[0]]
    cap = next(row for row in rows[1:] if row[0] == "cn-shenzhen/SZ-03")
    told = dict(zip(heads, cap, strict=True))
    assert (told["Used"], told["Limit"]) == (3, 3)
    assert told["Verdict"] == "延后 · deferred"
    assert str(told["Time (recipient's)"]).startswith("2026-10-01 ")
    assert told["UTC offset"] == "+08:00"
    assert str(told["Earlier contacts (evidence)"]).count("Master.csv:") == 3
    assert "****" in str(told["Number reached"])


def test_the_other_sheets_are_there(book: CalamineWorkbook) -> None:
    """Summary, clauses, comparison, breakdown, what was refused and what was not judged."""
    assert {"概要 Summary", "机构对比 Comparison", "分布 Breakdown"} <= set(book.sheet_names)
    refused = book.get_sheet_by_name("未审计的行 Rows not audited").to_python()
    assert len(refused) == 26
    assert refused[1][:2] == ["Master.csv", 5_000]
    unjudged = book.get_sheet_by_name("未判定的条款 Clauses not judged"[:28]).to_python()
    assert unjudged[1][0] == "cn-shenzhen/SZ-15"
    compared = book.get_sheet_by_name("机构对比 Comparison").to_python()
    assert {str(row[5]) for row in compared[1:] if row[1] == "cn-shenzhen/SZ-03"} == {
        "†计入其他机构 · † counts others too"
    }


def test_nothing_a_file_told_is_a_formula(tmp_path: Path) -> None:
    """Names that begin like a formula or a link are text, and nothing else is in the workbook."""
    row = Row(at="2026-10-01 10:00", tenant=EVIL, agent="+1+1", caller="@SUM(A1)", number="-2")
    audit, connection = made(
        [row], [Found(1, 0)], [(0, 9, "columns", "http://evil.example/" + "x" * 40_000)]
    )
    file = tmp_path / "evil.xlsx"
    write_xlsx(audit, connection, file, summary(audit, connection))
    with zipfile.ZipFile(file) as opened:
        parts = {name: opened.read(name).decode() for name in opened.namelist()}
    assert not any("<f>" in text for text in parts.values())
    assert not any("hyperlink" in text.replace("HYPERLINK", "") for text in parts.values())
    assert any(EVIL.replace('"', "&quot;") in text or EVIL in text for text in parts.values())


def test_headings_stay_and_filter(tmp_path: Path) -> None:
    """Every sheet has its filter and its frozen row."""
    audit, connection = month(people=2)
    file = tmp_path / "audit.xlsx"
    write_xlsx(audit, connection, file, summary(audit, connection))
    with zipfile.ZipFile(file) as opened:
        sheets = [opened.read(name).decode() for name in opened.namelist() if "sheets/" in name]
    assert len(sheets) == 7
    for sheet in sheets:
        assert "<autoFilter" in sheet
        assert 'state="frozen"' in sheet


def test_the_same_audit_gives_the_same_bytes(tmp_path: Path) -> None:
    """No clock is in the workbook."""
    files = [tmp_path / "first.xlsx", tmp_path / "second.xlsx"]
    for file in files:
        audit, connection = month(people=3)
        write_xlsx(audit, connection, file, summary(audit, connection))
    assert files[0].read_bytes() == files[1].read_bytes()


def test_progress_is_told(tmp_path: Path) -> None:
    """Up to the whole."""
    told: list[tuple[int, int]] = []
    audit, connection = month(people=3)
    file = tmp_path / "audit.xlsx"
    written = write_xlsx(
        audit,
        connection,
        file,
        summary(audit, connection),
        progress=lambda done, of: told.append((done, of)),
    )
    assert told[-1] == (written, written)
