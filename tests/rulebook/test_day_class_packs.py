"""Packs whose hours differ by class of day: what the loader asks of them, and what it binds."""

from __future__ import annotations

import pytest
from tests.rulebook.mistakes import HEAD
from tests.rulebook.sample import contact

from duegate.packs import read_calendars
from duegate.rulebook.book import Book
from duegate.rulebook.calendar import load_calendar
from duegate.rulebook.cases import run_cases
from duegate.rulebook.clause import Pack
from duegate.rulebook.errors import PackError
from duegate.rulebook.load import load_pack, load_packs

CALENDARS = {name: load_calendar(name, data) for name, data in read_calendars().items()}
RULE = """\
calendar = "CN"
closed   = ["sunday", "holiday"]
hours    = [
  { days = "workday", open = "08:00", close = "21:00" },
  { days = "saturday", open = "20:00", close = "02:00" },
]
"""
ROWS = """\
2026-03-06 07:59  | defer    2026-03-06 08:00
2026-03-06 08:00  | allow    -
2026-02-14 20:59  | allow    -
2026-03-06 21:00  | defer    2026-03-07 20:00
2026-03-07 19:59  | defer    2026-03-07 20:00
2026-03-07 20:00  | allow    -
2026-03-08 01:59  | allow    -
2026-03-08 02:00  | defer    2026-03-09 08:00
2026-03-08 12:00  | defer    2026-03-09 08:00
2026-02-17 12:00  | defer    2026-02-24 08:00
"""
CLAUSE = """\
id    = "town/hours"
topic = "hours"
title = { zh = "时段", en = "hours" }
[[version]]
from    = 1970-01-01
cite    = { zh = "第一条", en = "article 1" }
source  = "gazette"
checked = 2026-11-23
text    = { zh = "文", en = "text" }
reason  = { zh = "{at} 不可，{hours}", en = "not at {at}; {hours}" }
[version.rule]
kind = "time_window"
"""


def load(rule: str = RULE, rows: str = ROWS) -> Pack:
    """Load the pack with this rule and these rows."""
    table = f"at                | verdict  until\n----------------  | -------  -----\n{rows}"
    clause = f"{CLAUSE}{rule}[cases]\ntable = '''\n{table}'''\n"
    files = {"pack.toml": HEAD.encode(), "hours.toml": clause.encode()}
    return load_pack("town", files, CALENDARS)


def refused(rule: str = RULE, rows: str = ROWS) -> tuple[str, ...]:
    """Load, and give what the loader says."""
    with pytest.raises(PackError) as error:
        load(rule, rows)
    return error.value.problems


def test_a_full_table_loads_and_passes() -> None:
    """Four rows a class with hours, one a closed class; a worked Saturday is a workday."""
    pack = load()
    (clause,) = pack.clauses
    assert list(pack.calendars) == ["CN"]
    assert all(result.passed for result in run_cases(pack, clause))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (0, "no row at 07:59 on a day that is workday, the minute before the opening, refused"),
        (1, "no row at 08:00 on a day that is workday, the opening, allowed"),
        (2, "no row at 20:59 on a day that is workday, the last minute inside, allowed"),
        (3, "no row at 21:00 on a day that is workday, the closing, refused"),
        (4, "no row at 19:59 on a day that is saturday, the minute before the opening, refused"),
        (5, "no row at 20:00 on a day that is saturday, the opening, allowed"),
        (6, "no row at 01:59 on a day that is saturday, the last minute inside, allowed"),
        (7, "no row at 02:00 on a day that is saturday, the closing, refused"),
        (9, "no row on a day that is holiday, refused; add it"),
    ],
)
def test_each_class_needs_its_edges(row: int, says: str) -> None:
    """Without one of its rows a table does not load."""
    lines = ROWS.splitlines(keepends=True)
    (problem,) = refused(rows="".join(lines[:row] + lines[row + 1 :]))
    assert problem.startswith("town/hours.toml: cases: version 1: ")
    assert says in problem


def test_a_closed_class_needs_a_row() -> None:
    """Both rows on a Sunday gone, the closed Sunday is missed, and so is Saturday's closing."""
    problems = refused(
        rows="".join(line for line in ROWS.splitlines(keepends=True) if "03-08" not in line)
    )
    assert any("no row on a day that is sunday, refused; add it" in each for each in problems)


def test_a_day_nobody_knows_is_no_boundary_row() -> None:
    """Past the horizon a row shows several classes at once, so it stands for none."""
    problems = refused(
        rows=ROWS.replace("2026-02-17", "2027-02-17").replace("2026-02-24", "2027-02-24")
    )
    assert any("no row on a day that is holiday, refused; add it" in each for each in problems)


def test_the_guard_moves_the_last_rows() -> None:
    """With guard seconds the last start and the first refused one lie before the closing."""
    problems = refused(f"guard_s = 600\n{RULE}")
    assert any("no row at 20:49 on a day that is workday, the last minute" in p for p in problems)
    assert any(
        "no row at 20:50 on a day that is workday, the closing, refused" in p for p in problems
    )


@pytest.mark.parametrize(
    ("stands", "becomes", "says"),
    [
        ('"CN"', '"XX"', "calendar: `XX` is not at hand; there are AU, AU-ACT, "),
        ('"CN"', '"CM"', "calendar: `CM` is not at hand"),
        ('calendar = "CN"', "", "calendar: holidays are named; say by which calendar"),
        ('"sunday", "holiday"', '"holiday"', "hours: nothing is said of sunday; give hours or"),
        ('"sunday", "holiday"', '"sunday"', "hours: nothing is said of holiday; give hours or"),
        ('"workday"', '"friday"', "hours: nothing is said of monday; give hours or `closed`"),
        ('"sunday", ', '"sunday", "workday", ', "closed: workday has hours as well; say one"),
        ('"sunday"', '"sundays"', "closed: `sundays` is not known; did you mean `sunday`?"),
        (
            '"workday"',
            '"workdays"',
            "hours 1, days: `workdays` is not known; did you mean `workday`",
        ),
        ("closed ", 'zone = "Mars/Olympus"\nclosed ', 'zone: "Mars/Olympus" is not a zone'),
        ("closed ", "guard_s = 21600\nclosed ", "guard_s: leaves nothing of hours 2; make it less"),
        ("closed ", "guard_s = -1\nclosed ", "guard_s: "),
        ('"20:00"', '"24:00"', "hours 2: saturday 24:00-02:00 is empty; the opening comes before"),
        (
            '"saturday", open = "20:00", close = "02:00"',
            '"workday", open = "20:00", close = "22:00"',
            "hours 2: workday 20:00-22:00 does not come after workday 08:00-21:00; order and join",
        ),
    ],
)
def test_a_mistake_in_the_hours_is_named(stands: str, becomes: str, says: str) -> None:
    """A day without a word, a class nobody knows, a calendar that is not there."""
    assert stands in RULE
    problems = refused(RULE.replace(stands, becomes, 1))
    assert any(
        problem.startswith("town/hours.toml: version 1, rule, ") and says in problem
        for problem in problems
    ), problems


def test_a_guard_does_not_cut_a_night_in_two() -> None:
    """Hours that meet at midnight would be refused just before it."""
    rule = """\
    guard_s = 600
    hours = [{ open = "00:00", close = "06:00" }, { open = "20:00", close = "24:00" }]
    """
    assert any("guard_s: hours meet at midnight; write them as one" in p for p in refused(rule))


def test_the_calendar_is_part_of_the_basis() -> None:
    """The packs a section names hold the calendar by its hash; what no rule names stays out."""
    book = Book((load(),))
    at = contact().at
    assert book.section(contact(), at).packs == {
        "town": load().hash,
        "calendar/CN": CALENDARS["CN"].hash,
    }


def test_a_broken_calendar_stops_all_packs() -> None:
    """It is named as a file, like a pack's."""
    with pytest.raises(PackError, match=r"calendars/CN\.toml: not TOML: "):
        load_packs({}, {"CN": b"holidays = ["})
