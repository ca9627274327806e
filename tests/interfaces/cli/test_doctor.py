"""`duegate doctor`, `schema`, `settings`, `version`: what a house and a program are made of."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import apsw
import jsonschema_rs
from tests.interfaces.cli.calling import GOOD, Caller

from duegate.settings import SETTINGS


def test_a_sound_house_is_well(caller: Caller) -> None:
    """Every check says what it saw, in the reader's language."""
    called = caller.call("doctor", "--json")
    assert called.code == 0
    assert called.json["ok"]
    names = {check["name"] for check in called.json["checks"]}
    assert {"clock", "sync", "disk", "log", "pack house", "pack cn-shenzhen"} <= names
    assert all(check["detail"].keys() == {"zh", "en"} for check in called.json["checks"])
    assert "时钟正常" in caller.call("doctor", lang="zh_CN").out


def test_the_packs_are_shown_as_they_are_known(caller: Caller) -> None:
    """How well, how lately; a pack nobody looked at for too long ails."""
    caller.environment |= {"DUEGATE_ADOPT": "cl", "DUEGATE_UNVERIFIED": "kz"}
    checks = {check["name"]: check for check in caller.call("doctor", "--json").json["checks"]}
    shenzhen = _en(checks["pack cn-shenzhen"])
    assert re.match(r"reported, \d+ clauses, last checked \d days ago$", shenzhen)
    assert _en(checks["pack cl"]).endswith("days ago, applies everywhere")
    assert _en(checks["pack kz"]).endswith("unverified clauses judged too")
    caller.clock.jump_to(caller.clock.now() + timedelta(days=400))
    late = {check["name"]: check for check in caller.call("doctor", "--json").json["checks"]}
    assert not late["pack cl"]["ok"]


def _en(check: dict[str, Any]) -> str:
    return str(check["detail"]["en"])


def test_a_clock_that_was_set_back_is_found(caller: Caller) -> None:
    """The exit code tells a script, the line tells a person."""
    caller.call("decide", "-", "--json", stdin=str(GOOD).replace("'", '"').encode())
    caller.clock.jump_to(caller.clock.now() - timedelta(days=1))
    called = caller.call("doctor")
    assert called.code == 1
    assert re.search(r"^wrong +clock ", called.out, re.MULTILINE)


def test_a_changed_log_is_found(caller: Caller) -> None:
    """Whoever edits what was signed is seen."""
    caller.call("decide", "-", "--json", stdin=str(GOOD).replace("'", '"').encode())
    assert caller.call("doctor").code == 0
    connection = apsw.Connection(str(caller.data / "duegate.db"))
    triggers = "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
    for (name,) in connection.execute(triggers).fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    connection.execute("UPDATE leaf SET bytes = CAST(bytes || ' ' AS BLOB)")
    connection.close()
    called = caller.call("doctor", "--json")
    assert called.code == 1
    assert "was set back or changed" in called.out + called.err


def test_the_schemas_take_what_the_gate_gives(caller: Caller) -> None:
    """A contact going in, a decision coming out."""
    contact = caller.call("schema", "contact", "--json").json
    assert jsonschema_rs.is_valid(contact, GOOD)
    assert not jsonschema_rs.is_valid(contact, GOOD | {"channel": "fax"})
    decided = caller.call(
        "decide", "-", "--as-stated", "--json", stdin=str(GOOD).replace("'", '"').encode()
    )
    decision = caller.call("schema", "decision", "--json").json
    assert jsonschema_rs.is_valid(decision, decided.json)
    assert caller.call("schema").json["$defs"].keys() >= {
        "Contact",
        "Decision",
        "Outcome",
        "Tenant",
    }


def test_every_setting_is_shown_with_its_value(caller: Caller) -> None:
    """As the environment has it."""
    caller.environment["DUEGATE_PORT"] = "9000"
    rows = {row["name"]: row for row in caller.call("settings", "--json").json["settings"]}
    assert list(rows) == [row.name for row in SETTINGS]
    assert (rows["port"]["value"], rows["port"]["default"]) == ("9000", "8780")
    assert "监听端口" in caller.call("settings", lang="zh_CN").out


def test_the_versions_are_told(stranger: Caller) -> None:
    """Of everything a decision rests on."""
    versions = stranger.call("version", "--json").json
    assert versions.keys() == {"duegate", "python", "sqlite", "tzdata", "phonenumbers"}
    assert f"duegate {versions['duegate']}" in stranger.call("version").out
