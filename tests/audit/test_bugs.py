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
from duegate.rulebook.book import Book
from duegate.rulebook.records import EPOCH_DAY, Column

FILES, ROWS, CLAUSES = 10, 50, 8
KINDS = "duegate.rulebook.kinds."
CAP, PAUSE = KINDS + "frequency_cap:", KINDS + "cooldown:"
WINDOW = "duegate.rulebook.window:"
STATEMENTS = "duegate.audit.statements:"
COMPILE = "duegate.audit.compile:_Compiler."
NOTED = "duegate.audit.noted:note"
PREPARE = "duegate.audit.prepare:_irregular"


class Fault(NamedTuple):
    """A mistake, the kind of rule that shows it, and how it is planted."""

    name: str
    kind: str
    plant: Plant


def one(name: str, kind: str, where: str, old: str, new: str) -> Fault:
    """Plant by changing one text."""
    return Fault(name, kind, changed((where, old, new)))


def set_to(owner: Any, name: str, change: Callable[[str], str]) -> Plant:  # noqa: ANN401 - a module
    """Plant by changing a constant."""

    def plant(patch: pytest.MonkeyPatch) -> None:
        sound = getattr(owner, name)
        assert change(sound) != sound
        patch.setattr(owner, name, change(sound))

    return plant


FAULTS = (
    one("the limit is off by one", "frequency_cap", CAP + "as_sql", "rule.limit,", "rule.limit + 1,"),
    one("an open outcome does not count", "frequency_cap", CAP + "counting", '"state IS NULL", ', ""),
    one("the first date of an event counts", "frequency_cap", CAP + "as_sql",
        '= "day_last", ', '= "day_first", '),
    one("a stretch of time holds its end", "frequency_cap", CAP + "as_sql",
        "1_000_000 - 1}", "1_000_000}"),
    one("replies count", "frequency_cap", CAP + "as_sql", "settled=not exempting", "settled=True"),
    one("what never counts is capped", "frequency_cap", CAP + "as_sql",
        "breach=f\"NOT {among('purpose', rule.excludes)}\"", 'breach="TRUE"'),
    one("a week begins a day late", "frequency_cap", WINDOW + "Window.first_day_in_sql",
        "6 - WEEKDAYS", "5 - WEEKDAYS"),
    one("seven dates are eight", "frequency_cap", WINDOW + "Window.first_day_in_sql",
        "self.length - 1", "self.length"),
    one("the first of a month is of the last", "frequency_cap", WINDOW + "_latest_of",
        ">= {start}", "> {start}"),
    one("a pause is a date longer", "cooldown", PAUSE + "as_sql", "rule.length - 1}", "rule.length}"),
    one("a pause is an instant longer", "cooldown", PAUSE + "as_sql",
        "1_000_000 - 1}", "1_000_000}"),
    one("the second last event pauses", "cooldown", PAUSE + "as_sql",
        "actor_scope, 1,", "actor_scope, 2,"),
    one("21:00 is still inside", "time_window", "duegate.rulebook.schedule:_inside_in_sql",
        "< {closing}", "<= {closing}"),
    one("dates are read a day off", "time_window",
        "duegate.rulebook.schedule:Schedule.open_in_sql",
        "self.open_spans(each)", "self.open_spans(each + 1)"),
    one("only one clock is asked", "time_window", "duegate.rulebook.records:Sheet.on_every_clock",
        "if not self.several_clocks:", "if True:"),
    one("without a clock UTC is shown", "time_window", KINDS + "time_window:as_sql",
        "both(but(sheet.no_clock), outside)", "outside"),
    one("references are shared by tenants", "frequency_cap", COMPILE + "keys",
        "if several and (", "if False and ("),
    one("a debt is counted over all debts", "frequency_cap", COMPILE + "keys",
        '["debt_key"] if Column.DEBT in told else []', "[]"),
    one("a creditor not stated is nobody", "frequency_cap", COMPILE + "_compiled",
        "settled and not (any_creditor", "settled and not (False and any_creditor"),
    one("tangled debtors are taken as they come", "frequency_cap", PREPARE,
        "if counts[debtors_by]:", "if False:"),
    one("dates of all clocks are alike", "frequency_cap", PREPARE,
        "if len({where.zones for where in wheres}) > 1:", "if False:"),
    one("whoever may be concerned is not", "channel_ban", "duegate.rulebook.clause:Applies.in_sql",
        "{maybe} OR ", ""),
    one("whoever may be concerned is for sure", "channel_ban",
        "duegate.rulebook.clause:Applies.in_sql",
        'certain.append(f"coalesce({among(column, members)}, FALSE)")', "pass"),
    one("a version is in force to the end", "channel_ban", COMPILE + "_in_force",
        'tests.append(f"at_us < {ends}")', "pass"),
    Fault("what never left is judged", "channel_ban",
          set_to(compiling, "JUDGED", lambda _: "TRUE")),
    one("a note holds for ever", "state_hold", NOTED,
        "coalesce(r.at_us < n.until_us, TRUE)", "TRUE"),
    one("an exempt purpose waits", "state_hold", KINDS + "state_hold:as_sql",
        "both(held, f\"NOT {among('purpose', rule.exempt)}\")", "held"),
    one("a withdrawn consent holds", "consent", "duegate.rulebook.notes:consented_in_sql",
        "{given} > coalesce({revoked}, {given} - 1)", "{given} > 0"),
    one("a wish against hours is one for them", "preference",
        "duegate.rulebook.wishes:Wish.in_sql", "but(self.schedule", "(self.schedule"),
    one("every wish is heeded", "preference", KINDS + "preference:as_sql",
        "(rule.heeds is None or wish.sort in rule.heeds)", "True"),
    one("the fifteenth day is long overdue", "channel_ban", "duegate.rulebook.exceptions:in_sql",
        "> {rule.unless_overdue_days}", ">= {rule.unless_overdue_days}"),
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
        "measure} >= {since}", "measure} > {since}"),
    one("a record is its own evidence", "frequency_cap", STATEMENTS + "violations",
        "e.rid < f.rid", "e.rid <= f.rid"),
    Fault("doubts are settled by number alone", "frequency_cap",
          set_to(doubt, "RELATED", lambda query: query.replace("OR debtor IN", "AND debtor IN"))),
    one("what is in doubt does not count for others", "frequency_cap", "duegate.audit.doubt:settle",
        "        walker.past.add(record)", "        clauses or walker.past.add(record)"),
    one("a candidate is never unsure", "frequency_cap", "duegate.audit.doubt:_Walker.ask",
        "if _certain(each, record):", "if True:"),
)  # fmt: skip


def agree(kind: str) -> None:
    """Check random files under random rules of one kind."""
    for number in range(FILES):
        draw = Random(f"bugs/{kind}/{number}")
        file = drawn(draw, ROWS, set(Column) - set(draw.sample(list(Column), draw.choice((0, 2)))))
        first = date.fromordinal(min(r["at_us"] for r in file.rows) // 86_400_000_000 + EPOCH_DAY)
        clauses = [
            clause(
                version(
                    drawn_rule(draw, kind),
                    applies=applies(draw),
                    until=draw.choice((None, None, date.fromordinal(first.toordinal() + 1))),
                ),
                name=f"own/{name}",
            )
            for name in range(CLAUSES)
        ]
        check(file, Book((pack(*clauses, name="own", calendars=CALENDARS),)))


@pytest.mark.parametrize("fault", FAULTS, ids=[fault.name for fault in FAULTS])
def test_each_fault_is_found(fault: Fault, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within a few files."""
    fault.plant(monkeypatch)
    with pytest.raises((AssertionError, duckdb.Error)):
        agree(fault.kind)


@pytest.mark.parametrize("kind", sorted({fault.kind for fault in FAULTS}))
def test_without_a_fault_there_is_nothing_to_find(kind: str) -> None:
    """Or every fault would be found by chance."""
    agree(kind)
