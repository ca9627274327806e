"""Reading: any call-detail or message file into rows of `given`, and what could not be read.

The one entry is `read`. What dialects there are is data, in `dialects/`.
"""

from duegate.audit.reading.errors import (
    ColumnMissing,
    FileUnreadable,
    MappingRefused,
    ReadingError,
    TimeUnclear,
    ZoneContradicted,
    ZoneNeeded,
)
from duegate.audit.reading.how import How
from duegate.audit.reading.lists import read_callers, read_notes
from duegate.audit.reading.mapping import Mapping, dialect_names, load_mapping, save_mapping
from duegate.audit.reading.preview import first_rows
from duegate.audit.reading.progress import Progress, Step
from duegate.audit.reading.read import read, understood

__all__ = [
    "ColumnMissing",
    "FileUnreadable",
    "How",
    "Mapping",
    "MappingRefused",
    "Progress",
    "ReadingError",
    "Step",
    "TimeUnclear",
    "ZoneContradicted",
    "ZoneNeeded",
    "dialect_names",
    "first_rows",
    "load_mapping",
    "read",
    "read_callers",
    "read_notes",
    "save_mapping",
    "understood",
]
