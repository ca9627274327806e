"""What stops the reading of a file, in its owner's words: the file, what is wrong, what to give."""

from __future__ import annotations

import re
from collections.abc import Iterable

from duegate.errors import DuegateError

NAMES_SHOWN, NAME_CHARS = 40, 60
_RUN = re.compile(r"(\d{3})\d{3,}")
"""What may be a number of somebody, where a record stands in place of a header."""


class ReadingError(DuegateError):
    """A file of records, or what was said of it, cannot be used."""


class FileUnreadable(ReadingError):
    """The file is not there, is no file of records, or is a trap."""

    def __init__(self, file: str, what: str) -> None:
        self.file = file
        super().__init__(f"{file}: {what}")


class MappingRefused(ReadingError):
    """A mapping, a dialect or an assumed value that means nothing."""


class ColumnMissing(ReadingError):
    """The file does not tell what no record can do without."""

    def __init__(self, file: str, what: str, columns: Iterable[str], example: str) -> None:
        self.file = file
        self.columns = tuple(columns)
        self.example = example
        named = [_RUN.sub(r"\1****", column)[:NAME_CHARS] for column in self.columns[:NAMES_SHOWN]]
        more = len(self.columns) - len(named)
        shown = (", ".join(named) or "none") + (f" and {more} more" if more else "")
        super().__init__(
            f"{file}: {what}; its columns are {shown}; say which is which in a mapping file:\n"
            f"{example}"
        )


class ZoneNeeded(ReadingError):
    """Times stand without their offset, and nobody has said where those clocks stand."""

    def __init__(self, file: str, column: str, example: str) -> None:
        self.file, self.column, self.example = file, column, example
        super().__init__(
            f'{file}: the times in "{column}", such as "{example}", have no offset;'
            ' say once where these clocks stand, by an IANA name such as "Asia/Shanghai"'
        )


class ZoneContradicted(ReadingError):
    """Some times of a file carry an offset that the given zone does not have then."""

    def __init__(self, file: str, zone: str, line: int, offset: str) -> None:
        self.file, self.zone = file, zone
        super().__init__(
            f"{file}: row {line} carries the offset {offset}, which {zone} does not have then,"
            " so the times without an offset cannot be of that zone; give the zone they are of"
        )


class TimeUnclear(ReadingError):
    """Times that may be read two ways, or in none that is known; `mapping` is one to begin from."""

    def __init__(self, file: str, column: str, example: str, why: str, mapping: str) -> None:
        self.file, self.column, self.example, self.mapping = file, column, example, mapping
        super().__init__(
            f'{file}: "{example}" in "{column}" {why}; say in a mapping file how the time is'
            f" written, or which column holds it:\n{mapping}"
        )
