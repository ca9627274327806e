"""The next lawful instant: the fixpoint of "from here on, when is it first clear?".

Deciding asks "is it now?"; planning asks again at each answer until nothing defers. Both ask the
same clauses, so gate and planner cannot disagree.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from duegate.model.contact import Contact
from duegate.model.judgement import PRECEDENCE, Judgement, Verdict
from duegate.model.moment import Moment
from duegate.rulebook.book import Book
from duegate.rulebook.facts import Facts
from duegate.rulebook.judging import judge

HORIZON = timedelta(days=400)


class Lawful(msgspec.Struct, frozen=True, omit_defaults=True):
    """When a contact may first leave. `at` is `None` when no instant within the horizon will do.

    `binding` is the judgement that binds: of the asked instant when it is not lawful now, of the
    last instant tried when it never will be.
    """

    at: datetime | None
    binding: Judgement


def first_lawful(
    book: Book, contact: Contact, facts: Facts, moment: Moment | None = None
) -> Lawful:
    """Find the first instant, from the contact's own on, at which every clause is clear."""
    first = judge(book, contact, facts, moment=moment)
    return settle(book, contact, facts, first)


def rule_on(book: Book, contact: Contact, facts: Facts, moment: Moment | None = None) -> Judgement:
    """Judge at the contact's own instant; a deferral carries the first instant lawful altogether.

    A deferral that leads nowhere is a denial: there is no instant to wait for.
    """
    judgement = judge(book, contact, facts, moment=moment)
    if judgement.verdict is not Verdict.DEFER:
        return judgement
    lawful = settle(book, contact, facts, judgement)
    if lawful.at is not None:
        return msgspec.structs.replace(judgement, until=lawful.at)
    return _dead_end(judgement, lawful.binding)


def _dead_end(first: Judgement, last: Judgement) -> Judgement:
    """Join what defers now with what refuses at the last instant tried."""
    refusing = {finding.clause: finding for finding in first.findings}
    for finding in last.findings:
        if PRECEDENCE[finding.verdict] > PRECEDENCE[Verdict.DEFER]:
            refusing[finding.clause] = finding
    refused = {
        finding.clause for finding in refusing.values() if finding.verdict is not Verdict.ALLOW
    }
    return Judgement(
        verdict=Verdict.DENY if last.verdict is Verdict.DEFER else last.verdict,
        findings=tuple(refusing.values()),
        clear=tuple(clause for clause in first.clear if clause not in refused),
        unjudged=first.unjudged,
    )


def settle(book: Book, contact: Contact, facts: Facts, first: Judgement) -> Lawful:
    """Go on from a judgement at the contact's own instant to the first lawful one."""
    at, judgement = contact.at, first
    while judgement.verdict is Verdict.DEFER and judgement.until is not None:
        if judgement.until <= at or judgement.until > contact.at + HORIZON:
            return Lawful(None, judgement)
        at = judgement.until
        judgement = judge(book, contact, facts, at)
    if judgement.verdict is Verdict.ALLOW:
        return Lawful(at, first)
    return Lawful(None, judgement)
