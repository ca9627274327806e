"""Places: whose law may bind a contact, and which packs follow from that.

A place is an ISO 3166 code: a country, or a part of one. Whoever is known only by country may be in
any of its parts, so the packs of the parts apply as well.
"""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from duegate.rulebook.clause import PackHead


_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")


class By(enum.StrEnum):
    """Whose place can make a regulation apply."""

    DEBTOR = "debtor"
    COLLECTOR = "collector"
    CONTRACT = "contract"


class Places(
    msgspec.Struct,
    frozen=True,
    cache_hash=True,
    omit_defaults=True,
    tag="places",
    tag_field="fact",
):
    """Where the debtor may be, where the collector is, whose law governs the contract.

    `uncovered` are those of the debtor's places of which no regulation is at hand.
    """

    debtor: tuple[str, ...]
    collector: str | None = None
    contract: str | None = None
    uncovered: tuple[str, ...] = ()


def binds(head: PackHead, places: Places) -> bool:
    """Tell whether a regulation applies to a contact with these places."""
    if not head.places:
        return True
    whose = {By.COLLECTOR: places.collector, By.CONTRACT: places.contract}
    told = [place for by, place in whose.items() if by in head.by and place is not None]
    told += places.debtor if By.DEBTOR in head.by else ()
    return any(
        lies_in(place, where) or lies_in(where, place) for place in told for where in head.places
    )


def covers(head: PackHead, place: str) -> bool:
    """Tell whether a regulation speaks for the whole of a place a debtor may be in."""
    return By.DEBTOR in head.by and any(lies_in(place, where) for where in head.places)


def is_place(written: str) -> bool:
    """Tell whether something is written as an ISO 3166 code, `CN` or `CN-GD`."""
    return _CODE.fullmatch(written) is not None


def lies_in(place: str, where: str) -> bool:
    """Tell whether a place is another or a part of it."""
    return place == where or place.startswith(f"{where}-")
