"""Calendars: what a date may be, and the files that are refused."""

from __future__ import annotations

from datetime import date

import pytest

from duegate.rulebook.calendar import Calendar, every_reading, load_calendar
from duegate.rulebook.errors import PackError

FILE = """\
id          = "TOWN"
title       = { zh = "镇", en = "town" }
known_from  = 2026-01-01
known_until = 2026-12-31
source      = "gazette"
checked     = 2026-11-24
holidays    = [2026-01-01, 2026-05-01]
workdays    = [2026-05-09]
unsettled   = [2026-06-16]
[classes]
fair        = [2026-05-01, 2026-08-08]
"""


def calendar(text: str = FILE) -> Calendar:
    """Read a calendar."""
    return load_calendar("TOWN", text.encode())


@pytest.mark.parametrize(
    ("day", "readings"),
    [
        ("2026-01-01", {("holiday", "every")}),
        ("2026-05-01", {("fair", "holiday", "every")}),
        ("2026-05-09", {("workday", "every")}),  # a Saturday
        ("2026-08-08", {("fair", "saturday", "every")}),
        ("2026-08-09", {("sunday", "every")}),
        ("2026-08-10", {("monday", "workday", "every")}),
    ],
)
def test_a_known_date_is_one_thing(day: str, readings: set[tuple[str, ...]]) -> None:
    """Its own class speaks first, then holiday, worked weekend day, weekday."""
    found = calendar()
    assert set(found.readings(ordinal(day))) == readings
    assert found.knows(ordinal(day))
    assert readings <= set(every_reading(found))


@pytest.mark.parametrize("day", ["2025-12-31", "2027-01-01", "2026-06-16"])
def test_a_date_nobody_knows_may_be_anything(day: str) -> None:
    """Outside the horizon and where the calendar says so, a date is never simply its weekday."""
    found = calendar()
    assert not found.knows(ordinal(day))
    assert {reading[0] for reading in found.readings(ordinal(day))} >= {
        "holiday",
        "workday",
        "fair",
    }


def ordinal(day: str) -> int:
    """Read a date as its ordinal."""
    return date.fromisoformat(day).toordinal()


def test_the_hash_is_that_of_the_bytes() -> None:
    """One more space is another calendar."""
    assert calendar().hash != calendar(FILE + " ").hash
    assert len(calendar().hash) == 64


@pytest.mark.parametrize(
    ("stands", "becomes", "says"),
    [
        ('id          = "TOWN"', 'id = "CITY"', 'id is "CITY" but the file is `TOWN`; make them'),
        ("holidays ", "holydays ", "unknown field `holydays`; did you mean `holidays`?"),
        ("checked     = 2026-11-24\n", "", "`checked` is missing; add it"),
        ("[2026-05-09]", '["2026-05-09"]', "workdays 1: expected `date`, got `str`; write a date"),
        ("[2026-05-09]", "[2026-05-09", "not TOML: "),
        ("2026-12-31", "2025-12-31", "known_until lies before known_from; exchange them"),
        (
            "2026-05-01]\nw",
            "2027-05-01]\nw",
            "holidays: 2027-05-01 lies outside the horizon; widen",
        ),
        ("2026-01-01, 2026-05-01", "2026-05-01, 2026-01-01", "2026-01-01 does not come after"),
        ("2026-01-01, 2026-05-01", "2026-01-01, 2026-01-01", "2026-01-01 does not come after"),
        ("[2026-05-09]", "[2026-05-01]", "workdays: 2026-05-01 is a holiday as well; say one"),
        ("fair ", "sunday ", "classes: `sunday` is a class of every calendar; name it otherwise"),
        ("[2026-05-01, 2026-08-08]", "[2027-08-08]", "classes, fair: 2027-08-08 lies outside"),
        ("[classes]", 'hash = "00"\n[classes]', "hash: it is made from the file; leave it out"),
        ("镇", "\udcff", "not TOML: "),
    ],
)
def test_a_mistake_is_named(stands: str, becomes: str, says: str) -> None:
    """The file, the place and the remedy."""
    assert stands in FILE
    data = FILE.replace(stands, becomes, 1).encode(errors="surrogateescape")
    with pytest.raises(PackError) as refused:
        load_calendar("TOWN", data)
    assert any(
        problem.startswith("calendars/TOWN.toml: ") and says in problem
        for problem in refused.value.problems
    ), refused.value.problems
