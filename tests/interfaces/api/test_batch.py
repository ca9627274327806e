"""Lists: every line is answered in its place, and one line's trouble is its own."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from tests.interfaces.api.asking import SETTINGS, House, contact, ndjson

from duegate.interfaces.api import batch as lists_route
from duegate.interfaces.api.batch import LISTS_MAX, ListOfContacts, Lists
from duegate.interfaces.api.metrics import Meters
from duegate.ledger.api_keys import ApiKey
from duegate.store.errors import NotRecorded

LIST = {"Content-Type": "application/x-ndjson"}


def send(house: House, content: Any, by: str = "acme", **headers: str) -> httpx.Response:  # noqa: ANN401
    """Send a list."""
    path = "/v1/decisions/batch"
    return house.ask("POST", path, by=by, content=content, headers={**LIST, **headers})


def lines(answer: httpx.Response) -> list[dict[str, Any]]:
    """Read the answers."""
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.content.splitlines()]


def test_the_answers_stand_in_the_order_of_the_lines(house: House) -> None:
    """Also beyond one window."""
    asked = [contact(id=f"c{n}", debtor={"ref": f"d-{n}"}) for n in range(300)]
    answers = lines(send(house, ndjson(*asked)))
    assert [answer["contact"] for answer in answers] == [f"c{n}" for n in range(300)]
    assert {answer["verdict"] for answer in answers} == {"allow", "defer"}


def test_a_list_counts_like_one_contact_after_another(house: House) -> None:
    """Three of five calls to one debtor are allowed."""
    answers = lines(send(house, ndjson(*[contact(id=f"c{n}") for n in range(5)])))
    assert [answer["verdict"] for answer in answers] == ["allow"] * 3 + ["defer"] * 2


def test_a_bad_line_is_a_problem_in_its_place(house: House) -> None:
    """It carries the number of its line; the lines around it are decided."""
    content = ndjson(contact()) + b"\n{\n" + ndjson(contact(channel="fax"), contact(id="c2"))
    first, broken, unfit, last = lines(send(house, content))
    assert (first["contact"], last["contact"]) == ("c1", "c2")
    assert (broken["type"], broken["line"]) == ("/problems/malformed", 3)
    assert (unfit["type"], unfit["line"]) == ("/problems/unfit", 4)
    assert unfit["errors"][0]["pointer"] == "/channel"


def test_another_tenants_line_is_refused(house: House) -> None:
    """A tenant's key speaks for its tenant on every line."""
    (problem,) = lines(send(house, ndjson(contact(tenant="beta"))))
    assert (problem["type"], problem["status"]) == ("/problems/other-tenant", 403)


def test_a_fault_on_one_line_allows_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error nobody foresaw is a 500 on its line, without its words."""

    async def broken(*_: object, **__: object) -> object:
        raise RuntimeError("+8613800138000")

    monkeypatch.setattr(house.gate, "decide_async", broken)
    answer = send(house, ndjson(contact()))
    (problem,) = lines(answer)
    assert (problem["type"], problem["status"], problem["line"]) == ("/problems/failed", 500, 1)
    assert "138" not in answer.text


def test_a_list_sent_again_gives_the_same_bytes(house: House) -> None:
    """With an idempotency key, line n is asked once, whatever happened to the first answer."""
    content = ndjson(*[contact(id=f"c{n}") for n in range(5)])
    key = {"Idempotency-Key": "list-1"}
    assert send(house, content, **key).content == send(house, content, **key).content
    assert len(house.gate.decisions()) == 5
    changed = ndjson(contact(id="other")) + content
    assert lines(send(house, changed, **key))[0]["type"] == "/problems/idempotency-key-reused"


def test_every_list_carries_its_own_headers(house: House) -> None:
    """What one answer wears is not worn by the next."""
    first, second = (send(house, ndjson(contact())) for _ in range(2))
    assert len(second.headers.get_list("traceparent")) == 1
    assert first.headers["traceparent"] != second.headers["traceparent"]


def test_an_empty_list_has_an_empty_answer(house: House) -> None:
    """Nothing asked, nothing said."""
    assert lines(send(house, b"\n\n")) == []


def test_a_list_is_bounded(house: House) -> None:
    """By bytes and by contacts: 413, and nothing of it is decided."""
    many = ndjson(contact()) + b"{}\n" * SETTINGS.batch_contacts_max
    large = ndjson(contact()) + b" " * SETTINGS.batch_body_bytes_max
    hollow = ndjson(contact()) + b"\n" * (2 * SETTINGS.batch_contacts_max)
    for content in (many, large, iter([large]), hollow):
        answer = send(house, content)
        assert (answer.status_code, answer.json()["type"]) == (413, "/problems/too-large")
    assert house.gate.decisions() == ()


def test_a_line_is_bounded_as_a_contact_is(house: House) -> None:
    """What is too large alone is too large in a list; the lines around it are decided."""
    long = b'{"id":"' + b"x" * SETTINGS.body_bytes_max + b'"}\n'
    first, refused, last = lines(send(house, ndjson(contact()) + b"\n" + long + ndjson(contact())))
    assert (first["verdict"], last["verdict"]) == ("allow", "allow")
    assert (refused["type"], refused["status"]) == ("/problems/too-large", 413)


def test_a_line_that_is_not_recorded_is_a_problem(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a contact asked for alone is: nobody is to take the denial for final."""

    def broken(_: object) -> object:
        raise NotRecorded("the disk is full")

    monkeypatch.setattr(house.gate.store, "transact", broken)
    (line,) = lines(send(house, ndjson(contact())))
    assert (line["type"], line["status"], line["line"]) == ("/problems/unavailable", 503, 1)
    assert "ask again" in line["detail"]


def test_lists_under_way_are_bounded(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list more than there are places is told to come again."""
    monkeypatch.setattr("asyncio.Semaphore.locked", lambda _: True)
    answer = send(house, ndjson(contact()))
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/overloaded")
    assert answer.headers["retry-after"] == "1"


def test_who_does_not_read_gives_up_its_place(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its answer is cut short, and never said to be whole."""
    monkeypatch.setattr(lists_route, "TAKEN_S_MAX", 0.01)
    lists = Lists(house.gate, Meters(), SETTINGS)
    sent: list[Any] = []

    async def receive() -> Any:  # noqa: ANN401 - an ASGI message
        return {"type": "http.request", "body": ndjson(contact()), "more_body": False}

    async def send(message: Any) -> None:  # noqa: ANN401 - an ASGI message
        sent.append(message)
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    asker = ApiKey("prefix", "acme")
    scope: Any = {"type": "http", "headers": [], "state": {}}

    async def as_many_as_there_are_places() -> None:
        for _ in range(LISTS_MAX):
            await ListOfContacts(lists, asker, None)(scope, receive, send)

    asyncio.run(as_many_as_there_are_places())
    assert [message.get("more_body") for message in sent] == [None, True] * LISTS_MAX
    assert not lists.place().locked()
