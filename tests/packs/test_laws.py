"""Laws of the judge: what holds for every contact, whatever the packs say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TypeVar

import msgspec
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.packs.shipped import BOOK, PACKS

from duegate.model.contact import (
    Channel,
    Contact,
    Debt,
    Debtor,
    DebtState,
    Place,
    Provenance,
    Purpose,
    Recipient,
    Role,
    Source,
)
from duegate.model.judgement import PRECEDENCE, Judgement, Verdict
from duegate.model.moment import local_time
from duegate.model.outcome import OutcomeState
from duegate.model.tenant import Standing
from duegate.model.unknown import Unknown
from duegate.rulebook.book import Book, needs
from duegate.rulebook.facts import CallerShown, ClockState, Event, Facts, Note, NoteKind
from duegate.rulebook.judging import judge
from duegate.rulebook.lawful import first_lawful, rule_on
from duegate.rulebook.places import Places

_T = TypeVar("_T")
ZONES = (
    "Asia/Shanghai",
    "Asia/Urumqi",
    "Europe/Berlin",
    "America/New_York",
    "America/Nuuk",
    "Pacific/Apia",
)
START = datetime(2017, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
FILE = Provenance(Source.CREDITOR_FILE)
GRID_MAX = 3 * 24 * 60  # minutes of a wait that are all asked; of longer ones, the last

zones = st.lists(st.sampled_from(ZONES), min_size=1, max_size=3, unique=True).map(tuple)
minutes = st.integers(0, 4 * 365 * 24 * 60)
instants = minutes.map(lambda minute: START + minute * MINUTE)


def mostly(usual: _T, others: Iterable[_T]) -> st.SearchStrategy[_T]:
    """Draw the usual value more often than all the others together.

    What every clause lets pass would else hardly be drawn, and a law holds easily over denials.
    """
    rare = list(others)
    return st.sampled_from([*[usual] * (3 * len(rare)), *rare])


roles = mostly(Role.DEBTOR, Role)


@st.composite
def contacts(draw: st.DrawFn) -> Contact:
    """Draw a contact, more often than not one that most clauses let pass."""
    return Contact(
        id="c",
        at=draw(instants),
        tenant="acme",
        channel=draw(mostly(Channel.CALL, Channel)),
        recipient=Recipient(
            number="+8613800138000",
            role=draw(roles),
            basis=draw(st.sampled_from((None, "surety contract 17"))),
        ),
        debtor=Debtor("d", student=draw(mostly(usual=False, others=(None, True)))),
        debt=Debt("l", draw(st.sampled_from((None, Decimal(20_000), Decimal(60_000)))), "CNY"),
        purpose=draw(st.sampled_from(Purpose)),
        place=draw(st.sampled_from((None, *Place))),
        provenance=draw(mostly(FILE, (None, Provenance(Source.PURCHASED)))),
    )


@st.composite
def events(draw: st.DrawFn, at: datetime, places: tuple[str, ...]) -> Event:
    """Draw an earlier contact, or one dated a little after."""
    when = at + draw(st.integers(-3 * 24 * 60, 24 * 60)) * MINUTE
    days = [local_time(when, zone).day for zone in places]
    return Event(
        when,
        min(days),
        max(days),
        draw(st.sampled_from((Channel.CALL, Channel.SMS, Channel.VISIT))),
        draw(roles),
        draw(st.sampled_from(Purpose)),
        own=draw(st.booleans()),
        state=draw(st.none() | st.sampled_from(OutcomeState)),
    )


@st.composite
def notes(draw: st.DrawFn, at: datetime) -> Note:
    """Draw a wish or a state, that began and may end."""
    kind, value = draw(
        st.sampled_from(
            [
                (NoteKind.PREFERENCE, "cease"),
                (NoteKind.PREFERENCE, "no_call"),
                (NoteKind.STATE, DebtState.HARDSHIP.value),
            ]
        )
    )
    days = draw(st.integers(1, 5))
    return Note(kind, value, at - timedelta(days=1), at + timedelta(days=days))


@st.composite
def situations(draw: st.DrawFn) -> tuple[Contact, Facts]:
    """Draw a contact and what is known about it."""
    contact = draw(contacts())
    places = draw(zones)
    jumped = ClockState(steady=False, until=contact.at + timedelta(minutes=5))
    history = tuple(draw(st.lists(events(contact.at, places), max_size=5)))
    return contact, Facts(
        zones=places,
        clock=draw(mostly(ClockState(steady=True), (jumped,))),
        standing=draw(mostly(Standing.GOOD, Standing)),
        caller=draw(mostly(CallerShown.REGISTERED, CallerShown)),
        reachable=draw(mostly(usual=True, others=(False,))),
        notes=tuple(draw(st.lists(notes(contact.at), max_size=2))),
        places=Places(("CN",)),
        events=tuple((need, history) for need in needs(BOOK, contact, contact.at).events),
    )


def strictness(judgement: Judgement) -> int:
    """Rank a judgement by its verdict."""
    return PRECEDENCE[judgement.verdict]


@given(situations())
def test_adding_a_pack_never_loosens(situation: tuple[Contact, Facts]) -> None:
    """Both packs together are at least as strict as each alone."""
    together = strictness(judge(BOOK, *situation))
    for pack in PACKS.values():
        assert strictness(judge(Book((pack,)), *situation)) <= together


@given(situations())
def test_the_order_of_packs_is_irrelevant(situation: tuple[Contact, Facts]) -> None:
    """Verdict, instant and findings are the same whichever pack comes first."""
    backwards = rule_on(Book(tuple(reversed(PACKS.values()))), *situation)
    forwards = rule_on(BOOK, *situation)
    assert (forwards.verdict, forwards.until) == (backwards.verdict, backwards.until)
    assert set(forwards.findings) == set(backwards.findings)
    assert set(forwards.clear) == set(backwards.clear)


@given(situations(), st.sampled_from(sorted(PACKS)))
def test_a_further_pack_never_loosens(situation: tuple[Contact, Facts], name: str) -> None:
    """Whichever law is taken away, what is left refuses no more than the whole."""
    fewer = Book(tuple(pack for pack in PACKS.values() if pack.head.id != name))
    assert strictness(judge(fewer, *situation)) <= strictness(judge(BOOK, *situation))


@given(situations())
def test_the_first_lawful_instant_is_lawful_and_the_first(
    situation: tuple[Contact, Facts],
) -> None:
    """The judge allows it there, and at no earlier minute."""
    contact, facts = situation
    lawful = first_lawful(BOOK, contact, facts)
    if lawful.at is None:
        assert judge(BOOK, contact, facts).verdict is not Verdict.ALLOW
        return
    assert judge(BOOK, contact, facts, lawful.at).verdict is Verdict.ALLOW
    wait = int((lawful.at - contact.at) / MINUTE)
    for minute in range(max(0, wait - GRID_MAX), wait):
        earlier = contact.at + minute * MINUTE
        assert judge(BOOK, contact, facts, earlier).verdict is not Verdict.ALLOW, earlier


@given(situations())
def test_a_deferral_always_names_its_instant(situation: tuple[Contact, Facts]) -> None:
    """The instant lies ahead, no other answer has one, and no finding is stricter."""
    contact, facts = situation
    judgement = rule_on(BOOK, contact, facts)
    assert (judgement.until is not None) == (judgement.verdict is Verdict.DEFER)
    assert judgement.until is None or judgement.until > contact.at
    worst = max((PRECEDENCE[found.verdict] for found in judgement.findings), default=0)
    assert worst <= strictness(judgement)


@given(situations(), st.integers(-400, 400))
def test_shifting_by_whole_days_keeps_the_verdict(
    situation: tuple[Contact, Facts], days: int
) -> None:
    """In a zone whose clock is never changed, a day is a day."""
    contact, facts = situation
    facts = msgspec.structs.replace(facts, zones=("Asia/Shanghai",))
    shift = timedelta(days=days)
    moved = msgspec.structs.replace(contact, at=contact.at + shift)
    now = rule_on(BOOK, contact, facts)
    then = rule_on(BOOK, moved, shifted(facts, days))
    assert now.verdict is then.verdict
    assert now.until is None or then.until == now.until + shift


def shifted(facts: Facts, days: int) -> Facts:
    """Move everything that is known by whole days."""
    shift = timedelta(days=days)
    clock, known = facts.clock, facts.notes
    assert isinstance(clock, ClockState)
    assert not isinstance(known, Unknown)
    return msgspec.structs.replace(
        facts,
        clock=ClockState(clock.steady, clock.until and clock.until + shift),
        notes=tuple(
            Note(note.kind, note.value, note.since + shift, note.until and note.until + shift)
            for note in known
        ),
        events=tuple(
            (need, tuple(_moved(event, days) for event in known_events))
            for need, known_events in facts.events
            if not isinstance(known_events, Unknown)
        ),
    )


def _moved(event: Event, days: int) -> Event:
    return msgspec.structs.replace(
        event,
        at=event.at + timedelta(days=days),
        day_first=event.day_first + days,
        day_last=event.day_last + days,
    )


@given(situations())
def test_a_fact_that_gets_lost_never_loosens(situation: tuple[Contact, Facts]) -> None:
    """Not knowing is at least as strict as knowing, whatever was known."""
    contact, facts = situation
    before = strictness(judge(BOOK, contact, facts))
    for name in ("zones", "clock", "standing", "caller", "reachable", "notes"):
        lost = msgspec.structs.replace(facts, **{name: Unknown("lost")})
        assert strictness(judge(BOOK, contact, lost)) >= before, name
    unread = tuple((need, Unknown("lost")) for need, _ in facts.events)
    lost = msgspec.structs.replace(facts, events=unread)
    assert strictness(judge(BOOK, contact, lost)) >= before


@given(situations())
def test_a_further_zone_never_loosens(situation: tuple[Contact, Facts]) -> None:
    """One more clock that may be the right one can only narrow the hours."""
    contact, facts = situation
    before = strictness(judge(BOOK, contact, facts))
    assert not isinstance(facts.zones, Unknown)
    for zone in ZONES:
        wider = msgspec.structs.replace(facts, zones=(*facts.zones, zone))
        assert strictness(judge(BOOK, contact, wider)) >= before


@given(situations(), st.data())
def test_a_further_contact_never_loosens_a_call(
    situation: tuple[Contact, Facts], data: st.DataObject
) -> None:
    """What was already let through can only use up what is left."""
    contact, facts = situation
    assume(contact.channel in (Channel.CALL, Channel.SMS))
    assert not isinstance(facts.zones, Unknown)
    more = data.draw(events(contact.at, facts.zones))
    fuller = msgspec.structs.replace(
        facts,
        events=tuple(
            (need, (*known, more)) for need, known in facts.events if not isinstance(known, Unknown)
        ),
    )
    assert strictness(judge(BOOK, contact, fuller)) >= strictness(judge(BOOK, contact, facts))


@given(situations())
def test_an_answer_is_not_looser_than_any_of_its_clauses(situation: tuple[Contact, Facts]) -> None:
    """The strictest finding stands, and no clause is both clear and refusing."""
    judgement = judge(BOOK, *situation)
    worst = max((PRECEDENCE[found.verdict] for found in judgement.findings), default=0)
    refusing = {found.clause for found in judgement.findings if found.verdict is not Verdict.ALLOW}
    assert worst == strictness(judgement)
    assert not refusing & set(judgement.clear)
    everybody = [*judgement.clear, *refusing, *(one.clause for one in judgement.unjudged)]
    assert len(everybody) == len(set(everybody))


def test_the_laws_meet_every_verdict() -> None:
    """The situations drawn above are not all of one kind: each answer comes up, and often."""
    seen: Counter[Verdict] = Counter()

    @settings(max_examples=400)
    @given(situations())
    def look(situation: tuple[Contact, Facts]) -> None:
        seen[rule_on(BOOK, *situation).verdict] += 1

    look()
    assert set(seen) >= {Verdict.ALLOW, Verdict.DEFER, Verdict.DENY}
    assert seen[Verdict.ALLOW] > 20
    assert seen[Verdict.DEFER] > 20


def test_verdicts_rank_as_they_are_listed() -> None:
    """From the weakest to the one that outweighs every other."""
    assert all(PRECEDENCE[weaker] < PRECEDENCE[stronger] for weaker, stronger in pairwise(Verdict))
