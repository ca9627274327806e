"""What became of a contact: the twelve event states, and the one that gives a hold back."""

from __future__ import annotations

import enum
from datetime import datetime

import msgspec

from duegate.model.contact import Channel


class OutcomeState(enum.StrEnum):
    """How far a contact got, from least to most; reports in any order settle on the furthest."""

    NOT_SENT = "not_sent"  # it never left: the only report that releases a hold
    PLACED = "placed"
    NOT_CONNECTED = "not_connected"
    RANG_NO_ANSWER = "rang_no_answer"
    VOICEMAIL = "voicemail"
    MESSAGE_SENT = "message_sent"
    DELIVERED = "delivered"
    LETTER_POSTED = "letter_posted"
    VISIT_MADE = "visit_made"
    ANSWERED = "answered"
    VISIT_CONTACT = "visit_contact"
    CONVERSATION = "conversation"
    INBOUND = "inbound"  # they came to us


_TEXTS = frozenset(
    {
        OutcomeState.PLACED,
        OutcomeState.NOT_CONNECTED,
        OutcomeState.MESSAGE_SENT,
        OutcomeState.DELIVERED,
    }
)
_LETTERS = frozenset({OutcomeState.PLACED, OutcomeState.LETTER_POSTED, OutcomeState.DELIVERED})
POSSIBLE: dict[Channel, frozenset[OutcomeState]] = {
    Channel.CALL: frozenset(
        {
            OutcomeState.PLACED,
            OutcomeState.NOT_CONNECTED,
            OutcomeState.RANG_NO_ANSWER,
            OutcomeState.VOICEMAIL,
            OutcomeState.ANSWERED,
            OutcomeState.CONVERSATION,
        }
    ),
    Channel.SMS: _TEXTS,
    Channel.EMAIL: _TEXTS,
    Channel.APP: _TEXTS,
    Channel.SOCIAL: _TEXTS,
    Channel.LETTER: _LETTERS,
    Channel.POSTCARD: _LETTERS,
    Channel.VISIT: frozenset(
        {OutcomeState.PLACED, OutcomeState.VISIT_MADE, OutcomeState.VISIT_CONTACT}
    ),
}
"""How far a contact that left can get, by its channel; any may also turn out not to have left."""

RANK = {state: rank for rank, state in enumerate(OutcomeState)}
"""Later in this order wins, whatever the order of arrival (late, twice, reordered)."""


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """One report about one decision; a further report is a further row, never an edit."""

    decision: str
    state: OutcomeState
    at: datetime
    recorded_at: datetime
    settled: OutcomeState | None = None
    counts: bool = True
    note: str = ""
