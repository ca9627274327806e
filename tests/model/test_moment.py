"""Instants on the clocks of the recipient: gaps, folds, and what is no zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from duegate.model.moment import (
    LocalTime,
    as_shown,
    local_time,
    moment_of,
    next_showing,
    set_back,
    zone_of,
)

BERLIN = "Europe/Berlin"
EPOCH = datetime(1970, 1, 2, tzinfo=UTC)


def day(written: str) -> int:
    """Give the ordinal of a date."""
    return date.fromisoformat(written).toordinal()


def utc(written: str) -> datetime:
    """Read an instant in UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


def test_a_moment_is_shown_on_every_clock() -> None:
    """One instant, two dates."""
    moment = moment_of(utc("2017-06-01T16:30"), ("Asia/Shanghai", "America/New_York"))
    assert moment.local == (
        LocalTime("Asia/Shanghai", day("2017-06-02"), 30 * 60),
        LocalTime("America/New_York", day("2017-06-01"), 12 * 3600 + 30 * 60),
    )
    assert moment_of(utc("2017-06-01T16:30"), ()).local == ()


def test_any_offset_shows_the_same_time() -> None:
    """What counts is the instant, not how it was written."""
    there = datetime(2017, 6, 2, 0, 30, 59, 999_999, timezone(timedelta(hours=8)))
    assert local_time(there, "Asia/Shanghai") == LocalTime("Asia/Shanghai", day("2017-06-02"), 1859)


@pytest.mark.parametrize("name", ["Asia/Peking", "", "../zoneinfo", "/etc/localtime", "UTC+8"])
def test_what_is_no_zone_is_refused(name: str) -> None:
    """In the reader's words, whatever was written."""
    with pytest.raises(
        ValueError, match=f'^"{name.replace("+", ".")}" is not a zone; give an IANA'
    ):
        zone_of(name)


@pytest.mark.parametrize(
    ("shown", "second", "after", "first"),
    [
        ("2017-06-01", 28_800, "2017-05-31T12:00", "2017-06-01T06:00"),
        ("2017-03-26", 9_000, "2017-03-25T12:00", "2017-03-26T01:00"),  # 02:30 is skipped
        ("2017-03-26", 10_800, "2017-03-25T12:00", "2017-03-26T01:00"),  # 03:00 is where it lands
        ("2017-10-29", 9_000, "2017-10-28T12:00", "2017-10-29T00:30"),  # the first 02:30
        ("2017-10-29", 9_000, "2017-10-29T00:30", "2017-10-29T00:30"),
        ("2017-10-29", 9_000, "2017-10-29T00:30:01", "2017-10-29T01:30"),  # the second
        ("2017-10-29", 9_000, "2017-10-29T02:00", "2017-10-29T02:00"),  # both are over
    ],
)
def test_when_a_clock_first_shows_a_time(shown: str, second: int, after: str, first: str) -> None:
    """A skipped time is shown by none; one that comes twice by the first not yet over."""
    assert next_showing(BERLIN, day(shown), second, after=utc(after)) == utc(first)


def test_a_skipped_day_gives_the_day_after() -> None:
    """Samoa had no 30 December 2011."""
    first = next_showing("Pacific/Apia", day("2011-12-30"), 12 * 3600, after=EPOCH)
    assert local_time(first, "Pacific/Apia") == LocalTime("Pacific/Apia", day("2011-12-31"), 0)


def test_a_day_ends_where_the_next_begins() -> None:
    """24:00 is 00:00 of the day after."""
    end = next_showing(BERLIN, day("2017-06-01"), 86_400, after=EPOCH)
    assert end == next_showing(BERLIN, day("2017-06-02"), 0, after=EPOCH)


@pytest.mark.parametrize(
    ("after", "before", "change"),
    [
        ("2017-10-28T12:00", "2017-10-29T12:00", "2017-10-29T01:00"),
        ("2017-10-29T00:59:59.5", "2017-10-29T01:00:01", "2017-10-29T01:00"),
        ("2017-10-29T01:00", "2017-10-29T12:00", None),  # it has been set back already
        ("2017-03-25T12:00", "2017-03-26T12:00", None),  # it is set forward
        ("2017-06-01T12:00", "2017-06-02T12:00", None),
    ],
)
def test_when_a_clock_is_set_back(after: str, before: str, change: str | None) -> None:
    """To the second, and only when it is."""
    found = set_back(BERLIN, utc(after), utc(before))
    assert found == (None if change is None else utc(change))


def test_what_a_clock_shows_twice_is_written_with_its_offset() -> None:
    """Otherwise nobody could tell which of the two."""
    assert as_shown(utc("2017-06-01T06:00"), BERLIN) == "2017-06-01 08:00"
    assert as_shown(utc("2017-06-01T06:00:30"), BERLIN) == "2017-06-01 08:00:30"
    assert as_shown(utc("2017-10-29T00:30"), BERLIN) == "2017-10-29 02:30+02:00"
    assert as_shown(utc("2017-10-29T01:30"), BERLIN) == "2017-10-29 02:30+01:00"


def test_the_zone_table_is_the_wheels() -> None:
    """Gate, planner and audit read one table, not the machine's."""
    import zoneinfo  # noqa: PLC0415 - asked after the model was imported

    assert zoneinfo.TZPATH == ()
