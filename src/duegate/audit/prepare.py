"""Prepare: from what the files say to records that clauses can be asked about.

`given` becomes the table `prepared`: who was reached, what their clocks showed, whose law may bind.
It holds only what some clause may turn on; the view `records` shows every column, the untold ones
null. Rows that tell no person or no instant go to `refused`.
"""

from __future__ import annotations

from functools import partial

import msgspec

from duegate.audit.clocks import offset_in_sql, spans_of
from duegate.audit.locate import Where, identify, joined_to_wheres, locate
from duegate.audit.record import END_US, MEMBERS, TYPES, Given, Reason
from duegate.audit.tables import Row, Tables
from duegate.ledger.identity import caller_number, folded
from duegate.model.contact import Channel, Purpose, Role
from duegate.rulebook.records import Column, day_in_sql, quoted, second_in_sql

IN_TIME = f"at_us BETWEEN 0 AND {END_US - 1}"
ELSE = {
    Column.CHANNEL: quoted(Channel.CALL),
    Column.ROLE: quoted(Role.DEBTOR),
    Column.PURPOSE: quoted(Purpose.COLLECT),
    Column.STATE: "NULL",
}
"""What stands where no file tells such a column."""
WORDS = {column: MEMBERS[column] for column in ELSE}
"""Columns of few words that clauses ask of every record, kept as enums of a byte each."""
BLANK = {Column.ROLE: quoted(Role.UNKNOWN), Column.PURPOSE: quoted(Purpose.COLLECT)}
"""What stands in a row that leaves a told column empty."""
REFERENCES = (Column.DEBTOR, Column.DEBT, Column.CREDITOR)


class Terms(msgspec.Struct, frozen=True):
    """What whoever audits says of all files.

    `region` reads national numbers; `zone` is the clock of recipients nothing else tells of;
    `callers` are the registered caller numbers; `notes` says that there is a table of that name.
    """

    zone: str | None = None
    region: str | None = None
    callers: frozenset[str] | None = None
    notes: bool = False


class Prepared(msgspec.Struct, frozen=True):
    """What the prepared table holds, and what differs in it.

    The column `place_id` counts in `wheres` and is there only when they are several; `offsets` is
    there with `several_clocks`. `debtors_by` names the column by which most debtors are told apart;
    where it does not tell the whole, or clocks differ among the contacts of one debtor, a row is
    `irregular`.
    """

    told: frozenset[Column]
    wheres: tuple[Where, ...]
    tenants: int
    records: int
    first_us: int
    last_us: int
    channels: frozenset[str]
    several_clocks: bool
    debtors_by: str
    irregular: int


def prepare(tables: Tables, given: Given, terms: Terms) -> Prepared:
    """Make `prepared` and `records` of what was given."""
    told = given.told
    numbers = identify(tables, told, terms.region)
    _refuse(tables, told)
    wheres = locate(tables, told, numbers, terms.zone)
    first, last = _one(tables, f"SELECT min(at_us), max(at_us) FROM given WHERE {IN_TIME}")
    first, last = first or 0, last or 0
    several_clocks = _clocks(tables, wheres, first, last)
    for column in REFERENCES:
        if column in told:
            _fold(tables, column)
    if _lists(told, terms):
        _callers(tables, terms)
    _fill(tables, told, terms, wheres, (first, last), several_clocks=several_clocks)
    tenants = 1
    if Column.TENANT in told:
        (tenants,) = _one(tables, "SELECT count(DISTINCT coalesce(tenant, '')) FROM prepared")
    debtors_by, irregular = _irregular(tables, told, wheres)
    _show(tables, told, terms, wheres)
    (records,) = _one(tables, "SELECT count(*) FROM prepared")
    channels = tables.rows("SELECT DISTINCT channel FROM prepared")
    return Prepared(
        told,
        wheres,
        max(1, tenants),
        records,
        first,
        last,
        frozenset(channel for (channel,) in channels),
        several_clocks,
        debtors_by,
        irregular,
    )


def refers(told: frozenset[Column]) -> bool:
    """Tell whether debtors are told by references, their own or those of their debts."""
    return Column.DEBTOR in told or Column.DEBT in told


def _one(tables: Tables, query: str) -> tuple[int, ...]:
    (row,) = tables.rows(query)
    return row


def _refuse(tables: Tables, told: frozenset[Column]) -> None:
    """Set aside the rows of which nobody can tell who was reached, or when."""
    number, address = (
        column if column in told else "CAST(NULL AS STRING)"
        for column in (Column.NUMBER, Column.ADDRESS)
    )
    doubtful = f"SELECT count(*) FROM given WHERE {number} IS NULL OR NOT ({IN_TIME})"
    if Column.NUMBER in told:
        doubtful += " UNION ALL SELECT count(*) FROM numbers WHERE person IS NULL"
    if not any(count for (count,) in tables.rows(doubtful)):
        return
    reason = (
        f"CASE WHEN NOT ({IN_TIME}) THEN '{Reason.TIME_UNREADABLE}'"
        f" WHEN {number} IS NULL AND {address} IS NULL THEN '{Reason.NUMBER_MISSING}'"
        f" ELSE '{Reason.NUMBER_INVALID}' END"
    )
    masked = tables.engine.masked(f"coalesce({number}, '')")
    tables.add(
        "refused",
        f"SELECT file, line, {reason}, {masked} FROM reached WHERE who IS NULL OR NOT ({IN_TIME})",
    )


def _clocks(tables: Tables, wheres: tuple[Where, ...], first: int, last: int) -> bool:
    """Write down the offsets of each set of zones; tell whether any shows several times."""
    rows: list[Row] = []
    for number, where in enumerate(wheres):
        for span in spans_of(where.zones or ("UTC",), first, last):
            ends = span.offsets[0], span.offsets[-1]
            rows.append((number, span.since_us, span.until_us, *ends, span.offsets))
    tables.load(
        "clocks (place_id INTEGER, since_us BIGINT, until_us BIGINT, first_offset INTEGER,"
        " last_offset INTEGER, offsets INTEGER[])",
        rows,
    )
    return any(len(offsets) > 1 for *_, offsets in rows)


def _fold(tables: Tables, column: Column) -> None:
    """Write down how references that are not in plain characters are counted by."""
    found = (
        f"SELECT DISTINCT {column} FROM given"
        f" WHERE {column} IS NOT NULL AND NOT {tables.engine.matches(column, '[!-~]+')}"
    )
    tables.read(f"folded_{column} (written VARCHAR, folded VARCHAR)", found, _folded)


def _folded(row: Row) -> Row:
    (written,) = row
    return written, folded(written)


def _lists(told: frozenset[Column], terms: Terms) -> bool:
    """Tell whether it can be said of the caller numbers which are registered."""
    return terms.callers is not None and Column.CALLER in told


def _callers(tables: Tables, terms: Terms) -> None:
    """Write down which caller numbers are registered, however they are written."""
    own = frozenset(caller_number(each, terms.region) for each in terms.callers or ())
    found = "SELECT DISTINCT caller FROM given WHERE caller IS NOT NULL"
    reader = partial(_caller, own, terms.region)
    tables.read("callers (shown VARCHAR, registered BOOLEAN)", found, reader)


def _caller(own: frozenset[str], region: str | None, row: Row) -> Row:
    (shown,) = row
    return shown, caller_number(shown, region) in own


def _fill(
    tables: Tables,
    told: frozenset[Column],
    terms: Terms,
    wheres: tuple[Where, ...],
    span: tuple[int, int],
    *,
    several_clocks: bool,
) -> None:
    """Make the table."""
    types = {column: tables.words(column, words) for column, words in WORDS.items()}
    place, joins = "0", ""
    if len(wheres) > 1:
        place, joins = "w.place_id", f" JOIN wheres w ON {joined_to_wheres(told, 'g', 'w')}"
    for column in REFERENCES:
        if column in told:
            joins += f" LEFT JOIN folded_{column} ON folded_{column}.written = g.{column}"
    if _lists(told, terms):
        joins += " LEFT JOIN callers ON callers.shown = g.caller"
    offsets = ""
    if len(wheres) == 1 and not several_clocks:
        offset = last_offset = f"({offset_in_sql((wheres[0].zones or ('UTC',))[0], *span)})"
    else:
        offset, last_offset = "c.first_offset", "c.last_offset"
        joins += (
            f" JOIN clocks c ON c.place_id = {place} AND at_us >= since_us AND at_us < until_us"
        )
        offsets = ", c.offsets AS offsets" if several_clocks else ""
    engine = tables.engine
    columns = [
        "rid, file, line, at_us, who AS person",
        *([f"{place} AS place_id"] if len(wheres) > 1 else []),
        *_told_columns(told, types),
        *_keys(told),
        *(["coalesce(registered, FALSE) AS registered"] if _lists(told, terms) else []),
        f"{day_in_sql(engine, offset)} AS day_first",
        f"{day_in_sql(engine, last_offset)} AS day_last",
        f"{second_in_sql(engine, offset)} AS second{offsets}",
    ]
    tables.keep(
        "prepared",
        f"SELECT {', '.join(columns)} FROM reached g{joins} WHERE who IS NOT NULL AND {IN_TIME}",
    )


def _told_columns(told: frozenset[Column], types: dict[Column, str]) -> list[str]:
    """Give what the files tell in SQL, words as enums."""
    columns = []
    for column in Column:
        if column in WORDS:
            value = ELSE[column]
            if column in told:
                value = f"coalesce(g.{column}, {BLANK.get(column, ELSE[column])})"
            columns.append(f"CAST({value} AS {types[column]}) AS {column}")
        elif column in told and column is not Column.NUMBER:
            columns.append(f"g.{column}")
    return columns


def _keys(told: frozenset[Column]) -> list[str]:
    """Give in SQL what debtors, debts and creditors are counted by; a debt tells its debtor."""
    written = {
        column: f"coalesce(folded_{column}.folded, g.{column})"
        for column in REFERENCES
        if column in told
    }
    debtor: list[str] = []
    if refers(told):
        told_by = [written[column] for column in REFERENCES[:2] if column in told]
        debtor = [f"coalesce({', '.join(told_by)}, CAST(who AS STRING)) AS debtor_key"]
        if Column.DEBT in told:
            told_by.reverse()
            debtor.append(f"coalesce({', '.join(told_by)}, CAST(who AS STRING)) AS debt_key")
    if Column.CREDITOR in told:
        debtor.append(f"{written[Column.CREDITOR]} AS creditor_key")
    return debtor


def _irregular(
    tables: Tables, told: frozenset[Column], wheres: tuple[Where, ...]
) -> tuple[str, int]:
    """Mark the rows whose debtor no one column tells, or whose debtor's clocks differ.

    A debtor is known by reference or by number. Where every number of a reference is its alone the
    reference tells the whole; where the reference has but one number, that does.
    """
    by_reference = refers(told)
    tests, debtors_by = [], "person"
    if by_reference:
        several = "concat(coalesce(tenant, ''), chr(0), debtor_key)"
        whose = several if Column.TENANT in told else "debtor_key"
        exceptions = {
            "debtor_key": f"person IN (SELECT person FROM prepared GROUP BY person"
            f" HAVING count(DISTINCT {whose}) > 1)",
            "person": f"{whose} IN (SELECT {whose} FROM prepared GROUP BY 1"
            " HAVING count(DISTINCT person) > 1)",
        }
        counts = {
            by: _one(tables, f"SELECT count(*) FROM prepared WHERE {test}")[0]
            for by, test in exceptions.items()
        }
        debtors_by = min(counts, key=lambda by: counts[by])
        if counts[debtors_by]:
            tests.append(exceptions[debtors_by])
    if len({where.zones for where in wheres}) > 1:
        tests += [
            f"{key} IN (SELECT {key} FROM prepared GROUP BY 1 HAVING count(DISTINCT place_id) > 1)"
            for key in ("person", "debtor_key")[: 1 + by_reference]
        ]
    if not tests:
        return debtors_by, 0
    tables.mark("prepared", "irregular", " OR ".join(tests))
    (irregular,) = _one(tables, "SELECT count(*) FROM prepared WHERE irregular")
    return debtors_by, irregular


def _show(
    tables: Tables,
    told: frozenset[Column],
    terms: Terms,
    wheres: tuple[Where, ...],
) -> None:
    """Make the view with every column; references are filled in as they are counted by."""
    rows = ((n, where.zones, where.places) for n, where in enumerate(wheres))
    tables.load("place_names (place_id INTEGER, zones VARCHAR[], places VARCHAR[])", rows)
    filled = {
        Column.NUMBER: "CASE WHEN person > 0 THEN '+' || CAST(person AS STRING) END",
        Column.DEBTOR: "debtor_key" if refers(told) else "CAST(person AS STRING)",
        Column.DEBT: "debt_key" if Column.DEBT in told else "",
        Column.CREDITOR: "creditor_key" if Column.CREDITOR in told else "",
    }
    filled[Column.DEBT] = filled[Column.DEBT] or filled[Column.DEBTOR]
    columns = ["rid", "file", "line", "at_us", "person", "day_first AS day", "second"]
    columns += ["day_first", "day_last", "zones", "places"]
    for column in Column:
        untold = f"CAST(NULL AS {tables.engine.typed(TYPES[column])})"
        value = filled.get(column) or (column if column in told or column in WORDS else untold)
        value = f"CAST({value} AS STRING)" if column in WORDS else value
        columns.append(f"{value} AS {column}")
    columns.append("registered" if _lists(told, terms) else "CAST(NULL AS BOOLEAN) AS registered")
    place = "p.place_id = r.place_id" if len(wheres) > 1 else "p.place_id = 0"
    tables.show(
        "records",
        f"SELECT {', '.join(columns)} FROM prepared r JOIN place_names p ON {place}",
    )
