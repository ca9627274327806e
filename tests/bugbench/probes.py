"""Probes: the tests of the gate, each cut down to what finds its fault in a moment.

A probe raises when something is wrong. Most are the tests themselves, handed a house of their own.
"""

from __future__ import annotations

import asyncio
import hashlib
import inspect
import math
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.gate import (
    recount,
    test_batch,
    test_dated_rules,
    test_decide,
    test_differential,
    test_fail_closed,
    test_outcomes,
    test_permits,
    test_two_tenants,
    test_watch,
)
from tests.gate.house import NOON, build, contact, open_house, person, sign_tenants
from tests.gate.test_exact_caps import asks, check
from tests.gate.traffic import Traffic
from tests.gate.workload import drawn
from tests.simulation import test_gate_power_cut
from tests.simulation.disk import Disk, Fault, Kind
from tests.simulation.world import DATABASE

from duegate.clock import HandClock
from duegate.gate import Gate
from duegate.gate.decide import Ask, question
from duegate.ledger import decisions
from duegate.model.decision import Decision
from duegate.model.judgement import Verdict
from duegate.model.tenant import Standing
from duegate.rulebook.kinds import reachable
from duegate.store.connection import Setup
from duegate.store.store import Store

Probe = Callable[[Path], None]
RECOUNTED = 150
WORLDS = 12


def in_house(act: Callable[..., None], **words: object) -> Probe:
    """Hand a test the house, the clock, the folder or the permit it names."""

    def probe(folder: Path) -> None:
        clock = HandClock(NOON)
        names = set(inspect.signature(act).parameters) - set(words)
        with open_house(folder, clock=clock) as gate:
            given: dict[str, Any] = {"gate": gate, "clock": clock, "tmp_path": folder / "apart"}
            if "permit" in names:
                given["permit"] = gate.decide(contact()).permit
            act(**{name: given[name] for name in names}, **words)

    return probe


def tasks(gate: Gate) -> None:
    """Of eight who ask at once for one number, three pass."""

    async def ask() -> list[Decision]:
        return await asyncio.gather(*map(gate.decide_async, asks(8)))

    check(gate, asyncio.run(ask()))


def recounted(gate: Gate) -> None:
    """A short history is decided as a naive recount decides it."""
    traffic = Traffic(gate, 20261123)
    for _ in range(RECOUNTED):
        test_differential.step(traffic)


def suspended(gate: Gate) -> None:
    """Once the switch is pressed nothing passes, and the permit of before is dead."""
    permit = gate.decide(contact()).permit or ""
    gate.tenants.change("acme", Standing.SUSPENDED, reason="threats", by="test")
    assert gate.decide(contact(**person(2))).verdict is Verdict.DENY
    test_permits.refusal(gate, permit)


def crashed(folder: Path) -> None:
    """Committed, and stopped before the answer left: asked again, it is the same contact."""
    sent = contact()
    with open_house(folder) as gate:
        gate.run(gate._deciding(Ask(sent, "k", as_stated=False)))
    with open_house(folder) as gate:
        gate.decide(sent, key="k")
        with gate.store.read() as connection:
            assert connection.execute("SELECT count(*) FROM hold").get == 1


def power_cut(folder: Path) -> None:
    """In a few worlds, no answer that left is lost."""
    del folder
    loop = asyncio.new_event_loop()
    try:
        for seed in range(WORLDS):
            with drawn(seed):
                world, _ = test_gate_power_cut.live(loop, seed)
                assert world.check() == []
    finally:
        loop.close()


def disk_full(folder: Path) -> None:
    """What finds the disk full is denied, and says so by having no receipt."""
    del folder
    disk = Disk(Random(1))
    gate = build(Store(DATABASE, Setup(vfs=disk.name, exclusive=True)), HandClock(NOON))
    sign_tenants(gate)
    disk.fault = Fault(Kind.FULL, at=0, times=math.inf)
    try:
        test_fail_closed.unrecorded(gate.decide(contact()))
    finally:
        disk.heal()
        gate.close()


def clause_breaks(folder: Path) -> None:
    """A clause that fails denies."""

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reachable, "judge", broken)
        with open_house(folder) as gate:
            assert gate.decide(contact()).verdict is Verdict.DENY


def whole_log(gate: Gate) -> None:
    """Entries of many debtors in one transaction make a log that hangs together."""
    sent = [contact(**person(number % 3)) for number in range(9)]

    async def ask() -> list[Decision]:
        return await asyncio.gather(*map(gate.decide_async, sent))

    asyncio.run(ask())
    with gate.store.read() as connection:
        assert recount.violations(connection) == []


def keyed_request(gate: Gate) -> None:
    """Without the secret nobody can tell what was asked, though he may guess it."""
    ask = Ask(contact(), "k", as_stated=True)
    gate.decide(ask.contact, key="k", as_stated=True)
    with gate.store.read() as connection:
        recorded = decisions.by_key(connection, "acme", "k")
    assert recorded is not None
    guesses = (question(ask), b"request\0" + question(ask))
    unkeyed = type(gate.desk.keys)(b"")
    assert recorded.request not in {hashlib.sha256(guess).digest() for guess in guesses}
    assert recorded.request != unkeyed.request(question(ask))


def nobody_named(gate: Gate) -> None:
    """What is kept of a contact holds no number."""
    gate.decide(contact())
    with gate.store.read() as connection:
        kept = connection.execute("SELECT input FROM decision").get
    assert b"13800138000" not in bytes(kept)


def shared_people(_: Path) -> None:
    """Beside another tenant with the same debtors, no count of that one's contacts is told."""
    test_two_tenants.test_of_shared_people_only_what_the_law_counts_is_told(20261123)


def another_s_decision(gate: Gate) -> None:
    """Looking up another tenant's decision is an error like any unknown name."""
    test_two_tenants.test_what_is_another_s_is_as_unknown_as_what_never_was(gate, "find")


PROBES: dict[str, Probe] = {
    "another's decision": in_house(another_s_decision),
    "clause breaks": clause_breaks,
    "crash before the answer": crashed,
    "dated rule": in_house(
        test_dated_rules.test_a_change_takes_effect_at_its_instant, zone="Asia/Shanghai"
    ),
    "disk full": disk_full,
    "evening": in_house(test_decide.test_the_last_second_of_the_day),
    "inbound": in_house(test_outcomes.test_a_contact_of_ours_is_never_inbound),
    "key, other request": in_house(
        test_decide.test_the_same_key_with_another_request_is_an_error, change={"channel": "sms"}
    ),
    "key, other tenant": in_house(test_decide.test_a_key_belongs_to_its_tenant),
    "log": in_house(whole_log),
    "nobody named": in_house(nobody_named),
    "orders of reports": in_house(test_outcomes.test_a_late_weaker_report_changes_nothing),
    "permit, expired": in_house(test_permits.test_a_permit_ends),
    "permit, forged": in_house(test_permits.test_no_changed_letter_passes),
    "permit, jumped clock": in_house(test_permits.test_nothing_leaves_by_a_clock_that_jumped),
    "permit, other tenant": in_house(test_permits.test_a_permit_of_another_tenant_is_no_permit),
    "permit, suspended": in_house(suspended),
    "permit, twice": in_house(test_permits.test_a_permit_is_used_once),
    "power cut": power_cut,
    "put forward": in_house(test_watch.test_the_morning_is_not_fetched),
    "ran ahead": in_house(test_watch.test_what_was_not_trusted_is_no_latest_instant),
    "recount": in_house(recounted),
    "release, lapsed": in_house(test_outcomes.test_nothing_is_given_back_after_it_lapsed),
    "release, redeemed": in_house(
        test_outcomes.test_nothing_is_given_back_after_its_permit_was_used
    ),
    "request keyed": in_house(keyed_request),
    "set back": in_house(test_watch.test_the_evening_is_not_undone),
    "shared people": shared_people,
    "suspended within": in_house(test_batch.test_a_suspension_holds_within_its_own_transaction),
    "tasks": in_house(tasks),
    "zone unknown": in_house(
        test_decide.test_what_is_wrong_or_not_known_is_denied,
        change={"recipient": {"zone": "Mars/Olympus"}},
        clause="cn-shenzhen/SZ-01",
    ),
    "zones": in_house(
        test_dated_rules.test_every_candidate_zone_must_allow,
        number="+8613800138000",
        zone="America/New_York",
    ),
}
