"""Retention: a duty about records, in years; its table asks what may be done on a date."""

from __future__ import annotations

from datetime import date

import pytest
from tests.rulebook.sample import book, check, contact, facts

from duegate.rulebook.judging import judge
from duegate.rulebook.kinds import Reachable, Retention
from duegate.rulebook.kinds.retention import Kept, Since, later

CONTACTS = Retention(since=Since.CONTACT, least_years=2, most_years=5)


def test_a_record_is_kept_then_may_then_must_go() -> None:
    """The day on which the years are over is the first of the next state."""
    check(
        CONTACTS,
        """
        ended       at          | answer
        ----------  ----------  | ----------
        2017-06-01  2017-06-01  | keep
        2017-06-01  2019-05-31  | keep
        2017-06-01  2019-06-01  | may_erase
        2017-06-01  2022-05-31  | may_erase
        2017-06-01  2022-06-01  | must_erase
        2016-02-29  2018-02-28  | keep
        2016-02-29  2018-03-01  | may_erase
        """,
    )


@pytest.mark.parametrize(
    ("rule", "answers"),
    [
        (Retention(since=Since.SETTLED, least_years=3), ("keep", "may_erase", "may_erase")),
        (Retention(since=Since.SETTLED, most_years=3), ("may_erase", "must_erase", "must_erase")),
        (Retention(since=Since.SETTLED), ("may_erase", "may_erase", "may_erase")),
    ],
)
def test_a_bound_that_is_not_set_asks_nothing(
    rule: Retention, answers: tuple[str, str, str]
) -> None:
    """Before, on and after the third year."""
    days = (date(2020, 5, 31), date(2020, 6, 1), date(2030, 1, 1))
    assert tuple(rule.answer(date(2017, 6, 1), day) for day in days) == tuple(map(Kept, answers))


def test_a_leap_day_comes_again() -> None:
    """Where there is no such day the next one does."""
    assert later(date(2016, 2, 29), 3) == date(2019, 3, 1)
    assert later(date(2016, 2, 29), 4) == date(2020, 3, 1)
    assert later(date(2017, 2, 28), 4) == date(2021, 2, 28)


def test_no_contact_is_judged_by_a_duty() -> None:
    """It is neither found, nor clear, nor waited for."""
    judgement = judge(book(CONTACTS, Reachable()), contact(), facts())
    assert (judgement.findings, judgement.clear, judgement.unjudged) == ((), ("sample/2",), ())
