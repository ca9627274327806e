"""`duegate when`: the first lawful instant of every channel; it holds nothing."""

from __future__ import annotations

import json
import re

from tests.interfaces.cli.calling import GOOD, Caller, contact

from duegate.model.contact import Channel

NIGHT = json.dumps(contact(at="2026-11-23T22:00:00+08:00")).encode()


def test_every_channel_is_answered_with_what_binds(caller: Caller) -> None:
    """The hours bind a call until morning; a postcard never goes."""
    (answer,) = caller.call("when", "-", "--json", stdin=NIGHT).lines
    assert answer["contact"] == "c1"
    channels = {each["channel"]: each for each in answer["channels"]}
    assert channels.keys() == {str(channel) for channel in Channel}
    assert channels["call"]["at"] == "2026-11-24T08:00:00+08:00"
    binding = {each["clause"] for each in channels["call"]["binding"]}
    assert {"cn-shenzhen/SZ-01", "cn-cba-2026/hours"} <= binding
    assert channels["postcard"]["at"] is None
    assert channels["postcard"]["verdict"] == "deny"


def test_nothing_is_held(caller: Caller) -> None:
    """Asking ten times costs nothing."""
    path = caller.write("list", [contact()] * 10)
    assert caller.call("when", path, "--json").code == 0
    decided = caller.call("decide", path, "--as-stated", "--json").lines
    assert [line["verdict"] for line in decided] == ["allow"] * 3 + ["defer"] * 7


def test_without_an_instant_it_is_now(caller: Caller) -> None:
    """The gate's clock is asked."""
    (answer,) = caller.call(
        "when", "-", "--json", stdin=json.dumps(contact(at=None)).encode()
    ).lines
    assert answer["channels"][0]["at"] == "2026-11-23T12:00:00+08:00"


def test_people_get_a_table(caller: Caller) -> None:
    """In the recipient's time."""
    out = caller.call("when", "-", stdin=NIGHT, lang="zh_CN").out
    assert out.startswith("c1，自 11-23 22:00 起\n")
    assert re.search(r"^电话\s+延后\s+11-24 08:00\s+cn-cba-2026/hours", out, re.MULTILINE)
    assert re.search(r"^明信片\s+拒绝\s+不可\s", out, re.MULTILINE)


def test_a_bad_line_is_told(caller: Caller) -> None:
    """The others are answered."""
    called = caller.call("when", caller.write("list", [{"id": "x"}, GOOD]), "--json")
    assert called.code == 2
    assert len(called.lines) == 1
    assert json.loads(called.err)["line"] == 1
