"""What must have happened before: how often, how long ago, in a row, or what does instead."""

from __future__ import annotations

import msgspec
from tests.rulebook.sample import check

from duegate.model.contact import Arrangement, Channel, DebtState
from duegate.model.outcome import OutcomeState
from duegate.rulebook.checks import check_rule
from duegate.rulebook.facts import CountKey
from duegate.rulebook.kinds import Precondition
from duegate.rulebook.kinds.cooldown import Measure
from duegate.rulebook.kinds.precondition import Wait

POSTED = frozenset({OutcomeState.LETTER_POSTED})
FAILED = frozenset({OutcomeState.RANG_NO_ANSWER, OutcomeState.NOT_CONNECTED})


def first(at_least: int = 1, **changes: object) -> Precondition:
    """Ask for letters that were posted."""
    plain = Precondition(at_least=at_least, channels=frozenset({Channel.LETTER}), states=POSTED)
    return msgspec.structs.replace(plain, **changes)


def failed(**changes: object) -> Precondition:
    """Ask for two calls that reached nobody."""
    plain = Precondition(at_least=2, channels=frozenset({Channel.CALL}), states=FAILED)
    return msgspec.structs.replace(plain, **changes)


def test_without_a_wait_it_is_enough_that_it_happened() -> None:
    """Before this instant, as required; one whose outcome is open may not have."""
    check(
        first(2),
        """
        at                history                                       | verdict
        ----------------  --------------------------------------------  | -------
        2026-06-10 11:00  letter 09:00 letter_posted                    | deny
        2026-06-10 11:00  letter 09:00 letter_posted, letter 10:00 letter_posted  | allow
        2026-06-10 11:00  letter 09:00 letter_posted, letter 10:00      | deny
        2026-06-10 11:00  letter 09:00 letter_posted, letter 11:00 letter_posted  | deny
        2026-06-10 11:00  letter 09:00 letter_posted, sms letter_posted  | deny
        2026-06-10 11:00  unknown                                       | deny
        """,
    )


def test_a_wait_counts_dates_from_the_event_that_completes_it() -> None:
    """The date of the notice is day 0; a later notice changes nothing."""
    check(
        first(wait=Wait(6)),
        """
        at                history                                                        | verdict  until
        ----------------  -------------------------------------------------------------  | -------  ----------------
        2026-06-10 11:00  -                                                              | deny     -
        2026-06-09 23:59  letter 2026-06-04 23:00 letter_posted                          | defer    2026-06-10 00:00
        2026-06-10 00:00  letter 2026-06-04 23:00 letter_posted                          | allow    -
        2026-06-10 00:00  letter 2026-06-04 letter_posted, letter 2026-06-09 letter_posted  | allow    -
        """,  # noqa: E501 - a table
    )
    check(
        first(2, wait=Wait(6)),
        """
        at                history                                                           | verdict  until
        ----------------  ----------------------------------------------------------------  | -------  ----------------
        2026-06-10 00:00  letter 2026-06-04 letter_posted                                   | deny     -
        2026-06-10 00:00  letter 2026-06-01 letter_posted, letter 2026-06-05 letter_posted  | defer    2026-06-11 00:00
        """,  # noqa: E501 - a table
    )


def test_a_wait_may_be_of_hours() -> None:
    """To the second; on every clock when it is of dates."""
    check(
        first(wait=Wait(48, Measure.HOURS)),
        """
        at                   history                                     | verdict  until
        -------------------  ------------------------------------------  | -------  ----------------
        2026-03-09 01:30     letter 2026-03-07 01:31 letter_posted       | defer    2026-03-09 02:31  # an hour was lost
        2026-03-09 02:31     letter 2026-03-07 01:31 letter_posted       | allow    -
        """,  # noqa: E501 - a table
        zone="America/New_York",
    )
    check(
        first(wait=Wait(1)),
        """
        at                zones                            history                    | verdict  until
        ----------------  -------------------------------  -------------------------  | -------  ----------------
        2026-06-11 11:59  Asia/Shanghai, America/New_York  letter 2026-06-10 13:00 letter_posted  | defer  2026-06-11 12:00
        2026-06-11 12:00  Asia/Shanghai, America/New_York  letter 2026-06-10 13:00 letter_posted  | allow  -
        2026-06-11 12:00  unknown                          letter 2026-06-10 13:00 letter_posted  | deny   -
        """,  # noqa: E501 - a table
    )


def test_consecutive_means_the_latest_in_a_row() -> None:
    """Whatever else happened last breaks it, what came from them too; what never left does not."""
    check(
        failed(consecutive=True),
        """
        at                history                                                                | verdict
        ----------------  ---------------------------------------------------------------------  | -------
        2026-06-10 11:00  call 08:00 not_connected, call 09:00 rang_no_answer                    | allow
        2026-06-10 11:00  call 08:00 not_connected, call 09:00 answered                          | deny
        2026-06-10 11:00  call 07:00 answered, call 08:00 not_connected, call 09:00 not_connected  | allow
        2026-06-10 11:00  call 08:00 not_connected, call 09:00 answered, call 10:00 not_connected  | deny
        2026-06-10 11:00  call 08:00 not_connected, call 09:00 not_sent, call 10:00 not_connected  | allow
        2026-06-10 11:00  call 08:00 not_connected, call 09:00 not_connected, call 10:00          | deny   # it may have been answered
        2026-06-10 11:00  call 08:00 not_connected, sms 09:00 delivered, call 10:00 not_connected  | allow
        2026-06-10 11:00  call 08:00 not_connected, call 09:00 inbound, call 10:00 not_connected  | deny   # they came
        2026-06-10 11:00  call 08:00 not_connected, sms 09:00 inbound, call 10:00 not_connected  | deny   # in whichever way
        2026-06-10 11:00  sms 07:00 inbound, call 08:00 not_connected, call 10:00 not_connected  | allow
        2026-06-10 11:00  call 10:00 not_connected                                               | deny
        """,  # noqa: E501 - a table
    )


def test_what_does_instead() -> None:
    """A recorded state that holds, an arrangement that was made; nothing else."""
    check(
        failed(
            or_states=frozenset({DebtState.LOST_CONTACT}),
            or_arranged=frozenset({Arrangement.ANNOUNCED}),
        ),
        """
        at                notes                           arranged             history  | verdict
        ----------------  ------------------------------  -------------------  -------  | -------
        2026-06-10 11:00  -                               -                    -        | deny
        2026-06-10 11:00  lost_contact                    -                    -        | allow
        2026-06-10 11:00  lost_contact until 2026-06-10   -                    -        | deny
        2026-06-10 11:00  disputed                        -                    -        | deny
        2026-06-10 11:00  unknown                         -                    -        | deny
        2026-06-10 11:00  -                               announced, recorded  -        | allow
        2026-06-10 11:00  -                               recorded             -        | deny
        2026-06-10 11:00  lost_contact                    -                    unknown  | allow
        """,
    )


def test_a_key_says_whose_events_do() -> None:
    """A notice about another creditor's debt is no notice."""
    check(
        first(key=CountKey.DEBTOR_CREDITOR),
        """
        at                history                                    | verdict
        ----------------  -----------------------------------------  | -------
        2026-06-10 11:00  letter 09:00 letter_posted other_debt      | allow
        2026-06-10 11:00  letter 09:00 letter_posted other_creditor  | deny
        """,
    )


def test_what_was_not_sent_is_no_event() -> None:
    """A file that says so does not load."""
    rule = failed(states=frozenset({OutcomeState.NOT_SENT}))
    assert list(check_rule(rule)) == [
        "states: what was not sent reached nobody; leave out not_sent"
    ]
