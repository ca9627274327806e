"""A record: one contact that happened, as a file tells it, and what reading the files came to.

Every dialect is read into one relation, `given`, of a DuckDB connection; what could not be read
stands beside it in `refused`, never dropped. Nothing here judges.
"""

from __future__ import annotations

import enum

import msgspec

from duegate.model.contact import (
    Arrangement,
    Audience,
    Channel,
    DebtKind,
    Element,
    Place,
    Purpose,
    Role,
)
from duegate.model.contact import Source as NumberSource
from duegate.model.outcome import OutcomeState
from duegate.rulebook.records import Column

TYPES: dict[Column, str] = {
    Column.TENANT: "VARCHAR",
    Column.AGENT: "VARCHAR",
    Column.CHANNEL: "VARCHAR",
    Column.NUMBER: "VARCHAR",
    Column.ADDRESS: "VARCHAR",
    Column.CALLER: "VARCHAR",
    Column.WITHHELD: "BOOLEAN",
    Column.ROLE: "VARCHAR",
    Column.BASIS: "VARCHAR",
    Column.PURPOSE: "VARCHAR",
    Column.STATE: "VARCHAR",
    Column.DURATION: "INTEGER",
    Column.DEBTOR: "VARCHAR",
    Column.STUDENT: "BOOLEAN",
    Column.DEBT: "VARCHAR",
    Column.DEBT_KIND: "VARCHAR",
    Column.AMOUNT: "DECIMAL(20, 4)",
    Column.CURRENCY: "VARCHAR",
    Column.DUE: "INTEGER",
    Column.CREDITOR: "VARCHAR",
    Column.LAW: "VARCHAR",
    Column.DEBTOR_REGION: "VARCHAR",
    Column.REGION: "VARCHAR",
    Column.ZONE: "VARCHAR",
    Column.PLACE: "VARCHAR",
    Column.AUTOMATED: "BOOLEAN",
    Column.AUDIENCE: "VARCHAR",
    Column.SOURCE: "VARCHAR",
    Column.OBTAINED: "INTEGER",
    Column.CONTAINS: "VARCHAR[]",
    Column.ARRANGEMENTS: "VARCHAR[]",
}
"""The DuckDB type of each column of `given` that a file may tell; only told ones are there.

Words are those of the model's enums (`call`, `debtor`, `conversation`), dates are proleptic
ordinals, numbers and references stand as written, trimmed.
"""

MEMBERS: dict[Column, type[enum.StrEnum]] = {
    Column.CHANNEL: Channel,
    Column.ROLE: Role,
    Column.PURPOSE: Purpose,
    Column.STATE: OutcomeState,
    Column.DEBT_KIND: DebtKind,
    Column.PLACE: Place,
    Column.AUDIENCE: Audience,
    Column.SOURCE: NumberSource,
    Column.CONTAINS: Element,
    Column.ARRANGEMENTS: Arrangement,
}
"""The columns that hold members of a closed set."""

NOT_JUDGED = frozenset({OutcomeState.NOT_SENT, OutcomeState.INBOUND})
"""Records in these states are events; nothing was sent out that could be judged."""

END_US = 4_102_444_800_000_000  # the year 2100
"""An instant from here on is a misread one."""

ALWAYS = """
    rid BIGINT NOT NULL,    -- rising over all files, in file order then row order
    file SMALLINT NOT NULL, -- which file, from 0
    line BIGINT NOT NULL,   -- the row of that file, from 1; a header is row 1
    at_us BIGINT NOT NULL   -- when the contact began, microseconds since 1970 UTC
"""
"""The columns that `given` always has, beside those a file tells."""

REFUSED = "refused (file SMALLINT, line BIGINT, reason VARCHAR, excerpt VARCHAR)"
"""The rows that are not audited: a `Reason`, and the start of the row with numbers masked."""


class Reason(enum.StrEnum):
    """Why a row is not audited."""

    COLUMNS = "columns"  # too few or too many cells for the columns
    TIME_MISSING = "time_missing"
    TIME_UNREADABLE = "time_unreadable"
    TIME_AMBIGUOUS = "time_ambiguous"  # the zone's clock shows it twice or never
    NUMBER_MISSING = "number_missing"
    NUMBER_MASKED = "number_masked"  # 138****0000
    NUMBER_MANGLED = "number_mangled"  # 1.38E+10
    NUMBER_INVALID = "number_invalid"
    WORD_UNKNOWN = "word_unknown"  # a channel, role, state ... that means nothing
    TOO_LONG = "too_long"
    ENCODING = "encoding"
    OTHER = "other"


class Source(msgspec.Struct, frozen=True):
    """One file as it was understood."""

    name: str  # without its folder
    sha256: str
    dialect: str  # `asterisk`, ..., or `generic`
    charset: str
    zone: str | None  # what its local times were read in; `None`: every time had its offset
    rows: int  # data rows seen: read + refused + passed over
    read: int
    refused: int
    passed_over: int = 0  # rows that are no contact by the dialect's own rule, such as a BYE
    columns: dict[str, str] = {}  # ours: theirs
    assumed: dict[str, str] = {}  # ours: the value taken for every row


class Given(msgspec.Struct, frozen=True):
    """What reading came to; the rows are in `given` and `refused` of the connection."""

    told: frozenset[Column]
    sources: tuple[Source, ...]
