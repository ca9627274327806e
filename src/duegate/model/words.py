"""The words a person reads for the members of the closed sets, in both languages.

Data and interfaces carry the member itself; only sentences are made of these words.
"""

from __future__ import annotations

import enum

from duegate.model.contact import Channel, DebtState, Place, Role, Source
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState
from duegate.model.tenant import Standing
from duegate.model.text import Text

WORDS: dict[type[enum.StrEnum], dict[str, Text]] = {
    Verdict: {
        Verdict.ALLOW: Text("放行", "allowed"),
        Verdict.DEFER: Text("延后", "deferred"),
        Verdict.REVIEW: Text("待人工复核", "needs review by a person"),
        Verdict.DENY: Text("拒绝", "denied"),
    },
    Channel: {
        Channel.CALL: Text("电话", "calls"),
        Channel.SMS: Text("短信", "SMS"),
        Channel.EMAIL: Text("电子邮件", "e-mails"),
        Channel.LETTER: Text("信函", "letters"),
        Channel.POSTCARD: Text("明信片", "postcards"),
        Channel.VISIT: Text("上门", "visits"),
        Channel.SOCIAL: Text("社交平台", "social posts"),
        Channel.APP: Text("应用消息", "app messages"),
    },
    Role: {
        Role.DEBTOR: Text("债务人本人", "the debtor"),
        Role.CO_DEBTOR: Text("共同债务人", "a co-debtor"),
        Role.GUARANTOR: Text("保证人", "a guarantor"),
        Role.RELATIVE: Text("亲属", "a relative"),
        Role.FRIEND: Text("朋友", "a friend"),
        Role.CLASSMATE: Text("同学", "a classmate"),
        Role.COLLEAGUE: Text("同事", "a colleague"),
        Role.SCHOOL: Text("学校", "the school"),
        Role.OTHER: Text("其他人员", "somebody else"),
        Role.UNKNOWN: Text("身份不明人员", "not known"),
    },
    Place: {
        Place.HOME: Text("住所", "the home"),
        Place.WORK: Text("工作单位", "the workplace"),
        Place.CAMPUS: Text("校园", "a campus"),
        Place.PUBLIC: Text("公共场所", "a public place"),
        Place.OTHER: Text("其他地点", "some other place"),
    },
    Source: {
        Source.CREDITOR_FILE: Text("债权人档案", "the creditor's file"),
        Source.CONTRACT: Text("合同", "the contract"),
        Source.DEBTOR: Text("债务人本人", "the debtor"),
        Source.COURT: Text("法院文书", "a court paper"),
        Source.PUBLIC_REGISTER: Text("公开登记信息", "a public register"),
        Source.ADDRESS_BOOK: Text("通讯录", "an address book"),
        Source.PURCHASED: Text("购买", "a purchase"),
        Source.SCRAPED: Text("网络抓取", "scraping"),
        Source.UNKNOWN: Text("来历不明", "a source nobody knows"),
    },
    Standing: {
        Standing.GOOD: Text("良好", "good"),
        Standing.WATCHED: Text("关注", "watched"),
        Standing.RESTRICTED: Text("受限", "restricted"),
        Standing.SUSPENDED: Text("已停用", "suspended"),
        Standing.TERMINATED: Text("已终止", "terminated"),
    },
    OutcomeState: {
        OutcomeState.NOT_SENT: Text("未发出", "not sent"),
        OutcomeState.PLACED: Text("已拨出", "placed"),
        OutcomeState.NOT_CONNECTED: Text("未接通", "not connected"),
        OutcomeState.RANG_NO_ANSWER: Text("振铃无人接听", "rang, no answer"),
        OutcomeState.VOICEMAIL: Text("转入语音信箱", "voicemail"),
        OutcomeState.MESSAGE_SENT: Text("短信已发出", "message sent"),
        OutcomeState.DELIVERED: Text("已送达", "delivered"),
        OutcomeState.LETTER_POSTED: Text("信函已寄出", "letter posted"),
        OutcomeState.VISIT_MADE: Text("已上门", "visit made"),
        OutcomeState.ANSWERED: Text("已接听", "answered"),
        OutcomeState.VISIT_CONTACT: Text("上门见到本人", "met at the visit"),
        OutcomeState.CONVERSATION: Text("已通话", "conversation"),
        OutcomeState.INBOUND: Text("对方来电", "they contacted us"),
    },
    DebtState: {
        DebtState.DISPUTED: Text("债务有争议", "the debt is disputed"),
        DebtState.SUED: Text("债务已起诉", "the debt is before a court"),
        DebtState.INSOLVENT: Text("债务人已进入破产程序", "the debtor is insolvent"),
        DebtState.DECEASED: Text("债务人已去世", "the debtor has died"),
        DebtState.HARDSHIP: Text("债务人生活困难", "the debtor is in hardship"),
        DebtState.MINOR: Text("债务人未成年", "the debtor is a minor"),
        DebtState.VULNERABLE: Text("债务人需要特别保护", "the debtor is vulnerable"),
        DebtState.ATTORNEY: Text("债务人已委托律师", "the debtor has a lawyer"),
        DebtState.PAID: Text("债务已清偿", "the debt is paid"),
    },
}


def word(member: enum.StrEnum) -> Text:
    """Give the words for a member of a closed set."""
    return WORDS[type(member)][member]
