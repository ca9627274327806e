"""The words a contact list may use, Chinese and English: its columns and the values in them.

A column is a place in the contact, written as a JSON Pointer. What is not listed here is not
guessed: a cell that is no known word goes on as it stands and is refused where contacts are read.
"""

from __future__ import annotations

import enum
import unicodedata

from duegate.model.contact import (
    Arrangement,
    Audience,
    Channel,
    DebtKind,
    Element,
    Place,
    Purpose,
    Role,
    Source,
)
from duegate.model.words import WORDS

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

_CHANNELS = """
call=电话,语音,语音通话,外呼,人工外呼,自动外呼,机器人外呼,呼叫,\
calls,voice,phone,phonecall,telephone,outboundcall
sms=短信,短消息,彩信,信息,text,textmessage,message,mms email=邮件,电子邮件,mail
letter=信函,信件,挂号信,律师函,催收函,letters postcard=明信片 visit=上门,外访,走访,fieldvisit
social=社交,社交平台,微信,微博,wechat,whatsapp app=应用,应用消息,push,apppush
"""
_ROLES = """
debtor=本人,债务人,借款人,客户本人,持卡人,self,borrower,customer,primary
co_debtor=共同债务人,共同借款人,共借人,coborrower guarantor=担保人,保证人
relative=亲属,直系亲属,亲戚,家人,家属,父母,父亲,父,母亲,母,配偶,夫妻,丈夫,妻子,\
子女,儿子,女儿,兄弟,姐妹,兄弟姐妹,family,spouse,parent
friend=朋友 classmate=同学 colleague=同事,coworker school=学校,老师,教师,辅导员
other=其他,其它,第三方,第三人,thirdparty unknown=未知,不详
"""
_PURPOSES = """
remind=提醒,还款提醒,reminder collect=催收,催缴,催款,collection
locate=寻人,查找,失联修复,skiptrace relay=转告,转达 notice=通知,告知
reply=回复,回电
"""
_PLACES = """
home=住所,住址,家,家里 work=单位,公司,工作单位 campus=校园,学校 public=公共场所 other=其他
"""
_SOURCES = """
creditor_file=债权人档案,债权人,委托方,放款机构 contract=合同,借款合同 debtor=本人,债务人,本人提供
court=法院 public_register=公开登记,工商登记 address_book=通讯录 purchased=购买,买入
scraped=爬取,抓取 unknown=未知,不详
"""
_KINDS = """
online_loan=网贷,网络借贷,互联网贷款 card=信用卡欠款,creditcard consumer_loan=消费贷
mortgage=房贷 microfinance=小贷 student_loan=学生贷款 medical=医疗欠费
utility=水电费 rent=房租 other=其他
"""
_AUDIENCES = "private=私密,私信 public=公开,公开发布"
VALUES: dict[str, tuple[type[enum.StrEnum], str]] = {
    "/channel": (Channel, _CHANNELS),
    "/recipient/role": (Role, _ROLES),
    "/purpose": (Purpose, _PURPOSES),
    "/place": (Place, _PLACES),
    "/provenance/source": (Source, _SOURCES),
    "/debt/kind": (DebtKind, _KINDS),
    "/audience": (Audience, _AUDIENCES),
}

LISTS: dict[str, type[enum.StrEnum]] = {"/contains": Element, "/arrangements": Arrangement}
"""Columns whose cell holds several words, such as `录音；两人以上同行`."""

_PROVINCES = """
BJ=北京 TJ=天津 HE=河北 SX=山西 NM=内蒙古 LN=辽宁 JL=吉林 HL=黑龙江 SH=上海 JS=江苏 ZJ=浙江 AH=安徽
FJ=福建 JX=江西 SD=山东 HA=河南 HB=湖北 HN=湖南 GD=广东 GX=广西 HI=海南 CQ=重庆 SC=四川 GZ=贵州
YN=云南 XZ=西藏 SN=陕西 GS=甘肃 QH=青海 NX=宁夏 XJ=新疆
"""
_PROVINCE_ENDS = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "省", "市")

CURRENCIES = {"人民币": "CNY", "元": "CNY", "rmb": "CNY"}
TRUE = frozenset(["是", "有", "真", "y", "yes", "true", "1"])
FALSE = frozenset(["否", "无", "假", "n", "no", "false", "0"])
WITHHELD = frozenset(["隐藏", "匿名", "不显示", "withheld", "anonymous", "private"])


def plain(word: str) -> str:
    """Fold a word so that width, case, spaces, hyphens and underscores make no difference."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    return "".join(letter for letter in folded if not letter.isspace() and letter not in "_-")


def _columns() -> dict[str, str]:
    known = {plain(name): place for place, names in COLUMNS.items() for name in names.split()}
    dotted = {plain(place[1:].replace("/", ".")): place for place in COLUMNS}
    return known | dotted


def _values() -> dict[str, dict[str, str]]:
    return {place: _of_set(members, words) for place, (members, words) in VALUES.items()}


def _of_set(members: type[enum.StrEnum], words: str) -> dict[str, str]:
    """Take every member's own name, the word we print for it, and what else people write."""
    printed = {plain(word.zh): str(member) for member, word in WORDS.get(members, {}).items()}
    written = {
        plain(word): member
        for member, _, others in (entry.partition("=") for entry in words.split())
        for word in others.split(",")
    }
    return printed | written | {plain(member): str(member) for member in members}


def region_of(written: str) -> str:
    """Read a Chinese province by its name; anything else stays as it stands."""
    name = written.strip()
    for end in _PROVINCE_ENDS:
        name = name.removesuffix(end)
    return _REGION_OF.get(name, written.strip())


COLUMN_OF = _columns()
WORD_OF = {place: _of_set(members, "") for place, members in LISTS.items()}
VALUE_OF = _values()
_REGION_OF = {
    name: f"CN-{code}" for code, _, name in (entry.partition("=") for entry in _PROVINCES.split())
}
