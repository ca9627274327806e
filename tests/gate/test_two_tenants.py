"""Nothing crosses tenants: what one receives is the same whether the other exists or not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from tests.gate.house import NOON, OTHER_CALLER, contact, in_memory, open_house, person

from duegate.clock import HandClock
from duegate.errors import DuegateError
from duegate.gate import About, Gate
from duegate.model import wire
from duegate.model.contact import Contact
from duegate.model.decision import Decision
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState
from duegate.model.tenant import Standing
from duegate.rulebook.facts import Note, NoteKind

STEPS = 120
OWN_NAMES = re.compile(
    r'"(?:id|decision|permit|receipt)":"[^"]*"|"leaf":\d+|(?:dec|note|prm)_[\w-]+'
)
BETA: dict[str, Any] = {"tenant": "beta", "caller": {"number": OTHER_CALLER}}


def said(answer: object) -> str:
    """Write what a tenant received, without names that are new each time."""
    written = str(answer) if isinstance(answer, DuegateError) else wire.write(answer).decode()
    return OWN_NAMES.sub("-", written)


def received(act: Callable[[], object]) -> object:
    """Do something and give what came of it, an error included."""
    try:
        return act()
    except DuegateError as error:
        return error


class Acme:
    """One tenant at work; what it does is drawn from its own seed, never from what others do."""

    def __init__(self, gate: Gate, seed: int, theirs: Callable[[], str]) -> None:
        self.gate = gate
        self.random = Random(seed)
        self.theirs = theirs  # names a decision that is not its own
        self.decisions: list[Decision] = []
        self.notes: list[str] = []

    def step(self, number: int, clock: HandClock) -> object:
        """Do one of the things a tenant can do."""
        draw = self.random
        known = draw.choice(self.decisions) if self.decisions else None
        match draw.randrange(10):
            case 0 | 1 | 2 | 3:
                return self._decide(f"k{draw.randrange(200)}", self._contact(number, clock))
            case 4:
                state = draw.choice((OutcomeState.NOT_SENT, OutcomeState.ANSWERED))
                name = known.id if known else self.theirs()
                return received(lambda: self.gate.report(name, state, tenant="acme"))
            case 5:
                permit = (known and known.permit) or "prm_" + "A" * 43
                return received(lambda: self.gate.redeem(permit, tenant="acme"))
            case 6:
                return received(lambda: self.gate.find(self.theirs(), tenant="acme"))
            case 7:
                return self.gate.when(self._contact(number, clock))
            case 8:
                return self.gate.decisions(tenant="acme", limit=5)
            case _:
                return received(lambda: self._note(draw.randrange(6), clock))

    def _contact(self, number: int, clock: HandClock) -> Contact:
        draw = self.random
        channel = draw.choice(("call", "sms", "email", "postcard"))
        return contact(
            id=f"c{number}", at=clock.now(), channel=channel, **person(draw.randrange(6))
        )

    def _decide(self, key: str, sent: Contact) -> object:
        answer = received(lambda: self.gate.decide(sent, key=key))
        if isinstance(answer, Decision):
            self.decisions.append(answer)
        return answer

    def _note(self, debtor: int, clock: HandClock) -> object:
        about = About(tenant="acme", debtor=f"d-{debtor}")
        until = clock.now() + timedelta(minutes=30)
        receipt = self.gate.notes.tell(
            about, Note(NoteKind.PREFERENCE, "no_call", clock.now(), until)
        )
        self.gate.notes.lift(receipt.id, tenant="acme")
        return receipt


def beta_works(gate: Gate, number: int, clock: HandClock, first_person: int) -> str:
    """Let the other tenant do much; give the name of a decision of its own."""
    about = person(first_person + number % 6)
    sent = contact(id=f"b{number}", at=clock.now(), **BETA, **about)
    decision = gate.decide(sent, key=f"k{number}")
    if decision.permit and number % 3:
        gate.redeem(decision.permit)
        gate.report(decision.id, OutcomeState.CONVERSATION, tenant="beta")
    told = Note(NoteKind.STATE, "disputed", clock.now())
    gate.notes.tell(About(tenant="beta", debtor="d-1", debt="L-2"), told)
    if number % 20 == 19:
        gate.tenants.change("beta", Standing.SUSPENDED, reason="threats", by="test")
        gate.tenants.change("beta", Standing.GOOD, reason="cleared", by="test")
    return decision.id


def life(seed: int, beta_from: int | None) -> Iterator[object]:
    """Let acme live, alone or beside beta, and give everything it received."""
    clock = HandClock(NOON)
    with in_memory() as folder, open_house(folder, clock=clock) as gate:
        theirs = "dec_nothing"
        acme = Acme(gate, seed, lambda: theirs)
        for number in range(STEPS):
            if beta_from is not None:
                theirs = beta_works(gate, number, clock, beta_from)
            yield acme.step(number, clock)
            clock.pass_s(20)


def test_a_tenant_receives_the_same_beside_another(seed: int) -> None:
    """With other people, the other's contacts, notes, keys and standing change not a byte."""
    alone = [said(answer) for answer in life(seed, None)]
    beside = [said(answer) for answer in life(seed, 100)]
    assert alone == beside
    assert len(set(alone)) > STEPS // 4


def test_of_shared_people_only_what_the_law_counts_is_told(seed: int) -> None:
    """With the same people a cap may fill; then clause and instant are told, and no number."""
    alone = list(life(seed, None))
    beside = list(life(seed, 0))
    filled = 0
    for one, other in zip(alone, beside, strict=True):
        if not isinstance(other, Decision):
            continue
        elsewhere = [
            f for f in other.findings if f.verdict is not Verdict.ALLOW and f.limit is None
        ]
        by_cap = [f for f in elsewhere if f.clause == "cn-shenzhen/SZ-02"]
        if by_cap:
            filled += 1
            assert [(f.used, f.limit) for f in by_cap] == [(None, None)]
            assert not re.search(r"\d", str(by_cap[0].reason)), by_cap
            assert other.verdict is not Verdict.ALLOW
        elif other.verdict is Verdict.ALLOW:
            assert said(one) == said(other)
    assert filled > 3


def test_a_wish_about_a_number_is_heeded_by_all_and_told_of_nobody(gate: Gate) -> None:
    """Whoever was told, all must heed it; who was told stands nowhere."""
    told = Note(NoteKind.PREFERENCE, "cease", NOON)
    gate.notes.tell(About(tenant="beta", number="+8613800138000"), told)
    decision = gate.decide(contact())
    assert decision.verdict is Verdict.DENY
    assert "beta" not in said(decision)


MINE: dict[str, Callable[[Gate, Decision, str], object]] = {
    "find": lambda gate, theirs, _: gate.find(theirs.id, tenant="acme"),
    "report": lambda gate, theirs, _: gate.report(theirs.id, OutcomeState.NOT_SENT, tenant="acme"),
    "evidence": lambda gate, theirs, _: gate.evidence(theirs.id, tenant="acme"),
    "redeem": lambda gate, theirs, _: gate.redeem(theirs.permit or "", tenant="acme"),
    "lift": lambda gate, _, note: gate.notes.lift(note, tenant="acme"),
}


@pytest.mark.parametrize("act", sorted(MINE))
def test_what_is_another_s_is_as_unknown_as_what_never_was(gate: Gate, act: str) -> None:
    """The same error, word for word; and nothing has happened to it."""
    theirs = gate.decide(contact(**BETA))
    note = gate.notes.tell(About(tenant="beta", debtor="d-9"), Note(NoteKind.STATE, "paid", NOON))
    nothing = Decision(
        **{name: getattr(theirs, name) for name in theirs.__struct_fields__}
        | {"id": "dec_nothing", "permit": "prm_" + "A" * 43}
    )
    of_theirs = received(lambda: MINE[act](gate, theirs, note.id))
    of_nothing = received(lambda: MINE[act](gate, nothing, "note_nothing"))
    assert isinstance(of_theirs, DuegateError)
    assert (type(of_theirs), str(of_theirs)) == (type(of_nothing), str(of_nothing))
    gate.redeem(theirs.permit or "", tenant="beta")
    gate.notes.lift(note.id, tenant="beta")
