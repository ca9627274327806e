"""The parts of countries that ship agree with the libraries they were not made from."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from importlib.resources import files
from zoneinfo import ZoneInfo

import phonenumbers
import pytest
from phonenumbers.tzdata import TIMEZONE_DATA

from duegate.packs import read_places
from duegate.rulebook.places import is_place

PLACES = tomllib.loads(read_places().decode())
ZONES: dict[str, list[str]] = PLACES["zones"]
AREAS: dict[str, str] = PLACES["areas"]
PARTS_LEAST = {
    "US": 51,
    "CA": 13,
    "AU": 8,
    "RU": 83,
    "BR": 27,
    "MX": 32,
    "ID": 38,
    "KZ": 20,
    "CL": 16,
    "CN": 31,
}


def own_zones() -> dict[str, set[str]]:
    """Give the zones of each country, as the tz database lists them."""
    found: dict[str, set[str]] = {}
    for line in files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found.setdefault(country, set()).add(zone)
    return found


@pytest.mark.parametrize(("country", "least"), PARTS_LEAST.items())
def test_no_part_is_forgotten(country: str, least: int) -> None:
    """Every state, province, region of a country that lives by more than one clock."""
    assert sum(part.startswith(f"{country}-") for part in ZONES) >= least


@pytest.mark.parametrize("part", sorted(ZONES))
def test_a_part_lives_by_clocks_of_its_country(part: str) -> None:
    """Or of the country it is as well, such as Puerto Rico; each zone exists."""
    country, _, short = part.partition("-")
    own = own_zones()
    assert is_place(part)
    assert set(ZONES[part]) <= own[country] or set(ZONES[part]) <= own[short]
    assert all(ZoneInfo(zone) for zone in ZONES[part])


@pytest.mark.parametrize("country", sorted(PARTS_LEAST))
def test_every_clock_of_a_country_is_kept_in_some_part(country: str) -> None:
    """One that nobody was given would be left out of the hours; alike ones count as one."""
    kept = {zone for part in ZONES if part.startswith(f"{country}-") for zone in ZONES[part]}
    shown = {now(zone) for zone in kept}
    assert {now(zone) for zone in own_zones()[country]} <= shown


def now(zone: str) -> tuple[object, ...]:
    """Give how far a zone is from UTC in winter and in summer of 2026."""
    days = (datetime(2026, 1, 15, tzinfo=UTC), datetime(2026, 7, 15, tzinfo=UTC))
    return tuple(day.astimezone(ZoneInfo(zone)).utcoffset() for day in days)


@pytest.mark.parametrize("area", sorted(AREAS))
def test_an_area_code_lies_in_its_part(area: str) -> None:
    """By the zones and the countries the phone library knows of its numbers."""
    country = AREAS[area].partition("-")[0]
    assert country in phonenumbers.region_codes_for_country_code(1)
    told = TIMEZONE_DATA.get(f"1{area}", ())
    shown = {now(zone) for zone in ZONES[AREAS[area]]}
    assert not told or {now(zone) for zone in told} & shown
