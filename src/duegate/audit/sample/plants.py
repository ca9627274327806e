"""What can be planted: short episodes with one debtor, and every clause each contact breaks.

An episode is written out by hand, contact for contact, so that the truth about it is known before
anything is counted. It breaks the clause it is planted for, and others only where the law makes
that unavoidable; those are named as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import time

import msgspec

from duegate.audit.sample.clauses import BIT
from duegate.model.contact import Channel, Place, Purpose, Role, Source
from duegate.model.outcome import OutcomeState as State

SZ, CBA = "cn-shenzhen/", "cn-cba-2026/"
RANG, BUSY, ANSWERED, TALKED = (
    State.RANG_NO_ANSWER,
    State.NOT_CONNECTED,
    State.ANSWERED,
    State.CONVERSATION,
)
WHO = {Role.DEBTOR: 0, Role.GUARANTOR: 1, Role.COLLEAGUE: 2, Role.RELATIVE: 3, Role.FRIEND: 4}
WHO |= {Role.CLASSMATE: 5, Role.OTHER: 6}
MINUTE, HOUR = 60, 3_600
A_DAY, UNANSWERED = 3, 6
"""What SZ-02 and the cap on unanswered calls allow: the truth does not ask the packs."""


class Step(msgspec.Struct, frozen=True):
    """One contact: `at` so late on the day, or up to `within` seconds later, `before` days before.

    `shown` is `own`, `withheld` or `rotating`; `elsewhere`: another agency makes it. `lacking` is
    what is not there although it must be.
    """

    at: str
    within: int = 0
    before: int = 0
    channel: Channel = Channel.CALL
    role: Role = Role.DEBTOR
    purpose: Purpose = Purpose.COLLECT
    state: State = RANG
    place: Place | None = None
    source: Source = Source.CREDITOR_FILE
    lacking: str | None = None
    student: bool = False
    amount: int | None = None
    shown: str = "own"
    elsewhere: bool = False
    breaks: tuple[str, ...] = ()

    @property
    def second(self) -> int:
        """When on the day, in seconds."""
        clock = time.fromisoformat(self.at)
        return clock.hour * HOUR + clock.minute * MINUTE + clock.second


class Plant(msgspec.Struct, frozen=True):
    """An episode planted for a clause; a `lone` one has its debtor to itself."""

    clause: str
    steps: tuple[Step, ...]
    lone: bool = False

    @property
    def found(self) -> int:
        """How many of its contacts break the clause it is planted for."""
        return sum(self.clause in step.breaks for step in self.steps)

    @property
    def before(self) -> int:
        """How many days it begins before its day."""
        return max(step.before for step in self.steps)

    @property
    def of_calls(self) -> bool:
        """Tell whether a plain call log holds all of it."""
        return all(step.channel is Channel.CALL and step.role is Role.DEBTOR for step in self.steps)


def _one(clause: str, step: Step, *, lone: bool = False, after: tuple[Step, ...] = ()) -> Plant:
    """Plant one contact that breaks the clause, and what it says it breaks besides."""
    broken = (clause, *step.breaks)
    return Plant(clause, (*after, msgspec.structs.replace(step, breaks=broken)), lone=lone)


LOST = tuple(Step("10:05", within=4 * HOUR, before=days) for days in (3, 2, 1))
"""Three calls in a row that nobody answered: contact is lost, and the first stage has failed."""
TRIED = (*LOST[:2], Step("16:00", within=HOUR, before=1, state=TALKED))


def _hours() -> Iterable[Plant]:
    early, hours = SZ + "SZ-01", CBA + "hours"
    yield _one(early, Step("21:00", state=TALKED))
    yield _one(early, Step("21:00:01", within=55 * MINUTE))
    yield _one(early, Step("21:59:59", state=BUSY))
    yield _one(early, Step("21:00", channel=Channel.SMS, state=State.DELIVERED))
    yield _one(hours, Step("07:59:59", state=BUSY, breaks=(early,)))
    yield _one(hours, Step("22:00", state=TALKED, breaks=(early,)))
    yield _one(hours, Step("06:10", within=105 * MINUTE, breaks=(early,)))
    yield _one(hours, Step("22:01", within=110 * MINUTE, state=ANSWERED, breaks=(early,)))
    yield _one(hours, Step("00:00", within=4 * HOUR, breaks=(early,)))
    yield _one(
        hours, Step("02:30", HOUR, channel=Channel.APP, state=State.DELIVERED, breaks=(early,))
    )


def _day(*steps: Step, unanswered: bool = False) -> tuple[Step, ...]:
    """Say of a day's calls and messages which are too many; `unanswered` ones fill both caps."""
    cap, missed = SZ + "SZ-02", CBA + "unanswered-calls"
    return tuple(
        msgspec.structs.replace(
            step,
            breaks=(cap,) * (place >= A_DAY) + (missed,) * (unanswered and place >= UNANSWERED),
        )
        for place, step in enumerate(steps)
    )


def _burst(begin: str, count: int, apart: int) -> tuple[Step, ...]:
    """Call again and again, from one line after the other, nobody answering."""
    first = Step(begin).second
    clocks = (first + place * apart for place in range(count))
    return _day(
        *(
            Step(f"{at // HOUR:02}:{at // MINUTE % 60:02}:{at % 60:02}", shown="rotating")
            for at in clocks
        ),
        unanswered=True,
    )


def _daily() -> Iterable[Plant]:
    cap, missed = SZ + "SZ-02", CBA + "unanswered-calls"
    text = Step("09:40", within=MINUTE, channel=Channel.SMS, state=State.DELIVERED)
    calls = tuple(Step(f"{hour:02}:05", within=30 * MINUTE) for hour in range(9, 20))
    talked = Step("17:10", within=30 * MINUTE, state=TALKED)
    vouched = Step("14:50", within=5 * MINUTE, role=Role.GUARANTOR, state=TALKED)
    yield Plant(cap, _day(calls[0], calls[2], calls[5], talked))
    yield Plant(cap, _day(calls[0], calls[1], calls[3], calls[5], talked))
    yield Plant(
        cap,
        _day(
            calls[0],
            text,
            calls[4],
            Step("15:00", HOUR, channel=Channel.SMS, state=State.DELIVERED),
        ),
    )
    there = tuple(msgspec.structs.replace(calls[hour], elsewhere=True) for hour in (1, 6))
    yield Plant(cap, _day(calls[0], there[0], calls[4], there[1]))
    yield Plant(cap, _day(calls[0], calls[2], vouched, talked))
    rotation = [
        Step(f"1{hour}:{minute}", within=4 * MINUTE, state=state, shown="rotating")
        for hour, minute, state in (
            (3, "40", RANG), (3, "55", BUSY), (4, "10", ANSWERED), (4, "30", RANG),
            (4, "45", ANSWERED), (5, "05", RANG), (5, "20", TALKED),
        )
    ]  # fmt: skip
    yield Plant(cap, _day(*rotation))
    yield Plant(missed, _day(*calls[:7], unanswered=True))
    yield Plant(missed, _burst("11:02:10", 9, 55))
    yield Plant(missed, _burst("19:20:00", 24, 75))


def _callers() -> Iterable[Plant]:
    text = Step("10:30", within=HOUR, channel=Channel.SMS, state=State.DELIVERED, shown="withheld")
    yield _one(SZ + "SZ-03", Step("09:30", within=9 * HOUR, state=TALKED, shown="withheld"))
    yield _one(SZ + "SZ-03", text)
    bought = (Source.PURCHASED, Source.ADDRESS_BOOK, Source.SCRAPED)
    for source in bought:
        yield _one(SZ + "SZ-15", Step("09:30", within=8 * HOUR, state=TALKED, source=source))
    for lacking, clause in (("identity", CBA + "identity"), ("recorded", CBA + "recorded-calls")):
        yield _one(clause, Step("09:30", within=8 * HOUR, state=TALKED, lacking=lacking))


def _channels() -> Iterable[Plant]:
    card = Step("10:00", within=4 * HOUR, channel=Channel.POSTCARD, state=State.LETTER_POSTED)
    yield _one(SZ + "SZ-04", card)
    post = Step("12:10", HOUR, channel=Channel.SOCIAL, state=State.DELIVERED, student=True)
    yield _one(SZ + "SZ-13", post, lone=True)


def _parties() -> Iterable[Plant]:
    early, payer = SZ + "SZ-05", SZ + "SZ-12"
    unrelated, lost, told = (
        CBA + name for name in ("third-parties", "lost-contact-first", "no-debt-told")
    )
    locate = Step(
        "11:00",
        within=5 * HOUR,
        purpose=Purpose.LOCATE,
        state=TALKED,
        source=Source.PUBLIC_REGISTER,
    )

    def reached(role: Role, **changes: object) -> Step:
        return msgspec.structs.replace(locate, role=role, **changes)

    yield _one(early, reached(Role.RELATIVE, breaks=(payer,)), lone=True, after=LOST)
    pay = reached(
        Role.FRIEND,
        purpose=Purpose.COLLECT,
        lacking="no_debt",
        breaks=(payer, unrelated, lost, told),
    )
    yield _one(early, pay, lone=True)
    yield _one(payer, reached(Role.GUARANTOR, purpose=Purpose.COLLECT, lacking="basis"), lone=True)
    yield _one(payer, reached(Role.CLASSMATE), lone=True, after=LOST)
    collect = {"purpose": Purpose.COLLECT}
    yield _one(unrelated, reached(Role.COLLEAGUE, **collect), lone=True, after=LOST)
    yield _one(unrelated, reached(Role.OTHER, **collect), lone=True, after=LOST)
    yield _one(lost, reached(Role.COLLEAGUE), lone=True)
    yield _one(lost, reached(Role.COLLEAGUE), lone=True, after=TRIED)
    yield _one(
        told,
        reached(Role.COLLEAGUE, purpose=Purpose.RELAY, lacking="no_debt"),
        lone=True,
        after=LOST,
    )


def _visits() -> Iterable[Plant]:
    met = Step("18:20", HOUR, channel=Channel.VISIT, state=State.VISIT_CONTACT, place=Place.HOME)

    def visit(**changes: object) -> Step:
        return msgspec.structs.replace(met, **changes)

    campus = {"place": Place.CAMPUS, "student": True}
    shut, lesson = SZ + "SZ-10", SZ + "SZ-11"
    students = tuple(msgspec.structs.replace(step, student=True) for step in LOST)
    yield _one(shut, visit(**campus), lone=True, after=students)
    yield _one(shut, visit(at="12:30", within=80 * MINUTE, **campus), lone=True, after=students)
    for begin in ("08:30", "14:00"):
        class_hour = visit(at=begin, within=3 * HOUR, breaks=(shut,), **campus)
        yield _one(lesson, class_hour, lone=True, after=students)
    yield _one(SZ + "SZ-17", visit(), lone=True)
    yield _one(SZ + "SZ-17", visit(), lone=True, after=LOST[:2])
    yield _one(SZ + "SZ-17-amount", visit(amount=50_000), lone=True, after=LOST)
    yield _one(SZ + "SZ-17-amount", visit(amount=86_000), lone=True, after=LOST)
    yield _one(CBA + "visits", visit(lacking="paired"), lone=True, after=LOST)
    yield _one(CBA + "entry", visit(lacking="entry_consent"), lone=True, after=LOST)


PLANTS = (
    *_hours(),
    *_daily(),
    *_callers(),
    *_channels(),
    *_parties(),
    *_visits(),
)


def rows_of(plants: Iterable[tuple[int, Plant]]) -> list[dict[str, object]]:
    """Give every step of numbered plants as a row of the table `plants`."""
    return [
        {
            "plant": number,
            "step": place,
            "before": step.before,
            "second": step.second,
            "span": step.within,
            "channel": step.channel.value,
            "role": step.role.value,
            "who": WHO[step.role],
            "purpose": step.purpose.value,
            "state": step.state.value,
            "place": step.place and step.place.value,
            "source": step.source.value,
            "lacking": step.lacking,
            "student": step.student,
            "amount": step.amount,
            "shown": step.shown,
            "elsewhere": step.elsewhere,
            "breaks": sum(BIT[clause] for clause in step.breaks),
        }
        for number, plant in plants
        for place, step in enumerate(plant.steps)
    ]
