"""A dialect: how one system writes its records of contacts down, column for column.

Each column is an SQL expression over one contact of the sample; the file is told line for line.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping

import msgspec


class Format(enum.StrEnum):
    """A kind of file."""

    CSV = "csv"
    TSV = "tsv"
    NDJSON = "ndjson"
    PARQUET = "parquet"
    XLSX = "xlsx"


TEXT = frozenset({Format.CSV, Format.TSV, Format.NDJSON})
DELIMITER = {Format.CSV: ",", Format.TSV: "\t"}


class Quotes(enum.StrEnum):
    """Which cells of a text file stand in quotation marks."""

    NONE = "none"
    STRINGS = "strings"
    ALL = "all"


class Dialect(msgspec.Struct, frozen=True):
    """One system's files; the first of `formats` is the one it writes by itself.

    `columns` are SQL by name, those in `numbers` never stand in quotation marks. `whole`: it tells
    everything, not only of calls; `callers`: it shows that a caller was withheld; `inbound`: it
    tells which way a call went. `written` is the instant, in seconds of the local day, at which
    the row of a contact enters the file. Where an answered call has several rows, `parts`, the
    others are no contacts.
    """

    name: str
    file: str
    formats: tuple[Format, ...]
    columns: Mapping[str, str]
    numbers: frozenset[str] = frozenset()
    header: bool = True
    quotes: Quotes = Quotes.NONE
    line_end: str = "\n"
    whole: bool = False
    callers: bool = False
    inbound: bool = False
    written: str = "second"
    parts: int = 1
