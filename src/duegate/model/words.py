"""The words a person reads for the members of the closed sets, in both languages.

Data and interfaces carry the member itself; only sentences are made of these words.
"""

from __future__ import annotations

import enum

from duegate.model.contact import (
    Arrangement,
    Audience,
    Channel,
    ConsentScope,
    DebtKind,
    DebtState,
    Element,
    Place,
    Role,
    Source,
)
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState
from duegate.model.tenant import Qualification, Standing
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
        DebtState.LOST_CONTACT: Text("债务人失联", "the debtor is out of reach"),
    },
    DebtKind: {
        DebtKind.ONLINE_LOAN: Text("网络贷款", "an online loan"),
        DebtKind.CARD: Text("信用卡", "a credit card"),
        DebtKind.CONSUMER_LOAN: Text("消费贷款", "a consumer loan"),
        DebtKind.MORTGAGE: Text("住房按揭", "a mortgage"),
        DebtKind.MICROFINANCE: Text("小额信贷", "microfinance"),
        DebtKind.STUDENT_LOAN: Text("助学贷款", "a student loan"),
        DebtKind.MEDICAL: Text("医疗费用", "a medical bill"),
        DebtKind.UTILITY: Text("公用事业费", "a utility bill"),
        DebtKind.RENT: Text("租金", "rent"),
        DebtKind.OTHER: Text("其他债务", "another debt"),
    },
    Audience: {
        Audience.PRIVATE: Text("仅本人可见", "private"),
        Audience.PUBLIC: Text("公开", "public"),
    },
    Element: {
        Element.IDENTITY: Text("催收机构名称", "who collects"),
        Element.PERSON: Text("催收人员姓名", "the collector's name"),
        Element.CREDITOR: Text("债权人", "the creditor"),
        Element.AMOUNT: Text("欠款金额", "the amount"),
        Element.CALL_BACK: Text("回拨号码", "a number to call back"),
        Element.COLLECTOR_NOTICE: Text("表明系债务催收", "that a debt collector writes"),
        Element.OPT_OUT: Text("退订方式", "how to opt out"),
        Element.ROBOT_NOTICE: Text("表明系机器人", "that a robot speaks"),
        Element.LEGAL_BASIS: Text("催收理由与法律依据", "reason and legal basis"),
        Element.RIGHTS: Text("权利与义务", "rights and duties"),
        Element.HOW_TO_OBJECT: Text("异议与举证方式", "how to object"),
        Element.HOW_TO_QUERY: Text("查询账户的方式", "how to query the account"),
        Element.SEAL: Text("公章", "the official seal"),
        Element.NO_DEBT: Text("不提及债务", "that no debt is mentioned"),
        Element.FREE_OF_CHARGE: Text("表明免费", "that it is free of charge"),
    },
    Arrangement: {
        Arrangement.RECORDED: Text("录音或录像", "a recording"),
        Arrangement.PAIRED: Text("两人以上同行", "more than one collector"),
        Arrangement.IDENTIFIED: Text("出示证件", "identification"),
        Arrangement.ENTRY_CONSENT: Text("入户同意", "consent to enter"),
        Arrangement.DELIVERY_RECEIPT: Text("送达回执", "a delivery receipt"),
        Arrangement.ANNOUNCED: Text("事先通知", "prior notice"),
        Arrangement.EXPLAINED: Text("说明来意", "an explanation of the purpose"),
        Arrangement.AUTHORISED: Text("授权委托书", "a letter of authority"),
    },
    ConsentScope: {
        ConsentScope.ANY: Text("任何联络", "any contact"),
        ConsentScope.HOURS: Text("非常规时段", "other hours"),
        ConsentScope.FREQUENCY: Text("更高频次", "more frequent contacts"),
        ConsentScope.CALL: Text("电话", "calls"),
        ConsentScope.SMS: Text("短信", "text messages"),
        ConsentScope.EMAIL: Text("电子邮件", "e-mail"),
        ConsentScope.APP: Text("应用内消息", "app messages"),
        ConsentScope.SOCIAL: Text("社交平台", "social messages"),
        ConsentScope.VISIT: Text("上门", "visits"),
        ConsentScope.THIRD_PARTY: Text("联络第三人", "contacts with third parties"),
        ConsentScope.AUTOMATED: Text("自动外呼", "automated contacts"),
        ConsentScope.ENTRY: Text("入户", "entering the home"),
        ConsentScope.WORKPLACE: Text("在工作场所联络", "contacts at work"),
    },
    Qualification: {
        Qualification.REGISTERED: Text("登记", "registration"),
        Qualification.CERTIFIED: Text("从业资格", "a certificate"),
        Qualification.LISTED: Text("列入合作机构名单", "a place on the list"),
        Qualification.LICENSED: Text("许可", "a licence"),
    },
}


def word(member: enum.StrEnum) -> Text:
    """Give the words for a member of a closed set."""
    return WORDS[type(member)][member]
