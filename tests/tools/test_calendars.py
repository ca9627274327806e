"""The calendars that ship are what the libraries say, and what is known of them holds."""

from __future__ import annotations

from datetime import date

import holidays
import pytest
from tools.calendars import agree, made

from duegate.packs import read_calendars
from duegate.rulebook.calendar import ADJUSTED, HOLIDAY, Calendar, DayClass, load_calendar

SHIPPED = {name: load_calendar(name, data) for name, data in read_calendars().items()}


def what(name: str, day: str) -> set[str]:
    """Tell what a calendar makes of a date: the most particular class of each reading."""
    return {reading[0] for reading in SHIPPED[name].readings(date.fromisoformat(day).toordinal())}


def test_the_calendars_are_what_the_libraries_say() -> None:
    """Nobody typed a date: made anew in memory, every file is the one that ships."""
    shipped = {name: data.decode() for name, data in read_calendars().items()}
    assert dict(made()) == shipped


@pytest.mark.parametrize(
    ("name", "day", "readings"),
    [
        ("CN", "2026-02-14", {"workday"}),  # a Saturday worked before the Spring Festival
        ("CN", "2026-02-17", {"holiday"}),  # the Spring Festival
        ("CN", "2026-02-21", {"holiday"}),  # a Saturday inside it
        ("CN", "2026-03-07", {"saturday"}),
        ("CN", "2026-11-24", {"tuesday"}),
        ("CN", "2027-02-08", {"monday", "holiday", "workday"}),  # not decreed yet
        ("CN", "2017-06-01", {"thursday", "holiday", "workday"}),  # before the calendar begins
        ("CA-QC", "2029-07-01", {"holiday"}),  # a Sunday
        ("CA-QC", "2029-07-02", {"holiday"}),  # so the Monday after it
        ("CA-QC", "2030-07-02", {"tuesday"}),  # 1 July is a Monday
        ("CA-QC", "2026-06-24", {"holiday"}),
        ("CA-QC", "2026-04-06", {"holiday"}),  # Easter Monday
        ("CA-ON", "2026-08-03", {"holiday"}),  # the civic holiday, which not everybody keeps
        ("AU", "2026-11-03", {"holiday"}),  # Victoria alone
        ("AU-NSW", "2026-11-03", {"tuesday"}),
        ("KZ", "2026-05-27", {"wednesday", "holiday", "workday"}),  # the moon decides
        ("KZ", "2026-05-29", {"friday"}),
        ("RU", "2025-11-01", {"workday"}),  # a Saturday worked for 3 November
        ("RU", "2025-11-03", {"holiday"}),
        ("CL", "2027-09-17", {"holiday"}),  # Friday before the 18th, by statute
    ],
)
def test_what_a_date_is(name: str, day: str, readings: set[str]) -> None:
    """Dates a person looked up."""
    assert what(name, day) == readings


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_a_calendar_keeps_its_word(name: str) -> None:
    """Each known date is one thing; a worked day is a weekend day and no holiday."""
    calendar = SHIPPED[name]
    assert {day.year for day in calendar.holidays} == set(
        range(calendar.known_from.year, calendar.known_until.year + 1)
    )
    assert all(day.weekday() >= 5 for day in calendar.workdays)
    for day in each_day(calendar):
        readings = calendar.readings(day)
        assert len(readings) == (1 if calendar.knows(day) else 3)
        assert readings[-1] in (HOLIDAY, ADJUSTED) or readings[-1][0] in set(DayClass)


def each_day(calendar: Calendar) -> range:
    """Give the dates of the horizon, and some beyond."""
    return range(calendar.known_from.toordinal() - 9, calendar.known_until.toordinal() + 9)


def test_a_difference_between_the_libraries_stops_the_run() -> None:
    """A day off that only one library knows is named."""
    known = holidays.country_holidays("CN", years=[2026])
    off = {day for day in known if day.year == 2026}
    worked = {day for day in known.weekend_workdays if day.year == 2026}
    agree(off, worked, known)
    for changed, moved in ((off | {date(2026, 3, 3)}, worked), (off, worked - {date(2026, 2, 14)})):
        with pytest.raises(SystemExit, match=r"the libraries differ on 2026-0[23]-"):
            agree(changed, moved, known)
