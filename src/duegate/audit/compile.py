"""Compile: the clauses in force while the records happened, as SQL over the prepared table.

What a clause asks is written in its kind; here is only when, where and to whom it applies, by whom
contacts are counted together, and which records the set form leaves to be judged one by one.
"""

from __future__ import annotations

import msgspec

from duegate.audit.clocks import local_day, offset_in_sql
from duegate.audit.findings import NotJudged
from duegate.audit.prepare import Prepared, refers
from duegate.audit.record import NOT_JUDGED
from duegate.ledger.instants import to_us
from duegate.model.judgement import Verdict
from duegate.model.text import Text
from duegate.rulebook.book import Book, awaits
from duegate.rulebook.clause import Provision
from duegate.rulebook.exceptions import excepted_in_sql
from duegate.rulebook.facts import ActorScope, CountKey
from duegate.rulebook.judging import NOWHERE
from duegate.rulebook.kinds import KINDS, FrequencyCap
from duegate.rulebook.kinds.frequency_cap import answer
from duegate.rulebook.records import (
    Column,
    Counted,
    Idioms,
    Sheet,
    Test,
    Untold,
    among,
    both,
    but,
    day_in_sql,
    either,
    second_in_sql,
)
from duegate.rulebook.window import Unit

JUDGED = f"(state IS NULL OR NOT {among('state', NOT_JUDGED)})"
"""Of these records it can be asked whether they should have left."""


class Compiled(msgspec.Struct, frozen=True):
    """One version of a clause as SQL: of which records it is `sure`, which are a matter of doubt.

    `concerned` are those it was judged of; in `unknown` ones a fact is missing; `candidates` are
    judged one by one. `keys` are the columns by which the records it counts belong together.
    """

    number: int
    provision: Provision
    verdict: Verdict
    concerned: str
    sure: str
    unknown: str
    candidates: str
    counted: Counted | None = None
    keys: tuple[str, ...] = ()

    @property
    def nth(self) -> str:
        """Name the column with the N-th last record that counts."""
        return f"nth_{self.number}"


class Plan(msgspec.Struct, frozen=True):
    """All clauses that are judged, and those that are not."""

    clauses: tuple[Compiled, ...]
    not_judged: tuple[NotJudged, ...]


def sheet_of(
    prepared: Prepared, engine: Idioms, *, notes: tuple[str, ...] | None, callers: bool
) -> Sheet:
    """Say what the prepared table tells; `notes` are the wishes noted, `None` without notes."""
    first, last = prepared.first_us, prepared.last_us
    zones = {zone for where in prepared.wheres for zone in where.zones} or {"UTC"}

    def clock(zone: str) -> tuple[str, str]:
        offset = f"({offset_in_sql(zone, first, last)})"
        return day_in_sql(engine, offset), second_in_sql(engine, offset)

    return Sheet(
        told=prepared.told,
        engine=engine,
        days=(
            min(local_day(zone, first) for zone in zones) - 2,
            max(local_day(zone, last) for zone in zones) + 2,
        ),
        clock=clock,
        several_clocks=prepared.several_clocks,
        no_clock=_placed(prepared, [n for n, at in enumerate(prepared.wheres) if not at.zones]),
        notes=notes is not None,
        callers=callers,
        channels=prepared.channels,
        wishes=notes or (),
    )


def plan(book: Book, prepared: Prepared, sheet: Sheet) -> Plan:
    """Compile every clause of the book that was in force for some of the records."""
    compiler = _Compiler(book, prepared, sheet)
    clauses: list[Compiled] = []
    silent: dict[str, NotJudged] = {}
    for provision in book.provisions:
        found = compiler.compile(provision, len(clauses))
        if isinstance(found, Compiled):
            clauses.append(found)
        elif found is not None:
            title = compiler.title(provision)
            silent.setdefault(provision.id, NotJudged(provision.id, title, found))
    return Plan(tuple(clauses), tuple(silent.values()))


class _Compiler:
    def __init__(self, book: Book, prepared: Prepared, sheet: Sheet) -> None:
        self.prepared = prepared
        self.sheet = sheet
        self._titles = {clause.id: clause.title for pack in book.packs for clause in pack.clauses}
        self._bound: dict[str, list[int]] = {pack.head.id: [] for pack in book.packs}
        for number, where in enumerate(prepared.wheres):
            places = book.placed(where.places, None, where.law) if where.places else NOWHERE
            for pack in book.applying(places).packs:
                self._bound[pack.head.id].append(number)

    def title(self, provision: Provision) -> Text:
        """Give the title of a provision's clause."""
        return self._titles[provision.id]

    def compile(self, provision: Provision, number: int) -> Compiled | Text | None:
        """Compile one provision; a text says why it cannot be judged, `None` that it has no say."""
        when, where = self._in_force(provision), self._where(provision)
        if "FALSE" in (when, where):
            return None
        waiting = awaits(provision)
        if waiting is not None:
            return waiting.needs
        rule, applies = provision.version.rule, provision.version.applies
        if applies.channels is not None and not applies.channels & self.prepared.channels:
            return self._clear(provision, number)
        concerned = applies.in_sql(self.sheet)
        if isinstance(concerned, Untold):
            return concerned.why
        test = KINDS[type(rule)].as_sql(rule, provision, self.sheet)
        if isinstance(test, Untold):
            return test.why
        here = both(JUDGED, when, where)
        return self._compiled(provision, number, here, concerned, test)

    def _compiled(
        self, provision: Provision, number: int, here: str, applies: tuple[str, str], test: Test
    ) -> Compiled:
        certain, known = applies
        counted, breach, irregular = test.counted, test.breach, "FALSE"
        lacking = test.unknown or "FALSE"
        keys: tuple[str, ...] = ()
        settled = test.settled
        if counted is not None:
            keys = self.keys(counted.key, counted.scope)
            no_clock = self.sheet.no_clock
            lacking = both(breach, no_clock)
            breach = both(breach, but(no_clock), f"nth_{number} >= {counted.since}")
            irregular = "irregular" if self.prepared.irregular else "FALSE"
            # A creditor that is not stated may be any, which no one column tells.
            any_creditor = counted.key is CountKey.DEBTOR_CREDITOR
            settled = settled and not (any_creditor and Column.CREDITOR in self.prepared.told)
        passing = excepted_in_sql(provision.version.rule, self.sheet)
        here = both(here, known)
        stands = both(here, "TRUE" if passing == "FALSE" else f"NOT ({passing})")
        doubtful = "FALSE" if certain == known else both(f"NOT ({certain})", breach)
        sure, unknown, candidates = both(certain, breach), either(lacking, doubtful), "FALSE"
        if not settled:
            sure, unknown, candidates = "FALSE", "FALSE", either(breach, lacking, irregular)
        elif irregular != "FALSE":
            candidates = both(irregular, test.breach)
            sure, unknown = both("NOT irregular", sure), both("NOT irregular", unknown)
        return Compiled(
            number=number,
            provision=provision,
            verdict=_verdict(provision),
            concerned=here,
            sure=both(stands, sure),
            unknown=both(stands, unknown),
            candidates=both(stands, candidates),
            counted=counted,
            keys=keys,
        )

    def _clear(self, provision: Provision, number: int) -> Compiled:
        """Give the form of a clause about channels that no record came by."""
        return Compiled(number, provision, _verdict(provision), "FALSE", "FALSE", "FALSE", "FALSE")

    def _in_force(self, provision: Provision) -> str:
        first, last = self.prepared.first_us, self.prepared.last_us
        tests = []
        starts = to_us(provision.starts)
        if starts > last:
            return "FALSE"
        if starts > first:
            tests.append(f"at_us >= {starts}")
        if provision.ends is not None:
            ends = to_us(provision.ends)
            if ends <= first:
                return "FALSE"
            if ends <= last:
                tests.append(f"at_us < {ends}")
        return both(*tests)

    def _where(self, provision: Provision) -> str:
        return _placed(self.prepared, self._bound[provision.pack])

    def keys(self, key: CountKey, scope: ActorScope) -> tuple[str, ...]:
        """Name the columns by which the records that a key counts together are alike.

        References mean something only within their tenant.
        """
        told = self.prepared.told
        referred = refers(told)
        several = self.prepared.tenants > 1
        debtor = self.prepared.debtors_by
        match key:
            case CountKey.DEBTOR | CountKey.DEBTOR_CREDITOR:
                columns = [debtor]
            case CountKey.PERSON:
                columns = ["person"]
            case CountKey.DEBT:
                columns = ["debtor_key" if referred else "person"]
                columns += ["debt_key"] if Column.DEBT in told else []
            case CountKey.PERSON_DEBT:
                columns = ["person"]
                columns += [
                    name
                    for name, there in (("debt_key", Column.DEBT in told), ("debtor_key", referred))
                    if there
                ][:1]
        of_debts = key in (CountKey.DEBT, CountKey.PERSON_DEBT)
        by_reference = of_debts or any(column.endswith("_key") for column in columns)
        if several and (by_reference or scope is ActorScope.TENANT):
            columns.append("tenant")
        return tuple(columns)


def _placed(prepared: Prepared, wheres: list[int]) -> str:
    """Test in SQL that whoever was reached is of some of the places a table tells of."""
    if len(wheres) == len(prepared.wheres):
        return "TRUE"
    return f"place_id IN ({', '.join(map(str, wheres))})" if wheres else "FALSE"


def _verdict(provision: Provision) -> Verdict:
    """Give what a clause answers; only a cap for life never clears."""
    rule = provision.version.rule
    if isinstance(rule, FrequencyCap):
        return answer(rule, clears=rule.window.unit is not Unit.LIFETIME)
    return rule.otherwise
