"""Works that share a transaction see what the earlier ones did."""

from __future__ import annotations

from typing import Any

from tests.gate.house import contact, person

from duegate.gate import Gate
from duegate.gate.decide import Ask
from duegate.gate.tenancy import Tenants
from duegate.model.judgement import Verdict
from duegate.model.tenant import Standing


def test_a_suspension_holds_within_its_own_transaction(gate: Gate) -> None:
    """Decided before it: allowed; decided after it, though synced together: denied."""
    works: list[Any] = [asked(gate, 1)]
    Tenants(gate.store, works.append, gate.desk).change(
        "acme", Standing.SUSPENDED, reason="threats", by="test"
    )
    works.append(asked(gate, 2))
    before, _, after = gate.store.transact(lambda writer: gate._run_batch(writer, works))
    assert [verdict(before), verdict(after)] == [Verdict.ALLOW, Verdict.DENY]


def asked(gate: Gate, number: int) -> Any:  # noqa: ANN401 - a work
    """Give the work of deciding one contact."""
    return gate._deciding(Ask(contact(**person(number)), None, as_stated=False))


def verdict(answer: Any) -> Verdict:  # noqa: ANN401 - an answer
    """Give the verdict of an answer."""
    return Verdict(answer().verdict)
