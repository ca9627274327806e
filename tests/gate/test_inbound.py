"""Who comes to us is recorded once, uses no count, starts a pause, and can be proven."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.gate import recount
from tests.gate.house import LOG_KEY, NOON, contact, open_house, person
from tests.rulebook.sample import clause, pack, version

from duegate.clock import HandClock
from duegate.evidence.report import Code
from duegate.evidence.trust import Trust
from duegate.evidence.verify import verify
from duegate.gate import (
    Gate,
    InboundReceipt,
    InboundRefused,
    KeyReused,
    UnknownInbound,
    UnknownTenant,
)
from duegate.gate.decide import Ask
from duegate.gate.inbound import record
from duegate.model.contact import Channel, Purpose, Role
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState
from duegate.rulebook.book import Book
from duegate.rulebook.facts import CountKey
from duegate.rulebook.kinds import Cooldown, FrequencyCap
from duegate.rulebook.window import Unit, Window

TRUST = Trust(logs=(LOG_KEY.verifier,))
CALLS = frozenset({Channel.CALL})
EVER = frozenset(OutcomeState) - {OutcomeState.NOT_SENT, OutcomeState.INBOUND}
AFTER = Cooldown(
    after=frozenset({OutcomeState.CONVERSATION, OutcomeState.INBOUND}),
    channels=CALLS,
    length=7,
    roles=frozenset({Role.DEBTOR}),
    excludes=frozenset({Purpose.REPLY}),
)
DAILY = FrequencyCap(
    limit=1,
    window=Window(unit=Unit.CALENDAR_DAY),
    key=CountKey.DEBTOR,
    channels=frozenset(Channel),
    counts=EVER,
    excludes_replies=True,
)


@cache
def book() -> Book:
    """Make a book with a pause after conversations and one contact a day."""
    return Book(
        (
            pack(
                clause(version(AFTER), name="sample/after"),
                clause(version(DAILY), name="sample/daily"),
            ),
        )
    )


@pytest.fixture(name="strict")
def _strict(tmp_path: Path, clock: HandClock) -> Iterator[Gate]:
    """The gate of a house with that book."""
    (tmp_path / "strict").mkdir()
    with open_house(tmp_path / "strict", clock=clock, book=book()) as opened:
        yield opened


def refused_by(gate: Gate, **changes: Any) -> list[str]:  # noqa: ANN401 - fields of a contact
    """Ask about a call, without leaving a hold behind."""
    decision = gate.decide(contact(at=gate.now(), **changes))
    if decision.verdict is Verdict.ALLOW:
        gate.report(decision.id, OutcomeState.NOT_SENT)
    return [each.clause for each in decision.findings if each.verdict is not Verdict.ALLOW]


def test_it_is_recorded_and_counts_for_nothing(gate: Gate) -> None:
    """A name, its place in the log, an event of its own; the cap of three is as it was."""
    at = NOON - timedelta(hours=2)
    receipts = [gate.inbound(contact(id=f"in-{n}", at=at)) for n in range(3)]
    assert [each.leaf for each in receipts] == [0, 1, 2]
    first = receipts[0]
    assert first.id.startswith("inb_")
    assert (first.contact, first.tenant, first.channel, first.at) == ("in-0", "acme", "call", at)
    assert [gate.decide(contact(at=NOON)).verdict for _ in range(4)] == ["allow"] * 3 + ["defer"]
    with gate.store.read() as connection:
        assert recount.violations(connection) == []


def test_it_starts_a_pause(strict: Gate, clock: HandClock) -> None:
    """On the local date it came, for whom it came from; a purpose it names means nothing."""
    strict.inbound(contact(at=NOON, purpose="reply"))
    assert refused_by(strict) == ["sample/after"]
    assert refused_by(strict, **person(2)) == []
    until = strict.decide(contact(at=strict.now())).until
    assert until is not None
    assert until.isoformat() == "2026-11-30T00:00:00+08:00"
    clock.pass_s((until - strict.now()).total_seconds())
    assert refused_by(strict) == []


def test_somebody_whose_role_is_not_known_may_be_the_debtor(strict: Gate) -> None:
    """So the pause begins."""
    strict.inbound(contact(recipient={"role": "unknown"}))
    assert refused_by(strict) == ["sample/after"]


def test_a_reply_of_the_day_is_not_counted(strict: Gate, clock: HandClock) -> None:
    """It answers what they sent; the day after it is one like any other."""
    for _ in range(2):
        sent = contact(at=strict.now(), channel="sms", purpose="collect")
        refused = strict.decide(sent).verdict is Verdict.DEFER
    assert refused
    reply = {"channel": "sms", "purpose": "reply"}
    assert refused_by(strict, **reply) == ["sample/daily"]
    strict.inbound(contact(channel="sms", at=strict.now()))
    for _ in range(2):
        assert strict.decide(contact(at=strict.now(), **reply)).verdict is Verdict.ALLOW
    clock.pass_s(24 * 3600)
    assert strict.decide(contact(at=strict.now(), **reply)).verdict is Verdict.ALLOW
    assert refused_by(strict, **reply) == ["sample/daily"]


def test_a_key_makes_a_retry_safe(tmp_path: Path) -> None:
    """The same receipt, later, after a restart and in one transaction; once in the ledger."""
    with open_house(tmp_path) as gate:
        first = gate.inbound(contact(), key="k")
        assert gate.inbound(contact(at=NOON - timedelta(minutes=1)), key="k") == first
    with open_house(tmp_path) as gate:
        assert gate.inbound(contact(), key="k") == first
        with pytest.raises(KeyReused, match="used for another inbound contact"):
            gate.inbound(contact(channel="sms"), key="k")
        both = asyncio.run(_twice(gate, Ask(contact(), "together", as_stated=False)))
        assert both[0] == both[1]
        assert gate.inbound(contact(), key="other").id != first.id
        with gate.store.read() as connection:
            assert connection.execute("SELECT count(*) FROM inbound").get == 3
            assert recount.violations(connection) == []


async def _twice(gate: Gate, ask: Ask) -> list[InboundReceipt]:
    """Record the same in the same turn of an event loop: the works share a transaction."""
    works = [gate._commit.run_async(lambda b: record(gate.desk, b, ask)) for _ in range(2)]
    answers: list[Any] = await asyncio.gather(*works)
    return [answer() for answer in answers]


def test_a_key_is_the_tenant_s_own(gate: Gate) -> None:
    """Another tenant's is another key, and a decision's is none of an inbound contact."""
    decision = gate.decide(contact(), key="k")
    first = gate.inbound(contact(), key="k")
    assert gate.inbound(contact(tenant="beta"), key="k").id != first.id
    assert gate.decide(contact(), key="k") == decision


@pytest.mark.parametrize(
    ("hours", "passes"), [(-31 * 24, True), (-31 * 24 - 1, False), (0, True), (1, False)]
)
def test_when_it_may_have_been(gate: Gate, hours: int, passes: bool) -> None:  # noqa: FBT001 - drawn
    """Within the last month; of a list as stated, any time."""
    sent = contact(at=NOON + timedelta(hours=hours))
    if passes:
        assert gate.inbound(sent).at == sent.at
    else:
        with pytest.raises(InboundRefused, match="state when the person came to you"):
            gate.inbound(sent)
    assert gate.inbound(sent, as_stated=True).at == sent.at


def test_a_tenant_nobody_signed_is_refused(gate: Gate) -> None:
    """And nothing is written."""
    with pytest.raises(UnknownTenant, match='there is no tenant "nobody"; add it first'):
        gate.inbound(contact(tenant="nobody"))
    with gate.store.read() as connection:
        assert connection.execute("SELECT count(*) FROM leaf").get == 0


def test_who_cannot_be_reached_can_still_be_heard(gate: Gate) -> None:
    """A hidden number, a number that is none, an unregistered caller: it is recorded."""
    for changes in ({"number": None}, {"number": "+1"}, {"number": None, "address": "a@b.example"}):
        assert gate.inbound(contact(recipient=changes)).receipt


def test_it_can_be_proven(gate: Gate) -> None:
    """Alone, and as part of the debtor's whole chain."""
    gate.decide(contact())
    came = gate.inbound(contact())
    for chain in (False, True):
        report = verify(gate.evidence_of_inbound(came.id, chain=chain), trust=TRUST)
        assert report.code is Code.VALID, report.wrong
        assert report.summary is not None
        assert "contact of theirs at 2026-11-23 12:00:00 (Asia/Shanghai)" in report.summary.en
        assert ("decision 1" in report.summary.en) is chain
    spoilt = gate.evidence_of_inbound(came.id).replace(b"inbound", b"outcome")
    assert verify(spoilt, trust=TRUST).code is Code.FALSE


def test_another_tenant_s_is_as_unknown_as_none(gate: Gate) -> None:
    """The same sentence for both."""
    came = gate.inbound(contact())
    said = set()
    for name in (came.id, "inb_0", came.id[:-1]):
        with pytest.raises(UnknownInbound) as error:
            gate.evidence_of_inbound(name, tenant="beta")
        said.add(str(error.value))
    assert said == {"there is no such inbound contact; give the `id` of one of yours"}
