"""Times as tables write them, in the zone they were written in; what has no place is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from duegate.interfaces.cli.lists.times import TimeRefused, date_of, instant_of

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["2026-11-23 12:00", "2026-11-23 12:00:00", "2026-11-23T12:00:00", "2026/11/23 12:00",
     "2026.11.23 12:00", "2026年11月23日 12:00", "2026年11月23日12时00分00秒",
     "2026-11-23 12:00:00.000"],
)  # fmt: skip
def test_a_local_time_is_taken_in_the_stated_zone(written: str) -> None:
    """All the usual ways to write it."""
    assert instant_of(written, "Asia/Shanghai") == NOON


@pytest.mark.parametrize(
    "written", ["2026-11-23T12:00:00+08:00", "2026-11-23 12:00:00Z", "2026-11-23T12:00-05:00"]
)
def test_a_time_with_an_offset_stands(written: str) -> None:
    """The stated zone does not move it."""
    assert instant_of(written, "Europe/Berlin") == written


@pytest.mark.parametrize("written", ["noon", "46349.5", "23.11.2026", "12:00", ""])
def test_what_is_no_time_goes_on_to_be_refused(written: str) -> None:
    """With the sentence every contact gets."""
    assert instant_of(written, "Asia/Shanghai") == written


REFUSED = {
    ("2026-11-23 12:00", None): (
        '"2026-11-23 12:00" has no offset; say once where these clocks stand: --zone Asia/Shanghai'
    ),
    ("2026-02-30 12:00", "Asia/Shanghai"): '"2026-02-30 12:00": day is out of range for month',
    ("2026-11-23 12:00", "Mars/Base"): (
        '"2026-11-23 12:00": "Mars/Base" is not a zone; give an IANA name such as "Asia/Shanghai"'
    ),
    ("2026-03-29 02:30", "Europe/Berlin"): (
        '"2026-03-29 02:30" does not exist there: the clocks of Europe/Berlin change then; '
        "write the time with its offset"
    ),
    ("2026-10-25 02:30", "Europe/Berlin"): (
        '"2026-10-25 02:30" is shown twice there: the clocks of Europe/Berlin change then; '
        "write the time with its offset"
    ),
}


@pytest.mark.parametrize(("written", "zone"), REFUSED)
def test_a_time_nobody_can_place_is_refused(written: str, zone: str | None) -> None:
    """Message by message: no zone, no such day, a gap, a fold."""
    with pytest.raises(TimeRefused) as refused:
        instant_of(written, zone)
    assert str(refused.value) == REFUSED[written, zone]


@pytest.mark.parametrize(
    "written",
    ["2026-11-03", "2026/11/3", "20261103", "2026年11月3日", "2026.11.03", "2026-11-03 00:00:00"],
)
def test_a_date_is_written_the_iso_way(written: str) -> None:
    """All the usual ways to write it."""
    assert date_of(written) == "2026-11-03"


@pytest.mark.parametrize("written", ["soon", "3.11.2026", "2026-11-03 12:00"])
def test_what_is_no_date_stays(written: str) -> None:
    """And is refused where contacts are read."""
    assert date_of(written) == written
