"""Tables as text: what is read, and the sentence for each thing that cannot be."""

from __future__ import annotations

import pytest

from duegate.rulebook.errors import TableError
from duegate.rulebook.table import Columns, read_table

COLUMNS = Columns(given=("at", "channel"), wanted=("verdict", "until"), required=("at", "verdict"))
TABLE = """
# a line of its own may be a comment

at     channel    | verdict
-----  ---------  | -------
07:59  a b        | defer     # two words, one cell
08:00  -          | allow
"""


def test_rows_keep_their_line_their_cells_and_their_comment() -> None:
    """Lines are counted from the one the table begins on."""
    first, second = read_table(TABLE, COLUMNS, 20)
    assert (first.line, first.comment) == (25, "two words, one cell")
    assert first.given == {"at": "07:59", "channel": "a b"}
    assert first.wanted == {"verdict": "defer"}
    assert (second.line, second.comment, second.given["channel"]) == (26, "", "-")


def test_a_column_of_the_wanted_side_may_stand_alone() -> None:
    """Only required columns must be there."""
    (row,) = read_table("at | verdict\n-- | ---\n08:00 | allow", COLUMNS)
    assert (row.given, row.wanted) == ({"at": "08:00"}, {"verdict": "allow"})


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("", "line 7: no rows; a table is a header, a line of dashes, and rows"),
        ("at  | verdict\n--  | ---", "line 7: no rows; a table is a header"),
        ("at  verdict\n--  ---\n1  2", "line 7: no `|`; put one between what is given and"),
        (
            "at  chanel  | verdict\n--  ---  | ---\n1  2  | 3",
            "line 7: unknown column `chanel`; did you mean `channel`?; there are at, channel",
        ),
        (
            "at  | verdict  at\n--  | ---  --\n1  | 2  3",
            "line 7: unknown column `at`; there are verdict, until",
        ),
        (
            "at  at  | verdict\n--  --  | ---\n1  1  | 2",
            "line 7: column `at` stands twice; keep one",
        ),
        ("channel  | verdict\n---  | ---\n1  | 2", "line 7: no column `at`; add it"),
        ("at  | verdict\n1  | 2\n3  | 4", "line 8: the line under the header must be dashes"),
        (
            "at  channel  | verdict\n--  ---  | ---\n1  | 2",
            "line 9: 1 cells before the `|` where the header has 2; keep cells two spaces apart",
        ),
        (
            "at  | verdict\n--  | ---\n1  | 2  3",
            "line 9: 2 cells after the `|` where the header has 1; keep cells two spaces apart",
        ),
    ],
)
def test_what_cannot_be_read_is_said(table: str, sentence: str) -> None:
    """The line, what is wrong, what to do."""
    with pytest.raises(TableError) as caught:
        read_table(table, COLUMNS, 7)
    assert str(caught.value).startswith(sentence)
