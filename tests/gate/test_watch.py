"""A jump of the clock grants nothing, either way, however it comes about."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.gate.house import NOON, contact, open_house

from duegate.clock import HandClock
from duegate.gate import Gate
from duegate.gate.watch import Watch
from duegate.model.judgement import Verdict

EVENING = NOON + timedelta(hours=9)  # 21:00 in Shanghai
STEADY_CLOCK = "house/steady-clock"
JUMPS_S = [sign * size for size in (301, 3_600, 86_400, 400 * 86_400) for sign in (1, -1)]


def live(gate: Gate, clock: HandClock) -> Verdict:
    """Decide a contact of now."""
    return gate.decide(contact(at=clock.now())).verdict


@pytest.mark.parametrize("jump_s", JUMPS_S)
def test_after_a_jump_contacts_wait(gate: Gate, clock: HandClock, jump_s: int) -> None:
    """Deferred by the clause on the clock, recorded, told by readiness; set right, all is well."""
    clock.pass_s(600)
    true = clock.now()
    clock.jump_to(true + timedelta(seconds=jump_s))
    decision = gate.decide(contact(at=clock.now()))
    assert decision.verdict is Verdict.DEFER
    assert STEADY_CLOCK in {f.clause for f in decision.findings}
    assert decision.receipt is not None
    assert "clock has jumped" in gate.ready().reasons[0]
    clock.jump_to(true)
    assert live(gate, clock) is Verdict.ALLOW
    assert gate.ready().ok


def test_the_evening_is_not_undone(gate: Gate, clock: HandClock) -> None:
    """At night a clock set back to the evening makes it no evening, though nobody called since."""
    clock.pass_s(12 * 3600)
    clock.jump_to(EVENING - timedelta(hours=1))
    assert live(gate, clock) is not Verdict.ALLOW


def test_the_morning_is_not_fetched(gate: Gate, clock: HandClock) -> None:
    """A clock put forward to the next day gives no further three contacts."""
    for _ in range(3):
        assert live(gate, clock) is Verdict.ALLOW
    clock.jump_to(NOON + timedelta(days=1))
    assert [live(gate, clock) for _ in range(3)] == [Verdict.DEFER] * 3


def test_a_restart_does_not_go_back(tmp_path: Path) -> None:
    """A gate that starts before its latest decision waits until the clock has caught up."""
    with open_house(tmp_path, clock=HandClock(NOON)) as gate:
        live(gate, HandClock(NOON))
    clock = HandClock(NOON - timedelta(seconds=301))
    with open_house(tmp_path, clock=clock) as gate:
        assert live(gate, clock) is Verdict.DEFER
        clock.pass_s(1)
        decision = gate.decide(contact(at=clock.now()))
    assert (decision.verdict, decision.at) == (Verdict.ALLOW, NOON)


def test_a_restart_confirms_the_clock(tmp_path: Path) -> None:
    """Set forward on purpose: whoever starts the gate anew stands by it."""
    clock = HandClock(NOON)
    with open_house(tmp_path, clock=clock) as gate:
        clock.jump_to(NOON + timedelta(days=3))
        assert live(gate, clock) is Verdict.DEFER
    with open_house(tmp_path, clock=clock) as gate:
        assert live(gate, clock) is Verdict.ALLOW


@pytest.mark.parametrize("step_s", [300, -300])
def test_a_small_step_is_taken(gate: Gate, clock: HandClock, step_s: int) -> None:
    """Five minutes are no jump; the gate never goes back behind what it has decided at."""
    clock.jump_to(NOON + timedelta(seconds=step_s))
    decision = gate.decide(contact(at=clock.now()))
    taken = NOON + timedelta(seconds=max(step_s, 0))
    assert (decision.verdict, decision.at) == (Verdict.ALLOW, taken)


@pytest.mark.parametrize("sign", [1, -1])
def test_small_steps_add_up_to_a_jump(clock: HandClock, sign: int) -> None:
    """A day is not gained by steps of a minute, each of which alone would be taken."""
    watch = Watch(clock, 300)
    steady = []
    for _ in range(6):
        clock.jump_to(clock.now() + timedelta(seconds=sign * 60))
        steady.append(watch.read(NOON - timedelta(days=1)).clock.steady)
    assert steady == [True] * 5 + [False]


def test_a_slow_clock_is_no_jump() -> None:
    """A drift that clocks are corrected of as they run is forgiven, however long it lasts."""
    clock = HandClock(NOON)
    watch = Watch(clock, 300)
    for _ in range(1_000):
        clock.pass_s(86_400)
        clock.jump_to(clock.now() + timedelta(seconds=40))
        assert watch.read(NOON).clock.steady


def test_time_that_passes_is_no_jump() -> None:
    """However long nobody looks."""
    clock = HandClock(NOON)
    watch = Watch(clock, 300)
    clock.pass_s(400 * 86_400)
    assert watch.read(NOON).clock.steady


def test_what_was_not_trusted_is_no_latest_instant(gate: Gate, clock: HandClock) -> None:
    """What is recorded by a clock that ran ahead does not hold the true one back."""
    clock.jump_to(NOON + timedelta(days=400))
    live(gate, clock)
    clock.jump_to(NOON + timedelta(minutes=1))
    assert live(gate, clock) is Verdict.ALLOW
