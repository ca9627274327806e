"""The test of the tests: every planted fault is found by its probe, which is silent without it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from tests.bugbench.faults import FAULTS, Fault
from tests.bugbench.probes import PROBES
from tests.gate.house import shipped_book


@pytest.mark.parametrize("name", sorted(PROBES))
def test_a_probe_is_silent_where_nothing_is_wrong(name: str, tmp_path: Path) -> None:
    """Without a fault no probe cries."""
    fresh_book()
    PROBES[name](tmp_path)


def test_every_fault_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """N of N, each by its own probe; every probe finds at least one."""
    missed = []
    for number, fault in enumerate(FAULTS):
        fresh_book()
        with monkeypatch.context() as patch:
            fault.plant(patch)
            if not found(fault, tmp_path / str(number)):
                missed.append(fault.name)
    fresh_book()
    with capsys.disabled():
        sys.stdout.write(f"\nbug bench: {len(FAULTS) - len(missed)} of {len(FAULTS)} found\n")
    assert missed == []
    assert {fault.found_by for fault in FAULTS} == set(PROBES)


def fresh_book() -> None:
    """Load the packs again: a book remembers the rules it has sorted out."""
    shipped_book.cache_clear()
    shipped_book()


def found(fault: Fault, folder: Path) -> bool:
    """Tell whether the probe of a fault cries, and not because the fault is no Python."""
    try:
        PROBES[fault.found_by](folder)
    except (AttributeError, NameError, TypeError):
        raise
    except (Exception, pytest.fail.Exception):  # noqa: BLE001 - crying is what it is for
        return True
    return False
