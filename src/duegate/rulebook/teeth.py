"""Teeth: whether a case table notices when its clause is off by one step, or switched off.

Whatever survives is a parameter that no row holds in place. It decides nothing about a contact.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from duegate.rulebook.cases import each_case
from duegate.rulebook.clause import Clause, Pack, Version
from duegate.rulebook.neighbours import neighbours


def survivors(pack: Pack, clause: Clause) -> list[str]:
    """Name the changes that no row of the clause's table notices."""
    return [
        what
        for what, changed in _changes(pack, clause)
        if all(result.passed for result in each_case(pack, changed))
    ]


def _changes(pack: Pack, clause: Clause) -> Iterator[tuple[str, Clause]]:
    """Give the clause with one of its versions switched off, or moved by one step."""
    for place, version in enumerate(clause.version):
        before, after = clause.version[:place], clause.version[place + 1 :]
        number = f"version {place + 1}"
        yield f"{number}, switched off", _with(clause, *before, *after)
        for what, changed in neighbours(version, pack.calendars):
            yield f"{number}, {what}", _with(clause, *before, changed, *after)


def _with(clause: Clause, *versions: Version) -> Clause:
    return msgspec.structs.replace(clause, version=versions)
