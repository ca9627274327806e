"""How findings become one judgement."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from tests.rulebook.sample import book, contact, facts

from duegate.model.contact import Channel
from duegate.model.judgement import Verdict
from duegate.rulebook.facts import ClockState, Note, NoteKind
from duegate.rulebook.judging import judge
from duegate.rulebook.kinds import AmountBand, ChannelBan, Preference, Reachable, SteadyClock

DENIES = ChannelBan(channels=frozenset({Channel.CALL}))
REVIEWS = AmountBand(threshold=Decimal(1), currency="CNY")
DEFERS = SteadyClock()
CLEAR = Reachable()
UNTIL = datetime(2017, 6, 1, 5, tzinfo=UTC)
JUMPED = facts(clock=ClockState(steady=False, until=UNTIL))


def test_nothing_found_allows() -> None:
    """Without a clause there is nothing to find; a clause that finds nothing is named as clear."""
    assert judge(book(), contact(), facts()).verdict is Verdict.ALLOW
    assert judge(book(CLEAR), contact(), facts()).clear == ("sample/1",)


def test_the_strictest_finding_stands() -> None:
    """Deny, review, defer, allow; in whatever order they are found."""
    for rules, verdict in (
        ((CLEAR, DEFERS), Verdict.DEFER),
        ((DEFERS, REVIEWS, CLEAR), Verdict.REVIEW),
        ((DENIES, DEFERS, REVIEWS), Verdict.DENY),
        ((REVIEWS, DENIES), Verdict.DENY),
    ):
        assert judge(book(*rules), contact(), JUMPED).verdict is verdict


def test_every_finding_is_told() -> None:
    """The caller sees all of them at once, not one after the other."""
    judgement = judge(book(CLEAR, DENIES, REVIEWS), contact(), JUMPED)
    assert [finding.clause for finding in judgement.findings] == ["sample/2", "sample/3"]
    assert judgement.clear == ("sample/1",)


def test_only_a_deferral_carries_an_instant() -> None:
    """What is denied anyway has nothing to wait for."""
    assert judge(book(DEFERS), contact(), JUMPED).until == UNTIL
    assert judge(book(DEFERS, DENIES), contact(), JUMPED).until is None


def test_the_latest_of_several_instants_is_waited_for() -> None:
    """Both clauses must be clear."""
    later = datetime(2017, 6, 3, tzinfo=UTC)
    wish = Note(NoteKind.PREFERENCE, "cease", datetime(2017, 1, 1, tzinfo=UTC), later)
    known = facts(clock=ClockState(steady=False, until=UNTIL), notes=(wish,))
    for rules in ((DEFERS, Preference()), (Preference(), DEFERS)):
        assert judge(book(*rules), contact(), known).until == later


def test_a_later_instant_is_asked_with_the_same_facts() -> None:
    """Planning is judging again, further on."""
    assert judge(book(DEFERS), contact(), JUMPED, UNTIL).verdict is Verdict.ALLOW
