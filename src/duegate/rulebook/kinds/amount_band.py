"""Amount band: debts from an amount on are treated with more care; never a permission."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from duegate.model.judgement import Finding, Verdict
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.rulebook.kinds.rule import BaseRule, missing
from duegate.rulebook.records import Column, Test, quoted

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Fact, Facts
    from duegate.rulebook.records import Sheet, Untold

BLANKS = frozenset({"amount", "threshold", "currency"})
AMOUNT = Text("以规定币种表示的债务金额", "the amount of the debt in the clause's currency")


class AmountBand(BaseRule, frozen=True, kw_only=True, tag="amount_band"):
    """Debts of `threshold` or more, in major units of `currency`, get the verdict `otherwise`."""

    threshold: Decimal
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}$(?!\n)")]
    otherwise: Verdict = Verdict.REVIEW
    when_unknown: Verdict = Verdict.REVIEW


def needs(_rule: AmountBand) -> tuple[Fact | EventsNeed, ...]:
    """Nothing but the contact."""
    return ()


def judge(
    rule: AmountBand, provision: Provision, contact: Contact, _facts: Facts, _moment: Moment
) -> Finding | None:
    """Clear below the threshold; an amount that is missing or in another currency is not known."""
    debt = contact.debt
    if debt.amount is None or debt.currency != rule.currency:
        return missing(provision, rule.when_unknown, AMOUNT, Unknown())
    if debt.amount < rule.threshold:
        return None
    blanks: dict[str, object] = {
        "amount": debt.amount,
        "threshold": rule.threshold,
        "currency": rule.currency,
    }
    return provision.find(rule.otherwise, blanks=blanks)


def as_sql(rule: AmountBand, _provision: Provision, sheet: Sheet) -> Test | Untold:
    """Compare the amount, where it is told in the currency."""
    told = f"coalesce(amount IS NOT NULL AND currency = {quoted(rule.currency)}, FALSE)"
    return sheet.lacks(Column.AMOUNT, Column.CURRENCY) or Test(
        breach=f"{told} AND amount >= {rule.threshold}", unknown=f"NOT {told}"
    )
