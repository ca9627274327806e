"""Staging: a mapping compiled to one query that reads every row of a file to what it says.

Each row gives its instant, what it tells, and, when it cannot be audited, why. Nothing here runs.
"""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping

import msgspec

from duegate.audit.reading import cells
from duegate.audit.reading.columns import (
    READ,
    Finder,
    RawCells,
    assumed_value,
    first_of,
    value_in_sql,
)
from duegate.audit.reading.guess import unit_in
from duegate.audit.reading.mapping import AT, CALLEE, INBOUND, TALK, WHO, Mapping, lacking
from duegate.audit.reading.passing import EXTENSION, LEGS, passing_of
from duegate.audit.reading.states import CAME_TO_US, asked, spoken
from duegate.audit.reading.table import OBJECT_LINE, TEXT_KIND, Table, identifier
from duegate.audit.reading.text import BLANK, BROKEN, ENDLESS
from duegate.audit.reading.times import FIRST_US, offset_in_sql, placed_in_sql, wall_in_sql
from duegate.audit.record import END_US, MEMBERS, TYPES, Reason
from duegate.model.contact import Channel
from duegate.rulebook.records import SECOND_US, Column, quoted

STRICT = (Column.CHANNEL, Column.ROLE)
"""Columns in which a word that means nothing makes the row useless."""
LENIENT = frozenset(
    {Column.PURPOSE, Column.DEBT_KIND, Column.PLACE, Column.AUDIENCE, Column.SOURCE, *READ}
)
"""Columns in which it is noted, and the cell left open."""
PARTED = "\x1f"
"""Parts what is said aside of a row."""


class Staging(msgspec.Struct, frozen=True):
    """The query, and what it tells: our columns, which of theirs they are, what was assumed.

    `constant` columns hold the same in every row and are not in the query. The column `aside` is
    null in all but few rows: why one is refused and how it begins, or which of its words are odd,
    or a time of no known zone.
    """

    sql: str
    constant: dict[Column, str]
    told: frozenset[Column]
    columns: dict[str, str]
    assumed: dict[str, str]
    paired: bool
    legged: bool


class Clock(msgspec.Struct, frozen=True):
    """How a file writes its times: the formats if they are not plain, the zone of bare ones."""

    formats: tuple[str, ...] = ()
    zone: str | None = None


class Compiler:
    """Compiles the mapping of one file, layer upon layer, each over those below."""

    def __init__(
        self, finder: Finder, table: Table, mapping: Mapping, assume: AnyMapping[Column, str]
    ) -> None:
        self._finder = finder
        self._table = table
        self._mapping = mapping
        self._raw = RawCells(finder, mapping)
        values = {Column(ours): value for ours, value in mapping.values.items()} | dict(assume)
        if Column.CHANNEL not in self._raw.found:
            values.setdefault(Column.CHANNEL, Channel.CALL)
        self._values = {ours: assumed_value(ours, value) for ours, value in values.items()}
        self._layers: list[dict[str, str]] = []
        self._told: dict[Column, str] = {}
        self._constant: dict[Column, str] = {}
        self._odd: dict[str, str] = {}
        self._faults: list[tuple[str, str]] = []
        self._directed = False
        self._legs: tuple[str, ...] = ()

    def compile(self, clock: Clock) -> Staging:
        """Write the query."""
        self._require()
        self._read_rows()
        self._read_time(clock)
        self._read_who()
        self._read_columns()
        self._read_state()
        self._read_marks()
        return Staging(
            self._written(clock),
            self._constant,
            frozenset((*self._told, *self._constant))
            | ({Column.DURATION} if self._mapping.pairs else frozenset()),
            self._said(),
            {str(ours): value for ours, value in self._values.items()},
            self._mapping.pairs is not None,
            bool(self._legs),
        )

    def _require(self) -> None:
        if lacks := lacking(self._raw.found):
            raise self._finder.missing(lacks)

    def _read_rows(self) -> None:
        """Read which rows are no contacts, and whose side called."""
        passing = passing_of(self._raw, self._mapping, self._table)
        if passing.direction is not None:
            self._directed = True
            self._layers.append({"direction": passing.direction})
        self._layers.append({"passes": passing.test} | passing.pairing)
        self._legs = passing.legs

    def _read_time(self, clock: Clock) -> None:
        at = self._raw.found[AT]
        typed, kind = self._finder.raw(at)
        time = self._raw.named("r_at", at)
        if kind != TEXT_KIND:
            self._raw.values[_TYPED_TIME] = typed
            time = _TYPED_TIME
        wall, tail = wall_in_sql(time, kind, clock.formats)
        placed = "NULL" if clock.zone is None else placed_in_sql("wall", clock.zone)
        told = f"TRY(wall - ahead * {SECOND_US})"
        self._layers += [
            {"wall": f"TRY({wall})", "tail": tail},
            {"ahead": offset_in_sql("tail")},
            {"placed": placed},
            {
                "at_us": f"CAST(CASE WHEN ahead IS NULL THEN placed ELSE {told} END AS BIGINT)",
                "bare": "wall IS NOT NULL AND ahead IS NULL",
                "contradicts": f"coalesce(ahead <> 0 AND placed <> {told}, FALSE)",
            },
        ]
        sane = f"wall BETWEEN {FIRST_US} AND {END_US - 1}"
        self._faults += [
            (f"{time} IS NULL", quoted(Reason.TIME_MISSING)),
            (f"NOT coalesce({sane}, FALSE)", quoted(Reason.TIME_UNREADABLE)),
        ]
        if clock.zone is not None:
            self._faults.append(("at_us IS NULL", quoted(Reason.TIME_AMBIGUOUS)))

    def _read_who(self) -> None:
        """Read who was reached and what they saw, the other way round when they came to us."""
        found = self._raw.found
        callee = self._raw.cell(Column.NUMBER) or self._raw.cell(CALLEE)
        caller = self._raw.cell(Column.CALLER)
        swaps = self._mapping.swap and self._directed and Column.NUMBER not in found
        inbound = f"direction = {quoted(INBOUND)}" if swaps else "FALSE"
        ours, theirs = callee or "NULL", caller or "NULL"
        self._layers.append(
            {
                "s_number": f"CASE WHEN {inbound} THEN {theirs} ELSE {ours} END",
                "s_caller": f"CASE WHEN {inbound} THEN {ours} ELSE {theirs} END",
            }
        )
        if callee is not None:
            self._read_number()
        if caller is not None:
            self._read_caller()

    def _read_caller(self) -> None:
        self._layers.append({"plain_caller": cells.is_plain("s_caller")})
        hidden = cells.is_withheld("s_caller")
        unseen = f"{hidden} OR regexp_full_match(s_caller, {quoted(EXTENSION)})"
        shown = f"CASE WHEN NOT ({unseen}) THEN {cells.number('s_caller', (), None)} END"
        self._tell(Column.CALLER, f"CASE WHEN plain_caller THEN s_caller ELSE {shown} END")
        if Column.WITHHELD not in self._raw.found:
            self._tell(Column.WITHHELD, f"NOT plain_caller AND {hidden}")

    def _read_number(self) -> None:
        country = None
        if self._mapping.country is not None:
            at = self._finder.find(self._mapping.country)
            country = None if at is None else self._raw.named("r_country", at)
        changed = country is not None or self._mapping.strip
        dialled = cells.number("s_number", self._mapping.strip, country)
        fault = cells.number_fault("dialled")
        self._layers += [
            {"plain": "FALSE" if changed else cells.is_plain("s_number")},
            {"dialled": f"CASE WHEN plain THEN s_number ELSE {dialled} END"},
            {"number_fault": f"CASE WHEN plain THEN NULL ELSE {fault} END"},
        ]
        self._tell(Column.NUMBER, "CASE WHEN number_fault IS NULL THEN dialled END")
        alone = f" AND v_{Column.ADDRESS} IS NULL" if Column.ADDRESS in self._raw.found else ""
        self._faults.append((f"number_fault IS NOT NULL{alone}", "number_fault"))

    def _tell(self, column: Column, value: str) -> None:
        # INVARIANT: no cell, whatever it holds, stops the reading of a file.
        self._told[column] = f"TRY(CAST({value} AS {TYPES[column]}))"

    def _read_columns(self) -> None:
        """Read what is left, each cell by its own column."""
        for column in Column:
            if column not in (*_BY_HAND, *self._told):
                values = self._values_of(column)
                if values and column not in self._raw.found:
                    self._constant[column] = f"CAST({values[0]} AS {TYPES[column]})"
                elif values:
                    self._tell(column, first_of(values))
        if Column.NUMBER not in self._told:
            who = " AND ".join(f"v_{each} IS NULL" for each in WHO if each in self._told)
            self._faults.append((who, quoted(Reason.NUMBER_MISSING)))

    def _values_of(self, column: Column) -> list[str]:
        values = []
        cell = self._raw.cell(column)
        if cell is not None:
            exact = self._mapping.words.get(column, {})
            seen = self._finder.sample(self._raw.found[column])
            unit = unit_in(self._raw.found[column].said)
            values.append(value_in_sql(column, cell, exact, seen, unit))
            if column in STRICT:
                self._layers.append({f"w_{column}": values[0]})
                values[0] = f"w_{column}"
                told = f"{cell} IS NOT NULL AND NOT {cells.says_nothing(cell)}"
                self._faults.append((f"w_{column} IS NULL AND {told}", _UNKNOWN))
            elif column in LENIENT:
                self._odd[column] = cell
        assumed = self._values.get(column)
        if assumed is not None:
            known = column in MEMBERS or column is Column.ZONE
            value = quoted(assumed)
            values.append(value if known else value_in_sql(column, value, {}, ()))
        return values

    def _read_state(self) -> None:
        tests = [CAME_TO_US] if self._directed else []
        read = asked(self._raw, self._mapping)
        if not read.tests:
            channel = (self._told | self._constant)[Column.CHANNEL]
            read = spoken(self._raw, self._mapping, channel)
        self._layers.append(read.below)
        tests += read.tests
        if read.word is not None:
            self._odd[Column.STATE] = read.word
        if Column.STATE in self._values:
            tests.append(quoted(self._values[Column.STATE]))
        if tests:
            self._tell(Column.STATE, first_of(tests))

    def _read_marks(self) -> None:
        """Put before all other faults those of the row itself."""
        empty = " AND ".join(f"{alias} IS NULL" for alias in self._raw.values)
        own = []
        if self._table.objects:
            empty = f"coalesce(line_text = {quoted(BLANK)}, TRUE)"
            own.append((f"starts_with(line_text, {quoted(ENDLESS)})", quoted(Reason.TOO_LONG)))
            own.append((f"{OBJECT_LINE} IS NULL", quoted(Reason.OTHER)))
        if self._table.marked:
            own.insert(0, (f"contains({self._text()}, {quoted(BROKEN)})", quoted(Reason.ENCODING)))
        self._faults[:0] = own
        self._layers.append({"passed": f"passes OR ({empty})"})

    def _text(self) -> str:
        """Give what a row says, as far as it is read; of a line of JSON all of it."""
        if self._table.objects:
            return "line_text"
        said = ", ".join(alias for alias in self._raw.values if alias != _TYPED_TIME)
        return f"concat_ws(' | ', {said})"

    def _written(self, clock: Clock) -> str:
        """Lay one query over the other."""
        source = self._table.source
        raw = [f"{value} AS {alias}" for alias, value in self._raw.values.items()]
        if self._table.objects:
            raw += ["line_text", OBJECT_LINE]
            source = (
                f"(SELECT {OBJECT_LINE} AS line_text, CASE WHEN json_valid({OBJECT_LINE})"
                f" AND {OBJECT_LINE}[1] = '{{' THEN {OBJECT_LINE} END AS {OBJECT_LINE}"
                f" FROM {source})"
            )
        sql = f"SELECT {', '.join(raw)} FROM {source}"
        told = {f"v_{column}": value for column, value in self._told.items()}
        faults = "".join(f" WHEN {test} THEN {reason}" for test, reason in self._faults)
        why = {"why": f"CASE WHEN passed THEN NULL{faults} END"}
        for layer in filter(None, [*self._layers, told, why]):
            new = ", ".join(f"{value} AS {alias}" for alias, value in layer.items())
            sql = f"SELECT *, {new} FROM ({sql})"
        return f"SELECT {', '.join(self._outputs(clock))} FROM ({sql})"

    def _outputs(self, clock: Clock) -> list[str]:
        odd = {
            f"v_{column} IS NULL AND {cell} IS NOT NULL AND NOT {cells.says_nothing(cell)}": (
                f"{quoted(column + '=')} || left({cell}, 60)"
            )
            for column, cell in self._odd.items()
        }
        listed = ", ".join(f"CASE WHEN {test} THEN {word} END" for test, word in odd.items())
        excerpt = cells.masked(self._text())
        aside = [
            f"CASE WHEN why IS NOT NULL THEN why || {quoted(PARTED)} || {excerpt}",
            "" if clock.zone is not None else " WHEN bare THEN left(r_at, 40)",
            f" WHEN {' OR '.join(odd)} THEN concat_ws({quoted(PARTED)}, {listed})" if odd else "",
            " END AS aside",
        ]
        pairing = [] if self._mapping.pairs is None else ["pair", "ends"]
        pairing += [f"{cell} AS {name}" for cell, name in zip(self._legs, LEGS, strict=False)]
        return [
            *("at_us", "passed", "why IS NOT NULL AS refused", "bare", "contradicts", *pairing),
            "CAST(ahead // 60 AS SMALLINT) AS ahead_minutes",
            "".join(aside),
            *(f"v_{column} AS {identifier(column)}" for column in self._told),
        ]

    def _said(self) -> dict[str, str]:
        """Say which of their columns each of ours is."""
        said = {ours: at.said for ours, at in self._raw.found.items()}
        if said.get(TALK) == said.get(Column.DURATION):
            said.pop(TALK, None)
        number = said.pop(CALLEE, None)
        if number is not None and Column.NUMBER not in said:
            said[Column.NUMBER] = number
        return said


_BY_HAND = (Column.NUMBER, Column.CALLER, Column.STATE)
_TYPED_TIME = "r_time"
_UNKNOWN = quoted(Reason.WORD_UNKNOWN)
