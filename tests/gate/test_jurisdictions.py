"""The default gate, all packs at hand: which law a contact falls under, and by whose clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from tests.gate.house import contact, in_memory, open_house

from duegate.boot import book_of
from duegate.gate import Gate
from duegate.gate.decide import Input
from duegate.ledger import decisions
from duegate.model.contact import Contact
from duegate.model.decision import Decision
from duegate.model.judgement import Verdict
from duegate.rulebook.book import Book
from duegate.rulebook.lawful import rule_on
from duegate.settings import Settings

EASTERN = ZoneInfo("America/New_York")
NEW_YORK = "+12122000123"
MIDDAY = datetime(2026, 6, 10, 12, tzinfo=ZoneInfo("Europe/Berlin"))
NOWHERE = "house/known-jurisdiction"
STATED: dict[str, Any] = {
    "contains": ["identity", "person", "creditor", "collector_notice", "opt_out", "no_debt"],
    "arrangements": ["recorded", "identified"],
}


@cache
def library() -> Book:
    """Give every pack, as a house without settings has them."""
    return book_of(Settings())


@pytest.fixture
def everywhere() -> Iterator[Gate]:
    """A gate with all of them."""
    with in_memory() as folder, open_house(folder, book=library()) as gate:
        yield gate


def asked(gate: Gate, **changes: Any) -> Decision:  # noqa: ANN401 - as a contact's fields
    """Have a contact decided at its own instant."""
    return gate.decide(contact(**changes), as_stated=True)


def american(hour: int, minute: int = 0) -> dict[str, Any]:
    """Give a call on a Wednesday, at an hour of New York, to a Californian with its number."""
    return {
        "at": datetime(2026, 6, 10, hour, minute, tzinfo=EASTERN),
        "recipient": {"number": NEW_YORK, "role": "debtor", "zone": None},
        "debtor": {"ref": "d-9", "region": "US-CA"},
        **STATED,
    }


@pytest.mark.parametrize(
    ("hour", "minute", "inside"),
    [(10, 59, False), (11, 0, True), (20, 59, True), (21, 0, False), (8, 0, False)],
)
def test_an_eastern_number_and_a_pacific_address(
    everywhere: Gate, hour: int, minute: int, *, inside: bool
) -> None:
    """Only what is inside the hours on both coasts: 11:00 to 21:00 Eastern."""
    decision = asked(everywhere, **american(hour, minute))
    assert {clock.zone for clock in decision.clocks} == {"America/New_York", "America/Los_Angeles"}
    hours = [found for found in decision.findings if found.clause == "us-reg-f/hours"]
    assert (decision.verdict is Verdict.ALLOW) is inside, decision.findings
    assert bool(hours) is not inside
    if not inside:
        tomorrow = timedelta(days=1) if hour == 21 else timedelta()
        eleven = datetime(2026, 6, 10, 11, tzinfo=EASTERN) + tomorrow
        assert decision.verdict is Verdict.DEFER
        assert decision.until == eleven


def test_the_answer_names_the_packs_that_applied(everywhere: Gate) -> None:
    """Those of the place, the house's own, and no others."""
    chinese = asked(everywhere, id="c2").packs
    assert {"house", "cn-national", "cn-shenzhen", "cn-cba-2026"} <= set(chinese)
    assert not [name for name in chinese if name.startswith("us-")]
    there = set(asked(everywhere, **american(12)).packs)
    assert {"house", "us-reg-f"} <= there
    assert not [name for name in there if name.startswith("cn-")]


def test_the_contract_and_the_collector_bring_their_law(everywhere: Gate) -> None:
    """A Massachusetts contract, a collector in China: their packs are judged as well."""
    bound = asked(everywhere, **american(12), debt={"ref": "L-1", "law": "US-MA"})
    assert "us-ma" in bound.packs
    everywhere.tenants.add("gamma", numbers=["+862154320009"], place="CN-GD")
    abroad = asked(everywhere, **american(12), tenant="gamma", caller={"number": "+862154320009"})
    assert {"us-reg-f", "cn-shenzhen"} <= set(abroad.packs)


def test_a_country_alone_may_be_any_of_its_parts(everywhere: Gate) -> None:
    """So the law of every part applies, until something tells which."""
    somewhere = american(12) | {
        "recipient": {"number": None, "address": "1 Main St", "zone": "America/New_York"},
        "channel": "letter",
        "caller": None,
    }
    anywhere = asked(everywhere, **somewhere | {"debtor": {"ref": "d-9", "region": "US"}})
    assert {"us-ma", "us-dc", "us-reg-f"} <= set(anywhere.packs)
    settled = asked(everywhere, **american(12) | {"debtor": {"ref": "d-9", "region": "US"}})
    assert "us-ma" not in settled.packs  # the number is New York's
    assert "us-nyc" in settled.packs


def test_xinjiang_begins_two_hours_later(everywhere: Gate) -> None:
    """The legal clock and the one people live by must both allow: 10:00 to 21:00 Beijing time."""
    shanghai = ZoneInfo("Asia/Shanghai")
    for hour, minute, verdict in (
        (9, 59, Verdict.DEFER),
        (10, 0, Verdict.ALLOW),
        (20, 59, Verdict.ALLOW),
        (21, 0, Verdict.DEFER),
    ):
        at = datetime(2026, 6, 10, hour, minute, tzinfo=shanghai)
        changes: dict[str, Any] = {
            "at": at,
            "id": f"x{hour}",
            "debtor": {"ref": f"x{hour}", "region": "CN-XJ"},
            "debt": {"ref": f"x{hour}"},
        }
        assert asked(everywhere, **changes).verdict is verdict, hour
    elsewhere = {"at": datetime(2026, 6, 10, 8, tzinfo=shanghai), "debtor": {"region": "CN-GD"}}
    assert asked(everywhere, **elsewhere).verdict is Verdict.ALLOW


def test_an_unknown_place_denies(everywhere: Gate) -> None:
    """Neither region nor number nor zone: nobody knows whose law, nor what time it is."""
    lost = asked(
        everywhere,
        channel="letter",
        caller=None,
        recipient={"number": None, "zone": None, "address": "1 Main Road"},
    )
    assert lost.verdict is Verdict.DENY
    found = {each.clause: each.reason for each in lost.findings}
    assert "tells where the debtor is" in found[NOWHERE].en  # type: ignore[union-attr]
    assert set(lost.packs) == {"house"}


def test_a_place_without_a_pack_denies(everywhere: Gate) -> None:
    """A German number: its law is not at hand, and the reason says so in both languages."""
    decision = asked(everywhere, recipient={"number": "+493012345678", "zone": None})
    assert decision.verdict is Verdict.DENY
    (found,) = (each for each in decision.findings if each.clause == NOWHERE)
    assert found.reason is not None
    assert found.reason.en == "no regulation for DE is at hand"
    assert "DE" in found.reason.zh


def test_what_is_adopted_applies_everywhere(tmp_path: Path) -> None:
    """An operator may hold itself to one law wherever its contacts go."""
    book = book_of(Settings(packs=("cn-shenzhen",), adopt=("cn-shenzhen",)))
    with open_house(tmp_path, book=book) as gate:
        berlin = {"recipient": {"number": "+493012345678", "zone": None}, "at": MIDDAY}
        decision = asked(gate, **berlin)
        assert decision.verdict is Verdict.ALLOW, decision.findings
        assert set(decision.packs) == {"house", "cn-shenzhen"}


def test_no_common_hour_denies(everywhere: Gate) -> None:
    """Hours of which none suits every clock are a denial, not a wait without end."""
    apart = american(12) | {
        "recipient": {"number": NEW_YORK, "role": "debtor", "zone": "Asia/Dhaka"},
    }
    decision = asked(everywhere, **apart)
    assert decision.verdict is Verdict.DENY
    (found,) = (each for each in decision.findings if each.clause == "us-reg-f/hours")
    assert found.reason is not None
    assert found.reason.en.startswith("no hour suits all the zones")


def test_a_decision_can_be_judged_again_from_what_was_recorded(everywhere: Gate) -> None:
    """The places are among the recorded facts, so the same packs apply."""
    decision = asked(everywhere, **american(9))
    with everywhere.store.read() as connection:
        recorded = decisions.by_id(connection, decision.id)
    assert recorded is not None
    known = msgspec.json.decode(recorded.input, type=Input)
    again = rule_on(library(), known.contact, known.facts)
    assert (again.verdict, again.until) == (decision.verdict, decision.until)
    assert again.findings == decision.findings


def test_planning_asks_the_same_packs(everywhere: Gate) -> None:
    """`when` tells eleven o'clock Eastern too."""
    early: Contact = contact(**american(8))
    call = next(each for each in everywhere.when(early) if each.channel == "call")
    assert call.at == datetime(2026, 6, 10, 11, tzinfo=EASTERN)
