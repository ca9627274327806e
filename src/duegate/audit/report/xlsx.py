"""The workbook for people who live in Excel: filters, frozen headings, one row a violation.

Whatever a file told is written as text, never as a formula, so nothing in it is ever computed. Rows
go out as they come; a sheet that is full is continued on another.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from duegate.audit.insights import lines
from duegate.audit.insights.figures import per_thousand
from duegate.audit.insights.lines import Breach
from duegate.audit.report import words
from duegate.model.judgement import Verdict
from duegate.model.text import Text
from duegate.model.words import word
from duegate.rulebook.clause import STATUS_WORDS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from duegate.audit.findings import Audit
    from duegate.audit.insights import Summary
    from duegate.audit.insights.figures import Tally
    from duegate.audit.insights.lines import Progress

ROWS_MAX = 1_048_576
"""What a sheet of Excel holds, its heading among them."""

CHARACTERS_MAX = 32_767
"""What a cell of Excel holds."""

MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - a workbook must say when it was made; ours never does
Cell = Text | str | int | float | datetime | None
Column = tuple[Text, int]

VIOLATIONS: tuple[Column, ...] = (
    (words.CLAUSE, 30),
    (words.NAME, 24),
    (words.VERDICT, 12),
    (words.FILE, 20),
    (words.ROW, 9),
    (words.AT, 19),
    (words.OFFSET, 9),
    (words.TENANT, 18),
    (words.AGENT, 12),
    (words.CHANNEL, 9),
    (words.CALLER, 18),
    (words.NUMBER, 18),
    (words.USED, 7),
    (words.LIMIT, 7),
    (words.REASON, 48),
    (words.EVIDENCE, 40),
    (words.VERSION, 12),
    (words.PACK_HASH, 20),
)
WIDE = {words.CLAUSE: 30, words.NAME: 36, words.CITE: 36}
VERDICTS: dict[str, Text] = {verdict.value: word(verdict) for verdict in Verdict}
PLACES = {name: place for place, name in enumerate(Breach.__struct_fields__)}


def write_xlsx(
    audit: Audit,
    connection: DuckDBPyConnection,
    path: Path,
    summary: Summary,
    *,
    show_numbers: bool = False,
    progress: Progress | None = None,
    rows_max: int = ROWS_MAX,
) -> int:
    """Write the workbook and count its violations; memory does not grow with their number."""
    from xlsxwriter.workbook import Workbook  # noqa: PLC0415 - only this report needs it

    made = io.BytesIO()  # a disk that is full must not stop it half way
    options = {"constant_memory": True, "default_date_format": "yyyy-mm-dd hh:mm:ss"}
    lines.prepare(audit, connection, show_numbers=show_numbers)
    with Workbook(made, options) as workbook:
        workbook.set_properties({"title": str(words.TITLE), "created": MADE})
        book = _Book(workbook, rows_max)
        book.sheet(
            words.SUMMARY, ((words.SUMMARY, 44), (Text("数值", "Value"), 60)), _told(summary)
        )
        book.sheet(words.CLAUSE, _headed(CLAUSES, 14), _clauses(summary))
        book.sheet(words.COMPARISON, _headed(COMPARED, 18), _compared(summary))
        book.sheet(Text("分布", "Breakdown"), _headed(BREAKDOWN, 18), _breakdown(summary))
        found = (_violation(row) for row in lines.as_cells(connection, progress))
        written = book.sheet(words.VIOLATIONS, VIOLATIONS, found)
        book.sheet(words.REFUSED, _headed(REFUSED, 20), _refused(connection))
        book.sheet(words.NOT_JUDGED, _headed(UNJUDGED, 40), _not_judged(summary))
    path.write_bytes(made.getbuffer())
    return written


class _Book:
    """The sheets of one workbook, each headed, frozen and filtered."""

    def __init__(self, workbook: Workbook, rows_max: int) -> None:
        self.workbook = workbook
        self.rows_max = rows_max
        self.heading: Format = workbook.add_format(
            {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EDF3", "bottom": 1}
        )
        self.share: Format = workbook.add_format({"num_format": "0.00"})

    def sheet(self, title: Text, columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> int:
        """Write rows under headings, on as many sheets as they need; counts the rows."""
        number, place, written = 1, 0, 0
        sheet = self._headed(title, number, columns)
        for row in rows:
            if place + 1 == self.rows_max:
                sheet.autofilter(0, 0, place, len(columns) - 1)
                number, place = number + 1, 0
                sheet = self._headed(title, number, columns)
            place, written = place + 1, written + 1
            for column, cell in enumerate(row):
                self._put(sheet, place, column, cell)
        sheet.autofilter(0, 0, place, len(columns) - 1)
        return written

    def _headed(self, title: Text, number: int, columns: Sequence[Column]) -> Worksheet:
        name = f"{title.zh} {title.en}"[:28] + (f" {number}" if number > 1 else "")
        sheet: Worksheet = self.workbook.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for column, (_, width) in enumerate(columns):
            sheet.set_column(column, column, width)
        for column, (heading, _) in enumerate(columns):
            sheet.write_string(0, column, f"{heading.zh}\n{heading.en}", self.heading)
        return sheet

    def _put(self, sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
        match cell:
            case None:
                pass
            case float():
                sheet.write_number(row, column, cell, self.share)
            case int():
                sheet.write_number(row, column, cell)
            case datetime():
                sheet.write_datetime(row, column, cell)
            case _:
                sheet.write_string(row, column, str(cell)[:CHARACTERS_MAX])


def _headed(headings: Iterable[Text], width: int) -> tuple[Column, ...]:
    """Give columns of one width; names and sources are shown whole."""
    return tuple((heading, max(width, WIDE.get(heading, 0))) for heading in headings)


def _told(summary: Summary) -> Iterator[tuple[Cell, ...]]:
    yield words.PERIOD, f"{summary.since or ''} – {summary.until or ''}"
    yield words.ZONE, f"{summary.zone or 'UTC'} (tzdata {summary.tzdata})"
    yield words.RECORDS, summary.records
    yield words.CONTACTS, summary.contacts
    yield words.VIOLATING, summary.violating
    yield words.LAWFUL_SHARE, summary.lawful_share
    yield words.PEOPLE, summary.persons
    if left := summary.unused:
        yield words.UNUSED, left.contacts
        yield None, words.left_unused(left.contacts, left.days, left.limit, left.clause)
    yield (
        words.bombing(summary.bombing.at_least, summary.bombing.within_minutes),
        (summary.bombing.episodes),
    )
    yield words.rotation(summary.rotation.at_least), summary.rotation.dates
    yield words.REFUSED, summary.refused
    for reason, rows in summary.refused_by_reason.items():
        yield words.reason_word(reason), rows
    for pack, digest in summary.packs.items():
        yield words.PACK, f"{pack} {digest}"
    for source in summary.sources:
        yield words.FILE, f"{source.name} (SHA-256 {source.sha256})"


CLAUSES = (
    words.CLAUSE,
    words.NAME,
    words.VERSION,
    words.STATUS,
    words.LIMIT,
    words.CONCERNED,
    words.VIOLATIONS,
    words.REVIEWS,
    words.UNKNOWN,
    words.CITE,
    words.PACK,
    words.PACK_HASH,
)


def _clauses(summary: Summary) -> Iterator[tuple[Cell, ...]]:
    for each in summary.clauses:
        of = each.judged
        status = STATUS_WORDS[of.status]
        counts = (of.limit, of.concerned, of.violations, of.reviews, of.unknown)
        yield of.id, of.title, of.dated, status, *counts, of.cite, of.pack, of.pack_hash


COMPARED = (
    words.TENANT,
    words.CLAUSE,
    words.CONTACTS,
    words.VIOLATIONS,
    words.PER_THOUSAND,
    Text("可否自行重算", "Recomputable alone"),
)
ALONE = {True: Text("†计入其他机构", "† counts others too"), False: Text("可", "yes")}


def _compared(summary: Summary) -> Iterator[tuple[Cell, ...]]:
    across = set(summary.comparison.across)
    for tenant in summary.comparison.tenants:
        name = tenant.tenant or words.NOT_TOLD
        figures = (tenant.contacts, tenant.violating, tenant.per_thousand)
        yield name, words.VIOLATING, *figures, None
        for each in tenant.clauses:
            counts = (tenant.contacts, each.violations, each.per_thousand)
            yield name, each.clause, *counts, ALONE[each.clause in across]


BREAKDOWN = (
    Text("按", "By"),
    words.NAME,
    words.TENANT,
    words.CONTACTS,
    words.VIOLATING,
    words.VIOLATIONS,
    words.PER_THOUSAND,
)


def _breakdown(summary: Summary) -> Iterator[tuple[Cell, ...]]:
    tables: tuple[tuple[Text, Iterable[Tally]], ...] = (
        (words.HOUR, summary.by_hour),
        (words.DATE, summary.by_date),
        (words.TENANT, summary.by_tenant.rows),
        (words.AGENT, summary.by_agent.rows),
        (words.CALLER, summary.by_caller.rows),
    )
    for kind, rows in tables:
        for row in rows:
            share = per_thousand(row.violations, row.contacts) if row.contacts else None
            counts = (row.contacts, row.violating, row.violations)
            yield kind, row.name or words.NOT_TOLD, row.tenant, *counts, share


def _violation(row: tuple[Any, ...]) -> tuple[Cell, ...]:
    """Put the fields of a `Breach` in the order of the sheet."""

    def of(name: str) -> Any:  # noqa: ANN401 - a cell of the listing
        return row[PLACES[name]]

    at: str = of("at").replace("Z", "+00:00")
    title, reason = (f"{text['zh']} · {text['en']}" for text in (of("title"), of("reason")))
    return (
        of("clause"),
        title,
        VERDICTS[of("verdict")],
        of("file"),
        of("row"),
        datetime.fromisoformat(at[:-6]),
        at[-6:],
        of("tenant"),
        of("agent"),
        of("channel"),
        of("caller"),
        of("number"),
        of("used"),
        of("limit"),
        reason,
        "; ".join(of("evidence")),
        of("dated"),
        of("pack_hash"),
    )


REFUSED = (words.FILE, words.ROW, words.WHY, words.EXCERPT)
BATCH = 5_000


def _refused(connection: DuckDBPyConnection) -> Iterator[tuple[Cell, ...]]:
    rows = connection.execute(
        "SELECT name, line, reason, excerpt FROM refused JOIN insight_files USING (file) "
        "ORDER BY file, line, reason"
    )
    while batch := rows.fetchmany(BATCH):
        for file, line, reason, excerpt in batch:
            yield file, line, words.reason_word(reason), excerpt


UNJUDGED = (words.CLAUSE, words.NAME, words.WHY)


def _not_judged(summary: Summary) -> Iterator[tuple[Cell, ...]]:
    for each in summary.not_judged:
        yield each.id, each.title, each.why
