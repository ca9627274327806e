"""What candidates in the shadow say otherwise: for the operator alone, page by page, measured."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.interfaces.api.asking import NOON, SETTINGS, House, open_house
from tests.interfaces.cli.replay.candidates import two_a_day

CALLS = 4


@pytest.fixture
def shadowed(tmp_path: Path) -> Iterator[House]:
    """A house that tries two a day instead of three, with four calls asked for by each tenant."""
    candidate = two_a_day(tmp_path / "candidates")
    settings = msgspec.structs.replace(SETTINGS, shadow=(str(candidate),))
    with open_house(tmp_path / "house", settings) as house:
        for by in ("acme", "beta"):
            for _ in range(CALLS):
                house.decide(
                    by=by,
                    tenant=by,
                    debtor={"ref": f"d-{by}", "region": "CN-GD"},
                    recipient=reached(by),
                )
        yield house


def reached(by: str) -> dict[str, str]:
    """Name a person of its own for each tenant."""
    digit = {"acme": 1, "beta": 2}[by]
    return {"number": f"+861380013800{digit}", "role": "debtor", "zone": "Asia/Shanghai"}


def seen(house: House, **asked: object) -> dict[str, Any]:
    """Ask as the operator."""
    answer = house.ask("GET", "/v1/shadow", by="operator", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_operator_sees_all_tenants_differences(shadowed: House) -> None:
    """The third call of each is allowed and would be delayed."""
    found = seen(shadowed)
    assert {each["tenant"] for each in found["differences"]} == {"acme", "beta"}
    assert {(each["live"], each["verdict"]) for each in found["differences"]} == {
        ("allow", "defer")
    }
    (trial,) = found["trials"]
    assert (trial["pack"], trial["judged"], trial["failed"]) == ("cn-shenzhen", 2 * CALLS, 0)
    assert (trial["differing"], trial["running"]) == (2, True)
    for each in found["differences"]:
        decision = shadowed.ask("GET", f"/v1/decisions/{each['decision']}", by="operator").json()
        assert decision["verdict"] == each["live"]


def test_no_tenant_sees_any(shadowed: House) -> None:
    """Not even its own; its decisions say nothing of a candidate either."""
    for by in ("acme", "beta"):
        refused = shadowed.ask("GET", "/v1/shadow", by=by)
        assert refused.status_code == 403
        assert "differences" not in refused.text
        own = shadowed.ask("GET", "/v1/decisions", by=by).json()["decisions"]
        assert len(own) == CALLS
        assert {pack for each in own for pack in each["packs"].values()}.isdisjoint(
            {each["candidate"] for each in seen(shadowed)["trials"]}
        )


def test_page_by_page_and_from_an_instant_on(shadowed: House) -> None:
    """The cursor leads on; later than the last there is nothing."""
    first = seen(shadowed, limit=1)
    second = seen(shadowed, limit=1, cursor=first["next"])
    assert second["next"] is None
    assert [*first["differences"], *second["differences"]] == seen(shadowed)["differences"]
    late = (NOON + timedelta(days=1)).isoformat()
    assert seen(shadowed, since=late)["differences"] == []


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"since": "yesterday"}, "since"),
        ({"cursor": "xyz"}, "cursor"),
        ({"limit": 0}, "limit"),
    ],
)
def test_what_cannot_be_read_is_refused(
    shadowed: House, asked: dict[str, object], said: str
) -> None:
    """With the parameter that is wrong."""
    answer = shadowed.ask("GET", "/v1/shadow", by="operator", params=asked)
    assert answer.status_code == 400
    assert said in answer.json()["detail"]


def test_it_is_measured_without_naming_anybody(shadowed: House) -> None:
    """By pack, clause and verdict."""
    lines = shadowed.client.get("/metrics").text.splitlines()
    counted = [line for line in lines if line.startswith("duegate_shadow_total")]
    assert counted == [
        'duegate_shadow_total{clause="cn-shenzhen/SZ-02",pack="cn-shenzhen",verdict="defer"} 2.0'
    ]


def test_without_candidates_there_is_nothing_to_see(house: House) -> None:
    """Neither a page nor a meter."""
    house.decide()
    assert seen(house) == {"trials": [], "differences": [], "next": None}
    assert "duegate_shadow" not in house.client.get("/metrics").text
