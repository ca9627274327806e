"""Where a contact may be: parts of countries with their zones, numbers with their places."""

from __future__ import annotations

import subprocess
import sys

import pytest

from duegate.ledger.identity import candidate_zones, number_of
from duegate.ledger.places import debtor_places, is_part, zones_of_region

EASTERN, PACIFIC = "America/New_York", "America/Los_Angeles"


@pytest.mark.parametrize(
    ("region", "zones"),
    [
        ("US-CA", {PACIFIC}),
        ("US-OR", {"America/Denver", PACIFIC}),
        ("US-IN", {"America/Chicago", EASTERN}),
        ("US-AZ", {"America/Denver", "America/Phoenix"}),  # the Navajo Nation changes its clocks
        ("CA-ON", {"America/Toronto", "America/Winnipeg", "America/Atikokan"}),
        ("AU-NSW", {"Australia/Sydney", "Australia/Adelaide", "Australia/Lord_Howe"}),
        ("RU-KGD", {"Europe/Kaliningrad"}),
        ("RU-KAM", {"Asia/Kamchatka"}),
        ("BR-AC", {"America/Rio_Branco"}),
        ("MX-ROO", {"America/Cancun", "America/Mexico_City"}),
        ("ID-BA", {"Asia/Makassar"}),
        ("KZ-43", {"Asia/Qyzylorda"}),
        ("CL-MA", {"America/Punta_Arenas"}),
        ("CN-GD", {"Asia/Shanghai"}),
        ("CN-XJ", {"Asia/Shanghai", "Asia/Urumqi"}),  # the legal clock, and the one people live by
        ("US-PR", {"America/Puerto_Rico"}),
        ("XX", set()),
        ("XX-YY", set()),
    ],
)
def test_the_zones_of_a_place(region: str, zones: set[str]) -> None:
    """Places a person looked up."""
    assert set(zones_of_region(region)) == zones


def test_what_is_known_of_a_part_stands_beside_number_and_statement() -> None:
    """Their union must allow; a whole country is heard only when it contradicts."""
    number = number_of("+12122000123")
    assert candidate_zones(None, ("US-CA",), number) == (EASTERN, PACIFIC)
    assert candidate_zones(None, ("US",), number) == (EASTERN,)
    assert candidate_zones(PACIFIC, ("US-OR",), None) == (PACIFIC, "America/Denver")
    assert candidate_zones(None, ("US-CA", "US-NY"), None) == (PACIFIC, EASTERN)
    assert candidate_zones("Asia/Shanghai", ("CN-XJ",), None) == ("Asia/Shanghai", "Asia/Urumqi")


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("+8613800138000", "CN"),
        ("+12122000123", "US-NY"),
        ("+14152000123", "US-CA"),
        ("+14162000123", "CA-ON"),
        ("+17872000123", "US-PR"),
        ("+18765230123", "JM"),
        ("+18002000123", "US"),  # free of charge, anywhere
        ("+56221234567", "CL"),
        ("+80012345678", None),
    ],
)
def test_a_number_tells_its_place(written: str, place: str | None) -> None:
    """In North America its area code tells the part; some numbers belong nowhere."""
    number = number_of(written)
    assert number is not None
    assert number.place == place


@pytest.mark.parametrize(
    ("debtor", "recipient", "number", "zone", "places"),
    [
        ("CN-GD", None, "CN", None, ("CN-GD",)),
        ("US-CA", None, "US-NY", None, ("US-CA",)),  # what is stated stands
        ("US", None, "US-NY", None, ("US-NY",)),  # a number of a part settles it
        (None, "US-CA", "US-NY", None, ("US-CA",)),
        ("US-CA", "US-MA", "US-NY", None, ("US-CA", "US-MA")),
        ("CN-GD", None, "US-NY", None, ("CN-GD", "US-NY")),  # of another country: both
        (None, None, "CL", "America/New_York", ("CL",)),
        (None, None, None, "America/Santiago", ("CL",)),
        ("CN", None, None, "America/Santiago", ("CN",)),
        (None, None, None, "Etc/UTC", ()),
        (None, None, None, None, ()),
    ],
)
def test_the_places_of_a_debtor(
    debtor: str | None,
    recipient: str | None,
    number: str | None,
    zone: str | None,
    places: tuple[str, ...],
) -> None:
    """Stated, else of the number, else of the zone."""
    assert debtor_places(debtor, recipient, number, zone) == places


def test_a_part_without_data_has_the_zones_of_its_country() -> None:
    """China is in one zone; nobody need list its provinces, and no part is made up."""
    assert not is_part("CL")
    assert zones_of_region("DE-BE") == zones_of_region("DE") != ()


def test_nothing_slow_is_imported_to_tell_places() -> None:
    """The geocoder of the phone library takes seconds and is for making the data only."""
    code = (
        "import sys, duegate.ledger.identity as i;"
        "i.number_of('+12122000123');"
        "sys.exit(any('geo' in name for name in sys.modules if name.startswith('phonenumbers')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize(
    ("stated", "number", "places"),
    [
        ("US-XX", "US-DC", ("US-DC",)),  # no such part: the country, made exact by the number
        ("US-NYC", None, ("US",)),
        ("CN-HK", None, ("HK",)),
        ("US-CA", "US-NY", ("US-CA",)),
        ("PR", "US-PR", ("US-PR",)),
        ("FR-75", None, ("FR-75",)),  # whose parts nobody listed
    ],
)
def test_no_code_made_up_leads_around_a_law(
    stated: str, number: str | None, places: tuple[str, ...]
) -> None:
    """A part that is not known is its country; a place with two codes has one."""
    assert debtor_places(stated, None, number, None) == places
