"""An audit as a person asks for it: read the files, judge them, write and show what was found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from duegate.audit.insights import Summary, summary, yardstick_of
from duegate.audit.reading import How, save_mapping, understood
from duegate.audit.report import print_summary, write_html, write_ndjson, write_xlsx
from duegate.audit.run import audit
from duegate.audit.workplace import workplace
from duegate.errors import DuegateError
from duegate.interfaces.cli.audit.showing import Watch, show_as_understood
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


class NotWritten(DuegateError):
    """The folder for the reports cannot be written."""


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
            _write(session, connection, found, summed, asked, how)
    terminal.answer(summed)
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
) -> None:
    """Write the page, the workbook, every violation, the summary, and how each file was read."""
    out, shown = asked.out or Path(), asked.show_numbers
    try:
        out.mkdir(parents=True, exist_ok=True)
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
        for path in asked.records.paths:
            save_mapping(out / f"{path.name}.mapping.toml", understood(connection, path, how))
    except OSError as error:
        raise NotWritten(f'--out: "{out}" cannot be written: {error.strerror}') from None
