"""Where a contact may be: what its regions, its number and its zone tell of places and of zones.

The parts of countries, their zones and area codes are data made from libraries; nothing here was
typed by hand.
"""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files

import msgspec
import phonenumbers
from phonenumbers.timezone import time_zones_for_geographical_number

from duegate.packs import read_places

SAME_PLACE = {
    "CN-HK": "HK",
    "CN-MO": "MO",
    "CN-TW": "TW",
    "PR": "US-PR",
    "GU": "US-GU",
    "VI": "US-VI",
    "AS": "US-AS",
    "MP": "US-MP",
}
"""Places to which ISO 3166 gives two codes; the laws at hand know them by the latter."""
UNKNOWN_ZONE = "Etc/Unknown"
NORTH_AMERICA = 1


class Parts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The zones of the parts of countries, and the part each area code belongs to."""

    zones: dict[str, tuple[str, ...]]
    areas: dict[str, str]


@cache
def _parts() -> Parts:
    return msgspec.convert(tomllib.loads(read_places().decode()), Parts)


def is_part(region: str) -> bool:
    """Tell whether a region is a part of a country, and its own zones are known."""
    return region in _parts().zones


def zones_of_region(region: str) -> tuple[str, ...]:
    """Give the candidate zones of an ISO 3166 place; of a part without data, its country's."""
    part = _parts().zones.get(region)
    if part is not None:
        return part
    code = phonenumbers.country_code_for_region(region.partition("-")[0])
    return zones_of_country(code) if code else ()


@lru_cache(maxsize=512)
def zones_of_country(code: int) -> tuple[str, ...]:
    """Give every zone the numbers of a country code may lie in."""
    whole_country = phonenumbers.PhoneNumber(country_code=code, national_number=0)
    zones = time_zones_for_geographical_number(whole_country)
    return tuple(zone for zone in zones if zone != UNKNOWN_ZONE)


def place_of_number(number: phonenumbers.PhoneNumber) -> str | None:
    """Tell where a valid number belongs: its country, in North America its part."""
    country = phonenumbers.region_code_for_number(number)
    if number.country_code == NORTH_AMERICA:
        part = _parts().areas.get(str(number.national_number)[:3])
        if part is not None and part.startswith(f"{country}-"):
            return part
        if is_part(f"US-{country}"):  # Puerto Rico and the like have codes of their own
            return f"US-{country}"
    return None if country == "001" else country  # 001: a number of no country


@lru_cache(maxsize=4_096)
def debtor_places(
    debtor: str | None, recipient: str | None, number: str | None, zone: str | None
) -> tuple[str, ...]:
    """Give every place the debtor may be in, by what was stated, else by number, else by zone.

    A stated country is made more exact by a number of one of its parts; a number of another
    country is a place of its own. A part nobody knows is its whole country, so that no code made up
    leads around the law of a part.
    """
    stated = [_meant(place) for place in (debtor, recipient) if place is not None]
    number = None if number is None else _meant(number)
    if number is None:
        told = stated or list(_countries().get(zone or "", ()))
    elif any(_country(place) == _country(number) for place in stated):
        told = [number if number.startswith(f"{place}-") else place for place in stated]
    else:
        told = [*stated, number]
    return tuple(dict.fromkeys(told))


def _meant(place: str) -> str:
    """Give the one code of a place that has two; of a part that is not known, its country."""
    place = SAME_PLACE.get(place, place)
    country = _country(place)
    return place if is_part(place) or country not in _divided() else country


@cache
def _divided() -> frozenset[str]:
    """Name the countries whose parts are known."""
    return frozenset(_country(part) for part in _parts().zones)


def country_of_zone(zone: str) -> str | None:
    """Give the country that lives by a zone; `None` when none does, or several do."""
    found = _countries().get(zone, ())
    return found[0] if len(found) == 1 else None


def _country(place: str) -> str:
    return place.partition("-")[0]


@cache
def _countries() -> dict[str, tuple[str, ...]]:
    """Give the countries that live by each zone, as the tz database lists them."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found[zone] = (*found.get(zone, ()), country)
    return found
