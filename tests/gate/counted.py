"""A book of one clause for every key a count can have, and the count made anew from what was asked.

The recount knows no table and no key: it looks at who was asked for, about what, and what became
of it, as a person with a list would.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from tests.rulebook.sample import clause, pack, version

from duegate.model.contact import Channel, Purpose
from duegate.model.outcome import OutcomeState
from duegate.rulebook.book import Book
from duegate.rulebook.facts import ActorScope, CountKey
from duegate.rulebook.kinds import Cooldown, FrequencyCap, Rule
from duegate.rulebook.window import Unit, Window

SHANGHAI = ZoneInfo("Asia/Shanghai")
LIMIT, PAUSE = 2, 3
SHORT = timedelta(minutes=5)
NOT_COUNTED = {"not_sent", "inbound"}
SPOKEN = {"conversation", "inbound"}
COUNTS = frozenset(OutcomeState) - {OutcomeState.NOT_SENT, OutcomeState.INBOUND}


class Made(NamedTuple):
    """A contact that was let through, or that came in: what a person would write down of it."""

    tenant: str
    debtor: str
    number: str
    debt: str
    creditor: str | None
    purpose: str
    at: datetime
    state: str | None = None  # open

    @property
    def day(self) -> date:
        """The date on the clocks of the recipient."""
        return self.at.astimezone(SHANGHAI).date()


@cache
def book() -> Book:
    """Make a book: two a date for each key, a pause for each key, two in five minutes."""
    day, short = Window(unit=Unit.CALENDAR_DAY), Window(unit=Unit.DURATION, seconds=300)
    calls = frozenset({Channel.CALL})
    caps = [
        (f"day-{key}", FrequencyCap(
            limit=LIMIT, window=day, key=key, channels=calls, counts=COUNTS,
            excludes_replies=True, actor_scope=_scope(key),
        ))
        for key in CountKey
    ]  # fmt: skip
    pauses = [
        (f"pause-{key}", Cooldown(
            after=frozenset(map(OutcomeState, SPOKEN)), channels=calls, length=PAUSE, key=key,
            actor_scope=_scope(key), excludes=frozenset({Purpose.NOTICE}),
        ))
        for key in CountKey
    ]  # fmt: skip
    burst = FrequencyCap(
        limit=LIMIT, window=short, key=CountKey.PERSON, channels=calls, counts=COUNTS,
        actor_scope=ActorScope.PLATFORM,
    )  # fmt: skip
    rules: list[tuple[str, Rule]] = [*caps, *pauses, ("burst", burst)]
    return Book((pack(*(clause(version(rule), name=f"sample/{name}") for name, rule in rules)),))


def _scope(key: CountKey) -> ActorScope:
    return ActorScope.PLATFORM if key is CountKey.DEBTOR else ActorScope.TENANT


def refusing(asked: Made, past: Sequence[Made]) -> set[str]:
    """Name the clauses that must refuse, counted one by one."""
    return {
        *(f"day-{key}" for key in CountKey if _day_full(asked, _of(key, asked, past))),
        *(f"pause-{key}" for key in CountKey if _paused(asked, _of(key, asked, past))),
        *(
            ["burst"]
            if _burst(asked, [made for made in past if made.number == asked.number])
            else []
        ),
    }


def _of(key: CountKey, asked: Made, past: Sequence[Made]) -> list[Made]:
    """Give the contacts of a key; all tenants' only where the clause says so."""
    if key is not CountKey.DEBTOR:
        past = [made for made in past if made.tenant == asked.tenant]
    return [made for made in past if _same(key, asked, made)]


def _same(key: CountKey, asked: Made, made: Made) -> bool:
    mine = made.tenant == asked.tenant
    number = made.number == asked.number
    debtor = (mine and made.debtor == asked.debtor) or number
    match key:
        case CountKey.DEBTOR:
            return debtor
        case CountKey.PERSON:
            return number
        case CountKey.DEBT:
            return made.debtor == asked.debtor and made.debt == asked.debt
        case CountKey.PERSON_DEBT:
            return number and made.debt == asked.debt
        case CountKey.DEBTOR_CREDITOR:
            return debtor and (
                None in (asked.creditor, made.creditor) or made.creditor == asked.creditor
            )


def _day_full(asked: Made, past: list[Made]) -> bool:
    if _answers(asked, past):
        return False
    counted = [
        made
        for made in past
        if made.day == asked.day and made.state not in NOT_COUNTED and not _answers(made, past)
    ]
    return len(counted) >= LIMIT


def _answers(made: Made, past: list[Made]) -> bool:
    """Tell whether a contact is a reply to a message of that date."""
    return made.purpose == "reply" and any(
        theirs.state == "inbound"
        and theirs.day == made.day
        and theirs.at <= made.at
        and theirs.tenant == made.tenant
        for theirs in past
    )


def _paused(asked: Made, past: list[Made]) -> bool:
    return asked.purpose != "notice" and any(
        (made.state is None or made.state in SPOKEN)
        and made.purpose != "notice"
        and made.at <= asked.at
        and asked.day < made.day + timedelta(days=PAUSE)
        for made in past
    )


def _burst(asked: Made, past: list[Made]) -> bool:
    """Go through every five minutes that begin with one of them and hold the contact."""
    counted = [made.at for made in past if made.state not in NOT_COUNTED]
    starts = [at for at in counted if asked.at - SHORT < at <= asked.at] + [asked.at]
    return any(sum(start <= at < start + SHORT for at in counted) >= LIMIT for start in starts)
