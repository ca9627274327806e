"""The kinds that ask what a contact states of itself: its words, its arrangements, its audience."""

from __future__ import annotations

from tests.rulebook.sample import book, check, clause, contact, facts, pack, version

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
from duegate.model.judgement import Verdict
from duegate.model.text import Text
from duegate.rulebook.book import Book
from duegate.rulebook.clause import Applies
from duegate.rulebook.judging import judge
from duegate.rulebook.kinds import (
    ChannelBan,
    ContentRequired,
    DataProvenance,
    EvidenceRequired,
    PartyRule,
    PlaceRule,
)
from duegate.rulebook.kinds.content_required import CONTENT
from duegate.rulebook.kinds.party_rule import Limited

WORDS = ContentRequired(elements=frozenset({Element.IDENTITY, Element.AMOUNT}))
RECORDED = EvidenceRequired(arrangements=frozenset({Arrangement.RECORDED, Arrangement.PAIRED}))


def test_what_must_be_said() -> None:
    """All of it; nobody's word on it is no answer."""
    check(
        WORDS,
        """
        at                channel  contains                  | verdict
        ----------------  -------  ------------------------  | --------
        2017-06-01 11:00  sms      -                         | unjudged
        2017-06-01 11:00  sms      nothing                   | deny
        2017-06-01 11:00  sms      identity                  | deny
        2017-06-01 11:00  sms      amount, identity          | allow
        2017-06-01 11:00  sms      amount, identity, seal    | allow
        """,
    )


def test_what_must_be_arranged() -> None:
    """All of it; nobody's word on it is no answer."""
    check(
        RECORDED,
        """
        at                channel  arranged                       | verdict
        ----------------  -------  -----------------------------  | --------
        2017-06-01 11:00  visit    -                              | unjudged
        2017-06-01 11:00  visit    nothing                        | deny
        2017-06-01 11:00  visit    recorded                       | deny
        2017-06-01 11:00  visit    recorded, paired               | allow
        2017-06-01 11:00  visit    recorded, paired, explained    | allow
        """,
    )


def test_the_reason_names_what_is_missing() -> None:
    """In both languages, and nothing that is there."""
    said = Text("缺少{missing}", "without {missing}")
    one = clause(version(WORDS, reason=said))
    silent = contact(contains=frozenset({Element.SEAL}))
    (finding,) = judge(Book((pack(one),)), silent, facts()).findings
    assert finding.reason == Text("缺少欠款金额、催收机构名称", "without the amount, who collects")


def test_what_nobody_stated_waits_and_denies_nothing() -> None:
    """It is neither clear nor found; the caller is told what is wanted."""
    judgement = judge(book(WORDS, RECORDED), contact(), facts())
    assert (judgement.verdict, judgement.findings, judgement.clear) == (Verdict.ALLOW, (), ())
    assert [each.clause for each in judgement.unjudged] == ["sample/1", "sample/2"]
    assert judgement.unjudged[0].needs == CONTENT


def test_a_ban_for_an_audience() -> None:
    """Public posts are banned; one whose audience is not stated may be public."""
    check(
        ChannelBan(channels=frozenset({Channel.SOCIAL}), audiences=frozenset({Audience.PUBLIC})),
        """
        at                channel  audience  | verdict
        ----------------  -------  --------  | -------
        2017-06-01 11:00  social   public    | deny
        2017-06-01 11:00  social   private   | allow
        2017-06-01 11:00  social   -         | deny
        2017-06-01 11:00  sms      public    | allow
        """,
    )


def test_whom_a_clause_concerns_by_debt_and_audience() -> None:
    """What is not known of a contact may be any of them."""
    check(
        ChannelBan(channels=frozenset({Channel.SOCIAL})),
        """
        at                channel  debt         audience  | verdict
        ----------------  -------  -----------  --------  | -------
        2017-06-01 11:00  social   online_loan  public    | deny
        2017-06-01 11:00  social   -            -         | deny
        2017-06-01 11:00  social   card         public    | allow
        2017-06-01 11:00  social   online_loan  private   | allow
        """,
        applies=Applies(
            debts=frozenset({DebtKind.ONLINE_LOAN}), audiences=frozenset({Audience.PUBLIC})
        ),
    )


def test_roles_for_some_purposes_only() -> None:
    """A relative may be asked where the debtor is, and nothing else."""
    relatives = Limited(
        roles=frozenset({Role.RELATIVE}), purposes=frozenset({Purpose.LOCATE, Purpose.RELAY})
    )
    check(
        PartyRule(allowed=frozenset({Role.DEBTOR}), limited=relatives),
        """
        at                role      purpose  | verdict
        ----------------  --------  -------  | -------
        2017-06-01 11:00  debtor    collect  | allow
        2017-06-01 11:00  relative  locate   | allow
        2017-06-01 11:00  relative  relay    | allow
        2017-06-01 11:00  relative  collect  | deny
        2017-06-01 11:00  friend    locate   | deny
        """,
    )


def test_roles_with_consent() -> None:
    """Third parties may be reached while the debtor consents to that."""
    check(
        PartyRule(
            allowed=frozenset({Role.DEBTOR}), with_consent=frozenset({Role.RELATIVE, Role.FRIEND})
        ),
        """
        at                role       notes                                                  | verdict
        ----------------  ---------  -----------------------------------------------------  | -------
        2017-06-01 11:00  debtor     unknown                                                | allow
        2017-06-01 11:00  relative   -                                                      | deny
        2017-06-01 11:00  relative   consent_third_party                                    | allow
        2017-06-01 11:00  friend     consent_any                                            | allow
        2017-06-01 11:00  relative   consent_call                                           | deny
        2017-06-01 11:00  relative   consent_third_party, revoked_third_party from 2017-05-01 | deny
        2017-06-01 11:00  relative   unknown                                                | deny
        2017-06-01 11:00  colleague  consent_third_party                                    | deny
        """,  # noqa: E501 - a table
    )


def test_a_place_that_opens_once_arranged() -> None:
    """The home is entered with consent; a campus is not."""
    check(
        PlaceRule(
            banned=frozenset({Place.HOME}),
            unless_arranged=frozenset({Arrangement.ENTRY_CONSENT}),
        ),
        """
        at                channel  place   arranged       | verdict
        ----------------  -------  ------  -------------  | -------
        2017-06-01 11:00  visit    home    -              | deny
        2017-06-01 11:00  visit    home    recorded       | deny
        2017-06-01 11:00  visit    home    entry_consent  | allow
        2017-06-01 11:00  visit    public  -              | allow
        2017-06-01 11:00  visit    -       entry_consent  | deny
        """,
    )


def test_a_number_that_was_checked_lately() -> None:
    """Within so many days of the recipient's calendar; an unknown day is not lately."""
    check(
        DataProvenance(accepted=frozenset({Source.CONTRACT}), fresh_days=60),
        """
        at                source     learnt      | verdict
        ----------------  ---------  ----------  | -------
        2017-06-01 11:00  contract   2017-04-02  | allow    # sixty days
        2017-06-01 11:00  contract   2017-04-01  | deny     # sixty-one
        2017-06-01 11:00  contract   2017-06-02  | allow
        2017-06-01 11:00  contract   -           | deny
        2017-06-01 11:00  purchased  2017-06-01  | deny
        2017-06-01 11:00  -          -           | deny
        """,
    )


def test_the_latest_calendar_of_the_recipient_counts() -> None:
    """Where it is tomorrow already the number is a day older."""
    check(
        DataProvenance(accepted=frozenset({Source.CONTRACT}), fresh_days=60),
        """
        at                zones                              source    learnt      | verdict
        ----------------  ---------------------------------  --------  ----------  | -------
        2017-06-01 20:00  Asia/Shanghai                      contract  2017-04-02  | allow
        2017-06-01 20:00  Asia/Shanghai, Pacific/Kiritimati  contract  2017-04-02  | deny
        """,
    )
