"""Random traffic, told twice: to the gate as contacts, to the recount as plain facts.

Few people, many ways to write them; instants crowd where the law has its edges. One seed gives one
history.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests import oracle
from tests.gate.house import CALLER, OTHER_CALLER, contact

from duegate.gate import About, Gate, OutcomeRefused
from duegate.model.contact import Channel, Contact, Place, Purpose, Role, Source
from duegate.model.decision import Decision
from duegate.model.judgement import Verdict
from duegate.model.outcome import POSSIBLE, OutcomeState
from duegate.model.tenant import Standing
from duegate.rulebook.facts import Note, NoteKind

FIRST_DAY = datetime(2026, 10, 31, tzinfo=UTC)  # New York sets its clocks back on the second day
DAYS = 3
EDGES = ("07:59:59", "08:00:00", "20:59:59", "21:00:00", "23:59:59", "00:00:00")
PEOPLE = {  # a number, and where whoever answers it may be
    "+8613800138000": "Asia/Shanghai",
    "+8613800138001": "Asia/Shanghai",
    "+862154320099": "Asia/Shanghai",
    "+12122000123": "America/New_York",
    "+442071838750": "Europe/London",
}
WRITTEN = (
    "{}",
    " {} ",
    "tel:{}",
    "{};ext=12",
    "{},,99",
    "{} x7",
    "full-width",
    "spaced",
    "dashed",
    "arabic",
)
REFERENCES = ("d-{}",) * 4 + (" d-{} ", "\uff44-{}", "d\u200b-{}")
NO_NUMBER = ("0086 13800138000", "13800138000", "+86138001380001234", "+86 1380013800O", "nobody")
CALLERS = {CALLER: "acme", OTHER_CALLER: "beta", None: None, "+862154320777": None}
USUAL: dict[str, tuple[Any, ...]] = {
    "tenant": ("acme", "beta"),
    "channel": ("call", "call", "sms", "sms", "visit", "email"),
    "role": ("debtor",),
    "basis": ("contract 7",),
    "source": ("creditor_file", "contract", "debtor"),
    "place": ("home", "work"),
    "student": (False, None),
    "amount": (100, 49_999),
    "purpose": ("collect", "remind"),
}
UNUSUAL: dict[str, tuple[Any, ...]] = {
    "tenant": ("nobody",),
    "channel": tuple(Channel),
    "role": tuple(Role),
    "basis": (None, " ", "\u200b-"),
    "source": (*Source, None),
    "place": (*Place, None),
    "student": (True,),
    "amount": (50_000, None),
    "purpose": tuple(Purpose),
}
NOTES = (
    (NoteKind.PREFERENCE, "cease"),
    (NoteKind.PREFERENCE, "no_call"),
    (NoteKind.PREFERENCE, "no_sms"),
    (NoteKind.STATE, "disputed"),
    (NoteKind.STATE, "hardship"),
)


class Traffic:
    """One random history, lived by a gate and written down for the recount."""

    def __init__(self, gate: Gate, seed: int) -> None:
        self.gate = gate
        self.random = Random(seed)
        self.past: list[oracle.Ask] = []
        self.told: list[oracle.Told] = []
        self.standing = {"acme": "good", "beta": "good"}
        self._held: dict[str, int] = {}  # a decision's place in the past

    @property
    def world(self) -> oracle.World:
        """Tell the recount how things stand now."""
        callers = {"acme": {CALLER}, "beta": {OTHER_CALLER}}
        return oracle.World(self.past, self.standing, callers, self.told)

    def ask(self) -> tuple[oracle.Ask, Contact]:
        """Make a contact, in the words of the recount and in those of the gate."""
        draw = self.random
        told = {name: self._told(name) for name in USUAL}
        number = draw.choice(list(PEOPLE)) if told["channel"] in {"call", "sms"} else None
        stated = draw.choice((None, None, None, "Asia/Shanghai", "Asia/Tokyo"))
        stated = stated or (None if number or self._seldom() else "Asia/Shanghai")
        region = draw.choice((None, None, None, "CN-GD"))
        zones = where(stated, region, number)
        asked = oracle.Ask(
            at=self._instant(zones),
            zones=zones,
            debtor=f"d-{draw.randrange(4)}",
            number=number,
            **told,
        )
        asked = asked._replace(caller=self._caller(asked.tenant))
        return self._written(asked, stated, region)

    def decide(self, asked: oracle.Ask, sent: Contact) -> Decision:
        """Have the gate decide; what it lets through becomes the past."""
        decision = self.gate.decide(sent, as_stated=True)
        self.remember(asked, decision)
        return decision

    def remember(self, asked: oracle.Ask, decision: Decision) -> None:
        """Write down what was let through."""
        if decision.verdict is Verdict.ALLOW:
            self._held[decision.id] = len(self.past)
            self.past.append(asked)

    def happen(self) -> None:
        """Let something happen besides contacts: mostly outcomes, seldom notes and standings."""
        match self.random.randrange(24):
            case 0:
                self._tell()
            case 1 | 2:
                self._change()
            case _:
                self._report()

    def _report(self) -> None:
        if not self._held:
            return
        decision = self.random.choice(list(self._held))
        place = self._held[decision]
        possible = sorted(POSSIBLE[Channel(self.past[place].channel)])
        state = self.random.choice((*possible, OutcomeState.NOT_SENT, OutcomeState.NOT_SENT))
        known = self.past[place].outcome
        try:
            self.gate.report(decision, state)
        except OutcomeRefused:
            assert state is OutcomeState.NOT_SENT
            assert known not in {None, "not_sent"}
            return
        order = list(OutcomeState)
        further = max((s for s in (known, state) if s), key=lambda s: order.index(OutcomeState(s)))
        self.past[place] = self.past[place]._replace(outcome=str(further))

    def _tell(self) -> None:
        draw = self.random
        kind, value = draw.choice(NOTES)
        since = self._instant(())
        until = draw.choice((None, since + timedelta(hours=draw.randrange(1, 9))))
        number = draw.choice((*PEOPLE, None, None, None, None, None, None))
        tenant, debtor = (None, None) if number else (draw.choice(("acme", "beta")), "d-3")
        about = About(tenant=tenant, debtor=debtor, number=number)
        if until is not None:  # one without an end would soon stop all traffic
            self.gate.notes.tell(about, Note(kind, value, since, until))
            self.told.append(oracle.Told(value, since, until, tenant, debtor, number))

    def _change(self) -> None:
        tenant = self.random.choice(("acme", "beta"))
        standing = self.random.choice((*Standing, *[Standing.GOOD] * 6))
        self.gate.tenants.change(tenant, standing, reason="drawn", by="test")
        self.standing[tenant] = str(standing)

    def _seldom(self) -> bool:
        return not self.random.randrange(20)

    def _told(self, name: str) -> Any:  # noqa: ANN401 - as many kinds as a contact has fields
        said = self.random.choice((UNUSUAL if self._seldom() else USUAL)[name])
        return said if said is None or isinstance(said, int) else str(said)

    def _instant(self, zones: tuple[str, ...]) -> datetime:
        draw = self.random
        day = FIRST_DAY + timedelta(days=draw.randrange(DAYS))
        if not draw.randrange(6):
            edge = time.fromisoformat(draw.choice(EDGES))
            zone = ZoneInfo(draw.choice(zones or ("Asia/Shanghai",)))
            return datetime.combine(day, edge, zone).astimezone(UTC)
        hour = draw.choice((1, 2, 4, 8, 9, 10, 12, 13)) if not self._seldom() else 20
        return day + timedelta(hours=hour, microseconds=draw.randrange(3_600_000_000))

    def _caller(self, tenant: str) -> str | None:
        own = [number for number, owner in CALLERS.items() if owner == tenant]
        return self.random.choice(list(CALLERS) if self._seldom() or not own else own)

    def _written(
        self, asked: oracle.Ask, stated: str | None, region: str | None
    ) -> tuple[oracle.Ask, Contact]:
        """Write a contact as an agency would, its number in one of many ways."""
        draw, number = self.random, asked.number
        recipient: dict[str, Any] = {"role": asked.role, "basis": asked.basis, "zone": stated}
        if number is None:
            address = draw.choice((*("1 Example Road", "1  EXAMPLE road") * 6, None))
            asked = asked._replace(valid=address is not None)
            recipient |= {"number": None, "address": address}
        elif self._seldom():
            asked = asked._replace(number=None, valid=False, zones=where(stated, region, None))
            recipient["number"] = draw.choice(NO_NUMBER)
        else:
            recipient["number"] = written(number, draw.choice(WRITTEN))
        sent = contact(
            id=f"c{draw.randrange(10**6)}",
            at=asked.at,
            tenant=asked.tenant,
            channel=asked.channel,
            caller={"number": asked.caller} if asked.caller else {"number": None, "withheld": True},
            recipient=recipient,
            debtor={
                "ref": draw.choice(REFERENCES).format(asked.debtor.removeprefix("d-")),
                "student": asked.student,
                "region": region,
            },
            debt={"ref": f"L-{draw.randrange(9)}", "amount": asked.amount, "currency": "CNY"},
            provenance=None if asked.source is None else {"source": asked.source},
            place=asked.place,
            purpose=asked.purpose,
        )
        return asked, sent


def where(stated: str | None, region: str | None, number: str | None) -> tuple[str, ...]:
    """Tell every zone the recipient may be in: stated, the number's, the debtor's region's."""
    of_region = "Asia/Shanghai" if region else None
    return tuple(sorted({zone for zone in (stated, of_region, PEOPLE.get(number or "")) if zone}))


def written(number: str, how: str) -> str:
    """Write a number in one of the ways in which it is the same number."""
    match how:
        case "full-width":
            return "".join(chr(ord(letter) + 0xFEE0) for letter in number)
        case "arabic":
            return "+" + "".join(chr(0x660 + int(digit)) for digit in number[1:])
        case "spaced":
            return " ".join((number[:3], number[3:7], number[7:]))
        case "dashed":
            return "-".join((number[:3], number[3:7], number[7:]))
        case _:
            return how.format(number)
