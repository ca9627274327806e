"""`duegate decide`: lists through the real gate, in order, with nothing lost and nothing twice."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from tests.interfaces.cli.calling import GOOD, Caller, contact

from duegate import boot
from duegate.gate import Gate
from duegate.settings import Settings
from duegate.store.commit import GroupCommit
from duegate.store.errors import NotRecorded

AS_STATED = ("--as-stated", "--json")
TABLE = """\
编号,时间,渠道,主叫号码,手机号,关系,客户编号,借据号,用途,来源,备注
甲1,2026-11-23 20:59:59,电话,+862154320000,13800138000,本人,d-1,L-1,催收,债权人档案,x
甲2,2026-11-23 21:00:00,电话,+862154320000,13800138000,本人,d-1,L-1,催收,债权人档案,x
甲3,2026-11-23 12:00:00,明信片,,,本人,d-1,L-1,催收,债权人档案,x
甲4,2026-11-23 12:00:00,传真,+862154320000,13800138000,本人,d-1,L-1,催收,债权人档案,x
"""


def test_one_contact_gives_one_decision(caller: Caller) -> None:
    """With its permit, its clauses and its place in the log."""
    called = caller.call("decide", "-", *AS_STATED, stdin=json.dumps(GOOD).encode())
    assert (called.code, called.err) == (0, "")
    (decision,) = called.lines
    assert decision["verdict"] == "allow"
    assert decision["contact"] == "c1"
    assert decision["permit"]
    assert decision["receipt"]


def test_decisions_come_in_the_order_of_the_list(caller: Caller) -> None:
    """A debtor's fourth contact is the fourth of the list, whatever is decided together."""
    contacts = [contact(id=f"c{number}", debtor={"ref": f"d-{number % 2}"}) for number in range(10)]
    for number, each in enumerate(contacts):
        each["recipient"] = GOOD["recipient"] | {"number": f"+861380013800{number % 2}"}
    called = caller.call("decide", caller.write("list", contacts), *AS_STATED)
    assert [decision["contact"] for decision in called.lines] == [each["id"] for each in contacts]
    verdicts = [decision["verdict"] for decision in called.lines]
    assert verdicts == ["allow"] * 6 + ["defer"] * 4


def test_a_long_list_counts_exactly(caller: Caller) -> None:
    """Many batches, one debtor: three."""
    path = caller.write("list", [contact(id=f"c{number}") for number in range(600)])
    verdicts = [line["verdict"] for line in caller.call("decide", path, *AS_STATED).lines]
    assert verdicts == ["allow"] * 3 + ["defer"] * 597


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_chinese_table_is_decided(caller: Caller, encoding: str) -> None:
    """From the first day, as it was exported; a bad line is told, the others are decided."""
    path = caller.write("名单.csv", TABLE.encode(encoding))
    options = ("--zone", "Asia/Shanghai", "--tenant", "acme", "--country", "CN")
    called = caller.call("decide", path, *AS_STATED, *options)
    assert called.code == 2
    assert [(line["contact"], line["verdict"]) for line in called.lines] == [
        ("甲1", "allow"), ("甲2", "defer"), ("甲3", "deny"),
    ]  # fmt: skip
    note, problem = (json.loads(line) for line in called.err.splitlines())
    assert note == {"note": "columns not used: 备注"}
    assert problem["line"] == 5
    assert problem["error"].startswith('line 5: column "渠道": "传真" is not one of call, sms,')


def test_without_a_country_a_national_number_is_none(caller: Caller) -> None:
    """Nobody guesses whose number it is."""
    path = caller.write("list.csv", TABLE)
    options = ("--zone", "Asia/Shanghai", "--tenant", "acme")
    called = caller.call("decide", path, *AS_STATED, *options)
    findings = called.lines[0]["findings"]
    assert "house/reachable-recipient" in {finding["clause"] for finding in findings}


def test_people_get_a_table_in_their_language(caller: Caller) -> None:
    """Contact, local time, verdict, first lawful time, clause and reason; then the sum."""
    path = caller.write("list.csv", TABLE)
    options = ("--as-stated", "--zone", "Asia/Shanghai", "--tenant", "acme", "--country", "CN")
    chinese = caller.call("decide", path, *options, lang="zh_CN")
    row = next(line for line in chinese.out.splitlines() if line.startswith("甲2"))
    assert re.match(r"甲2\s+11-23 21:00\s+延后\s+11-24 08:00\s+cn-shenzhen/SZ-01", row)
    assert "共 3 条：现在可联络 1，稍后 1，待复核 0，不得联络 1；1 行未判定" in chinese.out
    assert "未使用的列：备注" in chinese.err
    english = caller.call("decide", path, *options)
    assert re.search(r"\d contacts: .* 1 not decided\n$", english.out)
    assert all(line == line.rstrip() for line in english.out.splitlines())


def test_now_is_the_gates_clock_and_at_may_be_left_out(caller: Caller) -> None:
    """A live contact far from it is refused with a pointer to `when`; nothing is counted."""
    called = caller.call("decide", "-", "--json", stdin=json.dumps(contact(at=None)).encode())
    assert called.lines[0]["at"] == "2026-11-23T04:00:00Z"
    late = json.dumps(contact(at="2026-11-23T18:00:00+08:00")).encode()
    called = caller.call("decide", "-", stdin=late)
    assert called.code == 2
    assert called.err.startswith("duegate: line 1: ")
    assert "when" in called.err
    called = caller.call("decide", "-", "--json", stdin=json.dumps(GOOD).encode())
    assert called.lines[0]["findings"][0]["used"] == 1


def test_once_makes_a_list_safe_to_run_again(caller: Caller) -> None:
    """The same decisions, and no second count; a changed contact is refused."""
    path = caller.write("list", [contact(id="a"), contact(id="b")])
    first = caller.call("decide", path, *AS_STATED, "--once")
    again = caller.call("decide", path, *AS_STATED, "--once")
    assert [line["id"] for line in again.lines] == [line["id"] for line in first.lines]
    path = caller.write("list", [contact(id="a", purpose="remind"), contact(id="c")])
    called = caller.call("decide", path, *AS_STATED, "--once")
    assert called.code == 2
    assert json.loads(called.err)["line"] == 1
    assert [line["findings"][0]["used"] for line in called.lines] == [2]
    assert len(caller.call("decide", path, *AS_STATED).lines) == 2


def test_once_wants_names_in_the_list(caller: Caller) -> None:
    """A line's number is no name: another list has the same numbers."""
    table = "\n".join(line.partition(",")[2] for line in TABLE.splitlines()[:2])
    called = caller.call(
        "decide", caller.write("list.csv", table), *AS_STATED, "--once",
        "--zone", "Asia/Shanghai", "--tenant", "acme",
    )  # fmt: skip
    assert (called.code, called.out) == (2, "")
    assert json.loads(called.err.splitlines()[-1])["error"] == (
        "line 2: --once needs an id in every line; add a column id"
    )


def test_a_list_that_is_none_decides_nothing(caller: Caller) -> None:
    """The file is named, with what to do."""
    path = caller.write("list.json", b"[{}]")
    called = caller.call("decide", path, *AS_STATED)
    assert (called.code, called.out) == (2, "")
    assert json.loads(called.err)["error"] == (
        f"\"{path}\": is one JSON list; write one contact a line instead, as `jq -c '.[]'` does"
    )


OPTIONS: dict[tuple[str, ...], str] = {
    ("--zone", "Mars"): '--zone: "Mars" is not a zone; give an IANA name such as "Asia/Shanghai"',
    ("--set", "channel"): '--set: "channel" says nothing; write it as channel=call',
    ("--set", "chanel=call"): '--set: there is no column "chanel"; did you mean "channel"?',
}


@pytest.mark.parametrize("options", OPTIONS, ids=" ".join)
def test_a_wrong_option_is_told(caller: Caller, options: tuple[str, ...]) -> None:
    """Message by message."""
    called = caller.call("decide", "-", *options, stdin=json.dumps(GOOD).encode())
    assert (called.code, called.err) == (2, f"duegate: {OPTIONS[options]}\n")


def test_a_tenant_nobody_signed_is_denied_and_recorded(stranger: Caller) -> None:
    """Also in a house that was not there before."""
    called = stranger.call("decide", "-", *AS_STATED, stdin=json.dumps(GOOD).encode())
    assert called.code == 0
    assert called.lines[0]["verdict"] == "deny"
    assert called.lines[0]["receipt"]


def test_what_cannot_be_recorded_is_denied_with_its_own_exit_code(caller: Caller) -> None:
    """The store is full or read-only: nothing passes, and a script can tell why."""
    no_room = patch.object(GroupCommit, "run_async", side_effect=NotRecorded("it is full"))

    @contextmanager
    def full(data: Path, settings: Settings) -> Iterator[Gate]:
        with boot.open_gate(data, settings, clock=caller.clock) as gate, no_room:
            yield gate

    called = caller.call("decide", "-", *AS_STATED, stdin=json.dumps(GOOD).encode(), open_gate=full)
    assert called.code == 4
    assert called.lines[0]["verdict"] == "deny"
    assert "receipt" not in called.lines[0]
    assert "permit" not in called.lines[0]
    told = json.loads(called.err)["error"]
    assert told.startswith("1 contact was not judged, not counted and must not leave: ")
    assert told.endswith("; ask again")
