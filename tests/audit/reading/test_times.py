"""Times: every plain way of writing one, and none that may be read two ways."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest
from tests.audit.reading.reads import CHINA, reads

from duegate.audit.reading import How, MappingRefused, TimeUnclear, ZoneContradicted, ZoneNeeded
from duegate.audit.reading.mapping import Mapping, read_mapping
from duegate.audit.reading.times import placed_in_sql
from duegate.ledger.instants import to_us
from duegate.model.moment import zone_of

AT_EIGHT = "2026-10-01T00:00:00+00:00"
WRITTEN = [
    "2026-10-01 08:00:00",
    "2026-10-01T08:00:00",
    "2026-10-01 8:00",
    "2026/10/1 8:00",
    "2026/10/01 08:00:00",
    "2026.10.01 08:00:00",
    "2026-10-01 08:00:00.000",
    "2026-10-01 08:00:00,000",
    "2026-10-01T00:00:00Z",
    "2026-10-01 00:00:00 UTC",
    "2026-10-01T08:00:00+08:00",
    "2026-10-01 08:00:00 +0800",
    "2026-10-01 08:00:00+08",
    "2026-09-30 19:00:00-05:00",
    "Thu, 01 Oct 2026 00:00:00 +0000",
    "Wed, 30 Sep 2026 20:00:00 -0400",
    "2026年10月1日 8时0分",
    "2026年10月01日 08:00:00",
    "2026/10/1 上午 8:00",
    "2026-10-01 8:00:00 AM",
    "2026年10月1日 星期四 8时0分",
    "2026年10月1日 上午8:00",
    "2026-10-01 08：00：00",
    "20261001080000",
    "20261001 080000",
    "20261001 8:00",
    "46296.333333333336",
    "46296 0.333333333333333",
    "01-Oct-2026 08:00:00",
    "Oct 1, 2026 8:00 AM",
    "October 1, 2026 at 8:00:00 AM",
    "1790812800",
    "1790812800000",
    "1790812800000000",
    "1790812800.0",
    "1790812800000.0",
    "'2026-10-01 08:00:00",
    "　2026-10-01 08:00:00 ",
]
UNREADABLE = [
    "2026-10-01",
    "08:00:00",
    "yesterday",
    "2026-13-01 08:00:00",
    "2026-02-30 08:00:00",
    "2026-10-01 25:00:00",
    "1970-01-01 08:00:00",
    "2999-01-01 00:00:00",
    "46296.3333",
    "infinity",
    "epoch",
    "0",
    "99999999999999",
    "999999999999999999999999999999",
    "2026-10-01 08:00:00 Asia/Shanghai",
    "2026-10-01 08:00:00+99:99:99",
]


def one(tmp_path: Path, cell: str, how: How | None = None) -> list[object]:
    """Read a file of one record beside a plain one."""
    content = f"开始时间\t被叫号码\n{cell}\t13800138000\n"
    return reads(tmp_path / "x.tsv", content, how).column("at")


@pytest.mark.parametrize("cell", WRITTEN)
def test_an_instant_however_it_is_written(tmp_path: Path, cell: str) -> None:
    """All of these are eight in the morning in China."""
    assert one(tmp_path, cell) == [AT_EIGHT]


@pytest.mark.parametrize("cell", UNREADABLE)
def test_what_is_no_instant_is_refused_not_guessed(tmp_path: Path, cell: str) -> None:
    """A date without a time of day is none either."""
    content = f"开始时间\t被叫号码\n2026-10-01 08:00:00\t13800138000\n{cell}\t13800138000\n"
    found = reads(tmp_path / "x.tsv", content)
    assert found.reasons() == {3: "time_unreadable"}


def test_every_row_may_write_it_its_own_way(tmp_path: Path) -> None:
    """Nothing is decided for the file by its first row."""
    plain = [cell for cell in WRITTEN if "-05:00" not in cell and "-0400" not in cell]
    rows = "".join(f"{cell}\t13800138000\n" for cell in plain)
    found = reads(tmp_path / "x.tsv", "开始时间\t被叫号码\n" + rows)
    assert found.column("at") == [AT_EIGHT] * len(plain)


def test_a_local_time_shown_twice_or_never_is_refused(tmp_path: Path) -> None:
    """Nobody but its writer knows which instant was meant; the minutes around are clear."""
    cells = [
        "2026-11-01 00:59:59", "2026-11-01 01:00:00", "2026-11-01 01:59:59", "2026-11-01 02:00:00",
        "2026-03-08 01:59:59", "2026-03-08 02:00:00", "2026-03-08 02:59:59", "2026-03-08 03:00:00",
        "2026-11-01T01:30:00-04:00",
    ]  # fmt: skip
    content = "start time,phone\n" + "".join(f"{cell},2125550123\n" for cell in cells)
    found = reads(tmp_path / "x.csv", content, How(zone="America/New_York"))
    assert found.reasons() == dict.fromkeys((3, 4, 7, 8), "time_ambiguous")
    assert found.column("at") == [
        "2026-11-01T04:59:59+00:00",
        "2026-11-01T07:00:00+00:00",
        "2026-03-08T06:59:59+00:00",
        "2026-03-08T07:00:00+00:00",
        "2026-11-01T05:30:00+00:00",
    ]


ZONES = [
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "America/St_Johns",
]


@pytest.mark.parametrize("zone", ZONES)
def test_walls_are_placed_as_the_pinned_table_says(zone: str, seed: int) -> None:
    """The query and the zone table agree on random walls and on those around every change."""
    draw = Random(f"{seed}{zone}")
    walls = [
        datetime(2020, 1, 1) + timedelta(minutes=draw.randrange(15 * 525_600))  # noqa: DTZ001 - walls
        for _ in range(4_000)
    ]
    days = [datetime(2026, 1, 1) + timedelta(minutes=30 * step) for step in range(17_520)]  # noqa: DTZ001 - walls
    walls += days
    placed = placed_in_sql("wall", zone)
    found = duckdb.execute(
        f"SELECT {placed} FROM (SELECT unnest(?::BIGINT[]) AS wall)",
        [[to_us(wall.replace(tzinfo=UTC)) for wall in walls]],
    ).fetchall()
    clock = zone_of(zone)
    for wall, (at,) in zip(walls, found, strict=True):
        early, late = (wall.replace(tzinfo=clock, fold=fold).astimezone(UTC) for fold in (0, 1))
        assert at == (to_us(early) if early == late else None), wall


def test_slashed_dates_by_what_they_show(tmp_path: Path) -> None:
    """A thirteenth month is a day; where no row shows it the reader is asked."""
    head = "start time,phone\n"
    days = reads(tmp_path / "a.csv", head + "31/10/2026 08:00,13800138000\n")
    months = reads(tmp_path / "b.csv", head + "10/31/2026 8:00 PM,13800138000\n")
    assert days.column("at") == ["2026-10-31T00:00:00+00:00"]
    assert months.column("at") == ["2026-10-31T12:00:00+00:00"]
    with pytest.raises(TimeUnclear, match="may be day/month or month/day"):
        reads(tmp_path / "c.csv", head + "01/02/2026 08:00,13800138000\n")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("01/02/2026 8:00 PM", "may be day/month or month/day"),
        ("10/31/26 08:00", "is written in no way that is known"),
    ],
    ids=["two ways", "no way"],
)
def test_how_a_time_is_written_is_asked_with_a_mapping_that_works(
    tmp_path: Path, cell: str, said: str
) -> None:
    """Saved as it is printed, it reads the file."""
    content = f"start time,phone\n{cell},13800138000\n"
    with pytest.raises(TimeUnclear, match=said) as stopped:
        reads(tmp_path / "x.csv", content)
    mapping = read_mapping(stopped.value.mapping, "m.toml")
    assert len(reads(tmp_path / "x.csv", content, How(mapping=mapping)).rows) == 1


def test_a_day_alone_is_no_time(tmp_path: Path) -> None:
    """The reading stops and says so; the mapping shows where the clock belongs."""
    with pytest.raises(TimeUnclear, match="has no time of day") as stopped:
        reads(tmp_path / "x.csv", "call date,phone\n2026-10-01,13800138000\n")
    assert 'at = "call date + ..."' in stopped.value.mapping


def test_a_mapping_may_name_several_formats(tmp_path: Path) -> None:
    """The first that fits is taken."""
    mapping = Mapping(
        columns={"at": "t", "number": "n"}, time=("%d/%m/%y %H:%M:%S", "%d/%m/%y %H:%M")
    )
    content = "t,n\n01/10/26 08:00,13800138000\n01/10/26 08:00:30,13800138000\n"
    found = reads(tmp_path / "x.csv", content, How(zone=CHINA, mapping=mapping))
    assert found.column("at") == ["2026-10-01T00:00:00+00:00", "2026-10-01T00:00:30+00:00"]


def test_a_zone_must_be_known(tmp_path: Path) -> None:
    """It is asked for once, and has an IANA name."""
    content = "start time,phone\n2026-10-01T08:00:00Z,13800138000\n"
    late = content * 1 + "2026-10-01T08:00:00Z,13800138000\n" * 500 + "2026-10-01 09:00,138\n"
    with pytest.raises(ZoneNeeded, match='"start time", such as "2026-10-01 09:00"'):
        reads(tmp_path / "x.csv", late, How())
    with pytest.raises(MappingRefused, match='"CST" is not a zone; give an IANA name'):
        reads(tmp_path / "x.csv", content, How(zone="CST"))


def test_offsets_may_contradict_the_zone(tmp_path: Path) -> None:
    """Then the bare times beside them are of another zone too."""
    rows = "2026-10-01 08:00:00,13800138000\n2026-10-01 08:00:00{},13800138000\n"
    with pytest.raises(ZoneContradicted, match=r"row 3 carries the offset \+09:00.*Asia/Shanghai"):
        reads(tmp_path / "x.csv", "start time,phone\n" + rows.format("+09:00"))
    agreed = reads(tmp_path / "y.csv", "start time,phone\n" + rows.format("+08:00"))
    utc = reads(tmp_path / "z.csv", "start time,phone\n" + rows.format("Z"))
    assert (agreed.source.read, utc.source.read) == (2, 2)
    assert agreed.source.zone == CHINA
