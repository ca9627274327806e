"""The steps of files: prepared as an audit prepares them, then walked record by record.

A clause that turns on something the files do not tell is left out of both sets of rules: it would
refuse everything, and say nothing of the candidate.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from duegate.audit.compile import plan, sheet_of
from duegate.audit.findings import NotJudged
from duegate.audit.noted import note, notes_of, wishes
from duegate.audit.past import Record
from duegate.audit.prepare import Prepared, Terms, prepare
from duegate.audit.record import Given
from duegate.audit.replay.steps import Step, steps_of
from duegate.audit.replay.trial import Trial
from duegate.audit.rows import record_of
from duegate.audit.tables import Tables
from duegate.rulebook.book import Book
from duegate.rulebook.facts import Note
from duegate.rulebook.records import Sheet

ORDERED = "SELECT * FROM records ORDER BY at_us, rid"


class FileSteps:
    """What some files tell, ready to be lived."""

    def __init__(self, tables: Tables, given: Given, terms: Terms) -> None:
        self._tables = tables
        self._names = [source.name for source in given.sources]
        self._prepared: Prepared = prepare(tables, given, terms)
        self._notes: dict[int, tuple[Note, ...]] = {}
        noted = None
        if terms.notes:
            note(tables, self._prepared, terms.region)
            noted = wishes(tables)
            self._notes = notes_of(tables, "SELECT rid FROM records")
        self._sheet: Sheet = sheet_of(
            self._prepared, tables.engine, notes=noted, callers=terms.callers is not None
        )

    @property
    def records(self) -> int:
        """How many records there are."""
        return self._prepared.records

    def told_by(self, trial: Trial) -> Trial:
        """Leave out of both sets of rules what these files cannot show anything about; name it."""
        in_force, silent = self._judgeable(trial.in_force)
        tried, more = self._judgeable(trial.tried)
        named = {each.id: each for each in (*silent, *more)}
        ((unread,),) = self._tables.rows("SELECT count(*) FROM refused")
        return msgspec.structs.replace(
            trial,
            in_force=in_force,
            tried=tried,
            not_judged=tuple(named.values()),
            unread=unread,
        )

    def _judgeable(self, book: Book) -> tuple[Book, tuple[NotJudged, ...]]:
        silent = plan(book, self._prepared, self._sheet).not_judged
        names = {each.id for each in silent}
        packs = tuple(
            msgspec.structs.replace(
                pack, clauses=tuple(each for each in pack.clauses if each.id not in names)
            )
            for pack in book.packs
        )
        return Book(packs, adopted=book.adopted, unverified=book.unverified), silent

    def steps(self) -> Iterator[Step]:
        """Give the records in the order of their instants; each is named by file and line."""
        return steps_of(self._recorded())

    def _recorded(self) -> Iterator[tuple[str, Record]]:
        for row in self._tables.named(ORDERED):
            record = record_of(row)
            notes = self._notes.get(record.rid)
            if notes:
                record = msgspec.structs.replace(record, notes=notes)
            yield f"{self._names[row['file']]}:{row['line']}", record
