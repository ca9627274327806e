"""The words a contact list may use, Chinese and English: its columns and the words in them.

A column is a place in the contact, written as a JSON Pointer. What is not listed here is not
guessed: a cell that is no known word goes on as it stands and is refused where contacts are read.
"""

from __future__ import annotations

import unicodedata

from duegate.rulebook.records import Column

COLUMNS = {
    "/id": "编号 序号 流水号 id",
    "/at": (
        "时间 联络时间 拨打时间 发送时间 计划时间 外呼时间 计划外呼时间 催收时间 日期时间 at time"
    ),
    "/tenant": "机构 租户 催收机构 委外机构 tenant agency",
    "/channel": "渠道 方式 联络方式 催收方式 触达方式 外呼方式 channel",
    "/caller/number": "主叫号码 主叫 主叫电话 主叫手机号 外显号码 显示号码 caller from",
    "/caller/withheld": "隐藏号码 隐藏主叫 withheld",
    "/recipient/number": (
        "被叫号码 被叫 被叫电话 被叫手机号 号码 手机号 手机号码 手机 电话 电话号码 联系电话 "
        "联系号码 客户手机 客户手机号 客户手机号码 客户电话 客户号码 客户联系电话 债务人电话 "
        "债务人手机号 number phone mobile phonenumber"
    ),
    "/recipient/address": "地址 收件地址 邮箱 电子邮箱 address email",
    "/recipient/handle": "账号 社交账号 handle",
    "/recipient/role": "角色 关系 与债务人关系 与本人关系 与借款人关系 role relation",
    "/recipient/basis": "依据 法律依据 basis",
    "/recipient/zone": "时区 zone timezone",
    "/recipient/region": "号码归属地 地址所在地 where",
    "/debtor/ref": "债务人 债务人编号 债务人ID 客户编号 客户号 客户ID debtor customer",
    "/debtor/student": "学生 是否学生 student",
    "/debtor/region": "地区 省份 region",
    "/debt/ref": "借据号 借据编号 合同号 合同编号 案件号 案件编号 案件ID 案号 debt contract loan",
    "/debt/amount": "金额 欠款金额 逾期金额 委案金额 amount",
    "/debt/currency": "币种 currency",
    "/debt/due": "到期日 应还日 due",
    "/debt/kind": "贷款类型 债务类型 产品类型 kind",
    "/debt/creditor": "债权人 委托方 委托机构 贷款机构 creditor lender",
    "/debt/law": "合同适用法律 law",
    "/purpose": "用途 目的 联络目的 purpose",
    "/place": "地点 场所 place",
    "/automated": "自动外呼 机器人 是否机器人 automated",
    "/text": "内容 短信内容 text content",
    "/template": "模板 模板编号 template",
    "/audience": "可见范围 audience",
    "/contains": "内容要素 contains",
    "/arrangements": "联络安排 arrangements",
    "/provenance/source": "来源 号码来源 source",
    "/provenance/document": "来源凭证 凭证 document",
    "/provenance/obtained": "取得日期 obtained",
}

WORDED: dict[str, Column] = {
    "/channel": Column.CHANNEL,
    "/recipient/role": Column.ROLE,
    "/purpose": Column.PURPOSE,
    "/place": Column.PLACE,
    "/provenance/source": Column.SOURCE,
    "/debt/kind": Column.DEBT_KIND,
    "/audience": Column.AUDIENCE,
    "/recipient/region": Column.DEBTOR_REGION,
    "/debtor/region": Column.DEBTOR_REGION,
    "/debt/law": Column.DEBTOR_REGION,
}
"""Columns whose cell is a word, and the column of a record with the same words."""

LISTED: dict[str, Column] = {
    "/contains": Column.CONTAINS,
    "/arrangements": Column.ARRANGEMENTS,
}
"""Columns whose cell holds several words, such as `录音；两人以上同行`."""

CURRENCIES = {"人民币": "CNY", "元": "CNY", "rmb": "CNY"}
TRUE = frozenset(["是", "有", "真", "y", "yes", "true", "1"])
FALSE = frozenset(["否", "无", "假", "n", "no", "false", "0"])
WITHHELD = frozenset(["隐藏", "匿名", "不显示", "withheld", "anonymous", "private"])


def plain(word: str) -> str:
    """Fold a word so that width, case, spaces, hyphens and underscores make no difference."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    return "".join(letter for letter in folded if not letter.isspace() and letter not in "_-")


def meant(column: Column, written: str) -> str:
    """Give the member that a word stands for; one that stands for none stays as it is written."""
    # What people write does not depend on whether they look back or ahead, so the words are those
    # of records. Only a table needs them, and they come with the engine that reads records.
    from duegate.audit.reading.spoken import folded, word_tables  # noqa: PLC0415

    return word_tables()[column].get(folded(written), written)


def _columns() -> dict[str, str]:
    known = {plain(name): place for place, names in COLUMNS.items() for name in names.split()}
    dotted = {plain(place[1:].replace("/", ".")): place for place in COLUMNS}
    return known | dotted


COLUMN_OF = _columns()
