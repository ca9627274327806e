"""States: what became of a contact, in SQL: by what a mapping asks, or by the words people use.

A cell whose word means nothing says nothing: the outcome is then unknown, not guessed.
"""

from __future__ import annotations

import msgspec

from duegate.audit.reading import cells
from duegate.audit.reading.columns import RawCells
from duegate.audit.reading.guess import unit_in
from duegate.audit.reading.mapping import ANSWERED, INBOUND, TALK, Mapping, StateTest
from duegate.audit.reading.spoken import MESSAGE_STATE, word_tables
from duegate.model.causes import MESSAGES, Q850, SIP
from duegate.model.contact import Channel
from duegate.model.outcome import OutcomeState
from duegate.rulebook.records import Column, among, quoted

MESSAGE_CHANNELS = (Channel.SMS, Channel.EMAIL, Channel.APP, Channel.SOCIAL)
CODES: dict[str, dict[str, str]] = {
    "sip": {str(code): state for code, state in SIP.items()},
    "q850": {str(code): state for code, state in Q850.items()},
    "dlr": dict(MESSAGES),
}
CAME_TO_US = f"CASE WHEN direction = {quoted(INBOUND)} THEN {quoted(OutcomeState.INBOUND)} END"


class States(msgspec.Struct, frozen=True):
    """Tests in SQL, of which the first that is not null decides; `word` is the cell of the word.

    The tests may name the columns of the layer below them.
    """

    tests: tuple[str, ...]
    word: str | None = None
    below: dict[str, str] = {}


def asked(raw: RawCells, mapping: Mapping) -> States:
    """Ask what the mapping asks."""
    tests, word = [], None
    for place, test in enumerate(mapping.state):
        at = raw.finder.find(test.column)
        if at is not None:
            cell = raw.named(f"t_{place}", at)
            tests.append(_test(test, cell, raw.finder.sample(at)))
            word = cell if test.words and test.filled is None else word
    return States(tuple(tests), word)


def _test(test: StateTest, cell: str, seen: list[str]) -> str:
    if test.filled is not None:
        return f"CASE WHEN {cells.is_filled(cell)} THEN {quoted(test.filled)} END"
    known = (CODES[test.codes] if test.codes is not None else {}) | test.words
    return cells.word(cell, known, {}, seen)


def spoken(raw: RawCells, mapping: Mapping, channel: str) -> States:
    """Ask the words people use, then whether it was answered, or spoken."""
    tests = []
    below = {}
    cell = raw.cell(Column.STATE)
    if cell is not None:
        seen = raw.finder.sample(raw.found[Column.STATE])
        exact = mapping.words.get(Column.STATE, {})
        below = {
            alias: cells.word(cell, exact, word_tables()[table], seen)
            for alias, table in (("of_call", Column.STATE), ("of_message", MESSAGE_STATE))
        }
        written = among(channel, MESSAGE_CHANNELS)
        tests.append(f"CASE WHEN {written} THEN of_message ELSE of_call END")
    shown, spoke = raw.cell(ANSWERED), raw.cell(TALK)
    told = [] if shown is None else [cells.is_moment(shown)]
    if spoke is not None:
        told.append(f"{cells.seconds(spoke, unit_in(raw.found[TALK].said))} > 0")
    tests += [f"CASE WHEN {test} THEN {quoted(OutcomeState.ANSWERED)} END" for test in told]
    return States(tuple(tests), cell, below)
