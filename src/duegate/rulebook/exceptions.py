"""Exceptions a clause of any kind may name: a consent that holds, a debt that is long overdue.

Whatever is not known makes no exception.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from duegate.model.unknown import Unknown
from duegate.rulebook.facts import Fact, Facts
from duegate.rulebook.notes import consented, consented_in_sql
from duegate.rulebook.records import Column, both, but, either

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding, Unjudged
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed
    from duegate.rulebook.kinds.rule import BaseRule, Judge
    from duegate.rulebook.records import Sheet


def facts_for(rule: BaseRule) -> tuple[Fact | EventsNeed, ...]:
    """Name the facts the exceptions of a rule need."""
    return (Fact.NOTES,) if rule.unless_consent is not None else ()


def excepted(rule: BaseRule, ask: Judge) -> Judge:
    """Give the judge of a rule, which clears what its exceptions let pass."""
    if rule.unless_consent is None and rule.unless_overdue_days is None:
        return ask

    def judge(
        rule: Any,  # noqa: ANN401 - its own rule
        provision: Provision,
        contact: Contact,
        facts: Facts,
        moment: Moment,
    ) -> Finding | Unjudged | None:
        found = ask(rule, provision, contact, facts, moment)
        if found is None or _consented(rule, facts, moment) or _overdue(rule, contact, moment):
            return None
        return found

    return judge


def _consented(rule: BaseRule, facts: Facts, moment: Moment) -> bool:
    if rule.unless_consent is None or not facts.notes or isinstance(facts.notes, Unknown):
        return False
    return consented(facts.notes, rule.unless_consent, moment.at) is not None


def _overdue(rule: BaseRule, contact: Contact, moment: Moment) -> bool:
    """Tell whether the debt is long enough past due on every clock of the recipient."""
    due = contact.debt.due
    if rule.unless_overdue_days is None or due is None or not moment.local:
        return False
    past = min(clock.day for clock in moment.local) - due.toordinal()
    return past > rule.unless_overdue_days


def excepted_in_sql(rule: BaseRule, sheet: Sheet) -> str:
    """Test in SQL whether an exception of a rule lets a record pass."""
    consent = due = "FALSE"
    if rule.unless_consent is not None and sheet.notes:
        consent = consented_in_sql(rule.unless_consent)
    if rule.unless_overdue_days is not None and Column.DUE in sheet.told:
        late = f"coalesce(day_first - due > {rule.unless_overdue_days}, FALSE)"
        due = both(but(sheet.no_clock), late)
    return either(consent, due)
