"""What was told about persons, debts and tenants, as the rule kinds ask for it."""

from __future__ import annotations

import math
from collections.abc import Container
from datetime import datetime

from duegate.model.contact import ConsentScope
from duegate.model.moment import DAY_S
from duegate.rulebook.facts import Note, NoteKind
from duegate.rulebook.records import among

REVOKED = "revoked_"


def held_by(
    notes: tuple[Note, ...], kind: NoteKind, values: Container[str], at: datetime
) -> Note | None:
    """Find the note that holds at an instant; among several, the one that holds longest."""
    return max(_holding(notes, kind, values, at), key=_end, default=None)


def unrefuted(
    notes: tuple[Note, ...],
    kind: NoteKind,
    values: Container[str],
    contrary: Container[str],
    at: datetime,
) -> Note | None:
    """Find the note that holds and that no contrary one, told of the same instant or later, ends.

    What was told after the contrary holds again.
    """
    refuted = max((note.since for note in _holding(notes, kind, contrary, at)), default=None)
    if refuted is not None:
        notes = tuple(note for note in notes if note.since > refuted)
    return held_by(notes, kind, values, at)


def consented(notes: tuple[Note, ...], scope: ConsentScope, at: datetime) -> Note | None:
    """Find a consent that covers `scope` at an instant and that was not revoked since."""
    covering = (scope, ConsentScope.ANY)
    revoking = tuple(REVOKED + each for each in covering)
    return unrefuted(notes, NoteKind.CONSENT, covering, revoking, at)


def consented_in_sql(scope: ConsentScope, max_age_days: int | None = None) -> str:
    """Test in SQL whether such a consent, given at most so long ago, is noted about a record."""
    covering = (scope, ConsentScope.ANY)
    given = f"max(CASE WHEN {among('value', covering)} THEN since_us END)"
    revoked = (
        f"max(CASE WHEN {among('value', [REVOKED + each for each in covering])} THEN since_us END)"
    )
    standing = f"{given} > coalesce({revoked}, {given} - 1)"
    if max_age_days is not None:
        standing += f" AND max(at_us) - {given} <= {max_age_days * DAY_S * 1_000_000}"
    return (
        f"(rid IN (SELECT rid FROM noted WHERE holds AND kind = '{NoteKind.CONSENT}'"
        f" GROUP BY rid HAVING {standing}))"
    )


def _holding(
    notes: tuple[Note, ...], kind: NoteKind, values: Container[str], at: datetime
) -> list[Note]:
    return [
        note
        for note in notes
        if note.kind is kind
        and note.value in values
        and note.since <= at
        and (note.until is None or at < note.until)
    ]


def _end(note: Note) -> float:
    return math.inf if note.until is None else note.until.timestamp()
