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
from duegate.rulebook.notes import consented

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Facts

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
