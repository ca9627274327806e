"""The exceptions any clause may name: a consent that holds, a debt that is long overdue."""

from __future__ import annotations

import msgspec
import pytest
from tests.rulebook.kinds.test_every_kind import RULES
from tests.rulebook.sample import book, check, contact, facts

from duegate.model.contact import Channel, ConsentScope, DebtState
from duegate.model.judgement import Verdict
from duegate.rulebook.facts import Facts
from duegate.rulebook.judging import judge
from duegate.rulebook.kinds import ChannelBan, Rule, StateHold

BAN = ChannelBan(channels=frozenset({Channel.CALL}))


def with_exception(rule: Rule, **exception: object) -> Rule:
    """Give a rule with an exception."""
    return msgspec.structs.replace(rule, **exception)


def test_unless_they_consent() -> None:
    """To just that, at that instant; what is not known makes no exception."""
    check(
        with_exception(BAN, unless_consent=ConsentScope.HOURS),
        """
        at                notes                                            | verdict
        ----------------  -----------------------------------------------  | -------
        2017-06-01 11:00  -                                                | deny
        2017-06-01 11:00  consent_hours                                    | allow
        2017-06-01 11:00  consent_any                                      | allow
        2017-06-01 11:00  consent_call                                     | deny
        2017-06-01 11:00  consent_hours until 2017-06-01 11:00             | deny
        2017-06-01 11:00  consent_hours, revoked_hours from 2017-05-01     | deny
        2017-06-01 11:00  unknown                                          | deny
        """,
    )


def test_unless_it_is_long_overdue() -> None:
    """More than so many days past due, on every clock; without a date it is not."""
    check(
        with_exception(BAN, unless_overdue_days=30),
        """
        at                zones                            due         | verdict
        ----------------  -------------------------------  ----------  | -------
        2017-06-01 11:00  Asia/Shanghai                    2017-05-01  | allow    # thirty-one
        2017-06-01 11:00  Asia/Shanghai                    2017-05-02  | deny     # thirty
        2017-06-01 11:00  Asia/Shanghai                    -           | deny
        2017-06-01 11:00  Asia/Shanghai, Pacific/Honolulu  2017-05-01  | deny     # there it is May still
        2017-06-01 11:00  unknown                          2017-05-01  | deny
        """,  # noqa: E501 - a table
    )


@pytest.mark.parametrize("kind", RULES, ids=lambda kind: kind.__name__)
def test_an_exception_that_does_not_hold_changes_nothing(kind: type) -> None:
    """For every kind, with everything known and with nothing known."""
    plain = RULES[kind]
    excepted = with_exception(plain, unless_consent=ConsentScope.ENTRY, unless_overdue_days=1)
    for known in (facts(), Facts()):
        asked = contact(place=None, provenance=None)
        want = judge(book(plain), asked, known)
        assert judge(book(excepted), asked, known) == want


def test_a_state_holds_for_its_term() -> None:
    """The rest of the day it was told and so many dates after it, unless it ends before."""
    check(
        StateHold(states=frozenset({DebtState.HARDSHIP}), term_days=60),
        """
        at                   notes                                           | verdict  until
        -------------------  ----------------------------------------------  | -------  ----------------
        2017-06-01 09:59:59  hardship from 2017-06-01 10:00                  | allow    -
        2017-06-01 10:00     hardship from 2017-06-01 10:00                  | defer    2017-08-01 00:00
        2017-07-31 23:59:59  hardship from 2017-06-01 10:00                  | defer    2017-08-01 00:00
        2017-08-01 00:00     hardship from 2017-06-01 10:00                  | allow    -
        2017-06-05 10:00     hardship from 2017-06-01 until 2017-06-10       | defer    2017-06-10 00:00
        2017-06-05 10:00     hardship from 2017-01-01, hardship from 2017-06-01  | defer  2017-08-01 00:00
        """,  # noqa: E501 - a table
    )
    assert (
        judge(
            book(StateHold(states=frozenset({DebtState.HARDSHIP}), term_days=60)),
            contact(),
            facts(),
        ).verdict
        is Verdict.ALLOW
    )
