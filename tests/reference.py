"""A second reading of the law library: one short function a clause, from the texts alone.

It knows nothing of the engine: no packs, none of its types, plain datetimes and words. What the two
say of random histories must be the same. Holidays are handed in, for they are data.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

ONE = timedelta(days=1)
SATURDAY = 5
ANYTHING = {"call", "sms", "email", "letter", "postcard", "visit", "social", "app"}
TEXTS = {"sms", "email", "social", "app"}
SPOKEN = {"call", "visit"}
ANSWERS = {"answered", "conversation", "visit_contact"}
OTHERS = {"relative", "friend", "classmate", "colleague", "school", "other"}


class Before(NamedTuple):
    """An earlier contact: when, how, how it ended (`None`: nobody knows yet), what it shares."""

    at: datetime
    channel: str
    state: str | None
    purpose: str = "collect"
    same_debtor: bool = True
    same_person: bool = True
    same_debt: bool = True
    same_creditor: bool = True
    own: bool = True


class Ask(NamedTuple):
    """A contact: when it is to leave, where the person may be, how, to whom, what for."""

    at: datetime
    zones: tuple[str, ...]
    channel: str
    role: str
    purpose: str
    place: str | None
    due: date | None
    consents: frozenset[str]
    history: tuple[Before, ...]


Holidays = dict[str, set[date]]
Clause = Callable[[Ask, Holidays], bool]
"""Whether a clause stands against a contact."""


def clocks(ask: Ask) -> list[datetime]:
    """What every clock of the person shows."""
    return [ask.at.astimezone(ZoneInfo(zone)) for zone in ask.zones]


def days_of(at: datetime, ask: Ask) -> set[date]:
    """The dates an instant falls on, by those clocks."""
    return {at.astimezone(ZoneInfo(zone)).date() for zone in ask.zones}


def outside(ask: Ask, opens: str, closes: str) -> bool:
    """Not between the two times on every clock; closing is outside."""
    first, last = time.fromisoformat(opens), time.fromisoformat(closes)
    return any(not first <= clock.time() < last for clock in clocks(ask))


def outside_by_day(
    ask: Ask,
    off: set[date],
    *,
    week: tuple[str, str] | None,
    saturday: tuple[str, str] | None,
    sunday: tuple[str, str] | None,
    holiday: tuple[str, str] | None,
) -> bool:
    """Not within the hours of its day, on some clock."""
    for clock in clocks(ask):
        hours = week
        if clock.weekday() == 5:
            hours = saturday
        if clock.weekday() == 6:
            hours = sunday
        if clock.date() in off:
            hours = holiday
        if hours is None:
            return True
        if not time.fromisoformat(hours[0]) <= clock.time() < time.fromisoformat(hours[1]):
            return True
    return False


def same_debtor(before: Before) -> bool:
    """One person under two references, or two numbers of one reference."""
    return before.same_debtor or before.same_person


def to_creditor(before: Before) -> bool:
    """The same debtor, for the same creditor."""
    return same_debtor(before) and before.same_creditor


def about_debt(before: Before) -> bool:
    """The same debt, whoever was reached."""
    return before.same_debt


def person_and_debt(before: Before) -> bool:
    """The same person about the same debt."""
    return before.same_person and before.same_debt


def counted(
    ask: Ask,
    channels: set[str],
    whose: Callable[[Before], bool],
    *,
    but: set[str],
    own: bool = True,
) -> list[Before]:
    """Earlier contacts that count: nobody knowing how one ended counts it."""
    return [
        before
        for before in ask.history
        if before.channel in channels
        and whose(before)
        and (before.own or not own)
        and (before.state is None or before.state not in but | {"not_sent", "inbound"})
    ]


def too_many(ask: Ask, limit: int, spans: Iterable[set[date]], events: list[Before]) -> bool:
    """One more would overfill a span of dates."""
    return any(
        sum(bool(days_of(event.at, ask) & span) for event in events) >= limit for span in spans
    )


def on_a_day(ask: Ask) -> list[set[date]]:
    """The date itself."""
    return [{clock.date()} for clock in clocks(ask)]


def in_any(ask: Ask, length: int) -> list[set[date]]:
    """Every run of so many dates that holds the contact's own."""
    return [
        {clock.date() + (shift + n) * ONE for n in range(length)}
        for clock in clocks(ask)
        for shift in range(1 - length, 1)
    ]


def paused(
    ask: Ask, dates: int, channels: set[str], after: set[str], whose: Callable[[Before], bool]
) -> bool:
    """Within so many dates of an event that triggers, its own date being the first."""
    for before in ask.history:
        triggers = before.state is None or before.state in after
        if not (before.channel in channels and triggers and whose(before) and before.own):
            continue
        if before.at > ask.at:
            continue
        last = max(days_of(before.at, ask))
        if any(clock.date() < last + dates * ONE for clock in clocks(ask)):
            return True
    return False


def held(ask: Ask, scope: str) -> bool:
    """A consent to this, or to everything."""
    return bool(ask.consents & {scope, "any"})


def overdue(ask: Ask, days: int) -> bool:
    """More than so many days past due, on every clock."""
    due = ask.due
    return due is not None and all((clock.date() - due).days > days for clock in clocks(ask))


def five_minutes(ask: Ask) -> bool:
    """A call of the same kind less than five minutes away."""
    calls = counted(
        ask, {"call"}, person_and_debt, but={"not_connected", "answered", "conversation"}
    )
    return any(abs(call.at - ask.at) < timedelta(minutes=5) for call in calls)


def wrote_that_day(ask: Ask, at: datetime) -> bool:
    """They wrote about the debt earlier on the same date, the same one on every clock."""
    return any(
        theirs.state == "inbound"
        and theirs.same_debt
        and theirs.own
        and theirs.at <= at
        and len(days_of(theirs.at, ask) | days_of(at, ask)) == 1
        for theirs in ask.history
    )


def free_in_korea(ask: Ask, purpose: str, at: datetime) -> bool:
    """A notice, or a reply on the day they wrote."""
    return purpose == "notice" or (purpose == "reply" and wrote_that_day(ask, at))


MON_SAT_8_20 = {"week": ("08:00", "20:00"), "saturday": ("08:00", "20:00")}
SILENT = {"not_connected", "rang_no_answer"}
WRITTEN = TEXTS | {"letter", "postcard"}
HAPPENED = {
    "placed",
    "not_connected",
    "rang_no_answer",
    "voicemail",
    "message_sent",
    "delivered",
    "letter_posted",
    "visit_made",
    "answered",
    "visit_contact",
    "conversation",
}

CLAUSES: dict[str, Clause] = {
    "cn-shenzhen/SZ-01": lambda a, _: outside(a, "08:00", "21:00"),
    "cn-shenzhen/SZ-02": lambda a, _: (
        a.channel in {"call", "sms"}
        and too_many(
            a, 3, on_a_day(a), counted(a, {"call", "sms"}, same_debtor, but=set(), own=False)
        )
    ),
    "cn-cba-2026/hours": lambda a, _: not held(a, "hours") and outside(a, "08:00", "22:00"),
    "cn-cba-2026/unanswered-calls": lambda a, _: (
        a.channel == "call"
        and not held(a, "frequency")
        and too_many(
            a,
            6,
            on_a_day(a),
            counted(
                a,
                {"call"},
                lambda before: before.same_person,
                but=ANSWERS | {"message_sent", "delivered", "letter_posted", "visit_made"},
            ),
        )
    ),
    "us-reg-f/hours": lambda a, _: not held(a, "hours") and outside(a, "08:00", "21:00"),
    "us-reg-f/calls-7-in-7": lambda a, _: (
        a.channel == "call"
        and not held(a, "frequency")
        and too_many(
            a, 7, in_any(a, 7), counted(a, {"call"}, person_and_debt, but={"not_connected"})
        )
    ),
    "us-reg-f/after-conversation": lambda a, _: (
        a.channel == "call" and paused(a, 7, {"call"}, {"conversation", "inbound"}, person_and_debt)
    ),
    "us-reg-f/two-in-five-minutes": lambda a, _: a.channel == "call" and five_minutes(a),
    "us-ma/calls-2-in-7": lambda a, _: (
        a.channel in {"call", "sms"}
        and too_many(a, 2, in_any(a, 7), counted(a, {"call", "sms"}, about_debt, but=set()))
    ),
    "us-dc/calls-4-in-7": lambda a, _: (
        a.channel == "call"
        and too_many(a, 4, in_any(a, 7), counted(a, {"call"}, about_debt, but={"not_connected"}))
    ),
    "us-dc/messages-5-in-7": lambda a, _: (
        a.channel in TEXTS
        and too_many(a, 5, in_any(a, 7), counted(a, TEXTS, about_debt, but=set()))
    ),
    "us-wa/hours": lambda a, _: outside(a, "07:30", "21:00"),
    "us-wa/three-a-week": lambda a, _: too_many(
        a, 3, in_any(a, 7), counted(a, ANYTHING, same_debtor, but=set())
    ),
    "ru-230fz/hours": lambda a, off: (
        a.channel in TEXTS | SPOKEN
        and outside_by_day(
            a,
            off["RU"],
            week=("08:00", "22:00"),
            saturday=("09:00", "20:00"),
            sunday=("09:00", "20:00"),
            holiday=("09:00", "20:00"),
        )
    ),
    "ru-230fz/calls-day": lambda a, _: (
        a.channel == "call"
        and too_many(a, 1, on_a_day(a), counted(a, {"call"}, to_creditor, but=set()))
    ),
    "ru-230fz/calls-week": lambda a, _: (
        a.channel == "call"
        and too_many(a, 2, in_any(a, 7), counted(a, {"call"}, to_creditor, but=set()))
    ),
    "ru-230fz/calls-month": lambda a, _: (
        a.channel == "call"
        and too_many(a, 8, in_any(a, 31), counted(a, {"call"}, to_creditor, but=set()))
    ),
    "ru-230fz/messages-day": lambda a, _: (
        a.channel in TEXTS
        and too_many(a, 2, on_a_day(a), counted(a, TEXTS, to_creditor, but=set()))
    ),
    "ru-230fz/meetings-week": lambda a, _: (
        a.channel == "visit"
        and too_many(a, 1, in_any(a, 7), counted(a, {"visit"}, to_creditor, but=set()))
    ),
    "cl/hours": lambda a, off: (
        a.channel in SPOKEN
        and outside_by_day(a, off["CL"], sunday=None, holiday=None, **MON_SAT_8_20)
    ),
    "cl/call-or-visit-week": lambda a, _: (
        a.channel in SPOKEN
        and too_many(
            a,
            1,
            in_any(a, 7),
            counted(a, SPOKEN, same_debtor, but=set()),
        )
    ),
    "cl/other-media-week": lambda a, _: (
        a.channel in WRITTEN
        and too_many(a, 2, in_any(a, 7), counted(a, WRITTEN, same_debtor, but=set()))
    ),
    "cl/two-days-apart": lambda a, _: (
        a.channel in WRITTEN and paused(a, 2, WRITTEN, HAPPENED, same_debtor)
    ),
    "kr/seven-in-seven": lambda a, _: (
        not free_in_korea(a, a.purpose, a.at)
        and too_many(
            a,
            7,
            in_any(a, 7),
            [
                before
                for before in counted(a, ANYTHING, about_debt, but=set())
                if not free_in_korea(a, before.purpose, before.at)
            ],
        )
    ),
    "vn/hours": lambda a, _: outside(a, "07:00", "21:00"),
    "vn/five-a-day": lambda a, _: too_many(
        a, 5, on_a_day(a), counted(a, ANYTHING, same_debtor, but=set())
    ),
    "ph/hours": lambda a, _: (
        not held(a, "hours") and not overdue(a, 15) and outside(a, "06:00", "22:00")
    ),
    "kz/hours": lambda a, off: outside_by_day(
        a, off["KZ"], week=("08:00", "21:00"), saturday=None, sunday=None, holiday=None
    ),
    "kz/meetings-week": lambda a, _: (
        a.channel == "visit"
        and too_many(a, 3, in_any(a, 7), counted(a, {"visit"}, same_debtor, but=set()))
    ),
    "kz/calls-day": lambda a, _: (
        a.channel == "call"
        and too_many(a, 3, on_a_day(a), counted(a, {"call"}, same_debtor, but=set()))
    ),
    "mx/hours": lambda a, _: outside(a, "07:00", "22:00"),
    "mx/working-days": lambda a, off: any(
        clock.weekday() >= SATURDAY or clock.date() in off["MX"] for clock in clocks(a)
    ),
    "id/hours": lambda a, off: outside_by_day(
        a, off["ID"], sunday=None, holiday=None, **MON_SAT_8_20
    ),
    "co/hours": lambda a, off: outside_by_day(
        a,
        off["CO"],
        week=("07:00", "19:00"),
        saturday=("08:00", "15:00"),
        sunday=None,
        holiday=None,
    ),
    "co/once-a-week": lambda a, _: too_many(
        a, 1, in_any(a, 7), counted(a, ANYTHING, same_debtor, but=SILENT | {"visit_made"})
    ),
    "th/once-a-day": lambda a, _: too_many(
        a, 1, on_a_day(a), counted(a, ANYTHING, same_debtor, but=set())
    ),
    "uk-conc/hours": lambda a, _: a.channel in TEXTS | SPOKEN and outside(a, "08:00", "21:00"),
    "ca-qc/hours": lambda a, off: (
        a.channel in TEXTS | SPOKEN
        and outside_by_day(a, off["CA-QC"], sunday=None, holiday=None, **MON_SAT_8_20)
    ),
    "au-rg96/contacts-week": lambda a, _: (
        a.channel != "visit"
        and too_many(a, 3, in_any(a, 7), counted(a, ANYTHING - {"visit"}, about_debt, but=SILENT))
    ),
}
