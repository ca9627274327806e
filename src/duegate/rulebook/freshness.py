"""Whether somebody looked lately: a pack is read again within `STALE_DAYS`, on a day handed in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from duegate.rulebook.clause import Pack

STALE_DAYS = 300


def stale(pack: Pack, today: date) -> Iterator[str]:
    """Name what was last checked more than `STALE_DAYS` before `today`."""
    for name, checked in _checks(pack):
        days = (today - checked).days
        if days > STALE_DAYS:
            yield f"{name} was checked {days} days ago; read its source again and date it"


def _checks(pack: Pack) -> Iterator[tuple[str, date]]:
    yield f"{pack.head.id}/pack.toml", pack.head.checked
    for name, source in pack.head.sources.items():
        yield f"{pack.head.id}/pack.toml: source `{name}`", source.retrieved
    for clause in pack.clauses:
        for number, version in enumerate(clause.version, 1):
            yield f"{clause.id}: version {number}", version.checked
