"""Freshness: nothing that ships was last checked more than 300 days before it was released."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from tests.packs.shipped import PACKS
from tests.rulebook.sample import clause, pack, version

from duegate.rulebook.clause import Pack
from duegate.rulebook.freshness import STALE_DAYS, stale
from duegate.rulebook.kinds import Reachable

RELEASED = date(2026, 11, 24)
"""Moved by hand with each release; the wall clock would let an old tree rot on its own."""


@pytest.mark.parametrize("one", PACKS.values(), ids=list(PACKS))
def test_a_shipped_pack_is_fresh(one: Pack) -> None:
    """Somebody looked at every source and every clause."""
    assert list(stale(one, RELEASED)) == []


def test_it_goes_stale_the_day_after() -> None:
    """300 days are fresh, 301 are not: the head, each source, each version."""
    one = pack(clause(version(Reachable())))
    checked = one.head.checked
    assert list(stale(one, checked + timedelta(STALE_DAYS))) == []
    late = "was checked 301 days ago; read its source again and date it"
    assert list(stale(one, checked + timedelta(STALE_DAYS + 1))) == [
        f"sample/pack.toml {late}",
        f"sample/pack.toml: source `source` {late}",
        f"sample/clause: version 1 {late}",
    ]
