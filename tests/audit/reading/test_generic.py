"""Files of no known dialect: guessed by their headers, in both languages, however they come."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import datetime, time
from pathlib import Path

import duckdb
import pytest
import xlsxwriter
from tests.audit.reading.reads import CHINA, reads, reads_file

from duegate.audit.reading import (
    ColumnMissing,
    How,
    MappingRefused,
    Progress,
    Step,
    first_rows,
    load_mapping,
    read,
    save_mapping,
    understood,
)
from duegate.audit.reading.layout import SAMPLE_ROWS
from duegate.rulebook.records import Column

CHINESE = [
    ["主叫号码", "被叫号码", "开始时间", "通话时长", "坐席工号", "通话结果"],
    ["075512345678", "13800138000", "2026/10/1 8:05", "65", "A01", "已接通"],
    ["075512345678", "138****8000", "2026/10/1 8:05:10", "0", "A01", "无人接听"],
    ["075512345678", "1.38E+10", "2026-10-01 21:05", "00:03:25", "A02", "怪词"],
    ["075512345678", '="13800138001"', "2026年10月1日 9时5分", "3分25秒", "A02", "空号"],
    ["075512345678", "13800138002.0", "2026-10-01 09:06:00", "0", "A02", "怪词"],
    ["", "", "", "", "", ""],
    ["合计", "", "", "", "", ""],
]
HASH = "d41d8cd98f00b204e9800998ecf8427e"
STATES = ["answered", "not_connected", None]
NUMBERS = ["13800138000", "13800138001", "13800138002"]
TIMES = ["2026-10-01T00:05:00+00:00", "2026-10-01T01:05:00+00:00", "2026-10-01T01:06:00+00:00"]


def written(rows: list[list[str]], delimiter: str = ",") -> str:
    """Write rows as CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", "|", ";"])
def test_a_chinese_table_in_every_charset(tmp_path: Path, charset: str, delimiter: str) -> None:
    """One command, no mapping: the same rows, and the same rows refused with why."""
    found = reads(tmp_path / "话单.txt", written(CHINESE, delimiter).encode(charset))
    assert found.source.dialect == "generic"
    assert found.column("number") == NUMBERS
    assert found.column("at") == TIMES
    assert found.column("state") == STATES
    assert found.column("duration_s") == [65, 205, 0]
    assert found.reasons() == {3: "number_masked", 4: "number_mangled", 8: "time_missing"}
    assert found.remarks == [("state", "怪词", 1)]
    assert [found.source.rows, found.source.passed_over] == [7, 1]
    assert found.source.columns["number"] == "被叫号码"


def test_a_chinese_workbook(tmp_path: Path) -> None:
    """Title above the header, numbers and times as Excel keeps them; rows as the sheet numbers."""
    path = tmp_path / "话单.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("十月")
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        sheet.write(0, 0, "通话记录 2026-10")
        sheet.write_row(2, 0, CHINESE[0])
        sheet.write_row(3, 0, ["075512345678", 13800138000])
        sheet.write_datetime(3, 2, datetime(2026, 10, 1, 8, 5), moment)  # noqa: DTZ001 - a cell has no zone
        sheet.write_datetime(3, 3, time(0, 1, 5), book.add_format({"num_format": "hh:mm:ss"}))
        sheet.write_formula(4, 1, '=HYPERLINK("x")', None, "13800138001")
        sheet.write_datetime(4, 2, datetime(2026, 10, 1), moment)  # noqa: DTZ001 - midnight
        sheet.write_number(6, 1, 1.38001380001e17)
        sheet.write_datetime(6, 2, datetime(2026, 10, 1, 8, 6), moment)  # noqa: DTZ001 - same
        more = book.add_worksheet("续")
        more.write_row(0, 0, CHINESE[0])
        more.write_row(1, 0, ["075512345678", "13800138009", "2026-10-01 08:07:00"])
        book.add_worksheet("说明").write(0, 0, "说明文字")
    found = reads_file(path)
    assert found.column("number") == ["13800138000", "13800138001", "13800138009"]
    assert found.column("at")[:2] == ["2026-10-01T00:05:00+00:00", "2026-09-30T16:00:00+00:00"]
    assert found.column("line") == [4, 5, 8]
    assert found.column("duration_s") == [65, None, None]
    assert found.reasons() == {7: "number_mangled"}
    assert ("sheet", "说明", 1) in found.remarks


def test_sheets_with_one_header_are_one_list(tmp_path: Path) -> None:
    """A list that outgrew a sheet goes on in the next."""
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("a", "b"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["被叫号码", "开始时间"])
            sheet.write_row(1, 0, ["13800138000", "2026-10-01 08:00:00"])
    assert reads_file(path).source.read == 2


ENGLISH = [
    (["Call Start", "Phone Number", "Disposition", "Agent"], "phone"),
    (["started_at", "to", "call status", "user"], "callee"),
    (["DATE/TIME", "Customer Phone", "RESULT", "Extension"], "customer"),
]


@pytest.mark.parametrize("header", [header for header, _ in ENGLISH], ids=[i for _, i in ENGLISH])
def test_english_headers(tmp_path: Path, header: list[str]) -> None:
    """Case, spaces and strokes make no difference."""
    rows = [header, ["2026-10-01T08:00:00-04:00", "+12125550123", "No Answer", "7"]]
    found = reads(tmp_path / "x.csv", written(rows), How())
    assert found.column("number") == ["+12125550123"]
    assert found.column("state") == ["rang_no_answer"]
    assert found.column("at") == ["2026-10-01T12:00:00+00:00"]
    assert found.source.zone is None


def test_messages_are_known_by_their_header(tmp_path: Path) -> None:
    """短信 in the header makes them messages; what failed on the way may have been shown."""
    rows = [
        ["手机号码", "短信内容", "发送时间", "发送状态"],
        ["13800138000", "您好,请还款", "2026-10-01 08:00:00", "发送失败"],
        ["13800138000", "您好", "2026-10-01 08:01:00", "DELIVRD"],
    ]
    found = reads(tmp_path / "短信.csv", written(rows))
    assert found.column("channel") == ["sms", "sms"]
    assert found.column("state") == ["message_sent", "delivered"]
    assert found.source.assumed == {"channel": "sms"}


def test_the_channel_and_the_role_are_told_or_assumed(tmp_path: Path) -> None:
    """A word that means nothing refuses the row there; an open cell takes what is assumed."""
    rows = [
        ["号码", "时间", "渠道", "与债务人关系"],
        ["13800138000", "2026-10-01 08:00:00", "电话", "父亲"],
        ["13800138001", "2026-10-01 08:00:00", "短信", ""],
        ["13800138002", "2026-10-01 08:00:00", "传真", "本人"],
        ["13800138003", "2026-10-01 08:00:00", "电话", "路人"],
    ]
    how = How(zone=CHINA, assume={Column.ROLE: "债务人"})
    found = reads(tmp_path / "x.csv", written(rows), how)
    assert found.column("channel") == ["call", "sms"]
    assert found.column("role") == ["relative", "debtor"]
    assert found.reasons() == {4: "word_unknown", 5: "word_unknown"}
    with pytest.raises(MappingRefused, match='"nobody" is no role; there are debtor'):
        reads(tmp_path / "x.csv", written(rows), How(assume={Column.ROLE: "nobody"}))


def test_a_word_means_the_same_however_late_it_comes(tmp_path: Path) -> None:
    """Beyond the rows that are looked at, in any spelling; what failed means what its way says."""
    usual = ["2026-10-01 09:00:00", "13800138000", "call", "answered"]
    late = [
        ("call", "No  Answer", "rang_no_answer"),
        ("Call", "[busy]", "not_connected"),
        ("sms", "DELIVRD", "delivered"),
        ("SMS", "failed", "message_sent"),
        ("call", "failed", "not_connected"),
        ("call", "no such word", None),
    ]
    rows = [["time", "phone", "channel", "status"], *[usual] * (SAMPLE_ROWS + 1)]
    rows += [[*usual[:2], channel, state] for channel, state, _ in late]
    text = tmp_path / "x.csv"
    text.write_text(written(rows), encoding="utf-8")
    table = tmp_path / "x.parquet"
    duckdb.execute(f"COPY (FROM read_csv('{text}', all_varchar = true)) TO '{table}'")
    for path in (text, table):
        found = reads_file(path, how=How(zone=CHINA))
        assert found.column("state")[-len(late) :] == [state for *_, state in late]


def test_inbound_calls_are_of_the_one_who_called(tmp_path: Path) -> None:
    """The direction says who was reached; calls among colleagues are no contacts."""
    rows = [
        ["呼叫方向", "主叫号码", "被叫号码", "开始时间"],
        ["呼入", "13800138000", "4001234567", "2026-10-01 08:00:00"],
        ["呼出", "4001234567", "13800138000", "2026-10-01 08:01:00"],
        ["内部", "8001", "8002", "2026-10-01 08:02:00"],
    ]
    found = reads(tmp_path / "x.csv", written(rows))
    assert found.column("state") == ["inbound", None]
    assert found.column("number") == ["13800138000", "13800138000"]
    assert found.column("caller") == ["4001234567", "4001234567"]
    assert found.source.passed_over == 1


def test_a_hash_tells_who_was_reached(tmp_path: Path) -> None:
    """Beside a masked number, or in the column of numbers; a reference to a debtor does not."""
    rows = [
        ["开始时间", "客户电话", "手机号MD5", "客户编号"],
        ["2026-10-01 08:00:00", "138****8000", HASH, "K1"],
        ["2026-10-01 08:00:00", "138****8001", "", "K2"],
    ]
    found = reads(tmp_path / "x.csv", written(rows))
    assert found.column("address") == [HASH]
    assert found.column("debtor") == ["K1"]
    assert found.column("number") == [None]
    assert found.reasons() == {3: "number_masked"}
    hashed = [["开始时间", "手机号"], ["2026-10-01 08:00:00", HASH]]
    only = reads(tmp_path / "y.csv", written(hashed))
    assert Column.NUMBER not in only.given.told
    assert only.column("address") == [HASH]
    with pytest.raises(ColumnMissing, match="no column tells whom it reached"):
        reads(tmp_path / "z.csv", written([["开始时间", "客户编号"], [hashed[1][0], "K1"]]))


def test_date_and_time_apart(tmp_path: Path) -> None:
    """Two columns make one instant."""
    rows = [["通话日期", "通话时间", "被叫"], ["2026-10-01", "08:05:00", "13800138000"]]
    found = reads(tmp_path / "x.csv", written(rows))
    assert found.column("at") == ["2026-10-01T00:05:00+00:00"]
    assert found.source.columns["at"] == "通话日期 + 通话时间"


def test_a_missing_column_says_what_is_there(tmp_path: Path) -> None:
    """What is missing, what the file has, and a mapping to begin from."""
    rows = [["foo", "开始时间"], ["1", "2026-10-01 08:00:00"]]
    with pytest.raises(ColumnMissing) as stopped:
        reads(tmp_path / "x.csv", written(rows))
    said = str(stopped.value)
    assert "no column tells whom it reached" in said
    assert "foo, 开始时间" in said
    assert 'at = "开始时间"' in said
    example = tmp_path / "m.toml"
    example.write_text(stopped.value.example.replace("...", "foo"), encoding="utf-8")
    found = reads(tmp_path / "x.csv", written(rows), How(zone=CHINA, mapping=load_mapping(example)))
    assert found.reasons() == {2: "number_invalid"}


def test_two_columns_of_one_name_are_told_apart_by_place(tmp_path: Path) -> None:
    """Which is meant is not guessed."""
    rows = [["号码", "号码", "时间"], ["1", "13800138000", "2026-10-01 08:00:00"]]
    with pytest.raises(ColumnMissing, match=r'"号码" is the name of 2 columns.*such as #3'):
        reads(tmp_path / "x.csv", written(rows))
    mapping = tmp_path / "m.toml"
    mapping.write_text('[columns]\nat = "时间"\nnumber = "#2"\n', encoding="utf-8")
    how = How(zone=CHINA, mapping=load_mapping(mapping))
    assert reads(tmp_path / "x.csv", written(rows), how).column("number") == ["13800138000"]


def test_a_guess_is_saved_corrected_and_read_again(tmp_path: Path) -> None:
    """The mapping as understood reads the file the same way."""
    path, kept = tmp_path / "x.csv", tmp_path / "m.toml"
    first = reads(path, written(CHINESE).encode("gb18030"))
    save_mapping(kept, understood(duckdb.connect(), path, How(zone=CHINA)))
    assert load_mapping(kept).zone == CHINA
    again = reads_file(path, how=How(mapping=load_mapping(kept)))
    assert (again.rows, again.refused) == (first.rows, first.refused)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[columns]\nwhen = 'x'\n", "m.toml: columns: unknown column `when`"),
        ("colums = 1\n", "m.toml: unknown field `colums`; did you mean `columns`"),
        ("zone = 'Peking'\n", 'zone: "Peking" is not a zone'),
        ("charset = 'rot13'\n", 'charset: "rot13" is not known'),
        ("base = 'asterik'\n", '"asterik" is no dialect; did you mean `asterisk`'),
        ("[[state]]\ncolumn='x'\nwords={a='b'}\n", '"b" is no state'),
        ("= 3", "m.toml is not TOML"),
    ],
    ids=["column", "field", "zone", "charset", "base", "state", "toml"],
)
def test_a_mapping_that_means_nothing_is_refused(tmp_path: Path, text: str, said: str) -> None:
    """In the words of its writer."""
    path = tmp_path / "m.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MappingRefused) as refused:
        load_mapping(path)
    assert said in str(refused.value)


def test_parquet_of_text_and_of_types(tmp_path: Path) -> None:
    """Instants, wall times, epochs; the same rows as the table of text."""
    connection = duckdb.connect()
    for kind, zone in [
        ("VARCHAR", CHINA),
        ("TIMESTAMP", CHINA),
        ("TIMESTAMPTZ", None),
        ("BIGINT", None),
        ("DOUBLE", None),
    ]:
        value = "TIMESTAMP '2026-10-01 08:05:00'"
        instant = "1790813100"
        told = {
            "TIMESTAMPTZ": f"to_timestamp({instant})",
            "BIGINT": f"{instant}000::BIGINT",
            "DOUBLE": f"{instant}.5::DOUBLE",
        }.get(kind, f"CAST({value} AS {kind})")
        path = tmp_path / f"{kind}.parquet"
        connection.execute(
            f"COPY (SELECT {told} AS 开始时间, 13800138000::BIGINT AS 被叫号码, 65::INTEGER AS"
            f" 通话时长) TO '{path}' (FORMAT parquet)"
        )
        found = reads_file(path, how=How(zone=zone))
        assert str(found.column("at")[0]).startswith("2026-10-01T00:05:00"), kind
        assert (found.column("number"), found.column("duration_s")) == (["13800138000"], [65])
        assert found.source.zone == zone


def test_several_files_are_numbered_as_one(tmp_path: Path) -> None:
    """File after file, row after row; what only one tells is open in the other."""
    first, second = tmp_path / "a.csv", tmp_path / "b.csv.gz"
    first.write_text(written(CHINESE), encoding="utf-8")
    rows = [["时间", "号码", "案件编号"], ["2026-10-02 08:00:00", "13800138009", "C-1"]]
    second.write_bytes(gzip.compress(written(rows).encode()))
    found = reads_file(first, second)
    numbers = [int(str(each)) for each in found.column("rid")]
    assert len(set(numbers)) == 4
    assert numbers == sorted(numbers)
    assert found.column("file") == [0, 0, 0, 1]
    assert found.column("debt") == [None, None, None, "C-1"]
    assert found.given.told >= {Column.DEBT, Column.AGENT}


def test_the_first_rows_as_understood(tmp_path: Path) -> None:
    """What a person looks at before believing the rest; how far it has come is told."""
    path = tmp_path / "x.csv"
    path.write_text(written(CHINESE), encoding="utf-8")
    connection = duckdb.connect()
    heard: list[Progress] = []
    given = read(connection, [path], How(zone=CHINA), heard.append)
    shown = first_rows(connection, given, 1)
    assert shown == (
        {
            "file": "x.csv",
            "line": 2,
            "at": "2026-10-01T08:05:00+08:00",
            "agent": "A01",
            "channel": "call",
            "number": "13800138000",
            "caller": "075512345678",
            "withheld": False,
            "state": "answered",
            "duration_s": 65,
        },
    )
    assert heard[-1].done == heard[-1].total == path.stat().st_size


def test_a_workbook_is_shown_to_be_opened(tmp_path: Path) -> None:
    """It takes longest, and the file is named before."""
    path = tmp_path / "x.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["phone", "start time"])
        sheet.write_row(1, 0, ["13800138000", "2026-10-01 08:00:00"])
    heard: list[Progress] = []
    read(duckdb.connect(), [path], How(zone=CHINA), heard.append)
    assert heard[0].step is Step.UNPACKING
