"""The words that all reports share, in both languages."""

from __future__ import annotations

from duegate.audit.record import Reason
from duegate.model.text import Text, counted

TITLE = Text("催收联络审计报告", "Audit of debt-collection contacts")
NOT_TOLD = Text("未提供", "not told")
UNKNOWN_HOUR = Text("当地时间不明", "local time unknown")

CLAUSE = Text("条款", "Clause")
NAME = Text("名称", "Title")
VERSION = Text("版本", "Version")
PACK = Text("规则包", "Pack")
PACK_HASH = Text("规则包摘要值", "Pack hash")
CITE = Text("出处", "Citation")
STATUS = Text("依据程度", "Status of the text")
LIMIT = Text("上限", "Limit")
USED = Text("已用", "Used")
CONCERNED = Text("涉及", "Concerned")
CONTACTS = Text("联络", "Contacts")
VIOLATING = Text("违规联络", "Violating contacts")
VIOLATIONS = Text("违规", "Violations")
REVIEWS = Text("待复核", "Reviews")
UNKNOWN = Text("缺少事实", "Fact missing")
SHARE = Text("占比", "Share")
PER_THOUSAND = Text("每千次联络违规", "Per 1,000 contacts")
VIOLATING_PER_THOUSAND = Text("每千次违规联络", "Violating per 1,000")
HOUR = Text("时", "Hour")
DATE = Text("日期", "Date")
TENANT = Text("机构", "Tenant")
TENANTS = Text("机构数", "Tenants")
AGENT = Text("坐席", "Agent")
CALLER = Text("主叫", "Caller")
CALLERS = Text("主叫数", "Callers")
CHANNEL = Text("渠道", "Channel")
NUMBER = Text("被联络号码", "Number reached")
FILE = Text("文件", "File")
ROW = Text("行", "Row")
FIRST_ROW = Text("首见于", "First seen at")
AT = Text("时间（对方当地）", "Time (recipient's)")
OFFSET = Text("与 UTC 时差", "UTC offset")
VERDICT = Text("结论", "Verdict")
REASON = Text("理由", "Reason")
WHY = Text("原因", "Why")
EVIDENCE = Text("此前各次联络（依据）", "Earlier contacts (evidence)")
EXCERPT = Text("该行开头", "Start of the row")
ROWS = Text("行数", "Rows")
FROM = Text("起", "From")
UNTIL = Text("止", "Until")
MINUTES = Text("分钟", "Minutes")
MOST_IN_A_DAY = Text("单日最多", "Most in a day")
RECORDS = Text("记录", "Records")
PEOPLE = Text("联络到的人", "People reached")
LAWFUL_SHARE = Text("合法占比", "Lawful share")
UNUSED = Text("未用的合法次数", "Lawful contacts unused")
REFUSED = Text("未审计的行", "Rows not audited")
PERIOD = Text("期间", "Period")
ZONE = Text("时区", "Zone")
SUMMARY = Text("概要", "Summary")
COMPARISON = Text("机构对比", "Comparison")
NOT_JUDGED = Text("未判定的条款", "Clauses not judged")
ACROSS = Text("† 一并计入其他机构的联络", "† counts contacts by other tenants too")

REASON_WORDS: dict[str, Text] = {
    Reason.COLUMNS: Text("列数与表头不符", "too few or too many cells for the columns"),
    Reason.TIME_MISSING: Text("没有时间", "no time"),
    Reason.TIME_UNREADABLE: Text("时间无法读取", "the time cannot be read"),
    Reason.TIME_AMBIGUOUS: Text(
        "该时区的时钟当时重复或跳过", "the clock of the zone shows that time twice or never"
    ),
    Reason.NUMBER_MISSING: Text("没有号码", "no number"),
    Reason.NUMBER_MASKED: Text("号码已打码，无法识别是谁", "the number is masked; it names nobody"),
    Reason.NUMBER_MANGLED: Text(
        "号码被表格软件改写（如 1.38E+10）", "a spreadsheet spoilt the number, as in 1.38E+10"
    ),
    Reason.NUMBER_INVALID: Text("号码无效", "the number is not valid"),
    Reason.WORD_UNKNOWN: Text(
        "渠道、身份或结果一栏的词无法识别", "a channel, role or state in words that mean nothing"
    ),
    Reason.TOO_LONG: Text("该行过长", "the row is too long"),
    Reason.ENCODING: Text("文字编码无法读取", "the text is not in the encoding of the file"),
    Reason.OTHER: Text("其他", "other"),
}


def reason_word(reason: str) -> Text:
    """Say why a row was not audited; a reason without words stands as it is."""
    return REASON_WORDS.get(reason, Text(reason, reason))


def bombing(at_least: int, minutes: int) -> Text:
    """Name call-bombing by what it is taken for."""
    return Text(
        f"{minutes} 分钟内联络同一人 {at_least} 次及以上",
        f"{at_least} or more contacts to one person within {minutes} minutes",
    )


def rotation(at_least: int) -> Text:
    """Name number rotation by what it is taken for."""
    return Text(
        f"同日用 {at_least} 个及以上主叫号码联络同一人",
        f"{at_least} or more caller numbers onto one person on one date",
    )


def left_unused(contacts: int, days: int, limit: int, clause: str) -> Text:
    """Say how many lawful contacts were left, and what that means."""
    return Text(
        f"按最严的每日上限（{clause}，每日 {limit} 次）计，在有联络的 {days:,} 个人·日中，"
        f"仍有 {contacts:,} 次合法联络未用；其他条款可能另有限制",
        f"Under the strictest daily cap ({clause}, {limit} a day), the"
        f" {counted(days, 'person-day')} with a contact still held"
        f" {counted(contacts, 'lawful contact')}; other clauses may have barred some",
    )


NOTHING = Text("没有可审计的联络。", "There was no contact to audit.")
