"""Which clauses concern a contact on an instant, and what must be known for them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.rulebook.sample import SAID, book, clause, contact, facts, pack, version

from duegate.model.contact import Channel, Debtor, Place, Purpose, Recipient, Role
from duegate.model.judgement import Verdict
from duegate.rulebook.book import UNCHECKED, Book, needs
from duegate.rulebook.clause import Applies, Status
from duegate.rulebook.facts import CountKey, EventsNeed, Fact
from duegate.rulebook.judging import judge
from duegate.rulebook.kinds import ChannelBan, FrequencyCap, Reachable, SteadyClock
from duegate.rulebook.window import Unit, Window

BANNED = ChannelBan(channels=frozenset({Channel.CALL}))


@pytest.mark.parametrize(
    ("applies", "concerned"),
    [
        (Applies(), True),
        (Applies(channels=frozenset({Channel.CALL})), True),
        (Applies(channels=frozenset({Channel.SMS})), False),
        (Applies(roles=frozenset({Role.DEBTOR})), True),
        (Applies(roles=frozenset({Role.FRIEND})), False),
        (Applies(purposes=frozenset({Purpose.COLLECT})), True),
        (Applies(purposes=frozenset({Purpose.REPLY})), False),
        (Applies(places=frozenset({Place.HOME})), True),
        (Applies(places=frozenset({Place.CAMPUS})), False),
        (Applies(student=True), False),
        (Applies(student=False), True),
        (Applies(automated=True), False),
        (Applies(automated=False), True),
        (Applies(channels=frozenset({Channel.CALL}), student=True), False),
    ],
)
def test_a_clause_concerns_what_it_applies_to(applies: Applies, *, concerned: bool) -> None:
    """What is left out is not asked; what is asked must all be so."""
    one = contact(place=Place.HOME)
    verdict = judge(book(BANNED, applies=applies), one, facts()).verdict
    assert verdict is (Verdict.DENY if concerned else Verdict.ALLOW)


@pytest.mark.parametrize(
    "applies",
    [
        Applies(roles=frozenset({Role.FRIEND})),
        Applies(places=frozenset({Place.CAMPUS})),
        Applies(student=True),
        Applies(student=False),
    ],
)
def test_what_is_not_known_is_concerned(applies: Applies) -> None:
    """A person of unknown role may be a friend, an unknown place a campus."""
    unknown = contact(recipient=Recipient(role=Role.UNKNOWN), place=None, debtor=Debtor("d"))
    assert judge(book(BANNED, applies=applies), unknown, facts()).verdict is Verdict.DENY


def test_a_version_holds_from_its_first_midnight_to_its_last() -> None:
    """Midnight in the pack's zone, to the microsecond; one version follows on the other."""
    first = version(BANNED, since=date(2017, 6, 1), until=date(2017, 6, 3))
    second = version(Reachable(), since=date(2017, 6, 3))
    laws = Book((pack(clause(first, second)),))
    tick = timedelta(microseconds=1)
    begins = datetime(2017, 5, 31, 16, tzinfo=UTC)
    ends = datetime(2017, 6, 2, 16, tzinfo=UTC)
    for at, dated in (
        (begins - tick, None),
        (begins, "2017-06-01"),
        (ends - tick, "2017-06-01"),
        (ends, "2017-06-03"),
    ):
        judges = laws.section(contact(), at).judges
        assert [provision.dated for _, _, provision in judges] == ([dated] if dated else [])


def test_needs_are_told_once() -> None:
    """Two clauses that want the same fact have it fetched once."""
    assert needs(book(SteadyClock(), SteadyClock()), contact(), contact().at).facts == {Fact.CLOCK}


def test_what_a_coming_version_needs_is_fetched_today() -> None:
    """A wait over midnight ends under tomorrow's law, with the facts of today."""
    cap = FrequencyCap(
        limit=1,
        window=Window(Unit.CALENDAR_WEEK),
        key=CountKey.DEBTOR,
        channels=frozenset({Channel.CALL}),
        counts=frozenset(),
    )
    today = version(Reachable(), since=date(2017, 6, 1), until=date(2017, 6, 2))
    tomorrow = version(cap, since=date(2017, 6, 2))
    wanted = needs(Book((pack(clause(today, tomorrow)),)), contact(), contact().at)
    assert [need.window.unit for need in wanted.events] == [Unit.CALENDAR_WEEK]
    assert all(isinstance(need, EventsNeed) for need in wanted.events)
    assert wanted.facts == {Fact.REACHABLE}


def test_what_ended_needs_nothing() -> None:
    """A clause that is over is not asked again."""
    ended = version(SteadyClock(), since=date(2017, 1, 1), until=date(2017, 6, 1))
    assert needs(Book((pack(clause(ended)),)), contact(), contact().at).facts == frozenset()


@pytest.mark.parametrize(
    ("status", "needed"), [(Status.NOT_MODELLED, SAID), (Status.UNVERIFIED, UNCHECKED)]
)
def test_what_nobody_modelled_or_checked_is_told_and_not_judged(
    status: Status, needed: object
) -> None:
    """It is named on every decision it concerns."""
    laws = Book((pack(clause(version(BANNED, status=status))),))
    judgement = judge(laws, contact(), facts())
    assert judgement.verdict is Verdict.ALLOW
    assert judgement.clear == ()
    assert [one.needs for one in judgement.unjudged] == [needed]


def test_a_section_names_the_packs_it_rests_on() -> None:
    """By id and hash, so that a decision can be recomputed."""
    assert book(BANNED).section(contact(), contact().at).packs == {"sample": "0" * 64}
