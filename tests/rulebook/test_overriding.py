"""Overriding: it lifts its own clause, never a hard one, for exactly its term, and it shows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.rulebook.sample import clause, contact, facts, pack, version

from duegate.model.contact import Channel
from duegate.model.judgement import Verdict
from duegate.model.moment import moment_of
from duegate.model.text import Language
from duegate.rulebook.book import Book
from duegate.rulebook.clause import Force
from duegate.rulebook.explain import explain
from duegate.rulebook.facts import Override
from duegate.rulebook.judging import BROKEN, judge
from duegate.rulebook.kinds import KINDS, ChannelBan, Reachable
from duegate.rulebook.lawful import rule_on

AT = datetime(2017, 6, 1, 4, tzinfo=UTC)
SECOND = timedelta(seconds=1)
BAN = ChannelBan(channels=frozenset({Channel.CALL}))
TIMES = st.integers(-3, 3)


def laws(*forces: Force) -> Book:
    """Make a book in which a call offends a clause of each force."""
    clauses = [
        clause(version(BAN, force=force), name=f"sample/{number}")
        for number, force in enumerate(forces, 1)
    ]
    return Book((pack(*clauses),))


def override(name: str = "sample/1", since: int = -1, until: int = 1) -> Override:
    """Make an override of a clause, from and until so many seconds after `AT`."""
    return Override("ovr_1", name, "a power cut", "Wang", AT + since * SECOND, AT + until * SECOND)


@pytest.mark.parametrize(
    ("force", "wanted"),
    [
        (Force.HARD, Verdict.DENY),
        (Force.PRESUMPTION, Verdict.ALLOW),
        (Force.RECOMMENDATION, Verdict.ALLOW),
    ],
)
def test_only_a_clause_that_is_not_hard_yields(force: Force, wanted: Verdict) -> None:
    """Without the override all of them refuse."""
    book = laws(force)
    assert judge(book, contact(), facts()).verdict is Verdict.DENY
    assert judge(book, contact(), facts(overrides=(override(),))).verdict is wanted


@given(
    forces=st.lists(st.sampled_from(Force), min_size=1, max_size=4),
    overrides=st.lists(
        st.builds(override, st.sampled_from([f"sample/{n}" for n in range(1, 5)]), TIMES, TIMES),
        max_size=5,
    ),
    at=TIMES,
)
def test_it_lifts_what_it_names_for_as_long_as_it_says(
    forces: list[Force], overrides: list[Override], at: int
) -> None:
    """Clause by clause: it refuses unless an override of just that clause holds just then."""
    now = AT + at * SECOND
    known = facts(overrides=tuple(overrides))
    judgement = judge(laws(*forces), contact(), known, now)
    for number, force in enumerate(forces, 1):
        (found,) = [each for each in judgement.findings if each.clause == f"sample/{number}"]
        lifted = force is not Force.HARD and any(
            each.clause == found.clause and each.since <= now < each.until for each in overrides
        )
        assert found.verdict is (Verdict.ALLOW if lifted else Verdict.DENY)
        assert found.clause not in judgement.clear
    allowed = all(found.verdict is Verdict.ALLOW for found in judgement.findings)
    assert judgement.verdict is (Verdict.ALLOW if allowed else Verdict.DENY)


def test_it_expires_on_the_microsecond() -> None:
    """Until is not inside, since is."""
    known, book = facts(overrides=(override(since=0),)), laws(Force.PRESUMPTION)
    tick = timedelta(microseconds=1)
    for at, wanted in (
        (AT - tick, Verdict.DENY),
        (AT, Verdict.ALLOW),
        (AT + SECOND - tick, Verdict.ALLOW),
        (AT + SECOND, Verdict.DENY),
    ):
        assert judge(book, contact(), known, at).verdict is wanted


def test_it_says_on_whose_word_in_both_languages() -> None:
    """The reason names approver, ground and the override; the text a person reads shows it."""
    judgement = rule_on(laws(Force.RECOMMENDATION), contact(), facts(overrides=(override(),)))
    assert judgement.verdict is Verdict.ALLOW
    for language, word in ((Language.ZH, "经 Wang 批准"), (Language.EN, "on the word of Wang")):
        shown = explain(judgement, language, ("Asia/Shanghai",))
        assert word in shown
        assert "a power cut" in shown
        assert "ovr_1" in shown
        assert "None" not in shown


def test_what_is_clear_stays_clear() -> None:
    """An override of a clause that finds nothing says nothing."""
    one = clause(version(Reachable(), force=Force.PRESUMPTION))
    known = facts(overrides=(override("sample/clause"),))
    judgement = judge(Book((pack(one),)), contact(), known)
    assert (judgement.findings, judgement.clear) == ((), ("sample/clause",))


def test_an_error_is_no_refusal_that_could_yield(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clause that fails refuses, whoever answers for it."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(KINDS[ChannelBan], "judge", fail)
    judgement = judge(laws(Force.PRESUMPTION), contact(), facts(overrides=(override(),)))
    assert judgement.verdict is Verdict.DENY
    assert judgement.findings[0].reason == BROKEN


def test_a_later_instant_is_asked_anew() -> None:
    """What is put off to an instant at which the override is over is not lawful then."""
    known, book = facts(overrides=(override(until=1),)), laws(Force.PRESUMPTION)
    later = AT + SECOND
    moment = moment_of(later, ("Asia/Shanghai",))
    assert judge(book, contact(), known, later, moment).verdict is Verdict.DENY
