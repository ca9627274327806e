"""An audit as a person asks for it: read the files, judge them, write and show what was found."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from duegate.audit.insights import Summary, summary, yardstick_of
from duegate.audit.prepare import Terms
from duegate.audit.reading import (
    How,
    ZoneNeeded,
    load_mapping,
    read,
    read_callers,
    read_notes,
    save_mapping,
    understood,
)
from duegate.audit.record import Given
from duegate.audit.report import print_summary, write_html, write_ndjson, write_xlsx
from duegate.audit.run import audit
from duegate.audit.workplace import workplace
from duegate.errors import DuegateError
from duegate.interfaces.cli.audit.showing import Watch, show_as_understood
from duegate.interfaces.cli.list_options import OptionRefused
from duegate.interfaces.cli.packs.shelf import at_hand, pack_of
from duegate.interfaces.cli.session import Session
from duegate.ledger.places import country_of_zone
from duegate.model import wire
from duegate.model.text import Language, Text
from duegate.rulebook.book import Book
from duegate.rulebook.records import Column

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

    files: tuple[Path, ...]
    packs: tuple[str, ...]
    zone: str | None
    country: str | None
    mapping: Path | None
    dialect: str | None
    assume: tuple[str, ...]
    notes: Path | None
    callers: Path | None
    out: Path | None
    show_numbers: bool


def carry_out(session: Session, asked: Asked) -> None:
    """Audit the files; write the reports, then show the summary."""
    terminal = session.terminal
    book = book_of(session, asked.packs)
    how = _how(asked)
    with workplace() as connection, Watch(terminal) as watch:
        given, how = _read(session, connection, asked.files, how, watch)
        watch.pause()
        if not terminal.as_json:
            show_as_understood(terminal, connection, given)
        terms = _terms(session, connection, asked, how)
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


def book_of(session: Session, names: tuple[str, ...]) -> Book:
    """Make the book of the packs that are named, which then apply everywhere; else of all.

    Several names may stand in one, with commas between.
    """
    packs = at_hand(session)
    wanted = [name for written in names for name in written.split(",") if name]
    if not wanted:
        settings = session.settings()
        return Book(
            tuple(packs.values()),
            adopted=frozenset(settings.adopt),
            unverified=frozenset(settings.unverified),
        )
    chosen = {pack.head.id: pack for pack in (pack_of(session, packs, name) for name in wanted)}
    return Book(
        tuple(chosen.values()),
        adopted=frozenset(chosen),
        unverified=frozenset(session.settings().unverified) & frozenset(chosen),
    )


def _how(asked: Asked) -> How:
    return How(
        zone=asked.zone,
        mapping=None if asked.mapping is None else load_mapping(asked.mapping),
        dialect=asked.dialect,
        assume=dict(_assumed(entry) for entry in asked.assume),
    )


def _assumed(entry: str) -> tuple[Column, str]:
    name, given, value = entry.partition("=")
    if name not in list(Column):
        raise OptionRefused(f'--set: "{name}" is no column; there are {", ".join(sorted(Column))}')
    if not given or not value.strip():
        raise OptionRefused(f'--set: "{entry}" says nothing; write it as channel=call')
    return Column(name), value.strip()


def _read(
    session: Session,
    connection: duckdb.DuckDBPyConnection,
    files: tuple[Path, ...],
    how: How,
    watch: Watch,
) -> tuple[Given, How]:
    """Read the files; where only the zone is missing, a person is asked for it, once."""
    try:
        return read(connection, files, how, watch.reading), how
    except ZoneNeeded as needed:
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise OptionRefused(f"--zone: {needed}") from None
        watch.pause()
        question = Text(
            f"{needed.file} 的时间（如 {needed.example}）没有时差，属哪个时区？如 Asia/Shanghai：",
            f"the times of {needed.file}, such as {needed.example}, have no offset;"
            " in which zone are they, as Asia/Shanghai? ",
        )
        print(session.terminal.pick(question), end="", file=sys.stderr, flush=True)
        answered = msgspec.structs.replace(how, zone=sys.stdin.readline().strip())
        return read(connection, files, answered, watch.reading), answered


def _terms(
    session: Session, connection: duckdb.DuckDBPyConnection, asked: Asked, how: How
) -> Terms:
    """Say what holds of all files: whose national numbers they are, which lists go with them."""
    zone = how.zone or (None if how.mapping is None else how.mapping.zone)
    country = asked.country or session.settings().default_region
    if country is None and zone is not None:
        country = country_of_zone(zone)
    callers = None if asked.callers is None else read_callers(asked.callers)
    if asked.notes is not None:
        read_notes(connection, asked.notes, msgspec.structs.replace(how, zone=zone))
    return Terms(zone=zone, region=country, callers=callers, notes=asked.notes is not None)


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
        for path in asked.files:
            save_mapping(out / f"{path.name}.mapping.toml", understood(connection, path, how))
    except OSError as error:
        raise NotWritten(f'--out: "{out}" cannot be written: {error.strerror}') from None
