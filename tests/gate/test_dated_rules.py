"""A rule takes effect exactly at its instant, in the zone of its pack; what was decided stays."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from tests.gate.house import contact, open_house, shipped_book

from duegate.gate import Gate
from duegate.gate.recompute import agrees
from duegate.ledger import decisions
from duegate.model.contact import Contact
from duegate.model.judgement import Verdict
from duegate.rulebook.book import Book
from duegate.rulebook.clause import Pack
from duegate.rulebook.kinds import FrequencyCap

CHANGE = date(2026, 12, 1)
MIDNIGHT = {
    "Asia/Shanghai": datetime(2026, 11, 30, 16, tzinfo=UTC),
    "America/New_York": datetime(2026, 12, 1, 5, tzinfo=UTC),
    "UTC": datetime(2026, 12, 1, tzinfo=UTC),
}
SECOND = timedelta(seconds=1)


def stricter_from(day: date, zone: str) -> Book:
    """Make a book of one clause whose cap goes from three to one on a day of a zone."""
    shenzhen = next(pack for pack in shipped_book().packs if pack.head.id == "cn-shenzhen")
    clause = next(clause for clause in shenzhen.clauses if clause.id == "cn-shenzhen/SZ-02")
    (old,) = clause.version
    assert isinstance(old.rule, FrequencyCap)
    new_rule = msgspec.structs.replace(old.rule, limit=1)
    new = msgspec.structs.replace(old, since=day, rule=new_rule)
    versions = (msgspec.structs.replace(old, until=day), new)
    changed = msgspec.structs.replace(clause, version=versions)
    head = msgspec.structs.replace(shenzhen.head, zone=zone, places=())
    return Book((Pack(head, (changed,), hash="0" * 64),))


def ask(gate: Gate, at: datetime) -> tuple[Verdict, str]:
    """Decide a contact of an instant; tell which version had a word in it."""
    decision = gate.decide(asked(at), as_stated=True)
    (finding,) = decision.findings
    return decision.verdict, finding.version


def asked(at: datetime) -> Contact:
    """A call to somebody who lives by UTC, so that the change falls into one day of theirs."""
    recipient = {"number": "+447911123456", "zone": "UTC"}
    return contact(at=at, recipient=recipient)


@pytest.mark.parametrize("zone", sorted(MIDNIGHT))
def test_a_change_takes_effect_at_its_instant(tmp_path: Path, zone: str) -> None:
    """A microsecond before, the old limit; from midnight of the pack's own zone on, the new one."""
    change = MIDNIGHT[zone]
    with open_house(tmp_path, book=stricter_from(CHANGE, zone)) as gate:
        assert ask(gate, change - timedelta(hours=2)) == (Verdict.ALLOW, "1970-01-01")
        before = ask(gate, change - timedelta(microseconds=1))
        at = ask(gate, change)
        after = ask(gate, change + SECOND)
    assert before == (Verdict.ALLOW, "1970-01-01")
    new_day = zone == "UTC"  # nobody was reached yet on this date of theirs
    assert at == (Verdict.ALLOW if new_day else Verdict.DEFER, "2026-12-01")
    assert after == (Verdict.DEFER, "2026-12-01")


def test_what_waits_is_told_by_the_rule_of_then(tmp_path: Path) -> None:
    """A contact deferred to a day with a stricter rule is judged by that one for that day."""
    with open_house(tmp_path, book=stricter_from(CHANGE, "UTC")) as gate:
        evening = MIDNIGHT["UTC"] - timedelta(hours=4)
        for _ in range(3):
            gate.decide(asked(evening), as_stated=True)
        gate.decide(asked(MIDNIGHT["UTC"] + SECOND), as_stated=True)
        waits = gate.decide(asked(evening), as_stated=True)
    assert waits.until == MIDNIGHT["UTC"] + timedelta(days=1)


def test_old_decisions_stand_under_the_book_of_then(tmp_path: Path) -> None:
    """After a new book came, each old decision still follows from the book its hashes name."""
    shipped = shipped_book()
    with open_house(tmp_path, book=shipped) as gate:
        gate.decide(contact())
    later = stricter_from(date(1970, 1, 2), "UTC")
    with open_house(tmp_path, book=later) as gate:
        gate.decide(contact(channel="sms"))
        with gate.store.read() as connection:
            newer, older = decisions.page(connection, tenant=None, before=None, limit=2)
    assert [agrees(shipped, older), agrees(later, newer)] == [True, True]
    assert [agrees(later, older), agrees(shipped, newer)] == [False, False]


UNSURE = [
    pytest.param("+61412345678", None, id="a number of several zones"),
    pytest.param("+8613800138000", "America/New_York", id="a zone that is not the number's"),
]


@pytest.mark.parametrize(("number", "zone"), UNSURE)
def test_every_candidate_zone_must_allow(gate: Gate, number: str, zone: str | None) -> None:
    """Asked each hour of a day, a contact passes only when it is 08:00 to 21:00 in all zones."""
    start = datetime(2026, 11, 23, tzinfo=UTC)
    allowed = 0
    for hour in range(24):
        sent = contact(
            at=start + timedelta(hours=hour),
            channel="email",
            recipient={"number": number, "zone": zone, "address": "a@example.test"},
        )
        decision = gate.decide(sent, as_stated=True)
        shown = [clock.time.split()[1] for clock in decision.clocks]
        assert len(shown) > 1
        lawful = all("08:00" <= time < "21:00" for time in shown)
        assert (decision.verdict is Verdict.ALLOW) == lawful, decision
        allowed += lawful
    assert 0 < allowed < 13
