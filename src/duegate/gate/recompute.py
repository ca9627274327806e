"""Recomputing a decision: asked again with the facts of then, the clauses must say the same.

What was kept of the contact holds no number and no word of it; no clause reads them.
"""

from __future__ import annotations

import msgspec

from duegate.gate.basis import decision_of
from duegate.gate.decide import Input
from duegate.ledger.decisions import Recorded
from duegate.model.judgement import Judgement
from duegate.rulebook.book import Book
from duegate.rulebook.lawful import rule_on

_INPUT = msgspec.json.Decoder(Input)


def recompute(book: Book, recorded: Recorded) -> Judgement:
    """Judge a recorded contact again."""
    known = _INPUT.decode(recorded.input)
    return rule_on(book, known.contact, known.facts)


def agrees(book: Book, recorded: Recorded) -> bool:
    """Tell whether a recorded decision follows from its facts under this very book."""
    decision = decision_of(recorded.body, recorded.basis)
    again = recompute(book, recorded)
    return (
        decision.verdict == again.verdict
        and decision.until == again.until
        and decision.findings == again.findings
        and decision.clear == again.clear
        and decision.unjudged == again.unjudged
    )
