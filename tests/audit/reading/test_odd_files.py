"""Files as people really send them: covers, stray quotes, no header, wide digits, odd names."""

from __future__ import annotations

import gzip
import os
import sys
from datetime import timedelta
from pathlib import Path

import pytest
import xlsxwriter
from tests.audit.reading.reads import CHINA, reads, reads_file

from duegate.audit.reading import ColumnMissing, FileUnreadable, How
from duegate.audit.reading.mapping import read_mapping

HEAD = "start time,phone,agent\n"
ROW = "2026-10-01 08:00:00,13800138000,A\n"
BARE = 'u-1,075512345678,13800138000,"2026-10-01 08:00:00",35\n'


@pytest.mark.parametrize("strays", [(2,), (2, 180)], ids=["one", "two"])
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_stray_quote_swallows_no_rows(
    tmp_path: Path, strays: tuple[int, ...], charset: str
) -> None:
    """However far the next one is; a quoted cell of several lines stays one."""
    lines = [ROW.replace("A", "张三")] * 300
    for place in strays:
        lines[place] = lines[place].replace("张", '"张')
    lines[150] = '2026-10-01 08:01:00,13800138000,"two\n\nlines"\n'
    found = reads(tmp_path / "x.csv", "".join([HEAD, *lines]).encode(charset))
    assert (found.source.read, found.source.refused) == (300, 0)
    assert found.column("agent")[150] == "two\n\nlines"


def test_quotes_within_json_are_its_own(tmp_path: Path) -> None:
    """An odd number of them, as an escaped one makes, opens nothing."""
    line = r'{"start time": "2026-10-01 08:00:00", "phone": "13800138000", "agent": "5\" A"}'
    found = reads(tmp_path / "x.ndjson", f"{line}\n" * 3)
    assert found.column("agent") == ['5" A'] * 3


def test_blank_lines_between_rows_that_may_be_short(tmp_path: Path) -> None:
    """They are no contacts, also where missing cells at the end of a row are filled up."""
    row = (
        "acme,02161234567,13800138000,ctx,c,SIP/1,SIP/2,Dial,x,2026-10-01 08:00:00,"
        "2026-10-01 08:00:01,2026-10-01 08:00:09,9,8,ANSWERED,DOCUMENTATION"
    )
    found = reads(tmp_path / "Master.csv", f"{row}\r\n\r\n{row},1.1\r\n\r\n")
    assert (found.source.dialect, found.source.read) == ("asterisk", 2)
    assert (found.source.refused, found.source.passed_over) == (0, 2)


def test_digits_of_full_width_are_digits(tmp_path: Path) -> None:
    """An input method writes them; nothing is guessed."""
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in "+8613800138000")
    found = reads(tmp_path / "x.csv", HEAD + ROW.replace("13800138000", wide))
    assert found.column("number") == ["+8613800138000"]


def test_a_cover_before_the_list_is_left(tmp_path: Path) -> None:
    """And said; a workbook that is nothing but a cover is still told what it lacks."""
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("cover").write_row(0, 0, ["Calls of June", "printed 2026-07-01"])
        sheet = book.add_worksheet("calls")
        sheet.write_row(0, 0, ["start time", "phone"])
        sheet.write_row(1, 0, ["2026-10-01 08:00:00", "13800138000"])
    found = reads_file(path)
    assert found.column("number") == ["13800138000"]
    assert found.remarks == [("sheet", "cover", 1)]
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("cover").write(0, 0, "Calls of June")
    with pytest.raises(ColumnMissing, match="Calls of June"):
        reads_file(path)


def test_a_sheet_for_each_day_below_its_own_title(tmp_path: Path) -> None:
    """They are one list; what is left of a sheet begins where the sheet does."""
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for day in ("1", "2"):
            sheet = book.add_worksheet(day)
            sheet.merge_range(0, 0, 0, 2, f"calls of {day} October")
            sheet.write_row(1, 0, ["phone", "start time", "duration"])
            sheet.write_row(2, 0, ["13800138000", f"2026-10-0{day} 08:00:00"])
            sheet.write_datetime(2, 2, timedelta(hours=25), book.add_format({"num_format": "[h]"}))
    found = reads_file(path)
    assert found.column("at") == ["2026-10-01T00:00:00+00:00", "2026-10-02T00:00:00+00:00"]
    assert found.column("duration_s") == [90_000, 90_000]


def test_a_hidden_sheet_is_left_and_said(tmp_path: Path) -> None:
    """Whoever hid it did not mean it to be read; that it is there is no secret."""
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("seen", "unseen"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["phone", "start time"])
            sheet.write_row(1, 0, ["13800138000", "2026-10-01 08:00:00"])
        sheet.hide()
        book.add_worksheet("empty").hide()
    found = reads_file(path)
    assert (found.source.read, found.remarks) == (1, [("sheet", "unseen", 2)])


def test_rows_are_numbered_as_in_the_sheet(tmp_path: Path) -> None:
    """Also where it begins below the first row, and beside the first column."""
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(2, 2, ["phone", "start time"])
        sheet.write_row(4, 2, ["13800138000", "2026-10-01 08:00:00"])
    assert reads_file(path).column("line") == [5]


def test_a_header_that_comes_again_is_no_record(tmp_path: Path) -> None:
    """As when lists were put together; a blank line above it all is counted."""
    found = reads(tmp_path / "x.csv", f"Calls of June\n\n{HEAD}{ROW}{HEAD}{ROW}")
    assert found.column("line") == [4, 6]
    assert (found.source.rows, found.source.passed_over, found.refused) == (3, 1, [])


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark(tmp_path: Path, charset: str) -> None:
    """The noughts beside what is plain tell it, also where most is Chinese."""
    rows = (
        HEAD.replace("start time", "开始时间").replace("agent", "坐席姓名")
        + ROW.replace("A", "张三") * 300
    )
    found = reads(tmp_path / "x.csv", rows.encode(charset))
    assert (found.source.charset, found.source.read) == (charset, 300)
    assert found.column("agent")[299] == "张三"


def test_a_page_that_goes_by_the_name_of_a_workbook(tmp_path: Path) -> None:
    """A cell that reaches over columns or down rows moves nothing under another header."""
    page = (
        "<html><head><meta charset=gb2312><style>td {}</style></head><table>"
        "<tr><th colspan=3>通话明细</th></tr><tr></tr>"
        "<tr><th>坐席</th><th>被叫号码</th><th>开始时间</th></tr>"
        "<tr><td rowspan=2>张三</td><td>13800138000<td>2026-10-01&nbsp;08:00:00</tr>"
        "<tr><td>13800138001</td><td>2026-10-01 09:00:00</td></tr></table></html>"
    )
    found = reads(tmp_path / "x.xls", page.encode("gb18030"))
    assert found.column("number") == ["13800138000", "13800138001"]
    assert found.column("line") == [4, 5]
    assert found.column("agent") == ["张三", None]
    with pytest.raises(FileUnreadable, match="a web page without a table"):
        reads(tmp_path / "y.xls", "<!DOCTYPE html><html><body>login</body></html>")


def test_a_sheet_in_xml(tmp_path: Path) -> None:
    """Cells that are left out are empty, and a time is as the sheet holds it."""
    head = "".join(f"<Cell><Data>{each}</Data></Cell>" for each in ("phone", "agent", "start time"))
    row = (
        '<Cell><Data ss:Type="Number">13800138000</Data></Cell><Cell ss:Index="3">'
        '<Data ss:Type="DateTime">2026-10-01T08:00:00.000</Data></Cell>'
    )
    table = f"<Worksheet><Table><Row>{head}</Row><Row>{row}</Row></Table></Worksheet>"
    found = reads(tmp_path / "x.xls", f'<?xml version="1.0"?><Workbook>{table}</Workbook>')
    assert found.column("number") == ["13800138000"]
    assert found.column("at") == ["2026-10-01T00:00:00+00:00"]


def test_a_file_without_a_header_is_told_by_places(tmp_path: Path) -> None:
    """The example reads it, its first record too; nobody's number is in the words."""
    with pytest.raises(ColumnMissing, match="first row is a record") as stopped:
        reads(tmp_path / "x.csv", BARE * 2)
    assert "13800138000" not in str(stopped.value)
    mapping = read_mapping(stopped.value.example, "m.toml")
    found = reads(tmp_path / "x.csv", BARE * 2, How(zone=CHINA, mapping=mapping))
    assert found.column("number") == ["13800138000"] * 2
    assert found.source.columns == {"at": "#4", "number": "#3"}


def test_of_many_names_some_are_shown(tmp_path: Path) -> None:
    """Ten thousand columns make no message of ten thousand words."""
    with pytest.raises(ColumnMissing, match=r"and 9960 more") as stopped:
        reads(tmp_path / "x.csv", ",".join(f"c{n}" for n in range(10_000)) + "\n")
    assert len(str(stopped.value)) < 2_000


def test_json_nested_without_end_is_refused_in_words(tmp_path: Path) -> None:
    """It is no bug of ours."""
    with pytest.raises(FileUnreadable, match="none of its lines is an object"):
        reads(tmp_path / "x.ndjson", '{"a":' * 5000 + "1" + "}" * 5000 + "\n")
    with pytest.raises(FileUnreadable, match="none of its lines is an object"):
        reads(tmp_path / "x.json", '{"to": "13800138000"\n{"x"\n')


@pytest.mark.skipif(sys.platform != "linux", reason="names are bytes there")
def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """In words that can be printed."""
    path = tmp_path / os.fsdecode(b"\xff.csv")
    path.write_text(HEAD + ROW)
    with pytest.raises(FileUnreadable, match="rename it") as stopped:
        reads_file(path)
    assert str(stopped.value).encode()


def test_one_file_named_twice_counts_once(tmp_path: Path) -> None:
    """Packed or not, it is refused; of exports that overlap, how far they do is said."""
    later = ROW.replace("08:00", "09:00")
    june, both = tmp_path / "june.csv", tmp_path / "both.csv"
    june.write_text(HEAD + ROW)
    both.write_text(HEAD + ROW + later)
    packed = tmp_path / "june.csv.gz"
    packed.write_bytes(gzip.compress(june.read_bytes()))
    with pytest.raises(FileUnreadable, match=r"june\.csv\.gz: .* as june\.csv; name it once"):
        reads_file(june, both, packed)
    assert reads_file(june, both).remarks == [("file", "june.csv", 1)]


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """By their folders."""
    paths = [tmp_path / folder / "x.csv" for folder in ("a", "b")]
    for hour, path in enumerate(paths):
        path.parent.mkdir()
        path.write_text(HEAD + ROW.replace("08", f"1{hour}"))
    found = reads_file(*paths)
    assert [source.name for source in found.given.sources] == [str(path) for path in paths]


@pytest.mark.parametrize("context", ["from-pstn", "incoming", "ext-queues", "from-did"])
def test_who_calls_us_is_not_reached_by_us(tmp_path: Path, context: str) -> None:
    """A busy line of our own is no person who is called too often."""
    row = (
        f"acme,13800138000,02161234567,{context},c,SIP/1,SIP/2,Dial,x,2026-10-01 08:00:00,"
        "2026-10-01 08:00:01,2026-10-01 08:00:09,9,8,ANSWERED,DOCUMENTATION\n"
    )
    found = reads(tmp_path / "Master.csv", row)
    assert found.column("number") == ["13800138000"]
    assert found.column("state") == ["inbound"]


@pytest.mark.parametrize(
    "header",
    [
        "通话ID,对方号码,本机号码,通话类型,通话开始时间",
        "call_id,callee_id_number,caller_id_number,direction,start_epoch",
        "x,To,From,Direction,Started",
        "客户号,客户电话号码,主叫号,话务类型,呼叫发起时间",
    ],
)
def test_more_ways_to_head_a_list(tmp_path: Path, header: str) -> None:
    """As they were met in the field."""
    found = reads(tmp_path / "x.csv", f"{header}\n1,13800138000,02161234567,呼出,1790812800\n")
    assert found.column("number") == ["13800138000"]
    assert found.column("caller") == ["02161234567"]
