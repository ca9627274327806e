"""The routes about decisions: what is asked is answered, and what was answered is found again."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from tests.interfaces.api.asking import NOON, House, contact

from duegate.model import wire
from duegate.model.decision import Decision


def test_an_allowed_contact_gets_a_permit(house: House) -> None:
    """Allow is 200 with a permit and a receipt, at the gate's own time."""
    answer = house.decide()
    decision = wire.read(answer.content, Decision)
    assert answer.status_code == 200
    assert (decision.verdict, decision.tenant, decision.at) == ("allow", "acme", NOON)
    assert decision.permit
    assert decision.receipt


def test_a_denial_is_an_answer(house: House) -> None:
    """Deny is 200 with the clauses that say so, in both languages."""
    answer = house.decide(channel="postcard", recipient={"address": "深圳", "role": "debtor"})
    decision = wire.read(answer.content, Decision)
    assert answer.status_code == 200
    assert decision.verdict == "deny"
    assert decision.permit is None
    reasons = [finding.reason for finding in decision.findings if finding.verdict == "deny"]
    assert all(reason and reason.zh and reason.en for reason in reasons)


def test_the_fourth_contact_of_a_day_waits(house: House) -> None:
    """Three a day, then defer to the next morning."""
    verdicts = [house.decide(id=f"c{n}").json()["verdict"] for n in range(4)]
    assert verdicts == ["allow", "allow", "allow", "defer"]
    assert house.decide().json()["until"] == "2026-11-25T08:00:00+08:00"


def test_the_operator_names_the_tenant(house: House) -> None:
    """An operator key speaks for whom the contact names; for nobody, the gate denies."""
    assert house.decide(by="operator", tenant="beta").json()["verdict"] == "allow"
    assert house.decide(by="operator", tenant="nobody").json()["verdict"] == "deny"
    missing = house.decide(by="operator")
    assert missing.status_code == 422
    assert {"pointer": "/tenant", "detail": "is missing"} in missing.json()["errors"]


def test_a_key_makes_a_retry_safe(house: House) -> None:
    """The same key and request give the same bytes, and count once."""
    key = {"Idempotency-Key": "k-1"}
    answers = [
        house.ask("POST", "/v1/decisions", json=contact(), headers=key).content for _ in range(3)
    ]
    assert answers[0] == answers[1] == answers[2]
    assert len(house.gate.decisions()) == 1


def test_a_key_with_another_request_is_refused(house: House) -> None:
    """The same key with another body is 422, and nothing is recorded for it."""
    key = {"Idempotency-Key": "k-1"}
    house.ask("POST", "/v1/decisions", json=contact(), headers=key)
    answer = house.ask("POST", "/v1/decisions", json=contact(id="c2"), headers=key)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert len(house.gate.decisions()) == 1


def test_a_key_belongs_to_its_tenant(house: House) -> None:
    """Two tenants may use the same key."""
    key = {"Idempotency-Key": "k-1"}
    for tenant in ("acme", "beta"):
        answer = house.ask(
            "POST", "/v1/decisions", by=tenant, json=contact(tenant=tenant), headers=key
        )
        assert answer.json()["tenant"] == tenant


@pytest.mark.parametrize("key", ["", "two words", "ü", "x" * 256])
def test_a_key_that_is_none_is_refused(house: House, key: str) -> None:
    """An idempotency key is visible ASCII of bounded length."""
    answer = house.ask(
        "POST", "/v1/decisions", json=contact(), headers={"Idempotency-Key": key.encode()}
    )
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed")
    assert "`Idempotency-Key`" in answer.json()["detail"]


def test_a_stated_instant_must_be_now(house: House) -> None:
    """A minute off is taken for now; more is refused with a pointer to `when`."""
    near, far = NOON + timedelta(seconds=60), NOON + timedelta(seconds=61)
    assert house.decide(at=near.isoformat()).status_code == 200
    answer = house.decide(at=far.isoformat())
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/stale-instant")
    assert "when" in answer.json()["detail"]


def test_a_decision_is_found_again(house: House) -> None:
    """A recorded decision is given back as it was answered."""
    answer = house.decide()
    found = house.ask("GET", f"/v1/decisions/{answer.json()['id']}")
    assert (found.status_code, found.content) == (200, answer.content)


def test_decisions_are_paged_newest_first(house: House) -> None:
    """Following `next` gives every decision once, newest first, and then ends."""
    made = [house.decide(id=f"c{n}").json()["id"] for n in range(5)]
    seen, cursor = [], ""
    for _ in range(3):
        page = house.ask("GET", f"/v1/decisions?limit=2{cursor}").json()
        seen += [decision["id"] for decision in page["decisions"]]
        cursor = f"&cursor={page['next']}"
    assert seen == made[::-1]
    assert page["next"] is None


def test_pages_follow_each_other_in_a_log_of_any_length(house: House) -> None:
    """The cursors of a log that has grown to two digits and more lead on as well."""
    made = [house.decide(id=f"c{n}").json()["id"] for n in range(20)]
    page = house.ask("GET", "/v1/decisions?limit=1").json()
    seen = [page["decisions"][0]["id"]]
    while page["next"]:
        page = house.ask("GET", f"/v1/decisions?limit=1&cursor={page['next']}").json()
        seen += [decision["id"] for decision in page["decisions"]]
    assert seen == made[::-1]


def test_a_cursor_beyond_every_entry_gives_the_newest(house: House) -> None:
    """However large a number somebody makes up; it is no fault of the gate's."""
    house.decide()
    answer = house.ask("GET", "/v1/decisions?cursor=ZmZmZmZmZmZmZmZmZmZmZg")
    assert (answer.status_code, len(answer.json()["decisions"])) == (200, 1)


@pytest.mark.parametrize("query", ["limit=0", "limit=501", "limit=x", "cursor=%F0", "cursor=a.b"])
def test_a_page_that_is_none_is_refused(house: House, query: str) -> None:
    """A limit out of bounds and a made-up cursor are 400 and named."""
    answer = house.ask("GET", f"/v1/decisions?{query}")
    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/malformed")
    assert f"query parameter `{query.partition('=')[0]}`" in answer.json()["detail"]


def test_an_outcome_settles_on_the_furthest(house: House) -> None:
    """Reports in any order end on the furthest state; what left cannot be taken back."""
    path = f"/v1/decisions/{house.decide().json()['id']}/outcome"
    assert house.ask("POST", path, json={"state": "answered"}).json()["settled"] == "answered"
    late = house.ask("POST", path, json={"state": "placed", "at": NOON.isoformat()})
    assert (late.status_code, late.json()["settled"]) == (200, "answered")
    taken_back = house.ask("POST", path, json={"state": "not_sent"})
    assert (taken_back.status_code, taken_back.json()["type"]) == (
        409,
        "/problems/outcome-refused",
    )


def test_an_outcome_may_be_told_as_the_network_told_it(house: House) -> None:
    """A cause is read as the state it comes to; what is unclear counts."""
    for cause, state in (("sip:486", "not_connected"), ("sip:480", "rang_no_answer")):
        path = f"/v1/decisions/{house.decide().json()['id']}/outcome"
        outcome = house.ask("POST", path, json={"cause": cause}).json()
        assert (outcome["state"], outcome["settled"]) == (state, state)


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "give either `state` or `cause`"),
        ({"state": "answered", "cause": "sip:200"}, "give either `state` or `cause`"),
        ({"cause": "486"}, '/cause: "486" is no cause; write one such as sip:486'),
        ({"cause": "sip:" + "9" * 70}, "/cause"),
    ],
)
def test_an_outcome_is_told_once(house: House, body: dict[str, str], says: str) -> None:
    """Neither left open nor said twice, and a cause as it is written."""
    path = f"/v1/decisions/{house.decide().json()['id']}/outcome"
    answer = house.ask("POST", path, json=body)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/unfit")
    assert says in answer.text.encode().decode("unicode_escape")


def test_a_contact_that_never_left_is_given_back(house: House) -> None:
    """Not sent releases the hold: a fourth contact is allowed in its place."""
    first, *_ = [house.decide(id=f"c{n}").json()["id"] for n in range(3)]
    house.ask("POST", f"/v1/decisions/{first}/outcome", json={"state": "not_sent"})
    assert house.decide().json()["verdict"] == "allow"


def test_a_permit_is_used_once(house: House) -> None:
    """The first use tells what may leave, the second is 409."""
    decision = house.decide().json()
    use = {"permit": decision["permit"]}
    first = house.ask("POST", "/v1/permits/redeem", json=use)
    assert (first.status_code, first.json()["decision"]) == (200, decision["id"])
    again = house.ask("POST", "/v1/permits/redeem", json=use)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/permit-refused")


def test_evidence_is_a_file_of_its_own(house: House) -> None:
    """The evidence of a decision is one JSON document that carries the decision's place."""
    decision = house.decide().json()
    answer = house.ask("GET", f"/v1/decisions/{decision['id']}/evidence")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    assert decision["id"] in json.dumps(answer.json())


def test_when_answers_for_every_channel_and_holds_nothing(house: House) -> None:
    """Each channel has its instant or the clause that binds; no decision is made."""
    evening = NOON.replace(hour=14)  # 22:00 in Shenzhen
    answer = house.ask("POST", "/v1/when", json=contact(at=evening.isoformat()))
    by_channel = {line["channel"]: line for line in answer.json()}
    assert len(by_channel) == 8
    assert by_channel["call"]["at"] == "2026-11-25T08:00:00+08:00"
    binding = {each["clause"] for each in by_channel["call"]["binding"]}
    assert {"cn-shenzhen/SZ-01", "cn-cba-2026/hours"} <= binding
    assert by_channel["postcard"]["at"] is None
    assert house.gate.decisions() == ()


def test_when_and_decide_agree(house: House) -> None:
    """What `when` allows now is allowed when asked for."""
    asked = house.ask("POST", "/v1/when", json=contact()).json()
    (call,) = (line for line in asked if line["channel"] == "call")
    assert call["verdict"] == house.decide().json()["verdict"] == "allow"
