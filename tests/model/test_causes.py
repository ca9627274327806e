"""What networks say, read as outcomes: what is unclear counts."""

from __future__ import annotations

import pytest

from duegate.model.causes import MESSAGES, Q850, SIP, cause_of, state_of
from duegate.model.contact import Channel
from duegate.model.outcome import POSSIBLE, OutcomeState

NOT, RANG = OutcomeState.NOT_CONNECTED, OutcomeState.RANG_NO_ANSWER
ANSWERED = OutcomeState.ANSWERED
SENT, DELIVERED = OutcomeState.MESSAGE_SENT, OutcomeState.DELIVERED

TABLE = [
    ("sip:200", ANSWERED),
    ("sip:404", NOT),
    ("sip:408", RANG),  # ambiguous
    ("sip:480", RANG),  # ambiguous
    ("sip:484", NOT),
    ("sip:486", NOT),
    ("sip:487", NOT),
    ("sip:487+ringing", RANG),
    ("sip:487+early_media", RANG),
    ("sip:486+ringing", RANG),  # it rang, and was declined
    ("sip:480+not_in_service", NOT),  # the announcement was recognised
    ("sip:480+early_media+not_in_service", NOT),
    ("sip:480+early_media", RANG),
    ("sip:480+not_in_service+ringing", RANG),
    ("sip:200+not_in_service", ANSWERED),
    ("sip:600", NOT),
    ("sip:603", RANG),
    ("sip:604", NOT),
    ("sip:607", RANG),
    ("sip:608", NOT),
    ("sip:699", RANG),  # not listed
    ("q850:1", NOT),
    ("q850:16", ANSWERED),
    ("q850:17", NOT),
    ("q850:18", RANG),
    ("q850:19", RANG),
    ("q850:31", RANG),
    ("q850:127", RANG),  # not listed
    ("smpp:1", SENT),
    ("smpp:2", DELIVERED),
    ("smpp:3", SENT),
    ("smpp:5", NOT),
    ("smpp:8", NOT),
    ("smpp:255", SENT),  # not listed
    ("dlr:DELIVRD", DELIVERED),
    ("dlr:UNDELIV", NOT),
    ("dlr:expired", SENT),
    ("dlr:Failed", SENT),
    ("dlr:something_else", SENT),  # not listed
]


@pytest.mark.parametrize(("written", "state"), TABLE, ids=[written for written, _ in TABLE])
def test_what_a_network_says(written: str, state: OutcomeState) -> None:
    """As a cause, and where a state may stand as well."""
    assert cause_of(written) is state
    assert state_of(written) is state


def test_a_state_is_itself() -> None:
    """Wherever a cause may stand."""
    assert all(state_of(state.value) is state for state in OutcomeState)


def test_a_cause_fits_its_channel() -> None:
    """A call never comes to what only a message can, nor the other way round."""
    assert {*SIP.values(), *Q850.values()} <= POSSIBLE[Channel.CALL]
    assert set(MESSAGES.values()) <= POSSIBLE[Channel.SMS]


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("486", '"486" is no cause; write one such as sip:486'),
        ("fax:1", '"fax:1" is no cause'),
        ("sip:", '"sip:" is no cause'),
        ("sip:486+loud", '"sip:486+loud" is no cause'),
        ("sip:busy", '"sip:busy" has no number; write it as sip:486 or q850:17'),
        ("smpp:2+ringing", '"smpp:2+ringing": a message does not ring; leave out +ringing'),
        ("sip:486\n", "is no cause"),
    ],
)
def test_what_is_no_cause(written: str, says: str) -> None:
    """The sentence says how to write one; where states may stand it lists them too."""
    with pytest.raises(ValueError, match=r".") as error:
        cause_of(written)
    assert says in str(error.value)
    with pytest.raises(ValueError, match="; or one of not_sent, placed, ") as error:
        state_of(written)
    assert says in str(error.value)


@pytest.mark.parametrize("written", ["sip:99", "sip:700", "q850:0", "q850:128"])
def test_a_number_no_network_gives_is_refused(written: str) -> None:
    """A slip of the finger is no attempt that rang."""
    with pytest.raises(ValueError, match="they run from"):
        state_of(written)
