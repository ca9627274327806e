"""One contact, from the question to the recorded answer; asked again, the same answer."""

from __future__ import annotations

import asyncio
import hashlib
from datetime import timedelta
from typing import Any

import pytest
from tests.gate import recount
from tests.gate.house import NOON, OTHER_CALLER, contact, person

from duegate.clock import HandClock
from duegate.gate import Gate, KeyReused, StaleInstant
from duegate.gate.decide import Ask, question
from duegate.model import wire
from duegate.model.contact import Channel
from duegate.model.decision import Decision
from duegate.model.judgement import Verdict
from duegate.store.ask import every

EVENING = NOON + timedelta(hours=9)  # 21:00 in Shanghai
SECOND = timedelta(seconds=1)
BETA: dict[str, Any] = {"tenant": "beta", "caller": {"number": OTHER_CALLER}}


def refusing(decision: Decision) -> list[str]:
    """Name the clauses against a contact."""
    return [f.clause for f in decision.findings if f.verdict is not Verdict.ALLOW]


def test_the_last_second_of_the_day(gate: Gate) -> None:
    """20:59:59 is allowed; 21:00:00 waits for 08:00 of the next day."""
    last = gate.decide(contact(at=EVENING - SECOND), as_stated=True)
    over = gate.decide(contact(at=EVENING), as_stated=True)
    assert last.verdict is Verdict.ALLOW
    assert (over.verdict, refusing(over)) == (Verdict.DEFER, ["cn-shenzhen/SZ-01"])
    assert over.until == EVENING + timedelta(hours=11)


def test_the_fourth_of_a_day(gate: Gate) -> None:
    """Three pass; the fourth waits for the morning and says how many there were."""
    first = [gate.decide(contact()).verdict for _ in range(3)]
    fourth = gate.decide(contact())
    (finding,) = (f for f in fourth.findings if f.verdict is not Verdict.ALLOW)
    assert first == [Verdict.ALLOW] * 3
    assert (finding.clause, finding.used, finding.limit) == ("cn-shenzhen/SZ-02", 3, 3)
    assert fourth.until == EVENING + timedelta(hours=11)


REFUSED = [
    pytest.param({"channel": "postcard"}, "cn-shenzhen/SZ-04", id="postcard"),
    pytest.param({"channel": "visit", "place": "campus"}, "cn-shenzhen/SZ-10", id="campus"),
    pytest.param({"recipient": {"role": "classmate"}}, "cn-shenzhen/SZ-12", id="classmate"),
    pytest.param(
        {"caller": {"number": None, "withheld": True}}, "cn-shenzhen/SZ-03", id="withheld"
    ),
    pytest.param({"provenance": {"source": "purchased"}}, "cn-shenzhen/SZ-15", id="purchased"),
    pytest.param({"tenant": "nobody"}, "cn-shenzhen/SZ-16", id="unknown tenant"),
    pytest.param({"tenant": "nobody"}, "house/known-tenant", id="unknown tenant, house"),
    pytest.param({"provenance": None}, "house/stated-source", id="no source"),
    pytest.param({"recipient": {"number": "+86 1"}}, "house/reachable-recipient", id="no number"),
    pytest.param({"recipient": {"role": "unknown"}}, "house/known-role", id="unknown role"),
    pytest.param({"recipient": {"zone": "Mars/Olympus"}}, "cn-shenzhen/SZ-01", id="no such zone"),
    pytest.param({"caller": None}, "house/own-number", id="no caller told"),
    pytest.param({"caller": {"number": OTHER_CALLER}}, "house/own-number", id="another's number"),
]


@pytest.mark.parametrize(("change", "clause"), REFUSED)
def test_what_is_wrong_or_not_known_is_denied(
    gate: Gate, change: dict[str, Any], clause: str
) -> None:
    """Each is denied by its clause, with a reason in both languages, and holds nothing."""
    decision = gate.decide(contact(**change))
    assert decision.verdict is Verdict.DENY
    (finding,) = (f for f in decision.findings if f.clause == clause)
    assert finding.reason is not None
    assert finding.reason.zh
    assert finding.reason.en
    assert finding.cite is not None
    assert decision.permit is None
    with gate.store.read() as connection:
        assert connection.execute("SELECT count(*) FROM hold").get == 0


def test_every_recorded_decision_says_what_it_rests_on(gate: Gate) -> None:
    """Clauses, pack hashes, clocks and zone table stand in every answer, whatever it is."""
    asked = [contact(), contact(at=EVENING), contact(channel="postcard"), contact(tenant="nobody")]
    for sent in asked:
        decision = gate.decide(sent, as_stated=True)
        assert {*decision.clear, *refusing(decision)} >= {"cn-shenzhen/SZ-01", "cn-shenzhen/SZ-16"}
        assert set(decision.packs) == {"house", "cn-shenzhen"}
        assert all(len(digest) == 64 for digest in decision.packs.values())
        assert [clock.zone for clock in decision.clocks] == ["Asia/Shanghai"]
        assert decision.tzdata
        assert decision.leaf is not None
        assert decision.receipt is not None
        assert gate.find(decision.id) == decision


def test_the_same_key_gives_the_same_decision(gate: Gate, clock: HandClock) -> None:
    """Permit and all, later too, and one contact is counted."""
    first = gate.decide(contact(), key="k")
    clock.pass_s(5 * 3600)
    later = contact(at=clock.now())  # when it is asked again is no part of what is asked
    assert gate.decide(later, key="k") == first
    with gate.store.read() as connection:
        assert connection.execute("SELECT count(*) FROM hold").get == 1


def test_a_denial_is_repeated_as_well(gate: Gate) -> None:
    """What was denied under a key stays denied under it."""
    first = gate.decide(contact(channel="postcard"), key="k")
    assert gate.decide(contact(channel="postcard"), key="k") == first


def test_the_same_key_at_once_is_one_decision(gate: Gate) -> None:
    """Asked by many tasks in one transaction: one decision, one hold."""
    sent = contact()

    async def ask() -> list[Decision]:
        return await asyncio.gather(*(gate.decide_async(sent, key="k") for _ in range(20)))

    answers = asyncio.run(ask())
    assert {answer.id for answer in answers} == {answers[0].id}
    assert all(answer == answers[0] for answer in answers)
    with gate.store.read() as connection:
        assert recount.violations(connection) == []
        assert connection.execute("SELECT count(*) FROM decision").get == 1


OTHER_REQUESTS: list[Any] = [
    {"channel": "sms"},
    {"id": "c2"},
    {"recipient": {"number": "+8613800138001"}},
    {"text": "hello"},
    {"debt": {"ref": "L-2"}},
]


@pytest.mark.parametrize("change", OTHER_REQUESTS)
def test_the_same_key_with_another_request_is_an_error(gate: Gate, change: dict[str, Any]) -> None:
    """Recorded before, or waiting in the same transaction."""
    gate.decide(contact(), key="k")
    with pytest.raises(KeyReused, match="use a new key"):
        gate.decide(contact(**change), key="k")

    async def ask() -> list[Decision | BaseException]:
        asked = (gate.decide_async(sent, key="l") for sent in (contact(), contact(**change)))
        return await asyncio.gather(*asked, return_exceptions=True)

    first, second = asyncio.run(ask())
    assert isinstance(first, Decision)
    assert isinstance(second, KeyReused)


def test_whose_clock_tells_the_time_is_part_of_the_request(gate: Gate) -> None:
    """A stated contact is another request than a live one, and its instant belongs to it."""
    gate.decide(contact(), key="live")
    gate.decide(contact(), key="stated", as_stated=True)
    for key, sent, as_stated in (
        ("live", contact(), True),
        ("stated", contact(), False),
        ("stated", contact(at=NOON + SECOND), True),
    ):
        with pytest.raises(KeyReused):
            gate.decide(sent, key=key, as_stated=as_stated)


def test_a_key_belongs_to_its_tenant(gate: Gate) -> None:
    """Two tenants use the same key and meet neither each other's answer nor an error."""
    ours = gate.decide(contact(**person(1)), key="k")
    theirs = gate.decide(contact(**BETA, **person(2)), key="k")
    assert (ours.tenant, theirs.tenant) == ("acme", "beta")
    assert ours.id != theirs.id


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_live_contact_is_of_now(gate: Gate, sign: int) -> None:
    """A minute off is taken and decided at the gate's own instant; more is refused, unrecorded."""
    minute = sign * timedelta(minutes=1)
    assert gate.decide(contact(at=NOON + minute)).at == NOON
    with pytest.raises(StaleInstant, match=r"60 s .*`when`"):
        gate.decide(contact(at=NOON + minute + sign * timedelta(microseconds=1)))
    assert len(gate.decisions()) == 1


def test_decisions_are_paged_newest_first(gate: Gate) -> None:
    """Each once, of one tenant or of all, whatever the size of the page."""
    asked = [(contact(**person(n)), contact(**BETA, **person(n))) for n in range(5)]
    ids = [gate.decide(sent).id for both in asked for sent in both]
    for tenant, wanted in (("acme", ids[::2]), ("beta", ids[1::2]), (None, ids)):
        found: list[str] = []
        before = None
        while page := gate.decisions(tenant=tenant, before=before, limit=2):
            found += [decision.id for decision in page]
            before = page[-1].leaf
        assert found == wanted[::-1]


def test_when_keeps_its_word(gate: Gate) -> None:
    """What `when` names is allowed then and not a minute earlier; asking holds nothing."""
    late = contact(at=EVENING)
    for _ in range(3):
        gate.decide(contact(at=NOON), as_stated=True)
    said = {each.channel: each for each in gate.when(late)}
    assert said[Channel.CALL].at == said[Channel.EMAIL].at == EVENING + timedelta(hours=11)
    assert said[Channel.POSTCARD].at is None
    assert said[Channel.POSTCARD].verdict is Verdict.DENY
    lawful = EVENING + timedelta(hours=11)
    early = gate.decide(contact(at=lawful - timedelta(minutes=1)), as_stated=True)
    assert early.verdict is Verdict.DEFER
    assert gate.decide(contact(at=lawful), as_stated=True).verdict is Verdict.ALLOW
    assert len(gate.decisions()) == 5


def test_what_decisions_share_is_kept_once(gate: Gate) -> None:
    """Two alike rest on one basis, whose name is its hash; each comes back whole."""
    answers = [gate.decide(contact(id=name, **person(n))) for n, name in enumerate("ab")]
    with gate.store.read() as connection:
        ((name, body),) = every(connection, "SELECT name, body FROM basis")
    assert hashlib.sha256(body).hexdigest() == name
    assert [wire.write(gate.find(answer.id)) for answer in answers] == list(
        map(wire.write, answers)
    )


def test_a_list_is_the_same_request_in_any_order(gate: Gate) -> None:
    """What a message says is a set; however it is written, the same key gives the same answer."""
    said = ["identity", "opt_out", "creditor", "amount", "person", "rights", "seal"]
    first = gate.decide(contact(contains=said), key="k")
    assert gate.decide(contact(contains=said[::-1]), key="k") == first
    asked = Ask(contact(contains=said), "k", as_stated=False)
    assert b'"contains":["amount","creditor","identity","opt_out"' in question(asked)
