"""`duegate demo`: the invented day is the same everywhere, the race is exact, the house is safe."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.interfaces.cli.calling import Caller

from duegate.interfaces.cli.demo.day import MIDNIGHT, day
from duegate.interfaces.cli.demo.house import KEYS, MARK
from duegate.interfaces.cli.demo.race import LIMIT, RUNNERS
from duegate.interfaces.cli.demo.report import curl
from duegate.ledger.identity import number_of
from duegate.model import wire
from duegate.model.contact import Contact

NO_SERVE = ("demo", "--no-serve", "--data")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Caller:
    """Somebody who has run the demonstration once."""
    caller = Caller(tmp_path_factory.mktemp("demo") / "demo-data")
    assert caller.call(*NO_SERVE, caller.data).code == 0
    return caller


def test_the_day_is_a_day_of_a_few_hundred_contacts() -> None:
    """Invented and always the same, in the order of time."""
    planned = day()
    assert planned == day()
    assert 250 <= len(planned) <= 500
    instants = [each.contact.at for each in planned]
    assert instants == sorted(instants)
    assert {at.date() for at in instants} == {MIDNIGHT.date()}
    assert len({each.contact.id for each in planned}) == len(planned)
    numbers = {each.contact.recipient.number for each in planned} - {None}
    assert all(number_of(str(number)) for number in numbers)


def test_the_race_is_exact_and_its_twin_is_not(lived: Caller) -> None:
    """The two numbers of the first screen."""
    race = lived.call(*NO_SERVE, lived.data, "--json").json["race"]
    assert (race["allowed"], race["deferred"]) == (LIMIT, RUNNERS - LIMIT)
    assert race["clause"] == "cn-shenzhen/SZ-02"
    assert race["until"] == "2026-11-24T08:00:00+08:00"
    assert race["twin_sent"] > LIMIT


def test_every_verdict_and_the_clauses_are_counted(lived: Caller) -> None:
    """From the decisions themselves."""
    report = lived.call(*NO_SERVE, lived.data, "--json").json
    assert report["verdicts"].keys() == {"allow", "defer", "review", "deny"}
    assert sum(report["verdicts"].values()) == report["contacts"] == len(day())
    clauses = {row["clause"] for row in report["clauses"]}
    assert {f"cn-shenzhen/SZ-{n:02}" for n in (1, 2, 3, 4, 5, 10, 12, 13, 15, 17)} <= clauses


def test_a_refusal_is_explained_in_both_languages(lived: Caller) -> None:
    """Whatever the language of the rest."""
    for lang in ("zh_CN", "en"):
        shown = lived.call(*NO_SERVE, lived.data, lang=lang).out
        assert "当日已联络 3 次，上限为 3 次\n  3 contacts on this day, the limit is 3" in shown
        assert "lawful from: 11-24 08:00 (Asia/Shanghai)" in shown
    assert "The race: 50 requests" in shown


def test_a_second_run_changes_nothing(lived: Caller) -> None:
    """It finds the house ready and prints the same."""
    before = (lived.data / "duegate.db").read_bytes()
    first = lived.call(*NO_SERVE, lived.data)
    assert first == lived.call(*NO_SERVE, lived.data)
    assert first.err == ""
    assert (lived.data / "duegate.db").read_bytes() == before


def test_the_keys_and_the_request_work(lived: Caller) -> None:
    """What is printed to try can be tried."""
    shown = lived.call("demo", "--data", lived.data, "--port", "0").out
    assert all(key in shown for key in KEYS.values())
    assert "http://127.0.0.1:0/docs" in shown
    body = curl("http://x").split("-d '")[1].removesuffix("'")
    absent = {"at": MIDNIGHT, "tenant": "acme"}
    assert wire.read(body, Contact, absent=absent).tenant == "acme"
    assert json.loads(body)["channel"] == "call"


def test_nothing_of_somebody_else_is_touched(tmp_path: Path) -> None:
    """A folder with other things in it stays as it is, also with --reset."""
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "thesis.txt").write_text("precious")
    caller = Caller(folder)
    for options in ((), ("--reset",)):
        called = caller.call(*NO_SERVE, folder, *options)
        assert called.code == 2
        assert called.err.endswith("holds something else; name another folder with --data\n")
    assert [entry.name for entry in folder.iterdir()] == ["thesis.txt"]


def test_an_interrupted_house_is_made_anew(tmp_path: Path) -> None:
    """The mark is there from the start, its content only at the end."""
    caller = Caller(tmp_path / "demo-data")
    caller.data.mkdir()
    (caller.data / MARK).touch()
    (caller.data / "duegate.db").write_bytes(b"half")
    assert caller.call(*NO_SERVE, caller.data).code == 0
    assert (caller.data / MARK).stat().st_size > 0
