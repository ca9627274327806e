"""The rows a pause must show: its last date or minute, and what follows."""

from __future__ import annotations

import pytest
from tests.rulebook.sample import clause, pack, version

from duegate.model.contact import Channel
from duegate.model.outcome import OutcomeState
from duegate.rulebook.boundary import missing_rows
from duegate.rulebook.cases import read_cases
from duegate.rulebook.kinds import Cooldown, Precondition, Rule
from duegate.rulebook.kinds.cooldown import Measure
from duegate.rulebook.kinds.precondition import Wait

CALLS = frozenset({Channel.CALL})
SPOKEN = frozenset({OutcomeState.CONVERSATION})
LETTERS, POSTED = frozenset({Channel.LETTER}), frozenset({OutcomeState.LETTER_POSTED})
WEEK = Cooldown(after=SPOKEN, channels=CALLS, length=7)
HOUR = Cooldown(after=SPOKEN, channels=CALLS, length=1, unit=Measure.HOURS)
NOTICE = Precondition(at_least=2, channels=LETTERS, states=POSTED, wait=Wait(3))
TOLD = "letter 2026-06-01 letter_posted, letter 2026-06-07 letter_posted"
ROWS: dict[str, tuple[Rule, tuple[str, str], tuple[str, str]]] = {
    "dates": (
        WEEK,
        ("2026-06-10 11:00  call 2026-06-04 conversation  | defer", "no row 6 dates after"),
        ("2026-06-10 11:00  call 2026-06-03 conversation  | allow", "no row 7 dates after"),
    ),
    "hours": (
        HOUR,
        ("2026-06-10 11:00  call 10:01 conversation  | defer", "no row 3540 seconds after"),
        ("2026-06-10 11:00  call 10:00 conversation  | allow", "no row 3600 seconds after"),
    ),
    "wait": (
        NOTICE,
        (f"2026-06-09 11:00  {TOLD}  | defer", "no row 2 dates after"),
        (f"2026-06-10 11:00  {TOLD}  | allow", "no row 3 dates after"),
    ),
}
PLAIN = {
    "dates": ("2026-06-10 11:00  -  | allow", "2026-06-10 11:00  call  | defer"),
    "hours": ("2026-06-10 11:00  -  | allow", "2026-06-10 11:00  call 10:50  | defer"),
    "wait": (
        f"2026-06-20 11:00  {TOLD} | allow",
        "2026-06-10 11:00  -  | deny",
    ),
}


def missing(rule: Rule, rows: tuple[str, ...]) -> list[str]:
    """Name what a table of these rows lacks."""
    table = "\n".join(("at  history  | verdict", "--  -------  | -------", *rows))
    one = clause(version(rule), table=table.replace("posted |", "posted  |"))
    whole = pack(one)
    return list(missing_rows(whole, one, read_cases(whole, one)))


@pytest.mark.parametrize("kind", ROWS)
def test_a_pause_needs_its_end_from_both_sides(kind: str) -> None:
    """With both rows nothing lacks; without one of them that one is named."""
    rule, (last, lacks_last), (after, lacks_after) = ROWS[kind]
    plain = PLAIN[kind]
    assert missing(rule, (*plain, last, after)) == []
    (said,) = missing(rule, (*plain, after))
    assert lacks_last in said
    assert said.endswith("the event, still refused; add it")
    (said,) = missing(rule, (*plain, last))
    assert lacks_after in said
    assert said.endswith("the event, allowed again; add it")


def test_events_that_do_not_trigger_show_nothing() -> None:
    """Nor does a history that is not known."""
    rows = (
        *PLAIN["dates"],
        "2026-06-10 11:00  sms 2026-06-04 conversation  | allow",
        "2026-06-10 11:00  call 2026-06-03 answered  | allow",
        "2026-06-10 11:00  unknown  | deny",
    )
    assert len(missing(WEEK, rows)) == 2
