"""Judging: every clause that concerns a contact is asked; the strictest answer stands.

Pure: the same contact, facts and instant give the same judgement. A clause that cannot be asked
refuses; an error is not a pass.
"""

from __future__ import annotations

from datetime import datetime

from duegate.model.contact import Contact
from duegate.model.judgement import PRECEDENCE, Finding, Judgement, Verdict
from duegate.model.moment import Moment, moment_of
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.rulebook.book import Book
from duegate.rulebook.clause import Provision
from duegate.rulebook.facts import Facts

BROKEN = Text("本条无法判定，依规不予放行", "this clause could not be judged, so nothing passes")


def judge(
    book: Book,
    contact: Contact,
    facts: Facts,
    at: datetime | None = None,
    moment: Moment | None = None,
) -> Judgement:
    """Judge a contact at its own instant, or at a later one with the same facts.

    `moment` spares reading the clocks again where it was made already.

    Verdict precedence: deny, review, defer, allow. `until` of a deferral is the latest `until` of
    its findings; whether that instant is lawful altogether is asked of `lawful`.
    """
    at = contact.at if at is None else at
    if moment is None:
        moment = moment_of(at, () if isinstance(facts.zones, Unknown) else facts.zones)
    section = book.section(contact, at)
    found: list[Finding] = []
    for ask, rule, provision in section.judges:
        try:
            finding = ask(rule, provision, contact, facts, moment)
        except Exception:  # noqa: BLE001 - whatever fails in a clause must refuse
            finding = _broken(provision)
        if finding is not None:
            found.append(finding)
    verdict = Verdict.ALLOW
    until = None
    refused: set[str] = set()
    for finding in found:
        if finding.verdict is Verdict.ALLOW:
            continue
        refused.add(finding.clause)
        if PRECEDENCE[finding.verdict] > PRECEDENCE[verdict]:
            verdict = finding.verdict
        if finding.until is not None and (until is None or finding.until > until):
            until = finding.until
    clear = section.clear
    if refused:
        clear = tuple(clause for clause in clear if clause not in refused)
    return Judgement(
        verdict=verdict,
        findings=tuple(found),
        clear=clear,
        until=until if verdict is Verdict.DEFER else None,
        unjudged=section.unjudged,
    )


def _broken(provision: Provision) -> Finding:
    return Finding(
        provision.id,
        provision.dated,
        provision.pack_hash,
        Verdict.DENY,
        BROKEN,
        provision.version.cite,
    )
