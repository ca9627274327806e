"""Retention: how long records must be kept, and when they must be gone.

A duty on records, never about one contact: no section of a book holds it, and `answer` tells what
may be done with a record that ended on a date.
"""

from __future__ import annotations

import enum
from datetime import date
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from duegate.rulebook.kinds.rule import BaseRule
from duegate.rulebook.records import OF_THE_GATE, Untold

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Fact, Facts
    from duegate.rulebook.records import Sheet

BLANKS = frozenset[str]()
Years = Annotated[int, Meta(ge=1, le=100)]
LEAP_DAY = (2, 29)


class Kept(enum.StrEnum):
    """What may be done with a record."""

    KEEP = "keep"
    MAY_ERASE = "may_erase"
    MUST_ERASE = "must_erase"


class Since(enum.StrEnum):
    """The event a term runs from."""

    CONTACT = "contact"  # the contact the record is of
    LAST_ACTIVITY = "last_activity"  # the last collection activity on the debt
    SETTLED = "settled"  # the debt was paid or given back


class Retention(BaseRule, frozen=True, kw_only=True, tag="retention"):
    """Records are kept at least `least_years` and at most `most_years` from an event on."""

    since: Since
    least_years: Years | None = None
    most_years: Years | None = None

    def answer(self, ended: date, on: date) -> Kept:
        """Tell what may be done on a date with a record whose term began on `ended`."""
        if self.least_years is not None and on < later(ended, self.least_years):
            return Kept.KEEP
        if self.most_years is not None and on >= later(ended, self.most_years):
            return Kept.MUST_ERASE
        return Kept.MAY_ERASE


def later(day: date, years: int) -> date:
    """Give the same day so many years later; the day after 28 February when there is none."""
    if (day.month, day.day) == LEAP_DAY:
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)


def needs(_rule: Retention) -> tuple[Fact | EventsNeed, ...]:
    """Nothing: it is not about a contact."""
    return ()


def judge(
    _rule: Retention, _provision: Provision, _contact: Contact, _facts: Facts, _moment: Moment
) -> Finding | None:
    """Find nothing: no contact is the matter of this clause."""
    return None


def as_sql(_rule: Retention, _provision: Provision, _sheet: Sheet) -> Untold:
    """No record shows how long it was kept."""
    return Untold(OF_THE_GATE)
