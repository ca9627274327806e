"""How far long work is: shown to people who watch, and to nobody else."""

from __future__ import annotations

import io
import sys

import pytest
from tests.interfaces.cli.calling import Caller

from duegate.interfaces.cli import list_options
from duegate.interfaces.cli.moving import moving
from duegate.interfaces.cli.terminal import Terminal
from duegate.model.text import Text

WHAT = Text("判定中", "deciding")
ROWS = 300


class Watched(io.StringIO):
    """What a person watches."""

    def isatty(self) -> bool:
        """Tell that somebody does."""
        return True


def shown(stream: io.StringIO, total: int, patch: pytest.MonkeyPatch) -> str:
    """Do work of which a bar is shown from 10 on; give what was seen of it."""
    patch.setattr(sys, "stderr", stream)
    patch.setenv("TERM", "xterm")
    with moving(Terminal("en", as_json=False), WHAT, total, 10) as moved:
        moved(total)
    return stream.getvalue()


def test_a_person_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """In words and as a share."""
    seen = shown(Watched(), 10, monkeypatch)
    assert "deciding" in seen
    assert "100%" in seen


def test_of_little_work_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar that is gone at once only flickers."""
    assert shown(Watched(), 9, monkeypatch) == ""


def test_nobody_watches_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes to a file is no bar."""
    assert shown(io.StringIO(), 10, monkeypatch) == ""


def test_a_long_table_is_watched_to_its_end(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last batch comes when the file is closed already."""
    monkeypatch.setattr(list_options, "BAR_BYTES_MIN", 1)
    table = "id,at,channel,number,customer,debt,purpose\n" + "".join(
        f"c{n},2026-11-23T12:00:00+08:00,call,13800138000,d-1,L-1,collect\n" for n in range(ROWS)
    )
    path = caller.write("list.csv", table)
    told = Terminal("en", as_json=True)
    stated = list_options.stated_by(caller.clock.now, "acme", "Asia/Shanghai", None)
    monkeypatch.setattr(sys, "stderr", Watched())
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    with list_options.opened(str(path), told, stated) as batches:
        assert sum(len(batch) for batch in batches) == ROWS
