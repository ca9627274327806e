"""What every rule kind shares: its shape as data, and the sentence for a missing fact.

A kind is one file with three forms of one test side by side: `needs` (what it must know), `judge`
(the scalar test) and, for records, its set form. A kind reads no clock and does no I/O.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Protocol, TypeVar

import msgspec
from msgspec import Meta

from duegate.model.judgement import Finding, Verdict
from duegate.model.text import Text
from duegate.rulebook.facts import EventsNeed, Fact, Facts, Note, NoteKind

if TYPE_CHECKING:
    from datetime import datetime

    from duegate.model.contact import Contact
    from duegate.model.moment import Moment
    from duegate.model.unknown import Unknown
    from duegate.rulebook.clause import Provision


_T = TypeVar("_T")
Some = Annotated[frozenset[_T], Meta(min_length=1)]
"""A set that may not be empty: a rule about nothing would never speak."""


class BaseRule(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    tag_field="kind",
):
    """Parameters of a clause; `when_unknown` is the verdict when a fact is missing."""

    otherwise: Verdict = Verdict.DENY
    when_unknown: Verdict = Verdict.DENY

    def awaits(self) -> Text | None:
        """Name the evidence without which the clause cannot be judged; `None`: it can be."""
        return None


Judge = Callable[[Any, "Provision", "Contact", Facts, "Moment"], Finding | None]
"""Judge a contact at a moment under a rule; `None` is clear."""


class Kind(Protocol):
    """The module of a rule kind; `BLANKS` are the blanks its sentence may use."""

    BLANKS: frozenset[str]

    def needs(self, rule: Any, /) -> tuple[Fact | EventsNeed, ...]:  # noqa: ANN401 - its own rule
        """Tell what the kind must know."""

    def judge(
        self,
        rule: Any,  # noqa: ANN401 - its own rule
        provision: Provision,
        contact: Contact,
        facts: Facts,
        moment: Moment,
        /,
    ) -> Finding | None:
        """Judge a contact at a moment under a rule; `None` is clear."""


def missing(provision: Provision, verdict: Verdict, fact: Text, unknown: Unknown) -> Finding:
    """Make the finding for a fact that is not known."""
    reason = Text(
        f"无法判定：缺少{fact.zh}", f"cannot be judged: {fact.en} is not known ({unknown.why})"
    )
    return Finding(
        provision.id, provision.dated, provision.pack_hash, verdict, reason, provision.version.cite
    )


def held_by(
    notes: tuple[Note, ...], kind: NoteKind, values: frozenset[str], at: datetime
) -> Note | None:
    """Find the note that holds at an instant; among several, the one that holds longest."""
    holding = [
        note
        for note in notes
        if note.kind is kind
        and note.value in values
        and note.since <= at
        and (note.until is None or at < note.until)
    ]
    return max(holding, key=_end, default=None)


def _end(note: Note) -> float:
    return math.inf if note.until is None else note.until.timestamp()


class TimeOfDay(int):
    """A time of day in seconds since local midnight, written `HH:MM` or `HH:MM:SS`; 24:00 ends."""

    __slots__ = ()

    _SHAPE = re.compile(r"([01]\d|2[0-4]):([0-5]\d)(?::([0-5]\d))?")

    @classmethod
    def parse(cls, written: object) -> TimeOfDay:
        """Read `"21:00"`; raises `ValueError` saying how to write it."""
        shape = cls._SHAPE.fullmatch(written) if isinstance(written, str) else None
        if shape is None:
            message = f'{written!r} is not a time of day; write it as "HH:MM" in quotes'
            raise ValueError(message)
        hours, minutes, seconds = (int(part or 0) for part in shape.groups())
        total = hours * 3600 + minutes * 60 + seconds
        if total > 24 * 3600:
            message = f'"{written}" is past 24:00'
            raise ValueError(message)
        return cls(total)

    def __str__(self) -> str:
        return shown_time(int(self))


def shown_time(second: int) -> str:
    """Write a second of the day as `HH:MM`, or `HH:MM:SS` when it is not a whole minute."""
    hours, rest = divmod(second, 3600)
    minutes, seconds = divmod(rest, 60)
    if seconds:
        return f"{hours:02}:{minutes:02}:{seconds:02}"
    return f"{hours:02}:{minutes:02}"
