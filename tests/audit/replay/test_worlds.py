"""Two a day instead of three: what a replay says is what a plain recount says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import msgspec
import pytest
from tests.audit.history import record
from tests.audit.replay.laws import CAP, HOURS, book
from tests.gate.house import contact, scaled

from duegate.audit.past import Record
from duegate.audit.replay.steps import Period, steps_of
from duegate.audit.replay.worlds import Change, Lived, replayed
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState

MONTHS = scaled(4, 100)
CONTACTS = 1_500
PEOPLE = 25
START = datetime(2026, 10, 1, tzinfo=UTC)
ONE_DAY = timedelta(days=1)
STATES = (None, "not_connected", "conversation", "not_sent")
CHINA = ZoneInfo("Asia/Shanghai")


class Call(NamedTuple):
    """A call or message as plain facts; a debtor has one number, and may share it."""

    at: datetime
    debtor: int
    number: int
    channel: str
    state: str | None


def month(draw: Random) -> list[Call]:
    """Draw a month, most of it by day, some people reached far more often than others."""
    calls = []
    for _ in range(CONTACTS):
        debtor = int(PEOPLE * draw.random() ** 2)
        minute = draw.choice((draw.randrange(1_440), draw.randrange(480, 1_260)))
        at = datetime(2026, 10, 1, tzinfo=CHINA) + ONE_DAY * draw.randrange(30)
        calls.append(
            Call(
                (at + timedelta(minutes=minute, seconds=draw.randrange(60))).astimezone(UTC),
                debtor,
                debtor if draw.random() < 0.9 else draw.randrange(PEOPLE),
                draw.choice(("call", "call", "sms", "email")),
                draw.choice(STATES),
            )
        )
    return sorted(calls)


def recount(calls: list[Call], limit: int, since: datetime = START) -> dict[int, str]:
    """Say of every call whether it may leave, and why not: hours and a daily limit, nothing else.

    It knows nothing of the engine. What is refused is not counted later.
    """
    counted: dict[object, list[tuple[int, int]]] = defaultdict(list)
    said = {}
    for place, call in enumerate(calls):
        local = call.at.astimezone(CHINA)
        limited, judged = call.channel in {"call", "sms"}, call.state != "not_sent"
        today = counted[local.date()]
        used = sum(debtor == call.debtor or number == call.number for debtor, number in today)
        awake = 8 <= local.hour < 21
        refused = ("" if awake else "hours ") + ("cap" if limited and used >= limit else "")
        if judged and call.at >= since:
            said[place] = refused.strip()
        if limited and judged and (not refused or call.at < since):
            today.append((call.debtor, call.number))
    return said


def told(calls: list[Call]) -> Iterator[Record]:
    """Tell the same as records."""
    for place, call in enumerate(calls):
        sent = contact(
            at=call.at,
            channel=call.channel,
            debtor={"ref": f"d-{call.debtor}"},
            recipient={"number": f"+86138001380{call.number:02}"},
        )
        state = None if call.state is None else OutcomeState(call.state)
        yield record(sent, state, rid=place)


def replay(calls: list[Call], period: Period, before: int, after: int) -> dict[int, Lived]:
    """Replay calls under one limit and another."""
    found = replayed(
        steps_of(("", each) for each in told(calls)), book(before), book(after), period
    )
    return {each.asked.place: each for each in found}


def why(each: Lived, which: str) -> str:
    """Say which clauses refused, in the words of the recount."""
    if each.difference is None:
        return ""
    clauses = getattr(each.difference, which).clauses
    return " ".join(word for word, clause in (("hours", HOURS), ("cap", CAP)) if clause in clauses)


@pytest.mark.parametrize(("before", "after"), [(3, 2), (2, 3)])
@pytest.mark.parametrize("since", [START, START + 12 * ONE_DAY])
def test_the_difference_is_that_of_a_plain_recount(
    seed: int, before: int, after: int, since: datetime
) -> None:
    """Call by call: which are refused by which rule, over random months, in both directions."""
    changes: Counter[Change] = Counter()
    for number in range(MONTHS):
        calls = month(Random(seed + number))
        lived = replay(calls, Period(since), before, after)
        three, two = recount(calls, before, since), recount(calls, after, since)
        assert lived.keys() == three.keys()
        for place, each in lived.items():
            assert (each.in_force is Verdict.ALLOW) == (not three[place])
            assert (each.candidate is Verdict.ALLOW) == (not two[place])
            assert (each.difference is None) == (three[place] == two[place])
            if each.difference is not None:
                assert why(each, "in_force") == three[place]
                assert why(each, "candidate") == two[place]
                changes[each.difference.change] += 1
    assert changes[Change.DELAYED if after < before else Change.ALLOWED] > 100, changes
    assert changes[Change.REFUSED] == 0


def test_a_delay_lasts_until_the_first_lawful_instant() -> None:
    """At two a day the third call of a day waits for the opening of the next."""
    ten = datetime(2026, 10, 5, 2, tzinfo=UTC)  # 10:00 in Shenzhen
    calls = [Call(ten + timedelta(minutes=n), 1, 1, "call", None) for n in range(3)]
    third = replay(calls, Period(), 3, 2)[2].difference
    assert third is not None
    assert (third.change, third.hour) == (Change.DELAYED, 10)
    assert third.candidate.until == datetime(2026, 10, 6, 0, tzinfo=UTC)
    assert third.wait_s == 22 * 3_600 - 2 * 60


def test_refusals_that_change_their_reason_or_their_time_are_told() -> None:
    """At night beyond the limit: both refuse, one of them for two reasons."""
    late = datetime(2026, 10, 5, 13, 30, tzinfo=UTC)  # 21:30
    ten = datetime(2026, 10, 5, 2, tzinfo=UTC)
    calls = [Call(ten, 1, 1, "call", None), Call(ten, 1, 1, "sms", None)]
    calls.append(Call(late, 1, 1, "call", None))
    third = replay(calls, Period(), 3, 2)[2].difference
    assert third is not None
    assert third.change is Change.OTHERWISE
    assert (third.in_force.clauses, third.candidate.clauses) == ((HOURS,), (HOURS, CAP))


def test_what_lies_outside_the_period_is_not_judged_and_counts() -> None:
    """Before it everything that happened counts, however unlawful."""
    ten = datetime(2026, 10, 5, 2, tzinfo=UTC)
    calls = [Call(ten + timedelta(minutes=n), 1, 1, "call", None) for n in range(6)]
    period = Period(ten + timedelta(minutes=4), ten + timedelta(minutes=5))
    lived = replay(calls, period, 5, 4)
    assert list(lived) == [4]
    assert lived[4].in_force is Verdict.ALLOW
    assert lived[4].candidate is Verdict.DEFER


def test_what_was_refused_in_fact_counts_as_open_where_it_leaves() -> None:
    """Its reported outcome, if any, is of a world in which it left."""
    one = next(told([Call(datetime(2026, 10, 5, 2, tzinfo=UTC), 1, 1, "call", None)]))
    steps = [
        msgspec.structs.replace(step, left=False, place=place)
        for place, step in enumerate(steps_of([("", one)] * 4))
    ]
    lived = list(replayed(steps, book(3), book(2)))
    assert [each.in_force for each in lived] == [Verdict.ALLOW] * 3 + [Verdict.DEFER]
