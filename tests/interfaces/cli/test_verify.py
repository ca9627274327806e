"""`duegate evidence` and `duegate verify`: a file that proves a decision to anybody, offline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.interfaces.cli.calling import GOOD, Caller


@pytest.fixture
def decision(caller: Caller) -> str:
    """Decide one contact."""
    called = caller.call("decide", "-", "--as-stated", "--json", stdin=json.dumps(GOOD).encode())
    return str(called.lines[0]["id"])


def exported(caller: Caller, decision: str, *options: str) -> Path:
    """Write the evidence file of a decision."""
    path = caller.data.parent / "evidence.json"
    called = caller.call("evidence", decision, "-o", path, *options, "--json")
    assert called.code == 0, called.err
    assert called.json["bytes"] == path.stat().st_size
    return path


@pytest.mark.parametrize("chain", [(), ("--chain",)])
def test_evidence_holds_and_says_what_it_does_not_prove(
    caller: Caller, decision: str, chain: tuple[str, ...]
) -> None:
    """Also without a house, which is what offline means."""
    path = exported(caller, decision, *chain)
    del caller.environment["DUEGATE_DATA_DIR"]
    called = caller.call("verify", path, "--json")
    assert (called.code, called.json["verdict"]) == (0, "valid")
    assert called.json["report"]["proven"]
    assert called.json["report"]["unproven"]
    chinese = caller.call("verify", path, lang="zh_CN").out
    assert chinese.startswith("有效\n")
    assert "已证明：\n" in chinese
    assert "未证明：\n" in chinese
    assert "not proven:" in caller.call("verify", path).out


def test_the_document_itself_goes_to_standard_output(caller: Caller, decision: str) -> None:
    """For a pipe into `duegate verify -`."""
    document = caller.call("evidence", decision).out
    assert caller.call("verify", "-", stdin=document.encode()).code == 0


def test_any_changed_byte_is_found(caller: Caller, decision: str) -> None:
    """Beginning, middle, end: false or unreadable, never valid."""
    path = exported(caller, decision)
    whole = path.read_bytes()
    for place in range(0, len(whole), max(1, len(whole) // 23)):
        changed = bytes([*whole[:place], whole[place] ^ 1, *whole[place + 1 :]])
        called = caller.call("verify", "-", "--json", stdin=changed)
        assert called.code in {1, 3}, place


def test_a_log_that_is_not_trusted_is_told(caller: Caller, decision: str) -> None:
    """The policy says whose word counts; one that cannot be read is bad input."""
    path = exported(caller, decision)
    key = json.loads(path.read_bytes())["vkey"]
    policy = caller.write("trust", f"log {key}\n")
    assert caller.call("verify", path, "--trust", policy).code == 0
    policy = caller.write("trust", "log nonsense\n")
    called = caller.call("verify", path, "--trust", policy)
    assert called.code == 2
    assert "line 1" in called.err


def test_missing_witnesses_have_their_exit_code(caller: Caller, decision: str) -> None:
    """What holds but was not watched is not the same as valid."""
    path = exported(caller, decision)
    witness = "witness.example+9c8b3a0a+BHZ1b3VsZCBub3QgdHJ1c3QgdGhpcyBrZXkgYXQgYWxsISE="
    policy = caller.write("trust", f"witness w {witness}\nquorum 1\n")
    called = caller.call("verify", path, "--trust", policy, "--json")
    assert called.code == 2


def test_no_evidence_file_is_unreadable(caller: Caller) -> None:
    """In both languages, with exit code 3."""
    path = caller.write("x.json", "{}")
    assert caller.call("verify", path).code == 3
    assert caller.call("verify", path, lang="zh_CN").out.startswith("无法读取\n")


def test_a_file_that_cannot_be_written_leaves_nothing_behind(caller: Caller, decision: str) -> None:
    """Whole or not at all."""
    folder = caller.data.parent / "folder"
    folder.mkdir()
    called = caller.call("evidence", decision, "-o", folder)
    assert called.code == 2
    assert called.err.startswith(f'duegate: "{folder}" cannot be written: ')
    assert [entry.name for entry in folder.parent.iterdir() if entry.name.startswith(".")] == []
