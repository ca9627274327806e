"""What the prepared table holds: persons, days, references, and which debtors are tangled."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest
from tests.audit.files import File, Row, told_by, write

from duegate.audit.prepare import Prepared, Terms, prepare
from duegate.audit.record import END_US
from duegate.audit.tables import DuckTables
from duegate.ledger.identity import folded
from duegate.rulebook.records import Column

NOON_US = 1_780_286_400_000_000  # 1 June 2026, noon in Shanghai
PLAIN = Terms()
LI, WANG = "+8613800138000", "+8613900139000"


class Ready:
    """A prepared file and its tables."""

    def __init__(
        self, *rows: Row, terms: Terms = PLAIN, told: frozenset[Column] | None = None
    ) -> None:
        self.connection = duckdb.connect()
        rows = tuple({"at_us": NOON_US, Column.NUMBER: LI} | row for row in rows)
        file = File(told or told_by(rows) | {Column.NUMBER}, rows, terms)
        self.given = write(self.connection, file)
        self.prepared: Prepared = prepare(DuckTables(self.connection), self.given, terms)

    def rows(self, columns: str, table: str = "records") -> list[Any]:
        """Read some columns in the order of the rows; a lone one bare."""
        found = self.connection.execute(f"SELECT {columns} FROM {table} ORDER BY rid").fetchall()
        return [row[0] if len(row) == 1 else row for row in found]


def test_a_row_without_number_or_instant_is_set_aside() -> None:
    """With its line, why, and no more of the number than its last digits."""
    ready = Ready(
        {},
        {Column.NUMBER: None},
        {Column.NUMBER: "138001380001234"},
        {"at_us": -1},
        {"at_us": END_US},
        {"at_us": END_US - 1},
        {"at_us": 0},
    )
    assert ready.rows("line") == [2, 7, 8]
    refused = ready.connection.execute(
        "SELECT line, reason, excerpt FROM refused ORDER BY 1"
    ).fetchall()
    assert [(line, reason) for line, reason, _ in refused] == [
        (3, "number_missing"),
        (4, "number_invalid"),
        (5, "time_unreadable"),
        (6, "time_unreadable"),
    ]
    assert refused[1][2] == "1380013****1234"
    assert (ready.prepared.first_us, ready.prepared.last_us) == (0, END_US - 1)


def test_words_not_told_have_their_meaning_and_blank_ones_theirs() -> None:
    """Without a column of roles everybody owes; in one, a blank says that nobody knows."""
    untold = Ready({})
    assert untold.rows("channel, role, purpose, state") == [("call", "debtor", "collect", None)]
    blank = Ready({Column.ROLE: "relative", Column.PURPOSE: "reply"}, {})
    assert blank.rows("role, purpose") == [("relative", "reply"), ("unknown", "collect")]


@pytest.mark.parametrize(
    ("told", "keys"),
    [
        ({Column.DEBTOR: "d", Column.DEBT: "l"}, ("d", "l")),
        ({Column.DEBTOR: "d"}, ("d", "d")),
        ({Column.DEBT: "l"}, ("l", "l")),
        ({}, (LI[1:], LI[1:])),
    ],
)
def test_a_reference_stands_in_for_the_other(told: Row, keys: tuple[str, str]) -> None:
    """A debt tells its debtor, and a number tells both."""
    assert Ready(told).rows("debtor, debt") == [keys]


def test_references_are_counted_by_as_the_gate_counts() -> None:
    """Wide, invisible and doubled characters make no other debtor; case does."""
    written = ["d 1", " d  1 ", "\uff44\u30001", "d\u200b 1", "D 1", "", "d\n1"]
    ready = Ready(*({Column.DEBTOR: each} for each in written))
    assert ready.rows("debtor") == [folded(each) for each in written]
    assert ready.rows("debtor").count("d 1") == 5


def test_caller_numbers_are_registered_however_they_are_written() -> None:
    """As the gate writes them; a service code as it stands."""
    terms = Terms(callers=frozenset({"+861085241234", "95588"}), region="CN")
    shown = ["+86 10 8524 1234", "010-85241234", "955 88", "95589", None]
    ready = Ready(*({Column.CALLER: each} for each in shown), terms=terms)
    assert ready.rows("registered") == [True, True, True, False, False]
    assert Ready({Column.CALLER: "95588"}).rows("registered") == [None]


def test_days_and_seconds_are_those_of_the_recipient() -> None:
    """Several candidate clocks give the first day and the last."""
    plain = Ready({"at_us": NOON_US + 12 * 3_600_000_000 - 1})
    assert plain.rows("day_first, day_last, second") == [(739_768, 739_768, 86_399)]
    several = Ready({Column.ZONE: "America/New_York"})
    assert several.prepared.several_clocks
    assert several.rows("day_first, day_last, second") == [(739_768, 739_768, 0)]
    assert several.rows("offsets", "prepared") == [[-14_400, 28_800]]


@pytest.mark.parametrize(
    ("rows", "by", "tangled"),
    [
        ([(LI, "a", "d1"), (WANG, "a", "d2")], "debtor_key", []),
        ([(LI, "a", "d1"), (WANG, "a", "d1")], "debtor_key", []),
        ([(LI, "a", "d1"), (LI, "a", "d2")], "person", []),
        ([(LI, "a", "d1"), (LI, "b", "d1")], "person", []),
        ([(LI, "a", "d1"), (LI, "a", "d2"), (WANG, "a", "d2")], "debtor_key", [1, 2]),
        (
            [(LI, "a", "d1"), (LI, "a", "d2"), (WANG, "a", "d2"), (WANG, "b", "d2")],
            "person",
            [2, 3],
        ),
    ],
)
def test_which_debtors_no_column_tells(
    rows: list[tuple[str, str, str]], by: str, tangled: list[int]
) -> None:
    """A debtor is known by reference or number; a reference is its tenant's."""
    names = (Column.NUMBER, Column.TENANT, Column.DEBTOR)
    ready = Ready(*(dict(zip(names, row, strict=True)) for row in rows))
    assert (ready.prepared.debtors_by, ready.prepared.irregular) == (by, len(tangled))
    if tangled:
        marked = ready.connection.execute("SELECT rid FROM prepared WHERE irregular ORDER BY 1")
        assert [rid for (rid,) in marked.fetchall()] == tangled


def test_clocks_that_differ_within_a_debtor_tangle_it() -> None:
    """Dates of other clocks cannot be compared with one column."""
    zones = ("Asia/Shanghai", "Australia/Lord_Howe")
    ready = Ready(*({Column.ZONE: zone} for zone in zones), {Column.NUMBER: WANG})
    assert ready.prepared.irregular == 2


def test_an_empty_file_is_ready_too() -> None:
    """With every column told, and with none."""
    for told in (frozenset(Column), frozenset[Column]()):
        ready = Ready(told=told) if told else Ready({}, told=frozenset({Column.STATE}))
        assert ready.prepared.records == 0
        assert ready.prepared.tenants == 1
