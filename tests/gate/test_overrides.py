"""Overrides end to end: approved, heeded, shown, recorded, narrow, over at their instant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.gate.house import LOG_KEY, NOON, contact, open_house, shipped_book

from duegate.clock import HandClock
from duegate.errors import DuegateError
from duegate.evidence import receipt
from duegate.evidence.tree import leaf_hash
from duegate.gate import Asked, Gate, OverrideReceipt, OverrideUnknown
from duegate.gate.batch import Answer, Batch
from duegate.gate.recompute import agrees
from duegate.ledger import decisions
from duegate.model.decision import Decision
from duegate.model.judgement import Verdict
from duegate.rulebook.book import Book
from duegate.rulebook.clause import Clause, Force, Pack

MINUTE = timedelta(minutes=1)
BAN = "cn-shenzhen/SZ-04"  # postcards
HOURS = "cn-shenzhen/SZ-01"


def softened(clause: Clause) -> Clause:
    """Give the ban on postcards and the hours as presumptions; the rest stays hard."""
    if clause.id not in (BAN, HOURS):
        return clause
    versions = tuple(
        msgspec.structs.replace(version, force=Force.PRESUMPTION) for version in clause.version
    )
    return msgspec.structs.replace(clause, version=versions)


@cache
def book() -> Book:
    """Make the book of the house."""
    packs = tuple(
        Pack(pack.head, tuple(map(softened, pack.clauses)), pack.hash, calendars=pack.calendars)
        for pack in shipped_book().packs
    )
    return Book(packs, adopted=frozenset({"cn-shenzhen"}))


@pytest.fixture
def gate(tmp_path: Path, clock: HandClock) -> Iterator[Gate]:
    """The gate of a house in which two clauses can be overridden."""
    with open_house(tmp_path, clock=clock, book=book()) as opened:
        yield opened


def asked(**changes: Any) -> Asked:  # noqa: ANN401 - whatever an override has
    """Ask to let postcards to a debtor pass for a minute."""
    plain = Asked(BAN, "acme", "a written agreement", "Wang Wu", NOON + MINUTE, debtor="d-1")
    return msgspec.structs.replace(plain, **changes)


def postcard(gate: Gate, **changes: Any) -> Decision:  # noqa: ANN401 - fields of a contact
    """Decide a postcard."""
    recipient = {"address": "1 Road", **changes.pop("recipient", {})}
    return gate.decide(contact(at=gate.now(), channel="postcard", recipient=recipient, **changes))


def entry(gate: Gate, leaf: int) -> bytes:
    """Read an entry of the log."""
    with gate.store.read() as connection:
        return bytes(connection.execute("SELECT bytes FROM leaf WHERE idx = ?", (leaf,)).get)


def test_it_lets_pass_and_says_on_whose_word(gate: Gate) -> None:
    """Before, the clause refuses; after, the decision names clause, approver and ground."""
    assert postcard(gate).verdict is Verdict.DENY
    told = gate.overrides.add(asked())
    decision = postcard(gate)
    assert decision.verdict is Verdict.ALLOW
    (finding,) = [found for found in decision.findings if found.clause == BAN]
    assert finding.verdict is Verdict.ALLOW
    assert finding.reason is not None
    for said in (finding.reason.zh, finding.reason.en):
        assert all(word in said for word in ("Wang Wu", "a written agreement", told.override.id))
    assert BAN not in decision.clear
    with gate.store.read() as connection:
        recorded = decisions.by_id(connection, decision.id)
    assert recorded is not None
    assert agrees(book(), recorded)


def test_it_is_over_at_its_instant(gate: Gate, clock: HandClock) -> None:
    """The last microsecond is inside, the next is not."""
    gate.overrides.add(asked())
    clock.pass_s(59.999_999)
    assert postcard(gate).verdict is Verdict.ALLOW
    clock.pass_s(0.000_001)
    assert postcard(gate).verdict is Verdict.DENY


def test_it_is_over_once_it_is_withdrawn(gate: Gate) -> None:
    """At once, and it cannot be withdrawn twice."""
    told = gate.overrides.add(asked())
    assert postcard(gate).verdict is Verdict.ALLOW
    gate.overrides.withdraw(told.override.id)
    assert postcard(gate).verdict is Verdict.DENY
    (listed,) = gate.overrides.list()
    assert (listed.override.id, listed.override.until) == (told.override.id, NOON)
    for name in (told.override.id, "ovr_none"):
        with pytest.raises(OverrideUnknown, match="no such open override"):
            gate.overrides.withdraw(name)


def test_it_waits_for_its_beginning(gate: Gate, clock: HandClock) -> None:
    """Approved now, heeded from its instant on."""
    gate.overrides.add(asked(since=NOON + MINUTE / 2))
    assert postcard(gate).verdict is Verdict.DENY
    clock.pass_s(30)
    assert postcard(gate).verdict is Verdict.ALLOW


def test_it_is_for_those_it_names(gate: Gate) -> None:
    """One debtor, or one debt, or one debt of one debtor; of one tenant."""
    gate.overrides.add(asked(debt="L-1"))
    assert postcard(gate).verdict is Verdict.ALLOW
    assert postcard(gate, debt={"ref": "L-2"}).verdict is Verdict.DENY
    others = {"debtor": {"ref": "d-2"}, "recipient": {"number": "+8613800138002"}}
    assert postcard(gate, **others).verdict is Verdict.DENY
    assert postcard(gate, tenant="beta", caller=None).verdict is Verdict.DENY
    gate.overrides.add(asked(debtor=None, debt="L-2"))
    assert postcard(gate, debt={"ref": "L-2"}, **others).verdict is Verdict.ALLOW


def test_it_lifts_one_clause_alone(gate: Gate, clock: HandClock) -> None:
    """Another clause that refuses goes on refusing; a deferral yields as a denial does."""
    clock.pass_s(10 * 3600)  # at night
    night = gate.now()
    gate.overrides.add(asked(until=night + MINUTE))
    assert postcard(gate).verdict is Verdict.DENY  # it is over before the morning
    gate.overrides.add(asked(until=night + timedelta(days=1)))
    decision = postcard(gate)
    refusing = [each.clause for each in decision.findings if each.verdict is not Verdict.ALLOW]
    assert (decision.verdict, refusing) == (Verdict.DEFER, [HOURS])
    gate.overrides.add(asked(clause=HOURS, until=night + MINUTE))
    assert postcard(gate).verdict is Verdict.ALLOW


def refused(**changes: Any) -> Any:  # noqa: ANN401 - a row of the table below
    """Make a row: what is asked, and what is said to it."""
    said = changes.pop("said")
    return pytest.param(asked(**changes), said, id=said)


REFUSED = [
    refused(clause="cn-shenzhen/SZ-02", said="is a hard rule and yields to nobody"),
    refused(clause="cn-shenzen/sz-04", said='did you mean "cn-shenzhen/SZ-04"'),
    refused(clause="nothing/like-it", said="duegate packs show"),
    refused(tenant="nobody", said='no tenant "nobody"'),
    refused(ground=" ", said="a ground and an approver"),
    refused(approver="", said="an approver; name both"),
    refused(debtor=None, said="for which debtor or which debt"),
    refused(until=NOON, said="must come after its beginning"),
    refused(until=NOON + timedelta(days=367), said="at most a year later"),
    refused(since=NOON - 2 * MINUTE, until=NOON - MINUTE, said="is over already"),
]


@pytest.mark.parametrize(("wanted", "said"), REFUSED)
def test_what_is_refused(gate: Gate, wanted: Asked, said: str) -> None:
    """With the reason; nothing is recorded."""
    with pytest.raises(DuegateError, match=said):
        gate.overrides.add(wanted)
    assert gate.overrides.list() == []


def test_a_hard_clause_yields_to_no_row_either(gate: Gate) -> None:
    """Not even to one that somebody wrote into the database."""
    told = gate.overrides.add(asked(until=NOON + timedelta(hours=12)))

    def forge(batch: Batch) -> Answer[None]:
        batch.connection.execute(
            "INSERT INTO override SELECT leaf + 100, 'ovr_x', 'cn-shenzhen/SZ-02', tenant, debtor,"
            " debt, ground, approver, since_us, until_us FROM override WHERE leaf = ?",
            (told.leaf,),
        )
        return lambda: None

    gate.run(forge)
    verdicts = [gate.decide(contact(at=gate.now(), id=f"c{n}")).verdict for n in range(4)]
    assert verdicts == [Verdict.ALLOW] * 3 + [Verdict.DEFER]


def test_it_is_an_entry_of_the_log(gate: Gate) -> None:
    """Approved and withdrawn, each with its place; who, whom and why are sealed."""
    told: OverrideReceipt = gate.overrides.add(asked())
    written = entry(gate, told.leaf)
    promised = receipt.verify(
        told.receipt, leaf_hash(written), LOG_KEY.verifier.public, LOG_KEY.name
    )
    assert promised == told.leaf
    gate.overrides.withdraw(told.override.id)
    ended = entry(gate, told.leaf + 1)
    assert msgspec.json.decode(written)["kind"] == "override"
    assert msgspec.json.decode(ended)["kind"] == "override_end"
    assert msgspec.json.decode(ended)["prev"] == leaf_hash(written).hex()
    for personal in (b"acme", b"Wang", b"agreement", b"d-1"):
        assert personal not in written + ended


def test_overrides_are_listed_by_tenant(gate: Gate) -> None:
    """The latest first."""
    first = gate.overrides.add(asked())
    second = gate.overrides.add(asked(tenant="beta"))
    names = [each.override.id for each in gate.overrides.list()]
    assert names == [second.override.id, first.override.id]
    assert [each.tenant for each in gate.overrides.list("acme")] == ["acme"]


def test_when_heeds_it_too(gate: Gate) -> None:
    """The planner gives what the gate would say."""
    gate.overrides.add(asked())
    lawful = gate.when(contact(at=gate.now(), channel="postcard", recipient={"address": "1 Road"}))
    at: datetime | None = next(each.at for each in lawful if each.channel == "postcard")
    assert at == NOON
