"""A house is opened with the keys it began with, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from duegate.boot import open_gate
from duegate.evidence.signer import BadKeyFile
from duegate.keyring import KeyUnusable
from duegate.settings import Settings


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house in which something was recorded."""
    with open_gate(tmp_path, Settings()) as gate:
        gate.tenants.add("acme")
    return tmp_path


@pytest.mark.parametrize("other", [None, b"x" * 32])
def test_a_lost_or_exchanged_counting_key_is_noticed(house: Path, other: bytes | None) -> None:
    """Under another secret nobody would be recognised, and every cap would begin anew."""
    key = house / "keys" / "counting.key"
    key.unlink() if other is None else key.write_bytes(other)
    with pytest.raises(KeyUnusable, match=r"counting\.key"), open_gate(house, Settings()):
        pass


def test_a_lost_log_key_is_noticed(house: Path) -> None:
    """A new key would make the log another log."""
    (house / "keys" / "log.skey").unlink()
    with pytest.raises(BadKeyFile, match="has signed"), open_gate(house, Settings()):
        pass
