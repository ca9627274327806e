"""Sample traffic, made by us: lawful by construction, with a known number of planted violations.

    wanted = plan("asterisk", seed=7, debtors=50, plants={"SZ-02": 5})
    made = write(wanted, folder)

`plan` says what is wanted, `write` writes the file and the truth about it, `traffic` gives the same
contacts as a table. Nobody in it exists; what numbers they have, `people.sql` explains.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from duegate import durable
from duegate.audit.sample.clauses import CLAUSES, PACKS
from duegate.audit.sample.dialect import TEXT, Dialect, Format
from duegate.audit.sample.dialects import DIALECTS
from duegate.audit.sample.files import CHARSETS, ENDINGS, Moved, write_file
from duegate.audit.sample.making import broken, traffic
from duegate.audit.sample.planning import Plan, SampleRefused, plan, plantable
from duegate.audit.sample.truth import ClauseTruth, Truth, truth_of, write_truth

__all__ = [
    "CHARSETS",
    "CLAUSES",
    "DIALECTS",
    "PACKS",
    "ClauseTruth",
    "Dialect",
    "Format",
    "Plan",
    "SampleRefused",
    "Truth",
    "Written",
    "broken",
    "plan",
    "plantable",
    "traffic",
    "write",
]


class Written(msgspec.Struct, frozen=True):
    """The files that were written, and the truth they hold."""

    file: Path
    truth_file: Path
    truth: Truth


def write(
    wanted: Plan,
    folder: Path,
    *,
    kind: Format | None = None,
    charset: str = "utf-8",
    gzip: bool = False,
    moved: Moved = lambda _rows: None,
) -> Written:
    """Write a sample and its truth into a folder, which is made. Raises `SampleRefused`."""
    dialect = wanted.dialect
    chosen = _format(dialect, kind, charset, gzip=gzip)
    ending = ".txt" if dialect.name == "vicidial" else ENDINGS[chosen]
    try:
        name = f"{dialect.file}{ending}{'.gz' if gzip else ''}"
        with durable.together(folder) as place, traffic(wanted) as connection:
            file = place / name
            write_file(connection, dialect, file, chosen, charset, moved)
            header = chosen is Format.XLSX or (
                dialect.header and chosen in TEXT and chosen is not Format.NDJSON
            )
            truth = truth_of(connection, wanted, file, header=header)
            written = write_truth(connection, truth, place)
        return Written(folder / name, folder / written.name, truth)
    except OSError as error:
        raise SampleRefused(f'"{folder}" cannot be written: {error.strerror}') from None


def _format(dialect: Dialect, kind: Format | None, charset: str, *, gzip: bool) -> Format:
    chosen = kind or dialect.formats[0]
    if chosen not in dialect.formats:
        known = ", ".join(dialect.formats)
        raise SampleRefused(f"files of {dialect.name} are not {chosen}; choose {known}")
    if charset not in CHARSETS:
        raise SampleRefused(f'"{charset}" is no charset here; choose {", ".join(CHARSETS)}')
    if (gzip or charset != "utf-8") and chosen not in TEXT:
        raise SampleRefused(f"{chosen} has its own encoding; leave out --charset and --gzip")
    if chosen is Format.NDJSON and charset == "gb18030":
        raise SampleRefused("ndjson is always UTF-8; leave out --charset")
    return chosen
