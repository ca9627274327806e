"""Guessing: the columns of lists as call centres keep them, told by name and by what is in them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import duckdb
import pytest
from tests.audit.reading.reads import CHINA, Read, reads, reads_file

from duegate.audit.reading import ColumnMissing, How
from duegate.audit.reading.mapping import read_mapping

AT, NUMBER, OTHER = "2026-10-01 09:00:00", "13800138000", "13900139000"


def listed(tmp_path: Path, header: str, *rows: str) -> Read:
    """Read a list of cells parted by bars."""
    text = io.StringIO()
    csv.writer(text).writerows(line.split("|") for line in (header, *rows))
    return reads(tmp_path / "x.csv", text.getvalue().encode("gb18030"))


@pytest.mark.parametrize(
    ("header", "cell", "seconds"),
    [
        ("通话时长(分钟)", "5", 300),
        ("通话时长/分钟", "1.5", 90),
        ("Duration (min)", "2", 120),
        ("duration_ms", "65000", 65),
        ("通话时长(毫秒)", "65000", 65),
        ("通话时长（秒）", "65", 65),
        ("通话时长(分钟)", "1:05", 65),
        ("通话时长", "1m5s", 65),
        ("通话时长", "1 hr 2 min 3 sec", 3723),
        ("通话时长", "1小时2分3秒钟", 3723),
        ("通话时长", "1,065", 1065),
        ("通话时长", "0.000752314814814815", 65),
        ("通话时长", "5.787037037037037e-05", 5),
        ("通话时长", "0.123", 0),
    ],
)
def test_how_long_in_the_unit_of_the_header(
    tmp_path: Path, header: str, cell: str, seconds: int
) -> None:
    """A bare number counts what its column says; a spreadsheet keeps it as a part of a day."""
    found = listed(tmp_path, f"开始时间|被叫号码|{header}", f"{AT}|{NUMBER}|{cell}")
    assert found.column("duration_s") == [seconds]


def test_what_is_not_understood_is_said(tmp_path: Path) -> None:
    """A duration, an amount that says nothing known is noted; a dash stands for nothing."""
    header = "开始时间|被叫号码|时长|欠款金额|关系"
    found = listed(tmp_path, header, f"{AT}|{NUMBER}|许久|很多|-", f"{AT}|-|5|5|本人")
    assert found.remarks == [("amount", "很多", 1), ("duration_s", "许久", 1)]
    assert found.column("role") == [None]
    assert found.reasons() == {3: "number_missing"}


@pytest.mark.parametrize(
    ("header", "cell", "state"),
    [
        ("通话时长", "0秒", None),
        ("通话时长", "00时00分00秒", None),
        ("通话时长", "未接通", None),
        ("通话时长", "3秒", "answered"),
        ("通话时长(分钟)", "0.5", "answered"),
        ("接听时间", "1970-01-01 08:00:00", None),
        ("接听时间", "0000-00-00 00:00:00", None),
        ("接听时间", "无", None),
        ("接听时间", AT, "answered"),
    ],
)
def test_whether_it_was_answered_where_no_word_says(
    tmp_path: Path, header: str, cell: str, state: str | None
) -> None:
    """A time or some seconds say so; nought, however it is written, and words do not."""
    found = listed(tmp_path, f"开始时间|被叫号码|{header}", f"{AT}|{NUMBER}|{cell}")
    assert found.column("state") == [state]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("日期|开始时间|结束时间", "2026/10/1|9:00:00|9:01:00"),
        ("呼叫日期|呼叫时间|挂机时间", "20261001|09:00:00|09:01:00"),
        ("通话日期|时刻|", "2026年10月1日|上午9:00|"),
        ("Date|Start Time|End Time", "2026-10-01|9:00 AM|9:01 AM"),
        ("日期|通话时间|开始时间", f"2026-10-01|00:01:05|{AT}"),
        ("日期|时间|创建时间", "46296|0.375|2026-09-01 00:00:00"),
    ],
)
def test_the_day_and_the_clock_wherever_they_stand(tmp_path: Path, header: str, cells: str) -> None:
    """One column with both comes first; else the two that make one time."""
    found = listed(tmp_path, f"被叫号码|{header}", f"{NUMBER}|{cells}")
    assert found.column("at") == ["2026-10-01T01:00:00+00:00"]


@pytest.mark.parametrize(
    ("header", "cells", "column"),
    [
        ("客户手机号|关系|被叫号码", f"{OTHER}|父亲|{NUMBER}", "被叫号码"),
        ("客户号码|呼叫方向|主叫号码|被叫号码", f"{NUMBER}|呼入|{NUMBER}|4001234567", "客户号码"),
        ("客户电话|联系人电话|关系", f"{OTHER}|{NUMBER}|父亲", "联系人电话"),
        ("客户电话|被叫号码", f"138****8000|{NUMBER}", "被叫号码"),
        ("联系方式|被叫号码", f"电话|{NUMBER}", "被叫号码"),
        ("客户姓名|号码归属地|身份证号|手机号", f"张三|上海|310101199001011234|{NUMBER}", "手机号"),
    ],
)
def test_who_was_reached_among_several_numbers(
    tmp_path: Path, header: str, cells: str, column: str
) -> None:
    """The number called, not the one of the case; not a name, not a place."""
    found = listed(tmp_path, f"开始时间|{header}", f"{AT}|{cells}")
    assert found.column("number") == [NUMBER]
    assert found.source.columns["number"] == column


@pytest.mark.parametrize(
    ("header", "cells", "told"),
    [
        ("外显号|坐席账号|接通状态", "02154320000|8001|否", ("caller", "02154320000")),
        ("类型|主叫号码", f"呼入|{NUMBER}", ("state", "inbound")),
        ("联络渠道|联络结果", "短信|已送达", ("state", "delivered")),
        ("短信签名|接收状态", "某公司|接收成功", ("channel", "sms")),
        ("委托机构名称|产品名称", "某银行|网贷", ("creditor", "某银行")),
    ],
)
def test_more_columns_by_their_names(
    tmp_path: Path, header: str, cells: str, told: tuple[str, str]
) -> None:
    """As they stand in exports of call centres and message platforms."""
    found = listed(tmp_path, f"开始时间|被叫号码|{header}", f"{AT}|{NUMBER}|{cells}")
    assert found.column(told[0]) == [told[1]]


@pytest.mark.parametrize(
    "line",
    [
        '{"call": {"from": 2154320000, "to": 13800138000, "start": "%s"}, "agent": {"phone": "1"}}',
        '{"meta": {"call": {"to": "13800138000"}}, "startTime": "%s"}',
        '{"to": {"phone_number": "13800138000"}, "from": {"phone_number": "1"}, "started": "%s"}',
    ],
)
def test_objects_within_objects(tmp_path: Path, line: str) -> None:
    """What only wraps is looked through; whose telephone it is stays part of the name."""
    assert reads(tmp_path / "x.ndjson", f"{line % AT}\n").column("number") == [NUMBER]


def test_a_name_that_comes_late_is_a_column_all_the_same(tmp_path: Path) -> None:
    """Objects need not have the same names; none is overlooked."""
    usual = f'{{"start_time": "{AT}", "phone": "{NUMBER}"'
    found = reads(tmp_path / "x.ndjson", f"{usual}}}\n" * 400 + usual + ', "outcome": "busy"}\n')
    assert found.column("state")[-1] == "not_connected"


def test_typed_columns_of_other_kinds(tmp_path: Path) -> None:
    """Structs, a day beside a clock, 32-bit epochs, decimals, truth: each as what it is."""
    path = tmp_path / "x.parquet"
    for sql in (
        "{'number': '13800138000'} AS callee, TIMESTAMP '2026-10-01 09:00:00' AS start_time",
        "13800138000::DOUBLE AS 号码, DATE '2026-10-01' AS 日期, TIME '09:00:00' AS 时间",
        "13800138000::DECIMAL(18, 0) AS phone, 1790816400::INTEGER AS start_time",
        "13800138000 AS phone, 46296.375::DOUBLE AS start_time",
    ):
        duckdb.execute(f"COPY (SELECT {sql}, TRUE AS 是否接通) TO '{path}' (FORMAT parquet)")
        found = reads_file(path)
        assert found.column("at") == ["2026-10-01T01:00:00+00:00"]
        assert found.column("number") == [NUMBER]
        assert found.column("state") == ["answered"]


def test_the_example_names_what_looks_like_it(tmp_path: Path) -> None:
    """Saved as it is printed, it reads the file."""
    rows = ("姓名,甲,乙", f"张三,{AT},{NUMBER}")
    with pytest.raises(ColumnMissing) as stopped:
        reads(tmp_path / "x.csv", "\n".join(rows))
    mapping = read_mapping(stopped.value.example, "m.toml")
    found = reads(tmp_path / "x.csv", "\n".join(rows), How(zone=CHINA, mapping=mapping))
    assert found.column("number") == [NUMBER]
