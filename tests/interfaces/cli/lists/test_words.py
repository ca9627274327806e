"""The words of contact lists: every word we know, and no word that means two things."""

from __future__ import annotations

import pytest
from msgspec import inspect

from duegate.audit.record import MEMBERS
from duegate.interfaces.cli.lists.words import (
    COLUMN_OF,
    COLUMNS,
    FALSE,
    LISTED,
    TRUE,
    WITHHELD,
    WORDED,
    meant,
    plain,
)
from duegate.model.contact import Contact
from duegate.model.words import WORDS
from duegate.rulebook.records import Column


def places(kind: inspect.Type, above: str = "") -> set[str]:
    """Name every place in a contact that holds a value."""
    if isinstance(kind, inspect.UnionType):
        return places(kind.types[0], above)
    if not isinstance(kind, inspect.StructType):
        return {above}
    return {place for field in kind.fields for place in places(field.type, f"{above}/{field.name}")}


def test_every_place_of_a_contact_has_a_column() -> None:
    """A field that is added to a contact can be written in a table too."""
    assert places(inspect.type_info(Contact)) == COLUMNS.keys()


def test_no_heading_means_two_things() -> None:
    """A column is one place."""
    names = [plain(name) for names in COLUMNS.values() for name in names.split()]
    assert len(names) == len(set(names))


HEADINGS = {
    "编号": "/id",
    "时间": "/at",
    "机构": "/tenant",
    "渠道": "/channel",
    "主叫号码": "/caller/number",
    "被叫号码": "/recipient/number",
    "号码": "/recipient/number",
    "手机号": "/recipient/number",
    "角色": "/recipient/role",
    "关系": "/recipient/role",
    "债务人": "/debtor/ref",
    "客户编号": "/debtor/ref",
    "借据号": "/debt/ref",
    "合同号": "/debt/ref",
    "金额": "/debt/amount",
    "币种": "/debt/currency",
    "用途": "/purpose",
    "来源": "/provenance/source",
    "地点": "/place",
    "时区": "/recipient/zone",
    "地区": "/debtor/region",
    "学生": "/debtor/student",
    "内容": "/text",
    "依据": "/recipient/basis",
    "计划外呼时间": "/at",
    "外呼方式": "/channel",
    "客户手机号": "/recipient/number",
    "客户联系电话": "/recipient/number",
    "与本人关系": "/recipient/role",
    "客户ID": "/debtor/ref",
    "案件编号": "/debt/ref",
    "委案金额": "/debt/amount",
    "Channel": "/channel",
    " debtor ": "/debtor/ref",
    "recipient.number": "/recipient/number",
    "Debtor_Ref": "/debtor/ref",
    "ｃｈａｎｎｅｌ": "/channel",
}


@pytest.mark.parametrize("heading", HEADINGS)
def test_a_heading_is_found_however_it_is_written(heading: str) -> None:
    """Width, case, spaces and underscores make no difference."""
    assert (
        COLUMN_OF.get(plain(heading), COLUMN_OF.get(plain(heading.replace("_", "."))))
        == (HEADINGS[heading])
    )


MEANT = {
    ("/channel", "电话"): "call",
    ("/channel", "短信"): "sms",
    ("/channel", "信函"): "letter",
    ("/channel", "明信片"): "postcard",
    ("/channel", "上门"): "visit",
    ("/channel", "电话催收"): "call",
    ("/channel", "社交"): "social",
    ("/channel", "SMS"): "sms",
    ("/recipient/role", "本人"): "debtor",
    ("/recipient/role", "担保人"): "guarantor",
    ("/recipient/role", "岳父"): "relative",
    ("/recipient/role", "共同借款人"): "co_debtor",
    ("/recipient/role", "co-debtor"): "co_debtor",
    ("/recipient/role", "亲属"): "relative",
    ("/recipient/role", "朋友"): "friend",
    ("/recipient/role", "同学"): "classmate",
    ("/recipient/role", "同事"): "colleague",
    ("/recipient/role", "学校"): "school",
    ("/purpose", "催收"): "collect",
    ("/purpose", "提醒"): "remind",
    ("/place", "校园"): "campus",
    ("/place", "住所"): "home",
    ("/place", "单位"): "work",
    ("/provenance/source", "购买"): "purchased",
    ("/provenance/source", "通讯录"): "address_book",
    ("/provenance/source", "合同"): "contract",
    ("/provenance/source", "债权人档案"): "creditor_file",
}


@pytest.mark.parametrize(("place", "word"), MEANT)
def test_a_word_is_read_for_what_it_means(place: str, word: str) -> None:
    """Chinese and English alike."""
    assert meant(WORDED[place], word) == MEANT[place, word]


def test_every_worded_place_is_one_of_a_contact() -> None:
    """Both kinds of columns are columns, and no column is of both kinds."""
    assert WORDED.keys() | LISTED.keys() <= COLUMNS.keys()
    assert not WORDED.keys() & LISTED.keys()


CLOSED = {place: column for place, column in (WORDED | LISTED).items() if column in MEMBERS}


@pytest.mark.parametrize("place", CLOSED)
def test_every_member_can_be_written_in_both_languages(place: str) -> None:
    """And every word we print can be read again."""
    column = CLOSED[place]
    for member in MEMBERS[column]:
        assert meant(column, member) == member
        if type(member) in WORDS:
            assert meant(column, WORDS[type(member)][member].zh) == member


def test_yes_is_not_no() -> None:
    """The sets of words stand apart."""
    assert not TRUE & FALSE
    assert {plain(word) for word in (*TRUE, *FALSE, *WITHHELD)} == TRUE | FALSE | WITHHELD


@pytest.mark.parametrize(
    ("written", "region"),
    [("广东", "CN-GD"), ("广东省", "CN-GD"), ("上海市", "CN-SH"), ("广西壮族自治区", "CN-GX"),
     ("内蒙古自治区", "CN-NM"), ("CN-GD", "CN-GD"), ("US-CA", "US-CA"), ("火星", "火星")],
)  # fmt: skip
def test_a_province_is_read_by_its_name(written: str, region: str) -> None:
    """What is no province stays what it is, and is refused later."""
    assert meant(Column.DEBTOR_REGION, written) == region
