"""An audit as a person asks for it: read the files, judge them, write and show what was found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from duegate.audit.insights import Summary, summary, yardstick_of
from duegate.audit.reading import How, save_mapping, understood
from duegate.audit.record import Reason
from duegate.audit.report import print_summary, write_html, write_ndjson, write_xlsx
from duegate.audit.run import audit
from duegate.audit.workplace import workplace
from duegate.interfaces.cli.audit.showing import Watch, show_as_understood
from duegate.interfaces.cli.out import written
from duegate.interfaces.cli.record_options import Records, book_of
from duegate.interfaces.cli.session import Session
from duegate.model import wire
from duegate.model.text import Language, Text

if TYPE_CHECKING:
    import duckdb

    from duegate.audit.findings import Audit

PAGE, WORKBOOK, LINES, SUMMARY = (
    "report.html",
    "report.xlsx",
    "violations.ndjson",
    "summary.json",
)


NATIONAL = Text(
    "不带 + 的号码无从辨认属哪国，未审计；请加 --country，如 --country CN",
    "nobody said whose national numbers those without + are, so they were not audited;"
    " add --country, as --country CN",
)


class Asked(msgspec.Struct, frozen=True):
    """What was asked for."""

    records: Records
    packs: tuple[str, ...]
    out: Path | None
    show_numbers: bool


def carry_out(session: Session, asked: Asked) -> None:
    """Audit the files; write the reports, then show the summary."""
    terminal = session.terminal
    book = book_of(session, asked.packs)
    with workplace() as connection, Watch(terminal) as watch:
        given, how = asked.records.read(session, connection, watch.reading, watch.pause)
        watch.pause()
        if not terminal.as_json:
            show_as_understood(terminal, connection, given, show_numbers=asked.show_numbers)
        terms = asked.records.terms(session, connection, how)
        found = audit(connection, given, book, terms, watch.step)
        watch.step("report")
        yardstick = yardstick_of(found, book.packs)
        summed = summary(found, connection, yardstick=yardstick, show_numbers=asked.show_numbers)
        if asked.out is not None:
            with written(asked.out) as place:
                _write(session, connection, found, summed, asked, how, place)
    terminal.answer(summed)
    if terms.region is None and summed.refused_by_reason.get(Reason.NUMBER_INVALID):
        terminal.hint(NATIONAL)
    if not terminal.as_json:
        print_summary(summed, terminal.console, Language(terminal.language))
        if asked.out is not None:
            terminal.say("")
            terminal.say(Text(f"报告：{asked.out / PAGE}", f"report: {asked.out / PAGE}"))


def _write(
    session: Session,
    connection: duckdb.DuckDBPyConnection,
    found: Audit,
    summed: Summary,
    asked: Asked,
    how: How,
    out: Path,
) -> None:
    """Write the page, the workbook, every violation, the summary, and how each file was read."""
    shown = asked.show_numbers
    write_html(
        found,
        connection,
        out / PAGE,
        summed,
        language=Language(session.terminal.language),
        show_numbers=shown,
    )
    write_xlsx(found, connection, out / WORKBOOK, summed, show_numbers=shown)
    write_ndjson(found, connection, out / LINES, show_numbers=shown)
    (out / SUMMARY).write_bytes(wire.write(summed) + b"\n")
    names: list[str] = []
    for path in asked.records.paths:
        names.append(path.name)
        nth = f".{names.count(path.name)}" if path.name in names[:-1] else ""
        mapping = understood(connection, path, how)
        save_mapping(out / f"{path.name}{nth}.mapping.toml", mapping)
