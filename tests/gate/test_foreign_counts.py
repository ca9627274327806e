"""Counts of other countries through the gate: seven in seven, the pause, two days apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.gate.house import contact, open_house

from duegate.clock import HandClock
from duegate.gate import Gate
from duegate.model.causes import cause_of
from duegate.model.decision import Decision
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState
from duegate.packs import read_calendars, read_shipped
from duegate.rulebook.book import Book
from duegate.rulebook.kinds import Cooldown, FrequencyCap
from duegate.rulebook.load import load_packs

COUNTING = (Cooldown, FrequencyCap)
NEW_YORK: dict[str, Any] = {
    "recipient": {"number": "+12122000123", "zone": "America/New_York"},
    "debtor": {"ref": "d-1", "region": "US-NY"},
}
SANTIAGO: dict[str, Any] = {
    "recipient": {"number": "+56221234567", "zone": "America/Santiago"},
    "debtor": {"ref": "d-1", "region": "CL-RM"},
}
ELEVEN = datetime.fromisoformat("2026-06-08T11:00:00-04:00")  # a Monday


@cache
def law(pack: str) -> Book:
    """Put the clauses of one pack that count in force, and no others."""
    (whole,) = load_packs({pack: read_shipped()[pack]}, read_calendars()).values()
    counting = tuple(each for each in whole.clauses if isinstance(each.version[-1].rule, COUNTING))
    return Book((msgspec.structs.replace(whole, clauses=counting),), unverified=frozenset({pack}))


@contextmanager
def living(folder: Path, pack: str) -> Iterator[tuple[Gate, HandClock]]:
    """Lend a house under that law, on a Monday at eleven."""
    clock = HandClock(ELEVEN)
    with open_house(folder, clock=clock, book=law(pack)) as gate:
        yield gate, clock


def ask(gate: Gate, where: dict[str, Any], cause: str | None = None, **also: object) -> Decision:
    """Have a contact decided and tell what the network said of it."""
    decision = gate.decide(contact(at=gate.now(), **{**where, **also}))
    if cause is not None:
        assert decision.verdict is Verdict.ALLOW, decision.findings
        gate.report(decision.id, cause_of(cause))
    return decision


def until(decision: Decision) -> str:
    """Tell when a deferred contact is lawful, by the recipient's clock."""
    assert decision.verdict is Verdict.DEFER, decision.findings
    assert decision.until is not None
    return decision.until.isoformat()


def test_seven_unanswered_calls_in_seven_dates(tmp_path: Path) -> None:
    """Seven pass; busy and not in service do not count; the eighth waits for the first to age."""
    with living(tmp_path, "us-reg-f") as (gate, clock):
        for day in range(7):
            clock.pass_s((ELEVEN + timedelta(days=day) - clock.now()).total_seconds())
            for cause in ("sip:486", "sip:404", "sip:480+not_in_service", "sip:487+ringing"):
                ask(gate, NEW_YORK, cause)
                clock.pass_s(300)
        eighth = ask(gate, NEW_YORK)
        assert until(eighth) == "2026-06-15T00:00:00-04:00"
        clock.pass_s((eighth.until - gate.now()).total_seconds())  # type: ignore[operator]
        assert ask(gate, NEW_YORK).verdict is Verdict.ALLOW


@pytest.mark.parametrize("cause", ["sip:480", "sip:408", "q850:31", None])
def test_what_is_unclear_counts(tmp_path: Path, cause: str | None) -> None:
    """Switched off or not answered: six times a day and once the next, the eighth waits a week."""
    with living(tmp_path, "us-reg-f") as (gate, clock):
        for step in range(7):
            clock.pass_s(24 * 3600 if step == 6 else 600)
            if cause is None:
                gate.report(ask(gate, NEW_YORK).id, OutcomeState.PLACED)
            else:
                assert ask(gate, NEW_YORK, cause).verdict is Verdict.ALLOW
        clock.pass_s(600)
        assert until(ask(gate, NEW_YORK)) == "2026-06-15T00:00:00-04:00"


@pytest.mark.parametrize("inbound", [False, True])
def test_a_conversation_blocks_seven_dates(tmp_path: Path, inbound: bool) -> None:  # noqa: FBT001
    """Ours or theirs: the date it was on is the first; another debt is not blocked."""
    with living(tmp_path, "us-reg-f") as (gate, clock):
        if inbound:
            gate.inbound(contact(at=gate.now(), **NEW_YORK))
        else:
            decision = ask(gate, NEW_YORK)
            gate.report(decision.id, cause_of("sip:200"))
            gate.report(decision.id, OutcomeState.CONVERSATION)
        clock.pass_s(600)
        assert until(ask(gate, NEW_YORK)) == "2026-06-15T00:00:00-04:00"
        assert ask(gate, NEW_YORK, debt={"ref": "L-2"}).verdict is Verdict.ALLOW
        clock.pass_s(timedelta(days=7).total_seconds())
        assert ask(gate, NEW_YORK).verdict is Verdict.ALLOW


def test_chile_keeps_messages_two_days_apart(tmp_path: Path) -> None:
    """Two a week, and two dates between them, by whichever of these means."""
    with living(tmp_path, "cl") as (gate, clock):
        sms = {"channel": "sms"}
        assert ask(gate, SANTIAGO, "dlr:DELIVRD", **sms).verdict is Verdict.ALLOW
        clock.pass_s(3600)
        waiting = until(ask(gate, SANTIAGO, **sms))
        assert waiting == "2026-06-10T00:00:00-04:00"
        clock.pass_s(timedelta(days=2).total_seconds() - 11 * 3600)
        assert ask(gate, SANTIAGO, "dlr:DELIVRD", **sms).verdict is Verdict.ALLOW
