"""The pause after an event: in dates with day 1, in hours and minutes, on every clock."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulebook.sample import book, check, contact, event, facts

from duegate.model.contact import Channel, Purpose, Role
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState
from duegate.rulebook.checks import check_rule
from duegate.rulebook.facts import ActorScope, CountKey, EventsNeed
from duegate.rulebook.judging import judge
from duegate.rulebook.kinds import Cooldown
from duegate.rulebook.kinds.cooldown import ELSEWHERE, Measure, needs
from duegate.rulebook.window import Unit, Window

SPOKEN = frozenset({OutcomeState.CONVERSATION, OutcomeState.INBOUND})


def pause(length: int = 7, **changes: object) -> Cooldown:
    """Make a pause after a conversation by telephone, theirs or ours."""
    plain = Cooldown(after=SPOKEN, channels=frozenset({Channel.CALL}), length=length)
    return msgspec.structs.replace(plain, **changes)


def test_a_conversation_blocks_seven_dates() -> None:
    """Its own date is the first; the rest of it is blocked; the eighth is clear at midnight."""
    check(
        pause(),
        """
        at                history                                                         | verdict  until
        ----------------  --------------------------------------------------------------  | -------  ----------------
        2026-06-03 11:00  call 2026-06-03 10:00 conversation                              | defer    2026-06-10 00:00
        2026-06-09 23:59  call 2026-06-03 10:00 conversation                              | defer    2026-06-10 00:00  # the seventh date
        2026-06-10 00:00  call 2026-06-03 10:00 conversation                              | allow    -
        2026-06-03 11:00  call 2026-06-03 10:00 inbound                                   | defer    2026-06-10 00:00  # theirs too
        2026-06-03 11:00  call 2026-06-03 10:00                                           | defer    2026-06-10 00:00  # its outcome is open
        2026-06-03 11:00  call 2026-06-03 10:00 answered, sms 2026-06-03 delivered        | allow    -
        2026-06-03 11:00  call 2026-06-03 12:00 conversation                              | allow    -                 # not yet
        2026-06-03 11:00  call 2026-06-03 11:00 conversation                              | defer    2026-06-10 00:00  # this instant
        2026-06-03 11:00  call 2026-06-02 conversation, call 2026-06-01 conversation      | defer    2026-06-09 00:00  # the latest counts
        2026-06-03 11:00  unknown                                                         | deny     -
        """,  # noqa: E501 - a table
    )


def test_hours_and_minutes_are_exact() -> None:
    """Two hours are two hours, through an hour that comes twice and one that is lost."""
    rows = """
        at                      history                                     | verdict  until
        ----------------------  ------------------------------------------  | -------  ----------------------
        2017-11-05 01:10-05:00  call 2017-11-05 01:10-04:00 conversation    | defer    2017-11-05 02:10
        2017-11-05 02:09        call 2017-11-05 01:10-04:00 conversation    | defer    2017-11-05 02:10
        2017-11-05 02:10        call 2017-11-05 01:10-04:00 conversation    | allow    -
        2017-03-12 03:30        call 2017-03-12 01:30 conversation          | defer    2017-03-12 04:30
        """  # noqa: E501 - a table
    check(pause(2, unit=Measure.HOURS), rows, zone="America/New_York")
    check(pause(120, unit=Measure.MINUTES), rows, zone="America/New_York")


def test_midnight_may_be_skipped_or_come_twice() -> None:
    """The first instant of the clear date, whenever the clock shows it."""
    check(
        pause(1),
        """
        at                history                        | verdict  until
        ----------------  -----------------------------  | -------  ----------------
        2017-10-14 12:00  call 2017-10-14 conversation   | defer    2017-10-15 01:00
        """,
        zone="America/Sao_Paulo",
    )
    check(
        pause(1),
        """
        at                      history                        | verdict  until
        ----------------------  -----------------------------  | -------  ----------------------
        2017-11-04 12:00        call 2017-11-04 conversation   | defer    2017-11-05 00:00-04:00
        2017-11-05 00:00-04:00  call 2017-11-04 conversation   | allow    -
        """,
        zone="America/Havana",
    )
    check(
        pause(2),
        """
        at                      history                        | verdict  until
        ----------------------  -----------------------------  | -------  ----------------
        2026-04-04 23:30-04:00  call 2026-04-03 conversation   | defer    2026-04-05 00:00  # 23:00 to 24:00 comes twice
        """,  # noqa: E501 - a table
        zone="America/Santiago",
    )


def test_every_clock_must_have_come_to_the_date() -> None:
    """The event counts on the later date it may have fallen on, the contact on each."""
    check(
        pause(2),
        """
        at                zones                            history                            | verdict  until
        ----------------  -------------------------------  ---------------------------------  | -------  ----------------
        2026-06-04 11:00  Asia/Shanghai, America/New_York  call 2026-06-03 10:00 conversation | defer    2026-06-05 12:00
        2026-06-05 11:59  Asia/Shanghai, America/New_York  call 2026-06-03 10:00 conversation | defer    2026-06-05 12:00
        2026-06-05 12:00  Asia/Shanghai, America/New_York  call 2026-06-03 10:00 conversation | allow    -
        2026-06-05 12:00  unknown                          -                                  | deny     -
        """,  # noqa: E501 - a table
    )


def test_chile_keeps_two_days_apart() -> None:
    """Messages by other means: two dates lie between the date of one and that of the next."""
    apart = pause(
        2,
        after=frozenset(OutcomeState) - {OutcomeState.NOT_SENT, OutcomeState.INBOUND},
        channels=frozenset({Channel.SMS, Channel.EMAIL, Channel.APP}),
    )
    check(
        apart,
        """
        at                channel  history                           | verdict  until
        ----------------  -------  --------------------------------  | -------  ----------------
        2026-06-10 11:00  sms      email 2026-06-08 23:59 delivered  | allow    -
        2026-06-10 11:00  sms      email 2026-06-09 00:00 delivered  | defer    2026-06-11 00:00
        2026-06-10 11:00  sms      sms 2026-06-10 09:00              | defer    2026-06-12 00:00
        2026-06-10 11:00  sms      call 2026-06-10 09:00 answered    | allow    -
        2026-06-10 11:00  sms      sms 2026-06-10 09:00 not_sent     | allow    -
        2026-06-10 11:00  sms      sms 2026-06-10 09:00 inbound      | allow    -
        """,
        zone="America/Santiago",
    )


def test_only_what_triggers_triggers() -> None:
    """Roles, purposes, tenants and keys, each for itself; whoever is not known may be any."""
    check(
        pause(
            roles=frozenset({Role.DEBTOR}),
            excludes=frozenset({Purpose.NOTICE}),
            key=CountKey.PERSON_DEBT,
        ),
        """
        at                purpose  history                                | verdict
        ----------------  -------  -------------------------------------  | -------
        2026-06-03 11:00  collect  call 09:00 conversation                | defer
        2026-06-03 11:00  collect  call 09:00 conversation relative       | allow
        2026-06-03 11:00  collect  call 09:00 inbound unknown             | defer
        2026-06-03 11:00  collect  call 09:00 conversation notice         | allow
        2026-06-03 11:00  notice   call 09:00 conversation                | allow
        2026-06-03 11:00  collect  call 09:00 conversation other_debt     | allow
        2026-06-03 11:00  collect  call 09:00 conversation other_person   | allow
        2026-06-03 11:00  collect  call 09:00 conversation other_tenant   | allow
        """,
    )


def test_another_tenant_s_event_shows_only_its_instant() -> None:
    """On a platform-wide pause."""
    rule = pause(actor_scope=ActorScope.PLATFORM)
    (need,) = needs(rule)
    assert need == EventsNeed(
        CountKey.DEBTOR, ActorScope.PLATFORM, Window(Unit.ROLLING_DATES, length=7)
    )
    theirs = event("2026-06-03T09:00", own=False, state=OutcomeState.CONVERSATION)
    known = facts(events=((need, (theirs,)),))
    (finding,) = judge(book(rule), contact("2026-06-03T11:00"), known).findings
    assert (finding.verdict, finding.reason) == (Verdict.DEFER, ELSEWHERE)


def test_what_was_not_sent_is_no_event() -> None:
    """A file that says so does not load."""
    rule = pause(after=frozenset({OutcomeState.NOT_SENT}))
    assert list(check_rule(rule)) == ["after: what was not sent reached nobody; leave out not_sent"]


@given(st.integers(1, 30), st.sampled_from(Measure), st.integers(0, 60 * 24 * 60))
@pytest.mark.parametrize("zone", ["America/New_York", "America/Santiago", "Pacific/Apia"])
def test_it_waits_for_the_first_clear_instant(
    zone: str, length: int, unit: Measure, minutes: int
) -> None:
    """The instant of a deferral is clear, the second before it is not; clear now needs none."""
    rule = pause(length, unit=unit)
    need = needs(rule)[0]
    spoke = event("2026-04-04T20:00-04:00", (zone,), state=OutcomeState.CONVERSATION)
    asked = contact("2026-04-04T20:00-04:00")
    known = facts(zones=(zone,), events=((need, (spoke,)),))
    at = asked.at + timedelta(minutes=minutes)
    judgement = judge(book(rule), asked, known, at)
    if judgement.until is None:
        assert judgement.verdict is Verdict.ALLOW
        return
    until = judgement.until
    assert judge(book(rule), asked, known, until).verdict is Verdict.ALLOW
    before = judge(book(rule), asked, known, until - timedelta(seconds=1))
    assert (before.verdict, before.until) == (Verdict.DEFER, until)


def test_an_outcome_nobody_reported_is_told_as_such() -> None:
    """It waits as if the pause had begun, and says what would settle it."""
    rule = pause(7)
    need = needs(rule)[0]
    known = facts(events=((need, (event("2026-06-10T09:00"),)),))
    (finding,) = judge(book(rule), contact("2026-06-10T11:00"), known).findings
    assert finding.verdict is Verdict.DEFER
    assert finding.reason is not None
    assert "the contact of 2026-06-10 was not reported" in finding.reason.en
    assert "未报告" in finding.reason.zh
