"""The doctor sees what is wrong with a house, names it, and finds nothing in a sound one."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import apsw
import pytest
from tests.gate.house import DATABASE, contact, open_house, person, unguarded

from duegate.clock import HandClock
from duegate.evidence.signer import InconsistentTree
from duegate.gate import Gate

ENTRIES = 300  # more than fill one tile


def wrong(gate: Gate) -> list[str]:
    """Name the checks that fail; each says what it saw in both languages."""
    checks = gate.health()
    assert all(check.detail.zh and check.detail.en for check in checks)
    return [check.name for check in checks if not check.ok]


@pytest.fixture
def used(gate: Gate) -> Gate:
    """A gate that has decided much and signed it."""
    for number in range(ENTRIES):
        gate.decide(contact(**person(number)), as_stated=True)
    gate.checkpoint()
    return gate


def test_a_sound_house_is_sound(used: Gate) -> None:
    """Clock, zones, packs, database, sync, disk, log and checkpoint are looked at."""
    assert wrong(used) == []
    names = {check.name.split()[0] for check in used.health()}
    assert names >= {"clock", "packs", "pack", "database", "sync", "disk", "log"} - {"packs"}


def test_a_clock_that_jumped_is_named(gate: Gate, clock: HandClock) -> None:
    """The clock, and nothing else."""
    clock.jump_to(clock.now() + timedelta(hours=1))
    assert wrong(gate) == ["clock"]


def test_a_weak_sync_is_named(gate: Gate) -> None:
    """A database that may lose commits is not sound."""
    with gate.store.writer() as writer:
        writer.pragma("synchronous", "NORMAL")
    assert wrong(gate) == ["sync"]


def test_packs_nobody_has_checked_for_long_are_named(gate: Gate, clock: HandClock) -> None:
    """Law changes; a pack that nobody compared with it for a year may be another law."""
    clock.pass_s(400 * 86_400)
    assert {name.split()[0] for name in wrong(gate)} == {"pack"}


@pytest.mark.parametrize("entry", [0, 255, ENTRIES - 1])
def test_a_changed_entry_is_named(used: Gate, entry: int) -> None:
    """One byte of one entry, whichever, in a full tile or after the last one."""
    with used.store.writer() as writer:
        unguarded(writer)
        writer.execute(
            "UPDATE leaf SET bytes = CAST(replace(CAST(bytes AS TEXT), 'allow', 'alloW') AS BLOB)"
            " WHERE idx = ?",
            (entry,),
        )
    assert wrong(used)


def test_a_log_that_was_set_back_is_not_signed_again(tmp_path: Path) -> None:
    """An older copy of the database, put back: the signer remembers more than it holds."""
    with open_house(tmp_path) as gate:
        gate.decide(contact())
        with gate.store.writer() as writer:
            writer.pragma("wal_checkpoint", "TRUNCATE")
        older = (tmp_path / DATABASE).read_bytes()
        gate.decide(contact())
        gate.checkpoint()
    (tmp_path / DATABASE).write_bytes(older)
    with open_house(tmp_path) as gate:
        with pytest.raises(InconsistentTree):
            gate.checkpoint()
        assert "checkpoint" in wrong(gate)


def test_a_hold_that_was_taken_away_is_named(used: Gate) -> None:
    """Deleting holds would free a cap; whoever gets past the triggers is still found out."""
    with used.store.writer() as writer:
        unguarded(writer)
        writer.execute("DELETE FROM hold WHERE leaf = 0")
    assert wrong(used) == ["ledger"]


def test_a_hold_cannot_be_written_over(used: Gate) -> None:
    """To replace is to delete, and is stopped like it."""
    with used.store.writer() as writer, pytest.raises(apsw.ConstraintError, match="stay"):
        writer.execute("INSERT OR REPLACE INTO hold SELECT * FROM hold")
