"""What happened, in order: who was asked about, what was reported of it, who came to us.

A replay goes through these steps and nothing else, whether they come from the gate's own ledger or
from a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from duegate.audit.past import Passed, Record, passed_of
from duegate.audit.record import NOT_JUDGED
from duegate.model.judgement import Verdict
from duegate.model.outcome import OutcomeState


class Asked(msgspec.Struct, frozen=True):
    """A contact that somebody wanted to make; `left` tells whether it did.

    `name` is the decision's id, or the file and row; `recorded` what the gate decided then.
    """

    place: int
    name: str
    record: Record
    left: bool
    recorded: Verdict | None = None


class Reported(msgspec.Struct, frozen=True):
    """How far the contact asked about at a place got, as far as was known from then on."""

    place: int
    state: OutcomeState


class Came(msgspec.Struct, frozen=True):
    """A contact nobody is judged for: they came to us, or it never left."""

    passed: Passed


Step = Asked | Reported | Came


class Period(msgspec.Struct, frozen=True):
    """From when, inclusive, until when, exclusive, contacts are judged; the others happened."""

    since: datetime | None = None
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether an instant lies in it."""
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


ALWAYS = Period()


def steps_of(named: Iterable[tuple[str, Record]]) -> Iterator[Step]:
    """Take records of a file, by their names, for steps: what happened was asked for and left."""
    for name, record in named:
        if record.state in NOT_JUDGED:
            yield Came(passed_of(record, record.moment()))
        else:
            yield Asked(record.rid, name, record, left=True)
