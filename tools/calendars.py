"""Makes the calendars under `src/duegate/packs/calendars` from well-kept libraries.

    python -m tools.calendars            write them
    python -m tools.calendars --check    tell whether they are what the libraries say now
    python -m tools.calendars --compare  list where `workalendar` says otherwise; install it first

Dates come from `holidays`; China's holidays and adjusted workdays come from `chinesecalendar` and
are cross-checked with `holidays`, and a difference stops the run. A horizon ends where a year has
not been decreed yet; only calendars fixed by statute reach further. A feast whose date is an
estimate is not settled, nor is the day before or after. Where two readings are possible, such as
which days an office keeps, the calendar takes the one with more holidays.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import chinese_calendar  # type: ignore[import-untyped]
import holidays

FOLDER = Path(__file__).parents[1] / "src" / "duegate" / "packs" / "calendars"
FIRST = 2018
DECREED = 2026  # the last year whose decree was published when this was run
STATUTE = 2030
SATURDAY = 5
CHECKED = date(2026, 11, 24)
ESTIMATED = "(estimated"
ANY = ("public", "optional", "government")


class Place(NamedTuple):
    """A calendar to make: where, until which year its dates are certain, and what it is called.

    Several parts make the calendar of a day that is a holiday in any of them. `second` is where
    `workalendar` has the same calendar.
    """

    country: str
    parts: tuple[str | None, ...]
    until: int
    zh: str
    en: str
    second: str | None = None
    categories: tuple[str, ...] = ("public",)


STATES = ("ACT", "NSW", "NT", "QLD", "SA", "TAS", "VIC", "WA")
WHOLE = (None,)
OZ, CANADA = "oceania.australia", "america.canada"
PLACES = {
    "AU": Place("AU", STATES, DECREED, "澳大利亚任一州或领地", "Australia, any state"),
    "AU-ACT": Place(
        "AU",
        ("ACT",),
        STATUTE,
        "澳大利亚首都领地",
        "Australian Capital Territory",
        f"{OZ}.AustralianCapitalTerritory",
    ),
    "AU-NSW": Place(
        "AU", ("NSW",), STATUTE, "新南威尔士州", "New South Wales", f"{OZ}.NewSouthWales"
    ),
    "AU-NT": Place(
        "AU", ("NT",), STATUTE, "北领地", "Northern Territory", f"{OZ}.NorthernTerritory"
    ),
    "AU-QLD": Place("AU", ("QLD",), STATUTE, "昆士兰州", "Queensland", f"{OZ}.Queensland"),
    "AU-SA": Place(
        "AU", ("SA",), STATUTE, "南澳大利亚州", "South Australia", f"{OZ}.SouthAustralia"
    ),
    "AU-TAS": Place("AU", ("TAS",), STATUTE, "塔斯马尼亚州", "Tasmania", f"{OZ}.Tasmania"),
    "AU-VIC": Place("AU", ("VIC",), DECREED, "维多利亚州", "Victoria", f"{OZ}.Victoria"),
    "AU-WA": Place(
        "AU", ("WA",), DECREED, "西澳大利亚州", "Western Australia", f"{OZ}.WesternAustralia"
    ),
    "CA-ON": Place("CA", ("ON",), STATUTE, "安大略省", "Ontario", f"{CANADA}.Ontario", ANY),
    "CA-QC": Place(
        "CA", ("QC",), STATUTE, "魁北克省", "Quebec", f"{CANADA}.Quebec", ("public", "optional")
    ),
    "CL": Place("CL", WHOLE, STATUTE, "智利", "Chile", "america.chile.Chile"),
    "CO": Place("CO", WHOLE, STATUTE, "哥伦比亚", "Colombia", "america.colombia.Colombia"),
    "GB": Place("GB", ("ENG",), DECREED, "英格兰", "England", "europe.UnitedKingdom"),
    "ID": Place("ID", WHOLE, DECREED, "印度尼西亚", "Indonesia"),
    "IN": Place("IN", WHOLE, DECREED, "印度全国", "India, nationwide"),
    "KR": Place("KR", WHOLE, DECREED, "韩国", "Korea", "asia.SouthKorea"),
    "KZ": Place("KZ", WHOLE, DECREED, "哈萨克斯坦", "Kazakhstan", "asia.Kazakhstan"),
    "MX": Place("MX", WHOLE, STATUTE, "墨西哥", "Mexico", "america.Mexico"),
    "PH": Place("PH", WHOLE, DECREED, "菲律宾", "Philippines", "asia.Philippines"),
    "RU": Place("RU", WHOLE, DECREED, "俄罗斯", "Russia", "europe.Russia"),
    "TH": Place("TH", WHOLE, DECREED, "泰国", "Thailand"),
    "US": Place("US", WHOLE, STATUTE, "美国联邦", "United States, federal", "usa.UnitedStates"),
    "VN": Place("VN", WHOLE, DECREED, "越南", "Vietnam"),
}


def made() -> Iterator[tuple[str, str]]:
    """Give every calendar as its id and its file."""
    yield "CN", china()
    for name, place in PLACES.items():
        yield name, written(name, place)


def written(name: str, place: Place) -> str:
    """Write the calendar of one place."""
    years = range(FIRST, place.until + 1)
    days: set[date] = set()
    worked: set[date] = set()
    estimated: set[date] = set()
    for part in place.parts:
        known = holidays.country_holidays(
            place.country, part, years, categories=place.categories, language=english(place.country)
        )
        days |= {day for day in known if day.year in years}
        worked |= {day for day in known.weekend_workdays if day.year in years}
        estimated |= {day for day, said in known.items() if ESTIMATED in said}
    around = {day + timedelta(n) for day in estimated for n in (-1, 0, 1)}
    seconded = f"compared with workalendar ({place.second})" if place.second else "no second source"
    source = f"the library holidays {version('holidays')}; {seconded}"
    title = (f"{place.zh}公众假日", f"{place.en}, public holidays")
    lists = {"holidays": days, "workdays": worked - days, "unsettled": around}
    return document(name, title, place.until, source, lists)


def english(country: str) -> str | None:
    """Name the language in which names of estimated dates say so."""
    languages = getattr(holidays, country).supported_languages
    return next((each for each in languages if each.startswith("en")), None)


def china() -> str:
    """Write China's calendar; the two libraries must agree."""
    last = max(day.year for day in chinese_calendar.constants.holidays)
    until = min(last, DECREED)
    first, end = date(FIRST, 1, 1), date(until, 12, 31)
    days = [first + timedelta(n) for n in range((end - first).days + 1)]
    off = {day for day in days if day in chinese_calendar.constants.holidays}
    worked = {
        day
        for day in days
        if day in chinese_calendar.constants.workdays and day.weekday() >= SATURDAY
    }
    agree(off, worked, holidays.country_holidays("CN", years=range(FIRST, until + 1)))
    source = "the library chinesecalendar, cross-checked with holidays"
    title = ("中国法定节假日及调休", "China, public holidays and adjusted workdays")
    return document("CN", title, until, source, {"holidays": off, "workdays": worked})


def agree(off: set[date], worked: set[date], other: holidays.HolidayBase) -> None:
    """Stop when a day is off work for one library and not for the other."""
    here = {day for day in off if day.weekday() < SATURDAY}
    there = {day for day in other if day.weekday() < SATURDAY}
    moved = {day for day in other.weekend_workdays if day.year >= FIRST}
    differ = sorted((here ^ there) | (worked ^ moved))
    if differ:
        raise SystemExit(f"the libraries differ on {', '.join(map(str, differ))}; look them up")


def compared(name: str, place: Place) -> Iterator[str]:
    """Tell on which working days the second source says otherwise; a person looks them up."""
    if place.second is None:
        yield f"{name}: no second source"
        return
    module, _, kind = f"workalendar.{place.second}".rpartition(".")
    second = getattr(import_module(module), kind)()
    ours = set(tomllib.loads(written(name, place))["holidays"])
    for year in range(FIRST, place.until + 1):
        theirs = {day for day, _ in second.holidays(year)}
        here = {day for day in ours if day.year == year}
        for day in sorted(each for each in here ^ theirs if each.weekday() < SATURDAY):
            yield f"{name} {day}: a holiday for {'us' if day in ours else 'workalendar'} only"


def document(
    name: str, title: tuple[str, str], until: int, source: str, lists: dict[str, set[date]]
) -> str:
    """Write a calendar file."""
    zh, en = title
    return "\n".join(
        [
            f'id          = "{name}"',
            f'title.zh    = "{zh}"',
            f'title.en    = "{en}"',
            f"known_from  = {FIRST}-01-01",
            f"known_until = {until}-12-31",
            f'source      = "{source}"',
            f"checked     = {CHECKED}",
            *(f"{which:11} = [{by_year(days)}]" for which, days in lists.items() if days),
            "",
        ]
    )


def by_year(days: set[date]) -> str:
    """Write dates, a line a year."""
    lines = [
        "  " + ", ".join(str(day) for day in sorted(days) if day.year == year) + ","
        for year in sorted({day.year for day in days})
    ]
    return "\n" + "\n".join(lines) + "\n"


def main() -> None:
    """Write the calendars, check them, or compare them."""
    if "--compare" in sys.argv:
        for name, place in PLACES.items():
            print(*compared(name, place), sep="\n")
        return
    stale = []
    for name, text in made():
        path = FOLDER / f"{name}.toml"
        if "--check" in sys.argv:
            stale += [] if path.is_file() and path.read_text("utf-8") == text else [name]
        else:
            path.write_text(text, "utf-8")
    if stale:
        raise SystemExit(f"stale: {', '.join(stale)}; run `python -m tools.calendars`")


if __name__ == "__main__":
    main()
