"""Whatever a file holds: nothing breaks, nothing is executed, and both forms still agree."""

from __future__ import annotations

import pytest
from tests.audit.agreement import Heard, check, hear
from tests.audit.files import File, Row, told_by
from tests.packs.shipped import PACKS

from duegate.audit.findings import EVIDENCE_MAX
from duegate.audit.prepare import Terms
from duegate.rulebook.book import Book
from duegate.rulebook.records import Column

NAMES = ("cn-shenzhen", "cn-cba-2026", "us-reg-f", "ru-230fz", "co")
BOOK = Book(
    tuple(PACKS[name] for name in NAMES), adopted=frozenset(NAMES), unverified=frozenset(NAMES)
)
NOON_US = 1_780_286_400_000_000
CHINESE = Terms(region="CN")
END_US = 4_102_444_800_000_000
DAY_US = 86_400_000_000
CALL: Row = {"at_us": NOON_US, Column.NUMBER: "+8613800138000"}
WORDS = (
    "'; DROP TABLE given; --",
    "' OR '1'='1",
    '"; x',
    "\\",
    "$$",
    "%s",
    "?",
    "NULL",
    '""',
    "#",
    "a,b",
    "a\nb",
    "a\r\nb",
    "\x00x",
    "\ue000",
    "\u202eabc",
    "\U0001f600",
    "",
    "  ",
)
REFERENCES = (
    Column.TENANT,
    Column.AGENT,
    Column.CALLER,
    Column.BASIS,
    Column.DEBTOR,
    Column.DEBT,
    Column.CREDITOR,
)


def told(
    *rows: Row,
    terms: Terms = CHINESE,
    notes: tuple[tuple[object, ...], ...] = (),
    columns: frozenset[Column] = frozenset(),
) -> Heard:
    """Check a file of a few rows."""
    return check(File(columns | told_by(rows) | {Column.NUMBER}, rows, terms, notes), BOOK)


@pytest.mark.parametrize("columns", [frozenset[Column](), frozenset(Column)])
def test_nothing_at_all(columns: frozenset[Column]) -> None:
    """An empty file has no records, no violations and no first instant."""
    heard = told(columns=columns)
    assert (heard.audit.records, heard.audit.first_us, heard.violations) == (0, None, {})


def test_nothing_told_but_the_instant() -> None:
    """Nobody was reached that anybody could tell apart."""
    heard = told(*[{"at_us": NOON_US}] * 3, columns=frozenset(Column))
    assert (heard.audit.records, heard.audit.persons) == (0, 0)
    assert heard.connection.execute("SELECT count(*) FROM refused").fetchone() == (3,)


def test_one_row_and_rows_that_are_all_refused() -> None:
    """The least there can be."""
    assert told(CALL).audit.records == 1
    masked = CALL | {Column.NUMBER: "138****8000"}
    assert told(masked, masked).audit.records == 0


def test_all_rows_violate() -> None:
    """In the night everybody is called too early."""
    rows = [CALL | {"at_us": NOON_US + 12 * 3_600_000_000 + n} for n in range(20)]
    assert told(*rows).audit.violating == 20


def test_words_are_data() -> None:
    """In references, lists and notes; each word is a debtor of its own, and all tables stand."""
    rows = [CALL | dict.fromkeys(REFERENCES, word) | {"at_us": NOON_US + n}
            for word in WORDS for n in range(4)]  # fmt: skip
    notes = [(word, word, word, word, "preference", value, 0, None)
             for word in WORDS for value in ("no_call", f"no_call{word}", word)]  # fmt: skip
    terms = Terms(region="CN", callers=frozenset(WORDS), notes=True)
    heard = told(*rows, terms=terms, notes=tuple(notes))
    assert heard.audit.records == len(rows)
    tables = {name for (name,) in heard.connection.execute("SHOW TABLES").fetchall()}
    assert {"given", "refused", "notes", "records", "violations", "unknowns"} <= tables


@pytest.mark.parametrize("column", [Column.ZONE, Column.REGION, Column.DEBTOR_REGION, Column.LAW])
def test_words_where_places_belong_tell_nothing(column: Column) -> None:
    """No row is lost or told twice."""
    rows = [CALL | {column: word, "at_us": NOON_US + n} for n, word in enumerate((*WORDS, None))]
    heard = told(*rows)
    assert heard.audit.records == len(rows)
    found = heard.connection.execute("SELECT count(*), count(DISTINCT rid) FROM records")
    assert found.fetchone() == (len(rows), len(rows))


@pytest.mark.parametrize("word", [*WORDS, "+", "+86\n13800138000", "1" * 5_000, "=cmd()"])
def test_words_where_numbers_belong_are_set_aside(word: str) -> None:
    """With all the others kept."""
    heard = told(CALL, CALL | {Column.NUMBER: word})
    assert heard.audit.records == 1
    assert heard.connection.execute("SELECT line FROM refused").fetchall() == [(3,)]


def test_the_ends_of_time() -> None:
    """1970 and the year 2100, in one file; what lies outside was misread."""
    edges = (0, 1, END_US - 1, END_US, -1, 2**62, -(2**62))
    heard = told(*(CALL | {"at_us": at_us} for at_us in edges))
    assert heard.audit.records == 3
    assert (heard.audit.first_us, heard.audit.last_us) == (0, END_US - 1)


@pytest.mark.parametrize(
    ("zone", "at"),
    [
        ("America/Havana", 1_772_946_000),  # 8 March 2026: midnight becomes one
        ("America/Santiago", 1_788_667_200),  # 6 September 2026: as in Havana
        ("Asia/Beirut", 1_774_735_200),  # 29 March 2026: as in Havana
        ("America/Nuuk", 1_792_890_000),  # 25 October 2026: midnight is set back to eleven
        ("Pacific/Apia", 1_325_239_200),  # 30 December 2011 is left out
    ],
)
def test_clocks_that_change_at_midnight(zone: str, at: int) -> None:
    """On the last second of a date and the first of the next, whatever comes between."""
    steps = (-90_000, -3_601, -3_600, -1, 0, 1, 3_599, 3_600, 90_000)
    rows = [CALL | {"at_us": (at + step) * 1_000_000, Column.ZONE: zone,
                    Column.NUMBER: "+56961234567" if "Santiago" in zone else "+8613800138000"}
            for step in steps for _ in range(2)]  # fmt: skip
    assert told(*rows).violations


def test_many_records_of_one_debtor() -> None:
    """Counts go on, of the evidence the oldest are named."""
    rows = [CALL | {"at_us": NOON_US + n * 60_000_000} for n in range(5_000)]
    book = Book((PACKS["cn-shenzhen"],), adopted=frozenset({"cn-shenzhen"}))
    heard = hear(File(told_by(rows), rows, Terms(region="CN")), book)
    caps = [found for (_, name), found in heard.violations.items() if name == "cn-shenzhen/SZ-02"]
    assert len(caps) > 4_900
    assert max(found.used or 0 for found in caps) > 1_000
    assert max(len(found.evidence or ()) for found in caps) == EVIDENCE_MAX
