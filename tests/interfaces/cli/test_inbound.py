"""`duegate inbound`: who came to us, one or a list, recorded once and proven."""

from __future__ import annotations

import json
from pathlib import Path

from tests.interfaces.cli.calling import GOOD, Caller, contact

TABLE = """id,at,channel,debtor,debt,number
i1,2026-11-23 09:00,电话,d-1,L-1,13800138000
i2,2026-11-23 10:00,fax,d-1,L-1,13800138000
i3,2026-11-23 11:00,短信,d-1,L-1,13800138000
"""


def test_one_is_recorded(caller: Caller) -> None:
    """What we wanted of them need not be said; the receipt names its place in the log."""
    called = caller.call("inbound", "-", "--json", stdin=json.dumps(contact(purpose=None)).encode())
    assert called.code == 0, called.err
    assert (called.json["contact"], called.json["channel"]) == ("c1", "call")
    said = caller.call("inbound", "-", stdin=json.dumps(GOOD).encode())
    assert said.out.startswith("c1: they contacted you (calls), recorded as inb_")
    said = caller.call("inbound", "-", stdin=json.dumps(GOOD).encode(), lang="zh_CN")
    assert said.out.startswith("c1：已记录对方主动联络（电话），编号 inb_")


def test_a_list_is_recorded_and_bad_lines_are_told(caller: Caller) -> None:
    """All others stand."""
    path = caller.write("came.csv", TABLE)
    options = ("--tenant", "acme", "--zone", "Asia/Shanghai", "--country", "CN", "--json")
    called = caller.call("inbound", path, *options)
    assert called.code == 2
    assert [line["contact"] for line in called.lines] == ["i1", "i3"]
    assert json.loads(called.err)["line"] == 3


def test_a_list_may_be_run_again(caller: Caller) -> None:
    """With `--once` nothing is recorded twice, and every line has an id of its own."""
    path = caller.write("came", [contact(id="i1"), contact(id="i2", channel="sms")])
    first = caller.call("inbound", path, "--once", "--json")
    assert caller.call("inbound", path, "--once", "--json").lines == first.lines
    assert caller.call("inbound", path, "--json").lines != first.lines
    nameless = TABLE.replace("id,at", "x,at").replace("fax", "sms")
    called = caller.call(
        "inbound", caller.write("n.csv", nameless), "--once", "--tenant", "acme",
        "--zone", "Asia/Shanghai", "--country", "CN",
    )  # fmt: skip
    assert called.code == 2
    assert "line 2: --once needs an id in every line; add a column id" in called.err


def test_any_instant_will_do_as_stated(caller: Caller) -> None:
    """Else it must have been within the last month."""
    old = json.dumps(contact(at="2026-01-01T12:00:00+08:00")).encode()
    called = caller.call("inbound", "-", stdin=old)
    assert called.code == 2
    assert "line 1: `at` is in the future or more than 31 days ago" in called.err
    assert caller.call("inbound", "-", "--as-stated", stdin=old).code == 0


def test_a_tenant_nobody_signed_is_told(caller: Caller) -> None:
    """With what to do."""
    called = caller.call("inbound", "-", stdin=json.dumps(contact(tenant="nobody")).encode())
    assert called.code == 2
    assert 'line 1: there is no tenant "nobody"; add it first' in called.err


def test_it_can_be_proven(caller: Caller, tmp_path: Path) -> None:
    """By its id, like a decision."""
    called = caller.call("inbound", "-", "--json", stdin=json.dumps(GOOD).encode())
    file = tmp_path / "evidence.json"
    assert caller.call("evidence", called.json["id"], "-o", file).code == 0
    checked = caller.call("verify", file)
    assert checked.code == 0, checked.out
    assert "contact of theirs" in checked.out
    assert caller.call("evidence", "inb_nothing").code == 3
