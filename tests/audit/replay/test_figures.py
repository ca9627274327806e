"""The figures of a replay: what is counted where, and how long the delayed have to wait."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.audit.history import record
from tests.audit.replay.laws import CAP, HOURS
from tests.gate.house import NOON, contact

from duegate.audit.replay.figures import (
    EXAMPLES_MAX,
    FILES,
    HOUSE,
    Candidate,
    Counts,
    Replay,
    Tally,
    Wait,
    turning,
)
from duegate.audit.replay.steps import Asked
from duegate.audit.replay.worlds import Change, Difference, Lived, Said
from duegate.model.contact import Channel
from duegate.model.judgement import Verdict

PASSES = Said(Verdict.ALLOW)
TRIED = Candidate("sample", "0" * 64, None, as_dated=False)


def delayed(wait_s: int, *clauses: str) -> Said:
    """Say that a contact has to wait."""
    return Said(Verdict.DEFER, clauses or (CAP,), NOON + timedelta(seconds=wait_s))


def lived(before: Said, after: Said, *, recorded: Verdict | None = None, **told: object) -> Lived:
    """Make a contact that was judged twice, at noon."""
    sent = contact(**told)
    asked = Asked(1, "dec_1", record(sent), left=True, recorded=recorded)
    found = None
    if before != after:
        allowed = before.verdict is Verdict.ALLOW
        change = (Change.DELAYED if after.until else Change.REFUSED) if allowed else Change.ALLOWED
        if Verdict.ALLOW not in {before.verdict, after.verdict}:
            change = Change.OTHERWISE
        wait = None if after.until is None else int((after.until - NOON).total_seconds())
        found = Difference(
            "dec_1",
            sent.at,
            sent.tenant,
            sent.channel,
            12,
            change,
            before,
            after,
            wait if change is Change.DELAYED else None,
        )
    return Lived(asked, 12, before.verdict, after.verdict, found)


def counted(*contacts: Lived, source: str = FILES) -> Replay:
    """Count contacts."""
    tally = Tally()
    assert list(tally.over(contacts)) == list(contacts)
    return tally.result(source, TRIED, {})


def test_every_contact_is_counted_by_what_changes() -> None:
    """In all, by clause, tenant, channel and hour; unchanged ones are asked and no more."""
    refused = Said(Verdict.DENY, (HOURS,))
    found = counted(
        lived(PASSES, PASSES),
        lived(PASSES, delayed(900)),
        lived(PASSES, refused, tenant="beta"),
        lived(delayed(900), PASSES, channel="sms"),
        lived(refused, Said(Verdict.DENY, (CAP, HOURS))),
    )
    assert found.counts == Counts(asked=5, refused=1, delayed=1, allowed=1, otherwise=1)
    assert (found.left_in_force, found.left_candidate) == (3, 2)
    assert {row.name: row.counts.changed for row in found.by_clause} == {CAP: 3, HOURS: 1}
    assert {row.name: row.counts.asked for row in found.by_tenant} == {"acme": 4, "beta": 1}
    assert {row.name: row.counts.allowed for row in found.by_channel} == {"call": 0, "sms": 1}
    assert [row.name for row in found.by_hour] == ["12"]
    assert [each.change for each in found.examples] == list(Change)


def test_the_delays_by_how_long() -> None:
    """A stretch holds the instant it begins with; the middle one and the longest are named."""
    waits = (899, 900, 3_599, 3_600, 30 * 86_400)
    delays = counted(*(lived(PASSES, delayed(wait)) for wait in waits)).delays
    assert delays is not None
    assert (delays.median_s, delays.longest_s) == (3_599, 30 * 86_400)
    held = [(each.below_s, each.contacts) for each in delays.stretches if each.contacts]
    assert held == [(900, 1), (3_600, 2), (21_600, 1), (None, 1)]
    assert delays.stretches[-1] == Wait(None, 1)
    assert counted(lived(PASSES, PASSES)).delays is None


@pytest.mark.parametrize(
    ("before", "after", "wanted"),
    [
        (PASSES, delayed(9, CAP), (CAP,)),
        (delayed(9, CAP, HOURS), delayed(9, HOURS), (CAP,)),
        (delayed(9, CAP), delayed(9, HOURS), (HOURS, CAP)),
        (delayed(9, CAP), delayed(99, CAP), (CAP,)),
    ],
)
def test_which_clauses_turn_an_answer(before: Said, after: Said, wanted: tuple[str, ...]) -> None:
    """Those that refuse on one side only; where they are the same, all of them."""
    found = lived(before, after).difference
    assert found is not None
    assert set(turning(found)) == set(wanted)


def test_a_few_examples_are_kept() -> None:
    """However many there are."""
    found = counted(*[lived(PASSES, delayed(9))] * (EXAMPLES_MAX + 9))
    assert len(found.examples) == EXAMPLES_MAX


def test_a_house_tells_how_many_decisions_its_rules_would_now_answer_otherwise() -> None:
    """Files have no recorded decisions."""
    contacts = (
        lived(PASSES, PASSES, recorded=Verdict.ALLOW),
        lived(PASSES, PASSES, recorded=Verdict.DENY),
    )
    assert counted(*contacts, source=HOUSE).recorded_otherwise == 1
    assert counted(*contacts).recorded_otherwise is None


def test_nothing_asked_comes_to_nothing() -> None:
    """No first, no last, no hour."""
    found = counted()
    assert (found.first, found.last, found.by_hour, found.counts) == (None, None, (), Counts())
    assert Channel.CALL not in {row.name for row in found.by_channel}
