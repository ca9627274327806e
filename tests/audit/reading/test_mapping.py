"""What a mapping file can say, and what becomes of each kind of cell."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from tests.audit.reading.reads import CHINA, reads

from duegate.audit.reading import How
from duegate.audit.reading.mapping import Mapping, dialect_names, read_mapping, shipped, written

MAPPING = """
name = "dialler"
fields = ["when", "called", "line", "code", "kind", "cc"]
fewest = 5
time = "%d.%m.%Y %H:%M:%S"
strip = ["9", "0186"]
country = "cc"
zone = "Asia/Shanghai"
swap = true

[columns]
at = "when"
callee = ["called", "#3"]
caller = "line"
direction = "kind"

[values]
channel = "call"
role = "guarantor"

[words.direction]
IN = "inbound"

[passes]
kind = ["TEST"]

[[state]]
column = "code"
codes = "q850"
words = { 16 = "conversation" }
"""
ROWS = (
    "01.10.2026 08:00:00,913800138000,02161234567,16,OUT,86\n"
    "01.10.2026 08:01:00,018613800138000,02161234567,17,OUT,\n"
    "01.10.2026 08:02:00,02161234567,13800138000,31,IN,\n"
    "01.10.2026 08:03:00,13800138000,02161234567,16,TEST,86\n"
    "2026-10-01 08:04:00,13800138000,02161234567,16,OUT,86\n"
    "01.10.2026 08:05:00,,02161234567,999,OUT,86\n"
)


def test_everything_a_mapping_can_say(tmp_path: Path) -> None:
    """Places, prefixes, codes, words, formats and rows that are none, all of it data."""
    mapping = read_mapping(MAPPING, "m.toml")
    found = reads(tmp_path / "x.csv", ROWS, How(mapping=mapping))
    assert found.source.dialect == "dialler"
    assert found.column("number") == [
        "+8613800138000",
        "13800138000",
        "13800138000",
        "+8602161234567",
    ]
    assert found.column("state") == ["conversation", "not_connected", "inbound", None]
    assert found.column("role") == ["guarantor"] * 4
    assert found.column("at")[0] == "2026-10-01T00:00:00+00:00"
    assert found.reasons() == {5: "time_unreadable"}
    assert found.source.passed_over == 1
    assert found.source.assumed == {"channel": "call", "role": "guarantor"}


def test_an_explicit_zone_goes_before_a_mapping_of_ones_own(tmp_path: Path) -> None:
    """But not before what a dialect or a header knows of itself."""
    mapping = read_mapping(MAPPING, "m.toml")
    found = reads(tmp_path / "x.csv", ROWS, How(mapping=mapping, zone="UTC"))
    assert (found.source.zone, found.column("at")[0]) == ("UTC", "2026-10-01T08:00:00+00:00")
    header = "Start (UTC),phone\n2026-10-01 08:00:00,13800138000\n"
    stated = reads(tmp_path / "y.csv", header, How(zone=CHINA))
    assert (stated.source.zone, stated.column("at")[0]) == ("UTC", "2026-10-01T08:00:00+00:00")


@pytest.mark.parametrize("name", dialect_names())
def test_every_dialect_is_written_as_it_is_read(name: str) -> None:
    """TOML and back, whatever is in it."""
    dialect = shipped(name)
    assert read_mapping(written(dialect), name) == dialect


def test_an_odd_mapping_too() -> None:
    """Quotes, strokes, control characters and other scripts in names."""
    odd = 'a"b\\c\n\x7f被叫'
    mapping = Mapping(name=odd, columns={"at": (odd, "x + y")}, words={"role": {odd: "friend"}})
    assert read_mapping(written(mapping), "m.toml") == mapping


ALWAYS = ("rid", "file", "line", "at_us", "at")
CELLS = {
    "欠款金额": "¥1,234.50元",
    "币种": "人民币",
    "到期日": "2026年9月30日",
    "债务人地区": "广东省",
    "是否学生": "是",
    "自动外呼": "否",
    "号码来源": "通讯录",
    "贷款类型": "网贷",
    "地点": "工作单位",
    "联络安排": "录音或录像；两人以上同行",
    "时区": "Asia/Urumqi",
    "客户编号": "20260001.0",
    "案件编号": "6.22202E+15",
    "联络目的": "还款提醒",
    "机构": "甲公司",
}


def test_every_kind_of_cell(tmp_path: Path) -> None:
    """Money, dates, regions, words, lists; digits a spreadsheet took are not given back."""
    head = ",".join(["时间", "号码", *CELLS])
    row = ",".join(
        ["2026-10-01 08:00:00", "13800138000", *(f'"{cell}"' for cell in CELLS.values())]
    )
    found = reads(tmp_path / "x.csv", f"{head}\n{row}\n").rows[0]
    told = {name: value for name, value in found.items() if name not in ALWAYS}
    assert told == {
        "amount": Decimal("1234.5000"),
        "arrangements": ["recorded", "paired"],
        "automated": False,
        "channel": "call",
        "currency": "CNY",
        "debt": None,
        "debt_kind": "online_loan",
        "debtor": "20260001",
        "debtor_region": "CN-GD",
        "due": 739889,
        "number": "13800138000",
        "place": "work",
        "purpose": "remind",
        "source": "address_book",
        "student": True,
        "tenant": "甲公司",
        "zone": "Asia/Urumqi",
    }
    odd = "时间,号码,时区,地点,欠款金额\n2026-10-01 08:00:00,13800138000,Mars/Base,月球,1E+9\n"
    strange = reads(tmp_path / "y.csv", odd)
    assert strange.column("zone") == [None]
    assert strange.column("amount") == [None]
