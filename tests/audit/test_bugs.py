"""Planted faults in the set form: each is an easy mistake, and the agreement finds every one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any, NamedTuple

import duckdb
import pytest
from tests.audit.agreement import check
from tests.audit.files import drawn
from tests.audit.rules import CALENDARS, applies, drawn_rule
from tests.bugbench.planting import Plant, changed
from tests.rulebook.sample import clause, pack, version

from duegate.audit import compile as compiling
from duegate.audit import doubt
from duegate.model.outcome import OutcomeState
from duegate.rulebook.book import Book
from duegate.rulebook.clause import Applies
from duegate.rulebook.records import EPOCH_DAY, Column

FILES, ROWS, CLAUSES = 40, 60, 3
KINDS = "duegate.rulebook.kinds."
CAP, PAUSE = KINDS + "frequency_cap:", KINDS + "cooldown:"
WINDOW = "duegate.rulebook.window:"
STATEMENTS = "duegate.audit.statements:"
COMPILE = "duegate.audit.compile:_Compiler."
NOTED = "duegate.audit.noted:note"
PREPARE = "duegate.audit.prepare:_irregular"

EVERY = frozenset(Column)


class Fault(NamedTuple):
    """A mistake, how it is planted, and the rules and files that show it, `first` of them soon."""

    name: str
    kind: str
    plant: Plant
    shape: str | None
    fixed: dict[str, Any]
    told: frozenset[Column]
    first: int


def one(
    name: str,
    kind: str,
    where: str,
    old: str,
    new: str,
    shape: str | None = None,
    told: frozenset[Column] = EVERY,
    first: int = 0,
    **fixed: Any,  # noqa: ANN401 - parameters of a rule
) -> Fault:
    """Plant by changing one text."""
    return Fault(name, kind, changed((where, old, new)), shape, fixed, told, first)


def set_to(owner: Any, name: str, change: Callable[[str], str]) -> Plant:  # noqa: ANN401 - a module
    """Plant by changing a constant."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        sound = getattr(owner, name)
        assert change(sound) != sound
        patch.setattr(owner, name, change(sound))

    return plant


COUNTS: dict[str, Any] = {
    "limit": 1,
    "window": {"unit": "calendar_day"},
    "key": "person",
    "channels": ["call"],
    "counts": [str(state) for state in OutcomeState],
    "actor_scope": "platform",
    "roles": None,
    "excludes": [],
    "excludes_consented": None,
    "excludes_replies": False,
}
PAUSES: dict[str, Any] = {
    "after": ["conversation", "answered", "rang_no_answer"],
    "channels": ["call"],
    "length": 1,
    "unit": "dates",
    "key": "person",
    "actor_scope": "platform",
    "roles": None,
    "excludes": [],
}
WHERE = {Column.ZONE, Column.REGION, Column.DEBTOR_REGION}
CHINA = frozenset(Column) - WHERE - {Column.LAW, Column.ADDRESS}
DAY_US = 86_400_000_000

FAULTS = (
    one("the limit is off by one", "frequency_cap", CAP + "as_sql", "rule.limit,",
        "rule.limit + 1,", "number", **COUNTS),
    one("an open outcome does not count", "frequency_cap", CAP + "counts_in_sql",
        '"state IS NULL", ', "", "number", **COUNTS),
    one("the first date of an event counts", "frequency_cap", CAP + "as_sql",
        '= "day_last", ', '= "day_first", ',
        "number", **COUNTS),
    one("a stretch of time holds its end", "frequency_cap", CAP + "as_sql",
        "1_000_000 - 1}", "1_000_000}",
        "number", first=14, **COUNTS | {"window": {"unit": "duration", "seconds": 3_600}}),
    one("replies count", "frequency_cap", CAP + "as_sql", "settled=not exempting", "settled=True",
        "number", **COUNTS | {"excludes_replies": True}),
    one("what never counts is capped", "frequency_cap", CAP + "as_sql",
        "breach=f\"NOT {among('purpose', rule.excludes)}\"", 'breach="TRUE"',
        "number", **COUNTS | {"excludes": ["collect"]}),
    one("a week begins a day late", "frequency_cap", WINDOW + "Window.first_day_in_sql",
        "6 - WEEKDAYS", "5 - WEEKDAYS",
        "number", **COUNTS | {"window": {"unit": "calendar_week"}}),
    one("seven dates are eight", "frequency_cap", WINDOW + "Window.first_day_in_sql",
        "self.length - 1", "self.length",
        "number", **COUNTS | {"window": {"unit": "rolling_dates", "length": 2}}),
    one("the first of a month is of the last", "frequency_cap", WINDOW + "_latest_of",
        ">= {start}", "> {start}",
        "number", **COUNTS | {"window": {"unit": "calendar_month"}}),
    one("a pause is a date longer", "cooldown", PAUSE + "as_sql", "rule.length - 1}",
        "rule.length}", "number", **PAUSES),
    one("a pause is an instant longer", "cooldown", PAUSE + "as_sql",
        "1_000_000 - 1}", "1_000_000}",
        "number", first=6, **PAUSES | {"unit": "hours"}),
    one("the second last event pauses", "cooldown", PAUSE + "as_sql",
        "actor_scope, 1,", "actor_scope, 2,",
        "number", **PAUSES),
    one("21:00 is still inside", "time_window", "duegate.rulebook.schedule:_inside_in_sql",
        "< {closing}", "<= {closing}"),
    one("dates are read a day off", "time_window",
        "duegate.rulebook.schedule:Schedule.open_in_sql",
        "self.open_spans(each)", "self.open_spans(each + 1)"),
    one("only one clock is asked", "time_window", "duegate.rulebook.records:Sheet.on_every_clock",
        "if not self.several_clocks:", "if True:"),
    one("without a clock UTC is shown", "time_window", KINDS + "time_window:as_sql",
        "both(but(sheet.no_clock), outside)", "outside",
        told=frozenset(Column) - WHERE, first=19),
    one("references are shared by tenants", "frequency_cap", COMPILE + "keys",
        "if several and (", "if False and (",
        "number", **COUNTS | {"key": "debt"}),
    one("a debt is counted over all debts", "frequency_cap", COMPILE + "keys",
        '["debt_key"] if Column.DEBT in told else []', "[]",
        "reference", **COUNTS | {"key": "debt"}),
    one("a creditor not stated is nobody", "frequency_cap", COMPILE + "_compiled",
        "settled and not (any_creditor", "settled and not (False and any_creditor",
        "number", **COUNTS | {"key": "debtor_creditor"}),
    one("tangled debtors are taken as they come", "frequency_cap", PREPARE,
        "if counts[debtors_by]:", "if False:",
        "tangled", told=CHINA, **COUNTS | {"key": "debtor"}),
    one("dates of all clocks are alike", "frequency_cap", PREPARE,
        "if len({where.zones for where in wheres}) > 1:", "if False:",
        "tangled", **COUNTS),
    one("whoever may be concerned is not", "channel_ban", "duegate.rulebook.clause:Applies.in_sql",
        "{maybe} OR ", ""),
    one("whoever may be concerned is for sure", "channel_ban",
        "duegate.rulebook.clause:Applies.in_sql",
        'certain.append(f"coalesce({among(column, members)}, FALSE)")', "pass"),
    one("a version is in force to the end", "channel_ban", COMPILE + "_in_force",
        'tests.append(f"at_us < {ends}")', "pass", first=4),
    Fault("what never left is judged", "channel_ban",
          set_to(compiling, "JUDGED", lambda _: "TRUE"), None, {}, EVERY, 0),
    one("a note holds for ever", "state_hold", NOTED,
        "coalesce(r.at_us < n.until_us, TRUE)", "TRUE", first=17),
    one("an exempt purpose waits", "state_hold", KINDS + "state_hold:as_sql",
        "both(held, f\"NOT {among('purpose', rule.exempt)}\")", "held", first=19),
    one("a withdrawn consent holds", "consent", "duegate.rulebook.notes:consented_in_sql",
        "{given} > coalesce({revoked}, {given} - 1)", "{given} > 0",
        covers="hours", max_age_days=None, first=25),
    one("a wish against hours is one for them", "preference",
        "duegate.rulebook.wishes:Wish.in_sql", "but(self.schedule", "(self.schedule", first=5),
    one("every wish is heeded", "preference", KINDS + "preference:as_sql",
        "(rule.heeds is None or wish.sort in rule.heeds)", "True", first=22),
    one("the fifteenth day is long overdue", "channel_ban", "duegate.audit.compile:excepted_in_sql",
        "> {rule.unless_overdue_days}", ">= {rule.unless_overdue_days}",
        unless_overdue_days=20, channels=["call"]),
    one("the threshold is below the band", "amount_band", KINDS + "amount_band:as_sql",
        "amount >= ", "amount > "),
    one("whoever is registered is not", "caller_identity", KINDS + "caller_identity:as_sql",
        '"NOT registered"', '"registered"'),
    one("a place not told is no place", "place_rule", KINDS + "place_rule:as_sql",
        'unknown="place IS NULL"', "unknown=None"),
    one("one arrangement is enough", "evidence_required", KINDS + "evidence_required:as_sql",
        "both(*(", "' OR '.join(("),
    one("a paper is never read", "party_rule", KINDS + "party_rule:as_sql",
        "settled=not (rule.with_basis and told)", "settled=True"),
    one("evidence is short of the first", "frequency_cap", STATEMENTS + "violations",
        "measure} >= {since}", "measure} > {since}",
        "number", **COUNTS),
    one("a record is its own evidence", "frequency_cap", STATEMENTS + "violations",
        "e.rid < f.rid", "e.rid <= f.rid",
        "number", **COUNTS),
    Fault("doubts are settled by number alone", "frequency_cap",
          set_to(doubt, "RELATED", lambda query: query.replace("OR debtor IN", "AND debtor IN")),
          "tangled", COUNTS | {"key": "debtor"}, CHINA, 0),
    one("what is in doubt does not count for others", "frequency_cap", "duegate.audit.doubt:settle",
        "        walker.past.add(record)", "        clauses or walker.past.add(record)",
        "tangled", **COUNTS | {"key": "debtor"}),
    one("a candidate is never unsure", "frequency_cap", "duegate.audit.doubt:_Walker.ask",
        "if _certain(each, record):", "if True:"),
)  # fmt: skip


def look(fault: Fault, number: int) -> None:
    """Check a random file under random rules of a kind."""
    draw = Random(f"bugs/{fault.kind}/{number}")
    file = drawn(draw, ROWS, fault.told, fault.shape)
    first = min(row["at_us"] for row in file.rows) // DAY_US + EPOCH_DAY
    clauses = [
        clause(
            version(
                drawn_rule(draw, fault.kind, **fault.fixed),
                applies=Applies() if fault.fixed else applies(draw),
                until=draw.choice((None, None, date.fromordinal(first + 1))),
            ),
            name=f"own/{name}",
        )
        for name in range(CLAUSES)
    ]
    check(file, Book((pack(*clauses, name="own", calendars=CALENDARS),)))


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_each_fault_is_found(fault: Fault) -> None:
    """In one of a few files, in which there is nothing to find without it."""
    for number in range(fault.first, fault.first + FILES):
        try:
            with pytest.MonkeyPatch.context() as patch:
                fault.plant(patch)
                look(fault, number)
        except (AssertionError, duckdb.Error):
            look(fault, number)
            return
    pytest.fail("nothing was found")
