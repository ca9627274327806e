"""Judging: every clause that concerns a contact is asked; the strictest answer stands.

Pure: the same contact, facts and instant give the same judgement. A clause that cannot be asked
refuses; an error is not a pass.
"""

from __future__ import annotations

from datetime import datetime

from duegate.model.contact import Contact
from duegate.model.judgement import PRECEDENCE, Finding, Judgement, Unjudged, Verdict
from duegate.model.moment import Moment, moment_of
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.rulebook.book import Book, Section
from duegate.rulebook.clause import Provision
from duegate.rulebook.facts import NOT_ASKED, Facts
from duegate.rulebook.overriding import overridden
from duegate.rulebook.places import Places

NOWHERE = Places(())
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
    section = book.section(contact, at, places_known(facts.places))
    found, waiting, yielded = _asked(section, contact, facts, moment)
    verdict, until = Verdict.ALLOW, None
    refused = {each.clause for each in waiting}.union(yielded)
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
        clear = tuple([clause for clause in clear if clause not in refused])
    return Judgement(
        verdict=verdict,
        findings=tuple(found),
        clear=clear,
        until=until if verdict is Verdict.DEFER else None,
        unjudged=(*section.unjudged, *waiting) if waiting else section.unjudged,
    )


def _asked(
    section: Section, contact: Contact, facts: Facts, moment: Moment
) -> tuple[list[Finding], list[Unjudged], list[str]]:
    """Ask every clause: what they found, what waits for evidence, which yielded to an override."""
    found: list[Finding] = []
    waiting: list[Unjudged] = []
    yielded: list[str] = []
    for ask, rule, provision in section.judges:
        try:
            finding = ask(rule, provision, contact, facts, moment)
        except Exception:  # noqa: BLE001 - whatever fails in a clause must refuse
            found.append(_broken(provision))
            continue
        if finding is None:
            continue
        if isinstance(finding, Unjudged):
            waiting.append(finding)
            continue
        if facts.overrides and finding.verdict is not Verdict.ALLOW:
            refusal, finding = finding, overridden(provision, finding, facts.overrides, moment.at)
            if finding is not refusal:
                yielded.append(provision.id)
        found.append(finding)
    return found, waiting, yielded


def places_known(places: Places | Unknown) -> Places | None:
    """Give the places by which packs are chosen; `None` chooses all, for nobody looked."""
    if isinstance(places, Unknown):
        return None if places == NOT_ASKED else NOWHERE
    return places


def _broken(provision: Provision) -> Finding:
    return Finding(
        provision.id,
        provision.dated,
        provision.pack_hash,
        Verdict.DENY,
        BROKEN,
        provision.version.cite,
    )
