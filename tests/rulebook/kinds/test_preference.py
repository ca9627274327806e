"""Preference: every wish a person may state, when it ends, and the one reply."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulebook.sample import SHANGHAI, book, check, contact, facts

from duegate.model.contact import Channel, Purpose
from duegate.model.judgement import Verdict
from duegate.model.moment import local_time
from duegate.rulebook.facts import Note, NoteKind
from duegate.rulebook.kinds import Preference
from duegate.rulebook.lawful import rule_on
from duegate.rulebook.wishes import read_wish, simple_wishes

WISHES = Preference(exempt=frozenset({Purpose.REPLY}))
REPLIES = Preference(one_reply=True)
LONG_AGO = datetime(2017, 1, 1, tzinfo=UTC)


def test_ways_and_places() -> None:
    """Not this way, only that way, not there."""
    check(
        WISHES,
        """
        at                channel  place   notes                 | verdict
        ----------------  -------  ------  --------------------  | -------
        2017-06-01 11:00  call     -       only_email            | deny
        2017-06-01 11:00  email    -       only_email            | allow
        2017-06-01 11:00  email    -       only_email, no_email  | deny
        2017-06-01 11:00  call     -       no_address            | deny
        2017-06-01 11:00  visit    work    not_at_work           | deny
        2017-06-01 11:00  visit    home    not_at_work           | allow
        2017-06-01 11:00  visit    -       not_at_work           | deny     # it might be
        2017-06-01 11:00  call     work    not_at_work           | deny
        2017-06-01 11:00  call     -       not_at_work           | allow
        2017-06-01 11:00  sms      -       cease                 | deny
        """,
    )


def test_days() -> None:
    """From the midnight that begins the day to the one that ends it, on their clock."""
    check(
        WISHES,
        """
        at                   channel  notes                            | verdict  until
        -------------------  -------  -------------------------------  | -------  ----------------
        2017-06-05 23:59:59  call     no_tuesday                       | allow    -                   # a Monday
        2017-06-06 00:00     call     no_tuesday                       | defer    2017-06-07 00:00
        2017-06-06 23:59:59  call     no_tuesday                       | defer    2017-06-07 00:00
        2017-06-07 00:00     call     no_tuesday                       | allow    -
        2017-06-06 12:00     call     no_tuesday, no_wednesday         | defer    2017-06-08 00:00
        2017-06-06 12:00     call     no_tuesday until 2017-06-06 15:00  | defer   2017-06-06 15:00    # it ends before the day
        2017-06-06 12:00     call     no_tuesday until 2017-06-09      | defer    2017-06-07 00:00
        2017-06-06 12:00     call     no_tuesday, no_call              | deny     -                   # no day will do
        2017-06-06 12:00     call     no_tuesday, no_call until 2017-06-13 12:00  | defer  2017-06-14 00:00
        """,  # noqa: E501 - a table
    )


def test_hours() -> None:
    """The opening is inside, the closing is not; a wish may run over midnight."""
    check(
        WISHES,
        """
        at                notes                                       | verdict  until
        ----------------  ------------------------------------------  | -------  ----------------
        2017-06-06 17:59  hours_18:00-20:00                           | defer    2017-06-06 18:00
        2017-06-06 18:00  hours_18:00-20:00                           | allow    -
        2017-06-06 19:59  hours_18:00-20:00                           | allow    -
        2017-06-06 20:00  hours_18:00-20:00                           | defer    2017-06-07 18:00
        2017-06-06 08:59  not_hours_09:00-17:00                       | allow    -
        2017-06-06 09:00  not_hours_09:00-17:00                       | defer    2017-06-06 17:00
        2017-06-06 16:59  not_hours_09:00-17:00                       | defer    2017-06-06 17:00
        2017-06-06 17:00  not_hours_09:00-17:00                       | allow    -
        2017-06-06 23:00  not_hours_22:00-07:00                       | defer    2017-06-07 07:00   # a night
        2017-06-06 06:59  not_hours_22:00-07:00                       | defer    2017-06-06 07:00
        2017-06-06 07:00  not_hours_22:00-07:00                       | allow    -
        2017-06-06 12:00  not_hours_09:00-17:00, hours_17:30-18:00    | defer    2017-06-06 17:30
        2017-06-06 12:00  hours_09:00-10:00, hours_11:00-12:00        | deny     -                  # no hour will do
        """,  # noqa: E501 - a table
    )


def test_every_clock_of_theirs_must_do() -> None:
    """Where a zone is not certain the wish holds on each candidate."""
    check(
        WISHES,
        """
        at                zones                        notes              | verdict  until
        ----------------  ---------------------------  -----------------  | -------  ----------------
        2017-06-06 18:00  Asia/Shanghai, Asia/Urumqi   hours_18:00-21:00  | defer    2017-06-06 20:00
        2017-06-06 20:00  Asia/Shanghai, Asia/Urumqi   hours_18:00-21:00  | allow    -
        2017-06-06 18:00  unknown                      hours_18:00-21:00  | deny     -
        2017-06-06 18:00  unknown                      no_tuesday         | deny     -
        2017-06-06 18:00  unknown                      no_sms             | allow    -
        """,  # noqa: E501 - a table
    )


def test_one_reply_to_each_message_of_theirs() -> None:
    """On the channel it came by, after it, and once."""
    check(
        REPLIES,
        """
        at                channel  purpose  notes       history                                                      | verdict
        ----------------  -------  -------  ----------  -----------------------------------------------------------  | -------
        2017-06-06 11:00  email    reply    no_tuesday  email 10:00 inbound                                          | allow
        2017-06-06 11:00  email    reply    no_tuesday  email 10:00 inbound, email 10:30 reply                       | defer    # its outcome is open
        2017-06-06 11:00  email    reply    cease       email 10:00 inbound, email 10:30 delivered reply             | deny
        2017-06-06 11:00  email    reply    cease       email 10:00 inbound, email 10:30 delivered                   | allow    # that was no reply
        2017-06-06 11:00  email    reply    cease       email 2017-05-07 10:00 inbound                               | allow    # of the last month
        2017-06-07 11:00  email    reply    cease       email 2017-05-07 10:00 inbound                               | deny     # older
        2017-06-06 11:00  email    collect  cease       email 10:00 inbound                                          | deny
        2017-06-06 11:00  email    reply    cease       email 10:00 inbound other_tenant                             | deny     # not to us
        2017-06-06 11:00  email    reply    -           -                                                            | allow    # nothing was asked for
        """,  # noqa: E501 - a table
    )


@pytest.mark.parametrize("wish", [*simple_wishes(), "hours_08:00-21:00", "not_hours_00:00-24:00"])
def test_a_wish_is_read_and_said(wish: str) -> None:
    """In both languages."""
    read = read_wish(wish)
    assert read is not None
    assert read.text.zh
    assert read.text.en


@pytest.mark.parametrize(
    "written",
    ["", "no_", "no_fax", "only_monday", "not_at_sea", "hours_", "hours_9:00-17:00", "hours_09:00",
     "hours_09:00-09:00", "hours_24:00-08:00", "not_hours_17:00", "no_Tuesday", "Cease"],
)  # fmt: skip
def test_what_is_no_wish(written: str) -> None:
    """It is nothing, rather than something near."""
    assert read_wish(written) is None


@given(
    minutes=st.integers(0, 14 * 24 * 60),
    wishes=st.sets(st.sampled_from(["no_tuesday", "not_at_work", "only_email"]), min_size=1),
    channel=st.sampled_from(Channel),
)
def test_a_wish_is_obeyed(minutes: int, wishes: set[str], channel: Channel) -> None:
    """Whatever is allowed, or will be, goes against none of the wishes."""
    began = datetime(2017, 6, 5) + timedelta(minutes=minutes)  # noqa: DTZ001 - Shanghai's
    asked = contact(began.isoformat(), channel=channel)
    notes = tuple(Note(NoteKind.PREFERENCE, wish, LONG_AGO) for wish in sorted(wishes))
    judgement = rule_on(book(WISHES), asked, facts(notes=notes))
    if judgement.verdict is Verdict.DENY:
        unsaid = "not_at_work" in wishes and channel is Channel.VISIT
        assert unsaid or ("only_email" in wishes and channel is not Channel.EMAIL)
        return
    assert "only_email" not in wishes or channel is Channel.EMAIL
    leaves = judgement.until or asked.at
    tuesday = datetime.fromordinal(local_time(leaves, SHANGHAI).day).weekday() == 1
    assert not ("no_tuesday" in wishes and tuesday)
    assert judgement.until is None or judgement.until - asked.at <= timedelta(days=1)
