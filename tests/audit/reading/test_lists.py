"""Lists beside the records: what was noted of whom, and which callers are registered."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from duegate.audit.reading import FileUnreadable, How, ZoneNeeded, read_callers, read_notes

CHINA = How(zone="Asia/Shanghai")
DAY_US = 86_400_000_000
OCTOBER_US = 1_790_784_000_000_000
"""The first of October 2026, in China."""


def notes(path: Path, text: str, how: How = CHINA) -> list[tuple[object, ...]]:
    """Write a list of notes, read it, and give its rows."""
    path.write_text(text, encoding="utf-8")
    connection = duckdb.connect()
    count = read_notes(connection, path, how)
    rows = connection.execute("SELECT * FROM notes").fetchall()
    assert len(rows) == count
    return rows


def test_notes_by_kind_and_value(tmp_path: Path) -> None:
    """A bare date is a whole day; what is left open holds from ever, until further notice."""
    text = (
        "tenant,debtor,debt,number,kind,value,since,until\n"
        "acme,D-1,,,preference,no_call,2026-10-01,2026-10-01\n"
        ",,,+8613800138000,consent,revoked_any,2026-10-01T00:00:00+08:00,\n"
        "acme,,L-1,,state,disputed,2026-10-01 00:00:30,\n"
        "acme,,,,qualification,not_licensed,,\n"
        ",,,,,,,\n"
    )
    assert notes(tmp_path / "n.csv", text) == [
        ("acme", "D-1", None, None, "preference", "no_call", OCTOBER_US, OCTOBER_US + DAY_US),
        (None, None, None, "+8613800138000", "consent", "revoked_any", OCTOBER_US, None),
        ("acme", None, "L-1", None, "state", "disputed", OCTOBER_US + 30_000_000, None),
        ("acme", None, None, None, "qualification", "not_licensed", 0, None),
    ]


def test_notes_in_chinese_and_by_columns_of_kinds(tmp_path: Path) -> None:
    """The words the product prints are understood, in any charset; a row may say two things."""
    path = tmp_path / "n.csv"
    text = (
        "客户编号,意愿,状态,起始时间\nD-1,不再接受任何联络,债务有争议,2026/10/1\nD-2,,债务已清偿,\n"
    )
    path.write_bytes(text.encode("gb18030"))
    connection = duckdb.connect()
    read_notes(connection, path, CHINA)
    assert connection.execute("SELECT debtor, kind, value, since_us FROM notes").fetchall() == [
        ("D-1", "preference", "cease", OCTOBER_US),
        ("D-1", "state", "disputed", OCTOBER_US),
        ("D-2", "state", "paid", 0),
    ]


def test_notes_in_a_workbook(tmp_path: Path) -> None:
    """The same from a sheet."""
    path = tmp_path / "n.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["债务人编号", "类别", "内容"])
        sheet.write_row(1, 0, ["D-1", "同意", "撤回电话"])
    connection = duckdb.connect()
    assert read_notes(connection, path, CHINA) == 1
    assert connection.execute("SELECT kind, value FROM notes").fetchall() == [
        ("consent", "revoked_call")
    ]


HEAD = "debtor,number,kind,value,since,until\n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("D-1,,preference,no_cal,,", 'n.csv: row 2: "no_cal" is no preference; did you mean'),
        ("D-1,,wishes,cease,,", '"wishes" is no kind of note'),
        (",,state,paid,,", "say whom it is about"),
        ("D-1,,state,paid,2026-10-02,2026-10-01", "ends before it begins"),
        ("D-1,,state,paid,soon,", '"soon" is no time'),
        ("D-1,,state,paid,2026-13-01,", '"2026-13-01" is no time'),
        (",138****8000,state,paid,,", '"138****8000" is masked'),
        (",1.38E+10,state,paid,,", "changed by a spreadsheet"),
        ("D-1,,state,,,", "fill in kind and value"),
    ],
    ids=["value", "kind", "subject", "ends", "time", "date", "masked", "mangled", "nothing"],
)
def test_a_note_that_cannot_be_read_stops_the_reading(tmp_path: Path, row: str, said: str) -> None:
    """With its row, and what to write."""
    with pytest.raises(FileUnreadable) as stopped:
        notes(tmp_path / "n.csv", HEAD + row + "\n")
    assert said in str(stopped.value)


def test_notes_need_a_header_and_a_zone(tmp_path: Path) -> None:
    """What the columns must be; where a bare date begins."""
    with pytest.raises(FileUnreadable, match="must name the columns tenant, debtor, debt"):
        notes(tmp_path / "n.csv", "a,b\n1,2\n")
    with pytest.raises(ZoneNeeded, match="2026-10-01"):
        notes(tmp_path / "n.csv", HEAD + "D-1,,state,paid,2026-10-01,\n", How())


def test_callers(tmp_path: Path) -> None:
    """One a line, with or without a header, or a column of a table."""
    plain, table = tmp_path / "a.txt", tmp_path / "b.csv"
    plain.write_text("95588\n+86 10 8524 1234\n\n")
    table.write_text("号码,用途\n95588,催收\n'075512345678,客服\n", encoding="gb18030")
    assert read_callers(plain) == {"95588", "+86 10 8524 1234"}
    assert read_callers(table) == {"95588", "075512345678"}
    table.write_text("号码\n95588\n总机\n", encoding="utf-8")
    with pytest.raises(FileUnreadable, match='row 3 holds no caller number: "总机"'):
        read_callers(table)
    table.write_text("号码\n", encoding="utf-8")
    with pytest.raises(FileUnreadable, match="holds no caller number"):
        read_callers(table)
