"""Cells: what a spreadsheet did not spoil is taken, what it spoiled is refused."""

from __future__ import annotations

import pytest

from duegate.interfaces.cli.lists.cells import CellRefused, value_of

TAKEN = [
    ("/channel", " 电话 ", "call"),
    ("/channel", "传真", "传真"),
    ("/recipient/number", "'+8613800138000", "+8613800138000"),
    ("/recipient/number", "+86 138-0013-8000", "+86 138-0013-8000"),
    ("/debtor/student", "是", True),
    ("/debtor/student", "NO", False),
    ("/debtor/student", "也许", "也许"),
    ("/debt/amount", "¥20,000.00", "20000.00"),
    ("/debt/amount", "20000 元", "20000"),
    ("/debt/currency", "人民币", "CNY"),
    ("/debt/currency", "RMB", "CNY"),
    ("/debt/currency", "usd", "usd"),
    ("/debt/amount", "1,2,3", "1,2,3"),
    ("/debt/due", "2026/10/1", "2026-10-01"),
    ("/debtor/region", "广东省", "CN-GD"),
    ("/automated", "1", True),
    ("/text", "请于 5 日内还款", "请于 5 日内还款"),
    ("/text", "  ", None),
    ("/id", "7", "7"),
    ("/debt/kind", "网贷", "online_loan"),
    ("/debt/law", "广东", "CN-GD"),
    ("/recipient/region", "US-MA", "US-MA"),
    ("/audience", "公开发布", "public"),
    ("/contains", "公章；欠款金额", ["seal", "amount"]),
    ("/contains", "identity|退订方式", ["identity", "opt_out"]),
    ("/arrangements", "录音或录像、两人以上同行 入户同意", ["recorded", "paired", "entry_consent"]),
    ("/arrangements", "recorded；录像机", ["recorded", "录像机"]),
    ("/arrangements", "  ", None),
]


@pytest.mark.parametrize(("place", "cell", "value"), TAKEN)
def test_a_cell_is_read_for_its_column(place: str, cell: str, value: object) -> None:
    """What is not understood stays, to be refused with its place."""
    assert value_of(place, cell) == value


@pytest.mark.parametrize(
    ("place", "cell"),
    [("/recipient/number", "1.38E+10"), ("/caller/number", "8.61380013e12"),
     ("/recipient/number", "13800138000.0"), ("/debtor/ref", "6.2E+17"), ("/debt/amount", "2E+05"),
     ("/id", "1E5"), ("/debt/creditor", "1.2E+09")],
)  # fmt: skip
def test_a_number_that_lost_digits_is_refused(place: str, cell: str) -> None:
    """Nobody rings a rounded number."""
    with pytest.raises(CellRefused) as refused:
        value_of(place, cell)
    assert str(refused.value) == (
        f'"{cell}" was changed by a spreadsheet; format the column as text and export it again'
    )
