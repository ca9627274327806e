"""Overriding: a clause that is not hard yields to a named ground, a named approver and a term.

It is never silent: the decision carries the clause, the ground and who answers for it.
"""

from __future__ import annotations

from datetime import datetime

from duegate.model.judgement import Finding
from duegate.model.text import Text
from duegate.rulebook.clause import Force, Provision
from duegate.rulebook.facts import Override

YIELDS = Text(
    "经 {approver} 批准放行，理由：{ground}（编号 {id}）",
    "let through on the word of {approver}: {ground} ({id})",
)


def overridden(
    provision: Provision, finding: Finding, overrides: tuple[Override, ...], at: datetime
) -> Finding:
    """Give the finding, or what stands in its place while an override of its clause holds."""
    if provision.version.force is Force.HARD:
        return finding
    for each in overrides:
        if each.clause == provision.id and each.since <= at < each.until:
            return provision.remark(
                YIELDS.filled({"approver": each.approver, "ground": each.ground, "id": each.id})
            )
    return finding
