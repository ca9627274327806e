"""Party rule: which persons may be contacted, and which of them only with a recorded basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from duegate.model.contact import ConsentScope, Purpose, Role, says_something
from duegate.model.unknown import Unknown
from duegate.model.words import word
from duegate.rulebook.facts import Fact
from duegate.rulebook.kinds.consent import CONSENTS
from duegate.rulebook.kinds.rule import BaseRule, Some, missing
from duegate.rulebook.notes import consented, consented_in_sql
from duegate.rulebook.records import Column, Test, among, both

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Facts
    from duegate.rulebook.records import Sheet, Untold

BLANKS = frozenset({"role"})


class Limited(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The `roles` that may be reached for these `purposes` and no other."""

    roles: Some[Role]
    purposes: Some[Purpose]


class PartyRule(BaseRule, frozen=True, kw_only=True, tag="party_rule"):
    """Roles that are `allowed`, and those in `with_basis`, which need the paper that says why.

    Roles in `limited` may be reached for some purposes only, those in `with_consent` while a
    consent to reach third parties holds.
    """

    allowed: frozenset[Role] = frozenset()
    with_basis: frozenset[Role] = frozenset()
    limited: Limited | None = None
    with_consent: frozenset[Role] = frozenset()


def needs(rule: PartyRule) -> tuple[Fact | EventsNeed, ...]:
    """Nothing but the contact, unless consent matters."""
    return (Fact.NOTES,) if rule.with_consent else ()


def judge(
    rule: PartyRule, provision: Provision, contact: Contact, facts: Facts, moment: Moment
) -> Finding | None:
    """Clear for an allowed role, or for one that brings what it needs."""
    role = contact.recipient.role
    if role in rule.allowed:
        return None
    if role in rule.with_basis and says_something(contact.recipient.basis):
        return None
    limited = rule.limited
    if limited and role in limited.roles and contact.purpose in limited.purposes:
        return None
    if role in rule.with_consent:
        if isinstance(facts.notes, Unknown):
            return missing(provision, rule.when_unknown, CONSENTS, facts.notes)
        if consented(facts.notes, ConsentScope.THIRD_PARTY, moment.at) is not None:
            return None
    return provision.find(rule.otherwise, blanks={"role": word(role)})


def as_sql(rule: PartyRule, _provision: Provision, sheet: Sheet) -> Test | Untold:
    """Read the role; whether a basis says anything is seen one by one."""
    refused = [f"NOT {among('role', rule.allowed)}"]
    if rule.limited is not None:
        free = both(among("role", rule.limited.roles), among("purpose", rule.limited.purposes))
        refused.append(f"NOT ({free})")
    if rule.with_consent and sheet.notes:
        asked = among("role", rule.with_consent)
        refused.append(f"NOT ({asked} AND {consented_in_sql(ConsentScope.THIRD_PARTY)})")
    told = Column.BASIS in sheet.told
    doubtful = among("role", {Role.UNKNOWN, *(() if told else rule.with_basis)})
    return sheet.lacks(Column.ROLE) or Test(
        breach=both(*refused, f"NOT {doubtful}"),
        unknown=both(*refused, doubtful),
        settled=not (rule.with_basis and told),
    )
