"""Qualification: the latest word on what an agency is decides; no word is no answer."""

from __future__ import annotations

from tests.rulebook.sample import check

from duegate.model.tenant import Qualification as What
from duegate.rulebook.kinds import Qualification


def test_what_is_recorded_decides() -> None:
    """Recorded and in force is clear; lapsed, lacking or contradicted is refused."""
    check(
        Qualification(needs=frozenset({What.REGISTERED, What.CERTIFIED})),
        """
        at                notes                                                              | verdict
        ----------------  -----------------------------------------------------------------  | --------
        2017-06-01 11:00  -                                                                  | unjudged
        2017-06-01 11:00  registered                                                         | unjudged   # of the other nothing is known
        2017-06-01 11:00  registered, certified                                              | allow
        2017-06-01 11:00  registered, certified until 2017-06-01 11:00                       | deny
        2017-06-01 10:59  registered, certified until 2017-06-01 11:00                       | allow
        2017-06-01 11:00  registered, certified until 2017-01-01, certified from 2017-02-01  | allow      # renewed
        2017-06-01 11:00  registered, certified from 2017-06-02                              | deny       # not yet
        2017-06-01 11:00  not_registered                                                     | deny
        2017-06-01 11:00  registered, certified, not_certified from 2017-05-01               | deny       # struck off
        2017-06-01 11:00  registered, not_certified, certified from 2017-05-01               | allow      # and back
        2017-06-01 11:00  registered, certified, not_certified from 2017-07-01               | allow      # from July on
        2017-06-01 11:00  registered, certified, not_listed                                  | allow      # not asked for
        2017-06-01 11:00  unknown                                                            | deny
        """,  # noqa: E501 - a table
    )
