"""Jurisdiction: no place, or a place without a law at hand, lets nothing pass."""

from __future__ import annotations

from tests.rulebook.sample import book, check, contact, facts

from duegate.model.judgement import Verdict
from duegate.model.unknown import Unknown
from duegate.rulebook.judging import judge
from duegate.rulebook.kinds import Jurisdiction
from duegate.rulebook.places import Places


def test_every_place_must_have_its_law_at_hand() -> None:
    """One that has none refuses, and so does a place nobody knows."""
    check(
        Jurisdiction(),
        """
        at                places         | verdict
        ----------------  -------------  | -------
        2026-06-10 12:00  -              | allow
        2026-06-10 12:00  CN-GD, US-CA   | allow
        2026-06-10 12:00  XX uncovered   | deny
        2026-06-10 12:00  unknown        | deny
        """,
    )


def test_the_places_without_law_are_named() -> None:
    """Only those; and where nobody knows the place, why not."""
    one = book(Jurisdiction())
    assert judge(one, contact(), facts(places=Places(("CN", "XX"), uncovered=("XX",)))).verdict is (
        Verdict.DENY
    )
    (lost,) = judge(one, contact(), facts(places=Unknown("nothing tells it"))).findings
    assert lost.reason is not None
    assert "nothing tells it" in lost.reason.en
