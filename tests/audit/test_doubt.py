"""What the set form leaves open is settled as the gate would, with the records that counted."""

from __future__ import annotations

from typing import Any

from tests.audit.agreement import Found, Heard, check
from tests.audit.files import File, Row, told_by
from tests.rulebook.sample import book

from duegate.audit.findings import EVIDENCE_MAX
from duegate.audit.prepare import Terms
from duegate.model.contact import Channel, Purpose, Role
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState
from duegate.rulebook.clause import Applies
from duegate.rulebook.facts import ActorScope, CountKey
from duegate.rulebook.kinds import Cooldown, FrequencyCap, PartyRule
from duegate.rulebook.records import Column
from duegate.rulebook.window import Unit, Window

NOON_US = 1_780_286_400_000_000
MINUTE_US = 60_000_000
PLAIN = Terms()
LI, WANG, ZHAO = (f"+861380013800{n}" for n in range(3))
CAP: dict[str, Any] = {
    "limit": 2,
    "window": Window(unit=Unit.CALENDAR_DAY),
    "key": CountKey.DEBTOR,
    "channels": frozenset({Channel.CALL}),
    "counts": frozenset(OutcomeState),
    "actor_scope": ActorScope.PLATFORM,
}


def heard(*rows: Row, rule: Any, terms: Terms = PLAIN) -> Heard:  # noqa: ANN401 - of any kind
    """Judge rows a minute apart by one rule."""
    written = [row | {"at_us": NOON_US + n * MINUTE_US} for n, row in enumerate(rows)]
    return check(File(told_by(rows), written, terms), book(rule))


def call(number: str, debtor: str, **told: object) -> Row:
    """Write a call about a debtor."""
    return {Column.NUMBER: number, Column.DEBTOR: debtor, **told}


def test_a_debtor_known_by_reference_or_number_is_counted_whole() -> None:
    """Two debtors share a number: neither column tells either of them, and none counts too much."""
    found = heard(
        call(LI, "d1"),
        call(WANG, "d1"),
        call(WANG, "d2"),
        call(ZHAO, "d2"),
        call(ZHAO, "d2"),
        call(LI, "d1"),
        rule=FrequencyCap(**CAP),
    )
    assert found.candidates > 0
    assert {rid: each.evidence for (rid, _), each in found.violations.items()} == {
        5: [3, 4],
        6: [1, 2],
    }


def test_others_contacts_are_counted_and_named_too() -> None:
    """An audit is of all files at once; only an answer to one tenant would hide them."""
    rows = [call(LI, f"d{n}", tenant=tenant) for n, tenant in enumerate(("a", "b", "c"))]
    rows += [call(number, "e", tenant="a") for number in (LI, WANG)]
    found = heard(*rows, rule=FrequencyCap(**CAP))
    assert found.violations[3, "sample/1"] == Found("defer", 2, [1, 2])


def test_a_pause_names_what_began_it() -> None:
    """In doubt and out of it alike."""
    rule = Cooldown(
        after=frozenset({OutcomeState.CONVERSATION}),
        channels=frozenset({Channel.CALL}),
        length=1,
        actor_scope=ActorScope.PLATFORM,
    )
    talked = {"state": "conversation"}
    plain = heard(call(LI, "d", **talked), call(LI, "d", state="answered"), rule=rule)
    rows = [call(LI, "d", **talked), call(WANG, "d", **talked), call(WANG, "e", state="answered")]
    tangled = heard(*rows, call(LI, "d", state="answered"), rule=rule)
    assert (plain.candidates, tangled.candidates > 0) == (0, True)
    assert plain.violations[2, "sample/1"] == Found("defer", 1, [1])
    assert tangled.violations[4, "sample/1"] == Found("defer", 2, [1, 2])


def test_a_reply_that_does_not_count_is_no_evidence() -> None:
    """What was exempt filled no window."""
    rule = FrequencyCap(**CAP | {"limit": 1, "excludes_replies": True})
    rows = [
        call(LI, "d", state="inbound", purpose="collect"),
        call(LI, "d", purpose="reply"),
        call(LI, "d", purpose="collect"),
        call(LI, "d", purpose="collect"),
    ]
    found = heard(*rows, rule=rule)
    assert found.violations == {
        (3, "sample/1"): Found("defer", 1, [1]),
        (4, "sample/1"): Found("defer", 2, [1, 3]),
    }


def test_evidence_is_bounded_the_count_is_not() -> None:
    """The oldest are named."""
    rows = [call(number, debtor) for number in (LI, WANG) for debtor in "de"] * 60
    found = heard(*rows, rule=FrequencyCap(**CAP))
    last = found.violations[240, "sample/1"]  # all but the first number about the first debtor
    counted = [rid for rid in range(1, 240) if rid % 4 != 1]
    assert (last.used, last.evidence) == (len(counted), counted[:EVIDENCE_MAX])


def test_a_basis_is_read_one_by_one_and_unknown_where_no_file_tells_any() -> None:
    """A dash is no paper; a column that is not there says nothing against anybody."""
    rule = PartyRule(
        allowed=frozenset({Role.DEBTOR}),
        with_basis=frozenset({Role.GUARANTOR}),
        otherwise=Verdict.DENY,
    )
    row = {Column.NUMBER: LI, Column.ROLE: "guarantor", Column.PURPOSE: str(Purpose.COLLECT)}
    told = heard(row | {Column.BASIS: "contract"}, row | {Column.BASIS: "-"}, row, rule=rule)
    assert set(told.violations) == {(2, "sample/1"), (3, "sample/1")}
    untold = heard(row, row | {Column.ROLE: "friend"}, rule=rule)
    assert (untold.unknowns, set(untold.violations)) == ({(1, "sample/1")}, {(2, "sample/1")})


def test_what_is_only_possible_is_unknown() -> None:
    """Nobody knows who was reached, so nobody knows whether the clause concerns it."""
    rows = [call(number, debtor, role=role)
            for number, debtor in ((LI, "d"), (LI, "e"), (WANG, "e"), (WANG, "d"))
            for role in ("debtor", None)]  # fmt: skip
    rule = FrequencyCap(**CAP)
    written = [row | {"at_us": NOON_US + n} for n, row in enumerate(rows)]
    only = Applies(roles=frozenset({Role.DEBTOR}))
    found = check(File(told_by(rows), written), book(rule, applies=only))
    assert {rid % 2 for rid, _ in found.violations} == {1}
    assert {rid % 2 for rid, _ in found.unknowns} == {0}
