"""The next lawful instant: waits that meet, waits that lead nowhere, waits into another law."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.rulebook.sample import book, clause, contact, event, facts, instant, pack, version

from duegate.model.contact import Channel, Contact
from duegate.model.judgement import Finding, Verdict
from duegate.model.moment import Moment
from duegate.model.outcome import OutcomeState
from duegate.rulebook.book import Book, needs
from duegate.rulebook.clause import Provision
from duegate.rulebook.facts import ClockState, CountKey, Facts, Note, NoteKind
from duegate.rulebook.kinds import (
    KINDS,
    ChannelBan,
    FrequencyCap,
    Preference,
    Reachable,
    SteadyClock,
    TimeWindow,
)
from duegate.rulebook.lawful import first_lawful, rule_on
from duegate.rulebook.schedule import Hours
from duegate.rulebook.time_of_day import TimeOfDay
from duegate.rulebook.window import Unit, Window

HOURS = TimeWindow(hours=(Hours(TimeOfDay.parse("08:00"), TimeOfDay.parse("21:00")),))
CAP = FrequencyCap(
    limit=1,
    window=Window(Unit.CALENDAR_DAY),
    key=CountKey.DEBTOR,
    channels=frozenset({Channel.CALL}),
    counts=frozenset(OutcomeState),
)
LONG_AGO = datetime(2017, 1, 1, tzinfo=UTC)


def test_what_is_lawful_now_is_lawful_now() -> None:
    """The contact's own instant, to the microsecond."""
    one = contact("2017-06-01T12:00:00.000001")
    assert first_lawful(book(HOURS), one, facts()).at == one.at
    assert rule_on(book(HOURS), one, facts()).until is None


def test_a_wait_goes_on_until_every_clause_is_clear() -> None:
    """The cap alone opens at midnight, the hours at eight; the caller is told eight."""
    laws = book(HOURS, CAP)
    (need,) = needs(laws, contact(), contact().at).events
    known = facts(events=((need, (event("2017-06-01T09:00"),)),))
    judgement = rule_on(laws, contact(), known)
    assert judgement.verdict is Verdict.DEFER
    assert judgement.until == instant("2017-06-02T08:00")
    assert judgement.findings[0].until == instant("2017-06-02T00:00")
    assert first_lawful(laws, contact(), known).binding.findings == judgement.findings


def test_a_wait_goes_past_days_that_are_full_already() -> None:
    """Tomorrow is full, so it is the day after."""
    laws = book(HOURS, CAP)
    (need,) = needs(laws, contact(), contact().at).events
    taken = (event("2017-06-01T09:00"), event("2017-06-02T10:00"))
    known = facts(events=((need, taken),))
    assert rule_on(laws, contact(), known).until == instant("2017-06-03T08:00")


def test_a_wait_into_a_denial_is_a_denial() -> None:
    """At the end of the wait a wish begins that has no end: there is nothing to wait for."""
    until = instant("2017-06-01T13:00")
    wish = Note(NoteKind.PREFERENCE, "cease", instant("2017-06-01T12:30"))
    known = facts(clock=ClockState(steady=False, until=until), notes=(wish,))
    judgement = rule_on(book(SteadyClock(), Preference()), contact(), known)
    assert (judgement.verdict, judgement.until) == (Verdict.DENY, None)
    told = [(finding.clause, finding.verdict) for finding in judgement.findings]
    assert told == [("sample/1", Verdict.DEFER), ("sample/2", Verdict.DENY)]
    assert judgement.clear == ()


def test_a_wait_beyond_the_horizon_is_a_denial() -> None:
    """Four hundred days are waited for, not four hundred and one."""
    for days, verdict in ((400, Verdict.DEFER), (401, Verdict.DENY)):
        until = contact().at + timedelta(days=days)
        known = facts(notes=(Note(NoteKind.PREFERENCE, "cease", LONG_AGO, until),))
        judgement = rule_on(book(Preference()), contact(), known)
        assert judgement.verdict is verdict
        assert (first_lawful(book(Preference()), contact(), known).at is None) == (days == 401)


def test_a_wait_ends_under_the_law_of_its_end() -> None:
    """A clause that comes into force at midnight binds the instant after it."""
    banned = ChannelBan(channels=frozenset({Channel.CALL}))
    hours = clause(version(HOURS), name="sample/hours")
    coming = clause(version(banned, since=date(2017, 6, 2)), name="sample/coming")
    going = clause(version(Reachable(), until=date(2017, 6, 2)), name="sample/going")
    late = contact("2017-06-01T22:00")
    judgement = rule_on(Book((pack(hours, coming, going),)), late, facts())
    assert judgement.verdict is Verdict.DENY
    assert [found.clause for found in judgement.findings] == ["sample/hours", "sample/coming"]
    assert rule_on(Book((pack(hours, going),)), late, facts()).verdict is Verdict.DEFER


def test_a_wait_into_a_coming_cap_counts_what_is_known_today() -> None:
    """The weekly cap of tomorrow is full by today's contact: the wait goes to next week."""
    weekly = FrequencyCap(
        limit=1,
        window=Window(Unit.CALENDAR_WEEK),
        key=CountKey.DEBTOR,
        channels=frozenset({Channel.CALL}),
        counts=frozenset(OutcomeState),
    )
    hours = clause(version(HOURS), name="sample/hours")
    cap = clause(
        version(CAP, until=date(2017, 6, 2)),
        version(weekly, since=date(2017, 6, 2)),
        name="sample/cap",
    )
    laws = Book((pack(hours, cap),))
    late = contact("2017-06-01T22:00")
    own = (event("2017-06-01T09:00"),)
    known = facts(events=tuple((need, own) for need in needs(laws, late, late.at).events))
    assert rule_on(laws, late, known).until == instant("2017-06-05T08:00")


def test_a_clause_that_never_gets_on_ends_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind that names the instant it was asked about is a fault; it denies, it does not hang."""

    def stuck(
        _rule: SteadyClock, provision: Provision, _contact: Contact, _facts: Facts, moment: Moment
    ) -> Finding:
        return provision.find(Verdict.DEFER, until=moment.at)

    monkeypatch.setattr(KINDS[SteadyClock], "judge", stuck)
    judgement = rule_on(book(SteadyClock()), contact(), facts())
    assert (judgement.verdict, judgement.until) == (Verdict.DENY, None)
