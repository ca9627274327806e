"""Answers as a person reads them, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.packs.shipped import PACKS
from tests.rulebook.sample import SHANGHAI, contact, event, facts

from duegate.model.contact import Channel, Contact, Debtor, Place, Recipient, Role
from duegate.model.decision import Decision, LocalClock
from duegate.model.judgement import Judgement, Verdict
from duegate.model.text import Language
from duegate.model.unknown import Unknown
from duegate.rulebook.book import Book, needs
from duegate.rulebook.explain import explain
from duegate.rulebook.facts import Facts
from duegate.rulebook.lawful import rule_on

BOOK = Book((PACKS["cn-shenzhen"], PACKS["house"]))
CLEAR_OF_A_CALL = """\
  cn-shenzhen: SZ-01, SZ-03, SZ-04, SZ-15, SZ-16
  house: known-jurisdiction, known-tenant, opt-out, own-number, reachable-recipient, \
restricted-tenant, social-post, state-hold, stated-source, steady-clock
"""
WAITING_IN_A_CALL = """\
Not judged yet
  cn-shenzhen: SZ-09
    waits for a screening of the text or transcript; for acts, a visit report, a recording or a \
complaint
  cn-shenzhen: SZ-14
    waits for a screening of the text, picture or transcript, or a complaint
"""


def known(one: Contact, calls: int = 0, **changes: object) -> Facts:
    """Give the facts of a contact after some calls on the same day."""
    earlier = tuple(event(f"2017-06-01T{9 + hour:02}:00") for hour in range(calls))
    wanted = needs(BOOK, one, one.at).events
    return facts(events=tuple((need, earlier) for need in wanted), **changes)


def deferred() -> Judgement:
    """Judge the fourth call of a day."""
    return rule_on(BOOK, contact(), known(contact(), 3))


def denied() -> Judgement:
    """Judge a visit to a student's campus in class hours, without a call before."""
    visit = contact(
        "2017-06-01T14:30",
        channel=Channel.VISIT,
        place=Place.CAMPUS,
        debtor=Debtor("d", student=True),
    )
    return rule_on(BOOK, visit, known(visit))


def test_what_is_allowed_says_how_much_is_left() -> None:
    """The cap is told with its limit; every clause that was asked is named."""
    allowed = rule_on(BOOK, contact(), known(contact(), 2))
    said = explain(allowed, Language.EN, (SHANGHAI,))
    assert said == (
        "Allowed\n\nWithin the limit\n  cn-shenzhen/SZ-02  2 of 3 used\n\nClear\n"
        f"{CLEAR_OF_A_CALL}\n{WAITING_IN_A_CALL}"
    )


def test_a_deferral_says_until_when_and_why() -> None:
    """The instant lawful altogether on top, each clause's own beside it."""
    assert explain(deferred(), Language.EN, (SHANGHAI,)) == (
        f"""\
Deferred until 2017-06-02 08:00 (Asia/Shanghai)

Because of
  cn-shenzhen/SZ-02  deferred until 2017-06-02 00:00 (Asia/Shanghai)
    3 contacts on this day, the limit is 3
    as reported by a trade article, statement A19

Clear
{CLEAR_OF_A_CALL}
{WAITING_IN_A_CALL}"""
    )


def test_a_denial_in_chinese() -> None:
    """The strictest first; what several clauses wait for is said once."""
    assert explain(denied(), Language.ZH, (SHANGHAI,)) == (
        """\
拒绝

依据
  cn-shenzhen/SZ-10  拒绝
    会面地点为校园
    据行业文章转述，陈述 A23
  cn-shenzhen/SZ-11  拒绝
    当地时间 14:30（Asia/Shanghai）正值上课时段
    据行业文章转述，陈述 A24
  cn-shenzhen/SZ-17  拒绝
    此前仅有 0 次有结果的电话或短信联络，至少须有 3 次
    据行业文章转述，陈述 A7、A11
  cn-shenzhen/SZ-17-amount  待人工复核
    无法判定：缺少以规定币种表示的债务金额
    据行业文章转述，陈述 A12、A13（传闻）

无异议
  cn-shenzhen: SZ-01、SZ-04、SZ-13、SZ-15、SZ-16
  house: known-jurisdiction、known-tenant、opt-out、reachable-recipient、restricted-tenant、\
social-post、state-hold、stated-source、steady-clock

尚待判定
  cn-shenzhen: SZ-06、SZ-07、SZ-08
    有待：上门报告、现场录音录像或投诉
  cn-shenzhen: SZ-09
    有待：对文字或通话转写的筛查；就行为而言，上门报告、录音录像或投诉
  cn-shenzhen: SZ-14
    有待：对文字、图片或通话转写的筛查，或投诉
"""
    )


def test_every_clock_is_told() -> None:
    """A recipient who may be in two places has two local times; without any it is UTC."""
    said = explain(deferred(), Language.ZH, (SHANGHAI, "Asia/Urumqi")).split("\n")[0]
    assert said == "延后至 2017-06-02 08:00（Asia/Shanghai）、2017-06-02 06:00（Asia/Urumqi）"
    assert "until 2017-06-02 00:00 (UTC)" in explain(deferred(), Language.EN)


@pytest.mark.parametrize(
    ("language", "first"),
    [
        (Language.ZH, "联络 c1（机构 acme），2017-06-01 12:00（Asia/Shanghai）"),
        (Language.EN, "Contact c1 of acme, 2017-06-01 12:00 (Asia/Shanghai)"),
    ],
)
def test_a_decision_says_whose_it_is(language: Language, first: str) -> None:
    """Contact, tenant, and the clocks that were used."""
    judgement = deferred()
    decision = Decision(
        id="x",
        contact="c1",
        tenant="acme",
        at=datetime(2017, 6, 1, 4, tzinfo=UTC),
        verdict=judgement.verdict,
        findings=judgement.findings,
        clear=judgement.clear,
        clocks=(LocalClock(SHANGHAI, "2017-06-01T12:00:00+08:00"),),
        packs={},
        tzdata="2026a",
        until=judgement.until,
        unjudged=judgement.unjudged,
    )
    head, rest = explain(decision, language).split("\n", 1)
    assert head == first
    assert rest == explain(judgement, language, (SHANGHAI,))


def test_what_is_not_known_is_said() -> None:
    """A person of unknown role at an unknown hour: nothing is hidden in a code."""
    stranger = contact(recipient=Recipient(number="+8613800138000", role=Role.UNKNOWN))
    judgement = rule_on(BOOK, stranger, known(stranger, zones=Unknown("region not stated")))
    assert judgement.verdict is Verdict.DENY
    said = explain(judgement, Language.EN)
    assert "the person reached is not known" in said
    assert "cannot be judged: the recipient's time zone is not known (region not stated)" in said
