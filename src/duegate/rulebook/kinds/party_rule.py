"""Party rule: which persons may be contacted, and which of them only with a recorded basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.model.contact import Role, says_something
from duegate.model.words import word
from duegate.rulebook.kinds.rule import BaseRule

if TYPE_CHECKING:
    from duegate.model.contact import Contact
    from duegate.model.judgement import Finding
    from duegate.model.moment import Moment
    from duegate.rulebook.clause import Provision
    from duegate.rulebook.facts import EventsNeed, Fact, Facts

BLANKS = frozenset({"role"})


class PartyRule(BaseRule, frozen=True, kw_only=True, tag="party_rule"):
    """Roles that are `allowed`, and those in `with_basis`, which need the paper that says why."""

    allowed: frozenset[Role] = frozenset()
    with_basis: frozenset[Role] = frozenset()


def needs(_rule: PartyRule) -> tuple[Fact | EventsNeed, ...]:
    """Nothing but the contact."""
    return ()


def judge(
    rule: PartyRule, provision: Provision, contact: Contact, _facts: Facts, _moment: Moment
) -> Finding | None:
    """Clear for an allowed role, or for one that needs a basis and states it."""
    role = contact.recipient.role
    if role in rule.allowed:
        return None
    if role in rule.with_basis and says_something(contact.recipient.basis):
        return None
    return provision.find(rule.otherwise, blanks={"role": word(role)})
