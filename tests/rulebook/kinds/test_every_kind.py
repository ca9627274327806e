"""What holds for every kind: it fails closed, and it is described as its file says."""

from __future__ import annotations

import string
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from tests.rulebook.sample import book, clause, contact, event, facts, pack, version

from duegate.model.contact import (
    Arrangement,
    Channel,
    ConsentScope,
    DebtState,
    Element,
    Place,
    Provenance,
    Purpose,
    Recipient,
    Role,
    Source,
)
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState
from duegate.model.tenant import Qualification as Agency
from duegate.model.tenant import Standing
from duegate.model.text import Text
from duegate.rulebook.book import Book
from duegate.rulebook.facts import (
    CallerShown,
    ClockState,
    CountKey,
    EventsNeed,
    Facts,
    Note,
    NoteKind,
)
from duegate.rulebook.judging import BROKEN, judge
from duegate.rulebook.kinds import (
    DUTIES,
    KINDS,
    AmountBand,
    CallerIdentity,
    ChannelBan,
    ConductBan,
    Consent,
    ContentBan,
    ContentRequired,
    Cooldown,
    DataProvenance,
    EvidenceRequired,
    FrequencyCap,
    Jurisdiction,
    PartyRule,
    PlaceRule,
    Precondition,
    Preference,
    Qualification,
    Reachable,
    Retention,
    Rule,
    StandingRule,
    StateHold,
    SteadyClock,
    TimeWindow,
)
from duegate.rulebook.kinds.retention import Since
from duegate.rulebook.notes import held_by
from duegate.rulebook.schedule import Hours
from duegate.rulebook.time_of_day import TimeOfDay
from duegate.rulebook.window import Unit, Window

EVIDENCE = Text("证据", "evidence")
DAYTIME = Hours(TimeOfDay.parse("08:00"), TimeOfDay.parse("21:00"))
RULES: dict[type, Rule] = {
    TimeWindow: TimeWindow(hours=(DAYTIME,)),
    FrequencyCap: FrequencyCap(
        limit=3,
        window=Window(unit=Unit.CALENDAR_DAY),
        key=CountKey.DEBTOR,
        channels=frozenset({Channel.CALL}),
        counts=frozenset({OutcomeState.ANSWERED}),
    ),
    ChannelBan: ChannelBan(channels=frozenset({Channel.POSTCARD})),
    PartyRule: PartyRule(allowed=frozenset({Role.DEBTOR})),
    PlaceRule: PlaceRule(banned=frozenset({Place.CAMPUS})),
    CallerIdentity: CallerIdentity(refused=frozenset({CallerShown.WITHHELD})),
    DataProvenance: DataProvenance(accepted=frozenset({Source.CREDITOR_FILE})),
    Precondition: Precondition(
        at_least=1,
        channels=frozenset({Channel.CALL}),
        states=frozenset({OutcomeState.VOICEMAIL}),
    ),
    AmountBand: AmountBand(threshold=Decimal(50_000), currency="CNY"),
    Preference: Preference(),
    StateHold: StateHold(states=frozenset({DebtState.DISPUTED})),
    StandingRule: StandingRule(refused=frozenset({Standing.SUSPENDED})),
    Reachable: Reachable(),
    SteadyClock: SteadyClock(),
    ConductBan: ConductBan(act="sit_in", evidence=EVIDENCE),
    ContentBan: ContentBan(categories=frozenset({"threat"}), evidence=EVIDENCE),
    Consent: Consent(covers=ConsentScope.EMAIL),
    ContentRequired: ContentRequired(elements=frozenset({Element.IDENTITY})),
    Cooldown: Cooldown(
        after=frozenset({OutcomeState.CONVERSATION}), channels=frozenset({Channel.CALL}), length=7
    ),
    EvidenceRequired: EvidenceRequired(arrangements=frozenset({Arrangement.RECORDED})),
    Jurisdiction: Jurisdiction(),
    Qualification: Qualification(needs=frozenset({Agency.REGISTERED})),
    Retention: Retention(since=Since.CONTACT, least_years=2),
}
AWAITING = [ConductBan, ContentBan]
STATED = [ContentRequired, EvidenceRequired]
JUDGED = [kind for kind in RULES if kind not in (*AWAITING, *DUTIES)]
ASKING = [kind for kind in JUDGED if kind not in (ChannelBan, PartyRule, *STATED)]


def test_every_kind_is_looked_at() -> None:
    """A new kind takes its place here."""
    assert set(RULES) == set(KINDS)


@pytest.mark.parametrize("kind", JUDGED, ids=lambda kind: kind.__name__)
def test_a_kind_that_fails_denies(kind: type, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever goes wrong inside a clause, nothing passes."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(KINDS[kind], "judge", fail)
    judgement = judge(book(RULES[kind], Reachable()), contact(), facts())
    refusing = [found for found in judgement.findings if found.verdict is Verdict.DENY]
    assert judgement.verdict is Verdict.DENY
    assert refusing[0].reason == BROKEN
    assert refusing[0].clause not in judgement.clear


@pytest.mark.parametrize("kind", ASKING, ids=lambda kind: kind.__name__)
def test_a_kind_that_knows_nothing_refuses(kind: type) -> None:
    """No fact was fetched, nothing optional was stated: the clause cannot be judged."""
    rule = RULES[kind]
    nothing = contact(place=None, provenance=None)
    judgement = judge(book(rule), nothing, Facts())
    assert judgement.verdict is rule.when_unknown
    (finding,) = judgement.findings
    assert finding.reason is not None
    assert "无法判定" in finding.reason.zh
    assert "cannot be judged" in finding.reason.en


@pytest.mark.parametrize("kind", AWAITING, ids=lambda kind: kind.__name__)
def test_what_awaits_evidence_is_told(kind: type) -> None:
    """The clause is neither clear nor found: it is carried to the caller with what it needs."""
    judgement = judge(book(RULES[kind]), contact(), facts())
    assert (judgement.verdict, judgement.findings, judgement.clear) == (Verdict.ALLOW, (), ())
    (unjudged,) = judgement.unjudged
    assert unjudged.needs == EVIDENCE
    assert KINDS[kind].judge(RULES[kind], None, None, Facts(), None) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", RULES, ids=lambda kind: kind.__name__)
def test_the_blanks_of_a_kind_are_plain_words(kind: type) -> None:
    """So that a pack may write them as `{word}`."""
    assert all(set(blank) <= set(string.ascii_lowercase) for blank in KINDS[kind].BLANKS)


def test_a_precondition_counts_what_came_before() -> None:
    """An event at the very instant, or after it, has not happened yet."""
    rule = RULES[Precondition]
    (need,) = KINDS[Precondition].needs(rule)
    assert isinstance(need, EventsNeed)
    for minute, verdict in (("11:59", Verdict.ALLOW), ("12:00", Verdict.DENY)):
        earlier = event(f"2017-06-01T{minute}", state=OutcomeState.VOICEMAIL)
        known = facts(events=((need, (earlier,)),))
        assert judge(book(rule), contact("2017-06-01T12:00"), known).verdict is verdict


def test_a_blank_basis_is_no_basis() -> None:
    """Spaces are no paper."""
    rule = PartyRule(with_basis=frozenset({Role.GUARANTOR}))
    for basis, verdict in ((None, "deny"), ("  ", "deny"), ("surety contract 17", "allow")):
        guarantor = contact(recipient=Recipient(role=Role.GUARANTOR, basis=basis))
        assert judge(book(rule), guarantor, facts()).verdict == verdict


def test_another_currency_is_not_compared() -> None:
    """A thousand in another currency may be a fortune."""
    rule = AmountBand(threshold=Decimal(50_000), currency="CNY")
    assert judge(book(rule), contact(), facts()).verdict is Verdict.REVIEW


def test_reasons_speak_both_languages() -> None:
    """A word from a closed set is said in Chinese and in English."""
    said = Text("来源为{source}", "from {source}")
    one = clause(version(RULES[DataProvenance], reason=said))
    bought = contact(provenance=Provenance(Source.PURCHASED))
    (finding,) = judge(Book((pack(one),)), bought, facts()).findings
    assert finding.reason == Text("来源为购买", "from a purchase")


def test_the_note_that_holds_longest_is_found() -> None:
    """Of several notes one with no end wins, else the latest end; others do not hold."""
    at = datetime(2017, 6, 1, tzinfo=UTC)
    day = timedelta(days=1)

    def note(since: int, until: int | None, value: str = "cease") -> Note:
        end = None if until is None else at + until * day
        return Note(NoteKind.PREFERENCE, value, at + since * day, end)

    wishes = frozenset({"cease"})
    short, long, endless = note(-1, 1), note(-1, 2), note(-1, None)
    assert held_by((short, endless, long), NoteKind.PREFERENCE, wishes, at) is endless
    assert held_by((short, long), NoteKind.PREFERENCE, wishes, at) is long
    others = (note(1, 2), note(-2, 0), note(-1, 1, "no_sms"))
    assert held_by(others, NoteKind.PREFERENCE, wishes, at) is None
    assert held_by((short,), NoteKind.STATE, wishes, at) is None


def test_a_wish_for_a_channel_is_about_that_channel() -> None:
    """No calls means no calls; a reply to who asked is exempt."""
    since = datetime(2017, 1, 1, tzinfo=UTC)
    known = facts(notes=(Note(NoteKind.PREFERENCE, "no_call", since),))
    laws = book(Preference(exempt=frozenset({Purpose.REPLY})))
    assert judge(laws, contact(), known).verdict is Verdict.DENY
    assert judge(laws, contact(channel=Channel.SMS), known).verdict is Verdict.ALLOW
    assert judge(laws, contact(purpose=Purpose.REPLY), known).verdict is Verdict.ALLOW


def test_a_jumped_clock_waits_as_long_as_it_is_told() -> None:
    """Past the instant the clock may be asked again; without one nobody knows."""
    until = datetime(2017, 6, 1, 4, 5, tzinfo=UTC)
    jumped = facts(clock=ClockState(steady=False, until=until))
    laws = book(SteadyClock())
    assert judge(laws, contact("2017-06-01T12:04"), jumped).until == until
    assert judge(laws, contact("2017-06-01T12:05"), jumped).verdict is Verdict.ALLOW
    lost = facts(clock=ClockState(steady=False))
    assert judge(laws, contact(), lost).verdict is Verdict.DENY


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("00:00", 0), ("08:00", 28_800), ("20:59:59", 75_599), ("24:00", 86_400)],
)
def test_a_time_of_day_is_read_and_written_alike(written: str, seconds: int) -> None:
    """What is read is what is shown."""
    assert TimeOfDay.parse(written) == seconds
    assert str(TimeOfDay(seconds)) == written


@pytest.mark.parametrize("written", ["8:00", "24:01", "25:00", "08:60", "0800", "", 2100, None])
def test_what_is_no_time_of_day_is_refused(written: object) -> None:
    """A sentence says how to write it."""
    with pytest.raises(ValueError, match=r"not a time of day|past 24:00"):
        TimeOfDay.parse(written)
