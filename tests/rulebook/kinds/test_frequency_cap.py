"""The cap in every window, over zones and clock changes, and what it tells whom."""

from __future__ import annotations

import msgspec
from tests.rulebook.sample import book, check, contact, event, facts

from duegate.model.contact import Channel, ConsentScope, Purpose, Role
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState
from duegate.model.unknown import Unknown
from duegate.rulebook.facts import ActorScope, CountKey, EventsNeed
from duegate.rulebook.judging import judge
from duegate.rulebook.kinds import FrequencyCap
from duegate.rulebook.kinds.frequency_cap import ELSEWHERE, needs
from duegate.rulebook.window import Unit, Weekday, Window

DAY = Window(unit=Unit.CALENDAR_DAY)


def cap(limit: int, window: Window = DAY, **changes: object) -> FrequencyCap:
    """Make a cap on calls to a debtor by anybody."""
    plain = FrequencyCap(
        limit=limit,
        window=window,
        key=CountKey.DEBTOR,
        actor_scope=ActorScope.PLATFORM,
        channels=frozenset({Channel.CALL}),
        counts=frozenset(OutcomeState) - {OutcomeState.NOT_SENT},
    )
    return msgspec.structs.replace(plain, **changes)


def test_it_asks_for_the_events_of_its_key() -> None:
    """The gate learns whose contacts, in whose scope, over which window."""
    wanted = EventsNeed(CountKey.DEBTOR, ActorScope.PLATFORM, DAY)
    assert needs(cap(3)) == (wanted,)


def test_a_calendar_week_begins_where_it_says() -> None:
    """A Monday week ends on Sunday, a Sunday week on Saturday."""
    monday = Window(unit=Unit.CALENDAR_WEEK)
    sunday = Window(unit=Unit.CALENDAR_WEEK, starts=Weekday.SUNDAY)
    check(
        cap(2, monday),
        """
        at                history                           | verdict  until             used
        ----------------  --------------------------------  | -------  ----------------  ----
        2017-06-11 23:59  call 2017-06-05, call 2017-06-07  | defer    2017-06-12 00:00  2     # Sunday
        2017-06-12 00:00  call 2017-06-05, call 2017-06-07  | allow    -                 0     # Monday
        2017-06-05 00:00  call 2017-06-04, call 2017-06-04  | allow    -                 0
        2017-06-05 00:00  call 2017-06-11, call 2017-06-11  | defer    2017-06-12 00:00  2     # dated back
        """,  # noqa: E501 - a table
    )
    check(
        cap(2, sunday),
        """
        at                history                           | verdict  until             used
        ----------------  --------------------------------  | -------  ----------------  ----
        2017-06-10 23:59  call 2017-06-05, call 2017-06-07  | defer    2017-06-11 00:00  2     # Saturday
        2017-06-11 00:00  call 2017-06-05, call 2017-06-07  | allow    -                 0     # Sunday
        """,  # noqa: E501 - a table
    )


def test_a_calendar_month_ends_with_the_month() -> None:
    """Short months, leap years and the end of the year."""
    check(
        cap(2, Window(unit=Unit.CALENDAR_MONTH)),
        """
        at                history                           | verdict  until             used
        ----------------  --------------------------------  | -------  ----------------  ----
        2017-02-28 23:59  call 2017-02-01, call 2017-02-27  | defer    2017-03-01 00:00  2
        2017-03-01 00:00  call 2017-02-01, call 2017-02-27  | allow    -                 0
        2020-02-29 12:00  call 2020-02-01, call 2020-02-27  | defer    2020-03-01 00:00  2
        2017-12-31 12:00  call 2017-12-01, call 2017-12-02  | defer    2018-01-01 00:00  2
        """,
    )


def test_rolling_dates_count_the_first_date_as_day_one() -> None:
    """Seven dates that hold two contacts take no third, before, between or after them."""
    check(
        cap(2, Window(unit=Unit.ROLLING_DATES, length=7)),
        """
        at                history                           | verdict  until             used
        ----------------  --------------------------------  | -------  ----------------  ----
        2017-06-07 23:59  call 2017-06-01, call 2017-06-03  | defer    2017-06-08 00:00  2
        2017-06-08 00:00  call 2017-06-01, call 2017-06-03  | allow    -                 1     # the first fell out
        2017-06-01 12:00  call 2017-06-05, call 2017-06-06  | defer    2017-06-12 00:00  2     # dated back
        2017-05-30 12:00  call 2017-06-05, call 2017-06-06  | allow    -                 1     # 05-30 to 06-05 hold one
        2017-06-02 12:00  call 2017-05-28, call 2017-06-08  | allow    -                 1     # each in a window of its own
        2017-06-01 12:00  call 2017-05-30, call 2017-06-02  | defer    2017-06-06 00:00  2     # in between
        """,  # noqa: E501 - a table
    )


def test_a_lifetime_has_no_end() -> None:
    """Once is once: there is no instant to wait for."""
    check(
        cap(1, Window(unit=Unit.LIFETIME)),
        """
        at                history          | verdict  until  used
        ----------------  ---------------  | -------  -----  ----
        2017-06-01 12:00  -                | allow    -      0
        2017-06-01 12:00  call 1999-01-01  | deny     -      1
        """,
    )


def test_an_uncertain_date_counts_on_each() -> None:
    """An event whose zone was not certain fills every day it may have fallen on."""
    check(
        cap(1),
        """
        at                zones                             history                 | verdict  until             used
        ----------------  --------------------------------  ----------------------  | -------  ----------------  ----
        2017-06-01 20:00  Asia/Shanghai, America/New_York   call 2017-06-01 09:00   | defer    2017-06-02 12:00  1
        2017-06-02 11:59  Asia/Shanghai, America/New_York   call 2017-06-01 09:00   | defer    2017-06-02 12:00  1
        2017-06-02 12:00  Asia/Shanghai, America/New_York   call 2017-06-01 09:00   | allow    -                 0
        2017-06-01 12:00  unknown                           -                       | deny     -                 -
        """,  # noqa: E501 - a table
    )


def test_a_new_day_begins_when_the_clock_first_shows_it() -> None:
    """Midnight may be skipped, come twice, or be followed by the old day once more."""
    check(
        cap(1),
        """
        at                history          | verdict  until
        ----------------  ---------------  | -------  ----------------
        2017-10-14 12:00  call 2017-10-14  | defer    2017-10-15 01:00  # 00:00 is skipped
        """,
        zone="America/Sao_Paulo",
    )
    check(
        cap(1),
        """
        at                      history          | verdict  until
        ----------------------  ---------------  | -------  ----------------------
        2017-11-04 12:00        call 2017-11-04  | defer    2017-11-05 00:00-04:00  # the first of two
        2017-11-05 00:30-04:00  call 2017-11-04  | allow    -
        """,  # noqa: E501 - a table
        zone="America/Havana",
    )
    check(
        cap(1),
        """
        at                      history                | verdict  until
        ----------------------  ---------------------  | -------  ----------------------
        2006-10-28 23:00        call 2006-10-28 12:00  | defer    2006-10-29 00:00-02:30
        2006-10-29 00:00-02:30  call 2006-10-28 12:00  | allow    -                       # a minute long
        2006-10-28 23:30-03:30  call 2006-10-28 12:00  | defer    2006-10-29 00:00-03:30  # the old day again
        2006-10-29 00:00-03:30  call 2006-10-28 12:00  | allow    -
        """,  # noqa: E501 - a table
        zone="America/St_Johns",
    )


def test_only_what_the_clause_counts_is_counted() -> None:
    """Roles, purposes, channels and outcomes decide, each for itself."""
    check(
        cap(
            1,
            roles=frozenset({Role.DEBTOR}),
            excludes=frozenset({Purpose.REPLY}),
            counts=frozenset({OutcomeState.CONVERSATION}),
        ),
        """
        at                purpose  history              | verdict  used
        ----------------  -------  -------------------  | -------  ----
        2017-06-01 12:00  collect  call                 | defer    1     # open: it counts
        2017-06-01 12:00  collect  call conversation    | defer    1
        2017-06-01 12:00  collect  call voicemail       | allow    0
        2017-06-01 12:00  collect  sms                  | allow    0
        2017-06-01 12:00  collect  call guarantor       | allow    0
        2017-06-01 12:00  collect  call reply           | allow    0
        2017-06-01 12:00  reply    call conversation    | allow    -     # never counts, so never waits
        """,  # noqa: E501 - a table
    )


def test_a_key_counts_what_it_names() -> None:
    """One person under two references is one debtor; another debt is another debt."""
    known_by = {  # the key, and what of another contact keeps it from being counted
        CountKey.DEBTOR: ["other_debtor other_person"],
        CountKey.PERSON: ["other_person"],
        CountKey.DEBT: ["other_debt"],
        CountKey.PERSON_DEBT: ["other_person", "other_debt"],
        CountKey.DEBTOR_CREDITOR: ["other_debtor other_person", "other_creditor"],
    }
    aparts = [
        "",
        "other_debtor",
        "other_person",
        "other_debt",
        "other_creditor",
        "other_debtor other_person",
    ]
    for key, keeping in known_by.items():
        for apart in aparts:
            counted = not any(set(words.split()) <= set(apart.split()) for words in keeping)
            check(
                cap(1, key=key),
                f"""
                at                history       | verdict
                ----------------  ------------  | -------
                2017-06-01 12:00  call {apart}  | {"defer" if counted else "allow"}
                """,
            )


def test_a_creditor_that_is_not_stated_may_be_any() -> None:
    """So its contacts count with every creditor's."""
    check(
        cap(1, key=CountKey.DEBTOR_CREDITOR),
        """
        at                creditor  history              | verdict
        ----------------  --------  -------------------  | -------
        2017-06-01 12:00  bank      call other_creditor  | allow
        2017-06-01 12:00  -         call other_creditor  | defer
        """,
    )


def test_a_duration_ends_at_the_very_second() -> None:
    """Half-open: five minutes after the event it is over, wherever they began."""
    check(
        cap(2, Window(unit=Unit.DURATION, seconds=300)),
        """
        at                   history                   | verdict  until                used
        -------------------  ------------------------  | -------  -------------------  ----
        2017-06-01 12:00     call 11:56, call 11:58    | defer    2017-06-01 12:01     2
        2017-06-01 12:00:59  call 11:56, call 11:58    | defer    2017-06-01 12:01     2
        2017-06-01 12:01     call 11:56, call 11:58    | allow    -                    1     # the first is out
        2017-06-01 12:00     call 11:55, call 11:58    | allow    -                    1
        2017-06-01 12:00     call 11:58, call 12:02    | defer    2017-06-01 12:03     2     # dated back
        2017-06-01 12:00     call 11:58, call 12:03    | allow    -                    1     # never within five
        2017-06-02 00:01     call 2017-06-01 23:57:30, call 2017-06-01 23:59:30  | defer  2017-06-02 00:02:30  2
        """,  # noqa: E501 - a table
    )
    check(
        cap(1, Window(unit=Unit.DURATION, seconds=7200)),
        """
        at                      history                       | verdict  until
        ----------------------  ----------------------------  | -------  ----------------------
        2017-11-05 01:10-05:00  call 2017-11-05 01:30-04:00   | defer    2017-11-05 02:30
        """,
        zone="America/New_York",
    )


def test_contacts_under_a_consent_do_not_count() -> None:
    """Neither those made while it held, nor the one asked about while it holds."""
    check(
        cap(1, excludes_consented=ConsentScope.FREQUENCY),
        """
        at                notes                                                              history     | verdict  used
        ----------------  -----------------------------------------------------------------  ----------  | -------  ----
        2017-06-01 12:00  -                                                                  call 09:00  | defer    1
        2017-06-01 12:00  consent_frequency                                                  call 09:00  | allow    -     # nothing counts
        2017-06-01 12:00  consent_any                                                        call 09:00  | allow    -
        2017-06-01 12:00  consent_hours                                                      call 09:00  | defer    1     # for something else
        2017-06-01 12:00  consent_frequency until 2017-06-01 10:00                           call 09:00  | allow    0     # it held then
        2017-06-01 12:00  consent_frequency until 2017-06-01 08:00                           call 09:00  | defer    1
        2017-06-01 12:00  consent_frequency, revoked_frequency from 2017-06-01 11:00         call 09:00  | allow    0
        2017-06-01 12:00  consent_frequency, revoked_frequency from 2017-06-01 08:00         call 09:00  | defer    1
        2017-06-01 12:00  consent_frequency from 2017-06-01 13:00                            call 09:00  | defer    1     # not yet given
        2017-06-01 12:00  unknown                                                            call 09:00  | defer    1
        """,  # noqa: E501 - a table
    )


def test_a_reply_of_the_day_does_not_count() -> None:
    """On the date of a message of theirs, after it; whatever else is said to be a reply does."""
    check(
        cap(1, counts=frozenset({OutcomeState.ANSWERED}), excludes_replies=True),
        """
        at                zones                      purpose  history                                        | verdict  used
        ----------------  -------------------------  -------  ---------------------------------------------  | -------  ----
        2017-06-01 12:00  -                          reply    call 09:00                                     | defer    1     # to nothing
        2017-06-01 12:00  -                          reply    call 09:00, sms 10:00 inbound                  | allow    -
        2017-06-01 12:00  -                          collect  call 09:00, sms 10:00 inbound                  | defer    1
        2017-06-01 12:00  -                          reply    call 09:00, sms 13:00 inbound                  | defer    1     # they came later
        2017-06-02 12:00  -                          reply    call 2017-06-02 09:00, sms 2017-06-01 inbound  | defer    1     # of the day before
        2017-06-01 12:00  -                          collect  sms 10:00 inbound, call 11:00 reply            | allow    0
        2017-06-01 12:00  -                          collect  call 09:00 reply, sms 10:00 inbound            | defer    1     # before they came
        2017-06-01 12:00  -                          reply    call 09:00, sms 10:00 inbound other_tenant     | defer    1     # to somebody else
        2017-06-01 23:30  Asia/Shanghai, Asia/Tokyo  reply    call 09:00, sms 10:00 inbound                  | defer    1     # perhaps tomorrow
        """,  # noqa: E501 - a table
    )


def test_whoever_is_not_known_counts() -> None:
    """A role nobody stated may be any."""
    check(
        cap(1, roles=frozenset({Role.DEBTOR})),
        """
        at                history        | verdict
        ----------------  -------------  | -------
        2017-06-01 12:00  call unknown   | defer
        2017-06-01 12:00  call relative  | allow
        """,
    )


def test_other_tenants_show_only_that_the_cap_is_full() -> None:
    """Neither how many nor whose, whether the cap is full or not."""
    rule = cap(2)
    (need,) = needs(rule)
    other = event("2017-06-01T09:00", own=False)
    own = event("2017-06-01T10:00")
    full = judge(book(rule), contact(), facts(events=((need, (other, own)),)))
    (finding,) = full.findings
    assert (finding.verdict, finding.reason) == (Verdict.DEFER, ELSEWHERE)
    assert (finding.used, finding.limit) == (None, None)
    (within,) = judge(book(rule), contact(), facts(events=((need, (other,)),))).findings
    assert (within.verdict, within.used, within.limit) == (Verdict.ALLOW, 0, 2)


def test_other_tenants_yesterday_do_not_veil_ones_own_count() -> None:
    """Only contacts in the full window decide what may be told."""
    rule = cap(1)
    (need,) = needs(rule)
    events = (event("2017-05-31T09:00", own=False), event("2017-06-01T10:00"))
    (finding,) = judge(book(rule), contact(), facts(events=((need, events),))).findings
    assert (finding.used, finding.limit) == (1, 1)


def test_it_refuses_without_events() -> None:
    """Events that were not fetched, or could not be, are no empty list."""
    rule = cap(1)
    (need,) = needs(rule)
    unread = facts(events=((need, Unknown("the store is closed")),))
    assert judge(book(rule), contact(), facts()).verdict is Verdict.DENY
    assert judge(book(rule), contact(), unread).verdict is Verdict.DENY


def test_no_candidate_zone_refuses() -> None:
    """Without a clock there is no day to count."""
    rule = cap(1)
    (need,) = needs(rule)
    assert (
        judge(book(rule), contact(), facts(zones=(), events=((need, ()),))).verdict is Verdict.DENY
    )
