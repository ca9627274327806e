"""The house of the demonstration: made once, marked as such, and never anybody else's folder."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from duegate import durable
from duegate.errors import DuegateError
from duegate.interfaces.cli.demo import race
from duegate.interfaces.cli.demo.day import CALLERS, DEBTORS, Planned, day
from duegate.interfaces.cli.demo.race import Race
from duegate.model import wire
from duegate.model.contact import Contact
from duegate.model.decision import Decision
from duegate.model.judgement import Verdict
from duegate.model.text import Text

if TYPE_CHECKING:
    from duegate.gate import Gate

MARK = "duegate-demo.json"
KEYS = {  # for everybody to see: nothing here may ever be real
    None: "dg_demo-operator_for-demonstration-only",
    "acme": "dg_demo-acme_for-demonstration-only",
    "beta": "dg_demo-beta_for-demonstration-only",
}
REPORTERS = 16


class ClauseCount(msgspec.Struct, frozen=True):
    """How often a clause spoke against a contact."""

    clause: str
    title: Text
    verdicts: dict[Verdict, int]


class Report(msgspec.Struct, frozen=True):
    """What the demonstration came to; kept in the house."""

    contacts: int
    debtors: int
    verdicts: dict[Verdict, int]
    clauses: tuple[ClauseCount, ...]
    contact: Contact
    refusal: Decision
    race: Race


class NotOurs(DuegateError):
    """The folder holds something that the demonstration did not make."""


def found(folder: Path) -> Report | None:
    """Give the report of a house that is ready; none when it is still to be made.

    Raises `NotOurs` rather than touch what it did not make.
    """
    mark = folder / MARK
    if mark.is_file():
        written = mark.read_bytes()
        return wire.read(written, Report, what=str(mark)) if written else None
    if folder.exists() and any(folder.iterdir()):
        raise NotOurs(f'"{folder}" holds something else; name another folder with --data')
    return None


def clear(folder: Path) -> None:
    """Remove a house of the demonstration, if it is one, and mark the place as its."""
    found(folder)
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    (folder / MARK).touch()


def furnish(gate: Gate, folder: Path) -> Report:
    """Sign the tenants, live the day, run the race, and keep the report."""
    for tenant, caller in CALLERS.items():
        gate.tenants.add(tenant, numbers=[caller])
    for whose, key in KEYS.items():
        gate.keys.create(whose, label="demonstration", key=key)
    planned = day()
    decisions = asyncio.run(_live(gate, planned))
    contact, refusal = _refusal(planned, decisions)
    report = Report(
        contacts=len(planned),
        debtors=DEBTORS,
        verdicts=Counter(decision.verdict for decision in decisions),
        clauses=tuple(_clauses(gate, decisions)),
        contact=contact,
        refusal=refusal,
        race=race.run(gate),
    )
    durable.replace(folder / MARK, wire.write(report))
    return report


async def _live(gate: Gate, planned: list[Planned]) -> list[Decision]:
    """Decide the contacts of an hour together, and report what became of them before the next."""
    decided: list[Decision] = []
    with ThreadPoolExecutor(REPORTERS) as reporters:
        for _, hour in groupby(planned, key=lambda each: each.contact.at.hour):
            plans = list(hour)
            asked = [gate.decide_async(each.contact, as_stated=True) for each in plans]
            decisions = await asyncio.gather(*asked)
            decided += decisions
            pairs = zip(plans, decisions, strict=True)
            list(reporters.map(lambda pair: _report(gate, *pair), pairs))
    return decided


def _report(gate: Gate, plan: Planned, decision: Decision) -> None:
    if decision.verdict is Verdict.ALLOW and plan.outcome is not None:
        gate.report(decision.id, plan.outcome, at=decision.at)


def _clauses(gate: Gate, decisions: Iterable[Decision]) -> Iterator[ClauseCount]:
    """Count the clauses that spoke against contacts, in the order of the book."""
    against: Counter[tuple[str, Verdict]] = Counter(
        (finding.clause, finding.verdict)
        for decision in decisions
        for finding in decision.findings
        if finding.verdict is not Verdict.ALLOW
    )
    for clause in (clause for pack in gate.book.packs for clause in pack.clauses):
        verdicts = {verdict: n for (name, verdict), n in against.items() if name == clause.id}
        if verdicts:
            yield ClauseCount(clause.id, clause.title, dict(verdicts))


def _refusal(planned: list[Planned], decisions: list[Decision]) -> tuple[Contact, Decision]:
    """Find a contact that one clause alone puts off, with its count: the plainest refusal."""
    return next(
        (plan.contact, decision)
        for plan, decision in zip(planned, decisions, strict=True)
        if decision.verdict is Verdict.DEFER
        and [finding.verdict is Verdict.DEFER for finding in decision.findings if finding.used]
        == [True]
    )
