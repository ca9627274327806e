"""Every key, window and exclusion through the ledger, against a recount from what was asked."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random

from tests.gate.counted import LIMIT, Made, book, refusing
from tests.gate.house import CALLER, NOON, OTHER_CALLER, contact, in_memory, open_house, scaled

from duegate.gate import Gate
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState

HISTORIES = scaled(20, 1_500)
CONTACTS = 40
CALLERS = {"acme": CALLER, "beta": OTHER_CALLER}
BECAME = (None, "not_sent", "placed", "answered", "conversation", "rang_no_answer")
LEAPS_S = (0, 0, 1, 100, 299, 300, 3_600, 9 * 3_600, 24 * 3_600, 3 * 24 * 3_600)


class History:
    """One random life of a few debtors, written down beside the gate."""

    def __init__(self, gate: Gate, seed: int) -> None:
        self.gate = gate
        self.random = Random(seed)
        self.made: list[Made] = []
        self.at = NOON

    def draw(self) -> Made:
        """Draw whom a contact is for and what about; now and then it is dated back."""
        draw = self.random.choice
        self.at += timedelta(seconds=draw(LEAPS_S))
        back = timedelta(seconds=draw((0, 0, 0, 30, 4 * 3_600)))
        debtor = draw(("d-1", "d-2"))
        return Made(
            tenant=draw(("acme", "acme", "beta")),
            debtor=debtor,
            number=f"+8613800138{draw((0, 0, 1)):03}",
            debt=f"{debtor}/{draw((1, 2))}",
            creditor=draw((None, "bank", "shop")),
            purpose=draw(("collect", "collect", "reply", "notice")),
            at=self.at - back,
        )

    def step(self) -> set[str]:
        """Ask the gate and the recount; they must name the same clauses."""
        asked = self.draw()
        sent = contact(
            id=f"c{len(self.made)}",
            tenant=asked.tenant,
            caller={"number": CALLERS[asked.tenant]},
            at=asked.at,
            debtor={"ref": asked.debtor},
            recipient={"number": asked.number},
            debt={"ref": asked.debt, "creditor": asked.creditor},
            purpose=asked.purpose,
        )
        if self.random.random() < 0.15:  # they come to us
            self.gate.inbound(sent, as_stated=True)
            self.made.append(asked._replace(state="inbound", purpose="collect"))
            return set()
        decision = self.gate.decide(sent, as_stated=True)
        against = {f.clause for f in decision.findings if f.verdict is not Verdict.ALLOW}
        wanted = refusing(asked, self.made)
        assert {clause.partition("/")[2] for clause in against} == wanted, (asked, decision)
        if decision.until is not None:
            self._check_until(asked, decision.until)
        if decision.verdict is Verdict.ALLOW:
            became = self.random.choice(BECAME)
            if became is not None:
                self.gate.report(decision.id, OutcomeState(became), at=asked.at)
            self.made.append(asked._replace(state=became))
        return wanted

    def _check_until(self, asked: Made, until: datetime) -> None:
        """A deferral names the first instant that is clear for all: a second before it is not."""
        assert until > asked.at
        assert not refusing(asked._replace(at=until), self.made)
        assert refusing(asked._replace(at=until - timedelta(seconds=1)), self.made)


def test_the_gate_counts_as_a_person_with_a_list_would(seed: int) -> None:
    """Over random histories with both directions, reports and contacts dated back."""
    refused: Counter[str] = Counter()
    for history in range(HISTORIES):
        with in_memory() as folder, open_house(folder, book=book()) as gate:
            life = History(gate, seed + history)
            for _ in range(CONTACTS):
                refused.update(life.step())
    assert LIMIT > 1
    assert set(refused) == {each.id.partition("/")[2] for each in book().packs[0].clauses}, refused
