"""The clauses that can be broken in a sample, and what a file must tell for it to be seen.

A contact's breaches travel as one number, a bit a clause; nothing here judges.
"""

from __future__ import annotations

from datetime import date

import msgspec

from duegate.model.judgement import Verdict

PACKS = ("cn-shenzhen", "cn-cba-2026")
IN_FORCE = date(2026, 1, 30)
"""From this day on all of these clauses are in force."""


class Breakable(msgspec.Struct, frozen=True):
    """A clause, the verdict on a contact that breaks it, and how much a file must tell.

    `calls`: a plain call log shows it; `caller`: one that tells withheld callers does.
    """

    id: str
    verdict: Verdict
    calls: bool = False
    caller: bool = False


CLAUSES = (
    Breakable("cn-shenzhen/SZ-01", Verdict.DEFER, calls=True),
    Breakable("cn-shenzhen/SZ-02", Verdict.DEFER, calls=True),
    Breakable("cn-shenzhen/SZ-03", Verdict.DENY, caller=True),
    Breakable("cn-shenzhen/SZ-04", Verdict.DENY),
    Breakable("cn-shenzhen/SZ-05", Verdict.DENY),
    Breakable("cn-shenzhen/SZ-10", Verdict.DENY),
    Breakable("cn-shenzhen/SZ-11", Verdict.DENY),
    Breakable("cn-shenzhen/SZ-12", Verdict.DENY),
    Breakable("cn-shenzhen/SZ-13", Verdict.DENY),
    Breakable("cn-shenzhen/SZ-15", Verdict.DENY),
    Breakable("cn-shenzhen/SZ-17", Verdict.DENY),
    Breakable("cn-shenzhen/SZ-17-amount", Verdict.REVIEW),
    Breakable("cn-cba-2026/hours", Verdict.DEFER, calls=True),
    Breakable("cn-cba-2026/unanswered-calls", Verdict.DEFER, calls=True),
    Breakable("cn-cba-2026/third-parties", Verdict.DENY),
    Breakable("cn-cba-2026/lost-contact-first", Verdict.DENY),
    Breakable("cn-cba-2026/no-debt-told", Verdict.DENY),
    Breakable("cn-cba-2026/identity", Verdict.DENY),
    Breakable("cn-cba-2026/recorded-calls", Verdict.DENY),
    Breakable("cn-cba-2026/visits", Verdict.DENY),
    Breakable("cn-cba-2026/entry", Verdict.DENY),
)
NAMES = tuple(clause.id for clause in CLAUSES)
BIT = {name: 1 << place for place, name in enumerate(NAMES)}
