"""From what a network says of an attempt to what became of the contact.

SIP statuses are those of RFC 3261, RFC 5393, RFC 8197 (607) and RFC 8688 (608); Q.850 causes those
of ITU-T Q.850; message states those of SMPP 3.4, 5.2.28, and the words of delivery receipts. What
may mean either is taken for an attempt that reached the person: ambiguous counts.
"""

from __future__ import annotations

import re

from duegate.model.outcome import OutcomeState

FLAGS = ("ringing", "early_media", "not_in_service")
"""What was heard besides: it rang, something was heard before an answer, a recognised
announcement that the number is not in service."""

_SHAPE = re.compile(rf"(sip|q850|smpp|dlr):([A-Za-z0-9_]{{1,32}})((?:\+(?:{'|'.join(FLAGS)}))*)")
NOT, RANG, ANSWERED = (
    OutcomeState.NOT_CONNECTED,
    OutcomeState.RANG_NO_ANSWER,
    OutcomeState.ANSWERED,
)
SENT, DELIVERED = OutcomeState.MESSAGE_SENT, OutcomeState.DELIVERED

SIP: dict[int, OutcomeState] = {
    200: ANSWERED,
    403: NOT,  # refused on the way
    404: NOT,  # no such number
    408: RANG,  # nobody answered in time, or nothing was reached: ambiguous
    410: NOT,  # gone
    480: RANG,  # switched off, or not answered: ambiguous
    484: NOT,  # number incomplete
    486: NOT,  # busy
    487: NOT,  # given up before it rang
    488: NOT,  # no common way to speak
    500: NOT,
    502: NOT,
    503: NOT,
    504: RANG,  # ambiguous
    600: NOT,  # busy everywhere
    603: RANG,  # declined: a person saw it
    604: NOT,  # exists nowhere
    607: RANG,  # unwanted: a person said so
    608: NOT,  # refused by a gate on the way
}
Q850: dict[int, OutcomeState] = {
    1: NOT,  # unallocated number
    3: NOT,  # no route
    16: ANSWERED,  # normal clearing, before or after an answer: ambiguous
    17: NOT,  # busy
    18: RANG,  # no user responding: ambiguous
    19: RANG,  # alerted, no answer
    20: RANG,  # subscriber absent: ambiguous
    21: RANG,  # rejected: a person saw it
    22: NOT,  # number changed
    27: NOT,  # out of order
    28: NOT,  # number incomplete
    31: RANG,  # normal, unspecified: ambiguous
    34: NOT,  # no circuit
    38: NOT,  # network out of order
    41: NOT,  # temporary failure
    42: NOT,  # congestion
    102: RANG,  # a timer ran out: ambiguous
}
MESSAGES: dict[str, OutcomeState] = {
    "1": SENT,  # enroute
    "2": DELIVERED,
    "3": SENT,  # expired: it may have been shown, ambiguous
    "4": SENT,  # deleted, likewise
    "5": NOT,  # undeliverable
    "6": DELIVERED,  # accepted: read on the subscriber's behalf
    "7": SENT,  # unknown
    "8": NOT,  # rejected
    "acceptd": DELIVERED,
    "accepted": DELIVERED,
    "deleted": SENT,
    "delivered": DELIVERED,
    "delivrd": DELIVERED,
    "enroute": SENT,
    "expired": SENT,
    "failed": SENT,  # on the way or at the end: ambiguous
    "read": DELIVERED,
    "rejectd": NOT,
    "rejected": NOT,
    "sent": SENT,
    "undeliv": NOT,
    "undeliverable": NOT,
    "undelivered": NOT,
    "unknown": SENT,
}


def state_of(written: str) -> OutcomeState:
    """Read a state, or a cause; raises `ValueError`."""
    if written in list(OutcomeState):
        return OutcomeState(written)
    try:
        return cause_of(written)
    except ValueError as error:
        raise ValueError(f"{error}; or one of {', '.join(OutcomeState)}") from None


def cause_of(written: str) -> OutcomeState:
    """Read a cause such as `sip:486`, `sip:487+ringing`, `q850:17`, `smpp:2` or `dlr:DELIVRD`.

    One that is not listed is taken for an attempt that reached the person. Raises `ValueError`.
    """
    shape = _SHAPE.fullmatch(written)
    if shape is None:
        raise ValueError(
            f'"{written}" is no cause; write one such as sip:486, sip:487+ringing, q850:17,'
            " smpp:2 or dlr:DELIVRD"
        )
    family, value, heard = shape[1], shape[2].casefold(), shape[3].split("+")[1:]
    if family in ("smpp", "dlr"):
        if heard:
            raise ValueError(f'"{written}": a message does not ring; leave out +{heard[0]}')
        return MESSAGES.get(value, SENT)
    if not value.isdecimal():
        raise ValueError(f'"{written}" has no number; write it as sip:486 or q850:17')
    low, high = (100, 699) if family == "sip" else (1, 127)
    if not low <= int(value) <= high:
        raise ValueError(f'"{written}" is no {family} cause; they run from {low} to {high}')
    return _heard((SIP if family == "sip" else Q850).get(int(value), RANG), heard)


def _heard(state: OutcomeState, heard: list[str]) -> OutcomeState:
    """Correct what a status says by what was heard: what rang was reached."""
    if state is ANSWERED:
        return state
    if "ringing" in heard:
        return RANG
    if "not_in_service" in heard:
        return NOT
    return RANG if "early_media" in heard else state
