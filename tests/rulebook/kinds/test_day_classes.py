"""Hours by class of day: calendars, closed days, hours over midnight, guard, a horizon."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rulebook.sample import book, check, contact, facts, instant

from duegate.model.judgement import Judgement, Verdict
from duegate.model.moment import moment_of
from duegate.model.text import Text
from duegate.model.unknown import Unknown
from duegate.packs import read_calendars
from duegate.rulebook.calendar import Calendar, load_calendar
from duegate.rulebook.judging import judge
from duegate.rulebook.kinds import TimeWindow
from duegate.rulebook.kinds.time_window import NEVER, first_inside, schedule_of
from duegate.rulebook.schedule import Hours, hours_text
from duegate.rulebook.time_of_day import TimeOfDay

CALENDARS = {name: load_calendar(name, data) for name, data in read_calendars().items()}


def hours(*written: str) -> tuple[Hours, ...]:
    """Read hours such as `workday 08:00-21:00`."""
    parts = [each.replace("-", " ").split() for each in written]
    return tuple(Hours(TimeOfDay.parse(a), TimeOfDay.parse(b), days) for days, a, b in parts)


CHINA = TimeWindow(
    hours=hours("workday 08:00-21:00", "saturday 09:00-18:00"),
    closed=frozenset({"sunday", "holiday"}),
    calendar="CN",
)
MIXED = TimeWindow(
    hours=hours("workday 08:00-22:00", "saturday 09:00-20:00", "sunday 09:00-20:00")
    + hours("holiday 10:00-18:00"),
    calendar="CN",
)
QUEBEC = TimeWindow(
    hours=hours("workday 08:00-20:00", "saturday 08:00-20:00"),
    closed=frozenset({"sunday", "holiday"}),
    calendar="CA-QC",
)


def judged(rule: TimeWindow, at: str, **changes: object) -> Judgement:
    """Judge a call at an instant of Shanghai under a rule alone."""
    return judge(book(rule, calendars=CALENDARS), contact(at), facts(**changes))


def test_each_class_has_its_hours() -> None:
    """Workdays, Saturdays, closed Sundays and holidays, and Saturdays that are worked."""
    check(
        CHINA,
        """
        at                | verdict  until
        ----------------  | -------  ----------------
        2026-03-06 07:59  | defer    2026-03-06 08:00
        2026-03-06 08:00  | allow    -
        2026-03-06 20:59  | allow    -
        2026-03-06 21:00  | defer    2026-03-07 09:00  # Saturday opens later
        2026-03-07 08:59  | defer    2026-03-07 09:00
        2026-03-07 17:59  | allow    -
        2026-03-07 18:00  | defer    2026-03-09 08:00  # over the closed Sunday
        2026-03-08 12:00  | defer    2026-03-09 08:00
        2026-02-14 08:00  | allow    -                 # a Saturday, worked
        2026-02-14 20:59  | allow    -
        2026-02-14 21:00  | defer    2026-02-24 08:00  # over the whole Spring Festival
        2026-02-21 12:00  | defer    2026-02-24 08:00  # a Saturday that is a holiday
        2026-02-28 20:59  | allow    -                 # a Saturday, worked
        2026-01-04 20:59  | allow    -                 # a Sunday, worked
        """,
        calendars=CALENDARS,
    )


def test_a_weekday_speaks_before_workday() -> None:
    """Hours for Fridays hold on Fridays, those for workdays on the other four."""
    check(
        TimeWindow(hours=hours("every 10:00-12:00", "workday 08:00-20:00", "friday 08:00-15:00")),
        """
        at                | verdict  until
        ----------------  | -------  ----------------
        2026-03-05 19:59  | allow    -
        2026-03-06 14:59  | allow    -
        2026-03-06 15:00  | defer    2026-03-07 10:00
        2026-03-07 12:00  | defer    2026-03-08 10:00
        """,
    )


def test_a_class_of_the_calendar_speaks_first() -> None:
    """School days may have hours of their own, holidays or not."""
    fair = {"fair": (date(2026, 2, 17), date(2026, 3, 6))}
    town = msgspec.structs.replace(CALENDARS["CN"], id="TOWN", classes=fair)
    check(
        msgspec.structs.replace(
            CHINA, hours=(*CHINA.hours, *hours("fair 12:00-13:00")), calendar="TOWN"
        ),
        """
        at                | verdict  until
        ----------------  | -------  ----------------
        2026-03-06 11:59  | defer    2026-03-06 12:00
        2026-02-17 12:59  | allow    -
        2026-02-17 13:00  | defer    2026-02-24 08:00
        """,
        calendars={"TOWN": town},
    )


def test_hours_over_midnight_belong_to_the_day_they_open_on() -> None:
    """Friday's night runs into Saturday; Sunday's night does not exist."""
    check(
        TimeWindow(hours=hours("workday 22:00-06:00"), closed=frozenset({"saturday", "sunday"})),
        """
        at                | verdict  until
        ----------------  | -------  ----------------
        2026-03-06 21:59  | defer    2026-03-06 22:00
        2026-03-06 22:00  | allow    -
        2026-03-06 23:59  | allow    -
        2026-03-07 00:00  | allow    -
        2026-03-07 05:59  | allow    -                 # Saturday morning, Friday's night
        2026-03-07 06:00  | defer    2026-03-09 22:00
        2026-03-09 00:00  | defer    2026-03-09 22:00  # Monday morning would be Sunday's night
        """,
    )


def test_a_night_whose_evening_is_skipped() -> None:
    """Samoa had no 30 December 2011, a Friday: what is left of its night begins at midnight."""
    friday = hours("friday 22:00-02:00")
    others = frozenset({"monday", "tuesday", "wednesday", "thursday", "saturday", "sunday"})
    check(
        TimeWindow(hours=friday, closed=others),
        """
        at                | verdict  until
        ----------------  | -------  ----------------
        2011-12-29 22:00  | defer    2011-12-31 00:00
        2011-12-31 01:59  | allow    -
        2011-12-31 02:00  | defer    2012-01-06 22:00
        """,
        zone="Pacific/Apia",
    )


def test_midnight_is_a_closing_too() -> None:
    """24:00 and 00:00 both close at the end of the day."""
    for close in ("24:00", "00:00"):
        check(
            TimeWindow(hours=hours(f"every 20:00-{close}")),
            """
            at                   | verdict  until
            -------------------  | -------  ----------------
            2026-03-06 23:59:59  | allow    -
            2026-03-07 00:00     | defer    2026-03-07 20:00
            """,
        )


def test_the_guard_refuses_late_starts() -> None:
    """With ten minutes of guard, 20:50 is too late; the opening does not move."""
    check(
        TimeWindow(hours=hours("every 08:00-21:00"), guard_s=600),
        """
        at                   | verdict  until
        -------------------  | -------  ----------------
        2026-03-06 08:00     | allow    -
        2026-03-06 20:49:59  | allow    -
        2026-03-06 20:50     | defer    2026-03-07 08:00
        2026-03-06 21:00     | defer    2026-03-07 08:00
        """,
    )


def test_hours_may_be_meant_on_one_clock() -> None:
    """With a zone of its own the rule asks no clock of the recipient."""
    moscow = TimeWindow(hours=hours("every 08:00-22:00"), zone="Europe/Moscow")
    for zones in (("Asia/Shanghai",), Unknown("region not stated")):
        assert judged(moscow, "2026-03-06T12:59", zones=zones).verdict is Verdict.DEFER
        assert judged(moscow, "2026-03-06T13:00", zones=zones).verdict is Verdict.ALLOW
        late = judged(moscow, "2026-03-07T03:00", zones=zones)
        assert late.until == instant("2026-03-07T13:00")


def test_quebec_moves_a_sunday_holiday() -> None:
    """1 July 2029 is a Sunday, so 2 July is the holiday; in 2030 the 2nd is a workday."""
    check(
        QUEBEC,
        """
        at                | verdict  until
        ----------------  | -------  ----------------
        2029-06-30 20:00  | defer    2029-07-03 08:00
        2029-07-02 12:00  | defer    2029-07-03 08:00
        2029-07-03 08:00  | allow    -
        2030-07-01 12:00  | defer    2030-07-02 08:00
        2030-07-02 12:00  | allow    -
        2026-04-06 12:00  | defer    2026-04-07 08:00  # Easter Monday
        2026-06-24 12:00  | defer    2026-06-25 08:00
        2026-07-04 19:59  | allow    -                 # a Saturday
        """,
        zone="America/Toronto",
        calendars=CALENDARS,
    )


def test_an_unknown_year_takes_the_strictest_hours_and_says_so() -> None:
    """2027 is not decreed: any day may be a holiday, so a holiday's hours are what is certain."""
    inside = judged(MIXED, "2027-03-08T17:59")
    assert inside.verdict is Verdict.ALLOW
    (flag,) = inside.findings
    assert flag.verdict is Verdict.ALLOW
    assert flag.reason is not None
    assert "known until 2026-12-31" in flag.reason.en
    assert "公布至 2026-12-31" in flag.reason.zh
    outside = judged(MIXED, "2027-03-08T18:00")
    (finding,) = outside.findings
    assert outside.until == instant("2027-03-09T10:00")
    assert finding.reason is not None
    assert finding.reason.en.endswith("it counts as the strictest it may be")
    assert judged(MIXED, "2026-03-09T21:59").findings == ()


def test_a_day_with_no_certain_hour_is_a_denial_that_says_why() -> None:
    """Where holidays are closed, nothing is certain past the horizon; zones are not to blame."""
    for at in ("2026-12-31T21:00", "2027-03-08T12:00", "2017-06-01T12:00"):
        judgement = judged(CHINA, at)
        (finding,) = judgement.findings
        assert judgement.verdict is Verdict.DENY
        assert finding.until is None
        assert finding.reason is not None
        assert "the calendar CN is known until 2026-12-31" in finding.reason.en
        assert "只公布至 2026-12-31" in finding.reason.zh


def test_within_the_horizon_the_zones_are_to_blame() -> None:
    """No common hour is said to be that, calendar or not."""
    zones = ("Asia/Shanghai", "America/New_York", "Pacific/Auckland", "Europe/Moscow")
    (finding,) = judged(CHINA, "2026-03-06T12:00", zones=zones).findings
    assert (finding.verdict, finding.reason) == (Verdict.DENY, NEVER)


def test_a_date_the_moon_decides_is_not_settled() -> None:
    """Around an estimated feast the day counts as both; two days on it is settled."""
    rule = TimeWindow(hours=hours("every 09:00-12:00", "workday 08:00-21:00"), calendar="KZ")
    assert judged(rule, "2026-05-27T12:00").until == instant("2026-05-28T09:00")
    assert judged(rule, "2026-05-28T12:00").until == instant("2026-05-29T08:00")
    assert judged(rule, "2026-05-29T12:00").verdict is Verdict.ALLOW


def test_the_words_for_hours() -> None:
    """Hours and closed days in both languages, in the order of a week."""
    assert hours_text(CHINA.hours, CHINA.closed) == Text(
        "工作日 08:00-21:00、周六 09:00-18:00、周日、节假日不可",
        "08:00-21:00 on workdays, 09:00-18:00 on Saturdays, none on Sundays, holidays",
    )
    assert hours_text(hours("every 08:00-21:00")) == Text("08:00-21:00", "08:00-21:00")
    assert hours_text(hours("fair 08:00-21:00")).en == "08:00-21:00 on “fair” days"


ZONES = (
    "Asia/Shanghai",
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "America/Havana",  # midnight is skipped and comes twice
    "Pacific/Apia",
)
STARTS = (
    datetime(2011, 12, 28, tzinfo=UTC),  # Samoa skips a date
    datetime(2026, 3, 7, tzinfo=UTC),
    datetime(2026, 3, 28, tzinfo=UTC),
    datetime(2026, 10, 3, tzinfo=UTC),
    datetime(2026, 10, 24, tzinfo=UTC),
    datetime(2026, 10, 31, tzinfo=UTC),
    datetime(2026, 12, 29, tzinfo=UTC),  # the horizon ends
)
DAYS = ("workday", "monday", "friday", "saturday", "sunday", "holiday")
MINUTE = timedelta(minutes=1)
GRID = 5 * 24 * 60


@st.composite
def windows(draw: st.DrawFn) -> TimeWindow:
    """Draw hours on the half hour for every day and for some classes, some of them closed."""
    times = st.integers(0, 47).map(lambda half: TimeOfDay(half * 1800))
    spans = st.tuples(times, times).filter(lambda span: span[0] != span[1])
    named = ["every", *draw(st.lists(st.sampled_from(DAYS), unique=True, max_size=3))]
    closed = frozenset(draw(st.sets(st.sampled_from(DAYS), max_size=3))) - set(named)
    guard = draw(st.sampled_from((0, 0, 60, 900)))
    parts = tuple(Hours(*draw(spans), days) for days in named)
    return TimeWindow(hours=parts, closed=closed, calendar="T", guard_s=guard)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Draw a calendar of which some days are holidays, some weekends worked, some unsettled."""
    days = [start.date() + timedelta(n) for start in STARTS for n in range(6)]
    off, worked, unsettled = (
        set(draw(st.lists(st.sampled_from(days), max_size=8))) for _ in range(3)
    )
    said = Text("镇", "town")
    return Calendar(
        "T",
        said,
        date(2011, 1, 1),
        date(2026, 12, 31),
        "drawn",
        date(2026, 11, 24),
        tuple(off),
        tuple(day for day in worked - off if day.weekday() >= 5),
        tuple(unsettled),
    )


def may_be(calendar: Calendar, day: date) -> list[list[str]]:
    """Tell in plain words what a date may be."""
    name = day.strftime("%A").lower()
    usual = [name, "workday", "every"] if day.weekday() < 5 else [name, "every"]
    if day > calendar.known_until or day in calendar.unsettled:
        return [usual, ["holiday", "every"], ["workday", "every"]]
    if day in calendar.holidays:
        return [["holiday", "every"]]
    return [["workday", "every"]] if day in calendar.workdays else [usual]


def open_on(rule: TimeWindow, names: list[str], second: int) -> bool:
    """Tell whether a day of these classes is open so many seconds after its midnight."""
    for name in names:
        if name in rule.closed:
            return False
        for each in rule.hours:
            if each.days == name:
                night = 86_400 if each.close <= each.open else 0
                return each.open <= second < each.close + night - rule.guard_s
    return False


def is_open(rule: TimeWindow, calendar: Calendar, at: datetime, zone: str) -> bool:
    """Tell whether a clock shows a time inside, its own day's or the night of the day before."""
    local = at.astimezone(ZoneInfo(zone))
    second = local.hour * 3600 + local.minute * 60
    return any(
        all(
            open_on(rule, names, second + back * 86_400)
            for names in may_be(calendar, local.date() - timedelta(back))
        )
        for back in (0, 1)
    )


@settings(deadline=None, max_examples=150, derandomize=True)
@given(
    windows(),
    calendars(),
    st.sampled_from(STARTS),
    st.integers(0, 2 * 24 * 60),
    st.lists(st.sampled_from(ZONES), min_size=1, max_size=2, unique=True),
)
def test_the_first_instant_is_that_of_a_minute_grid(
    rule: TimeWindow, calendar: Calendar, start: datetime, minute: int, zones: list[str]
) -> None:
    """Minute by minute for five days, the rule and a plain recount agree on when it opens."""
    at = start + minute * MINUTE
    schedule = schedule_of(rule, calendar)
    for n in range(0, 2 * 24 * 60, 17):
        moment = moment_of(at + n * MINUTE, tuple(zones))
        for clock in moment.local:
            inside = schedule.holds(clock.day, clock.second)
            assert inside == is_open(rule, calendar, moment.at, clock.zone)
    expected = next(
        (
            now
            for now in (at + n * MINUTE for n in range(GRID))
            if all(is_open(rule, calendar, now, zone) for zone in zones)
        ),
        None,
    )
    found = first_inside(schedule, moment_of(at, tuple(zones)))
    if expected is None:
        assert found is None or found >= at + GRID * MINUTE
    else:
        assert found == expected
