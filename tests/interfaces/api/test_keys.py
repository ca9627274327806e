"""The door: a key is remembered for a second and no longer, and what is remembered is bounded."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from duegate.gate import ApiKeys
from duegate.interfaces.api.keys import KEPT_MAX, KEPT_S, Door
from duegate.interfaces.api.problems import Refused
from duegate.ledger.api_keys import ApiKey

KEY = b"Bearer dg_aaaa_secret"


class Book:
    """The keys in force, and how often they were looked up."""

    def __init__(self) -> None:
        self.in_force = True
        self.asked = 0

    def check(self, key: str) -> ApiKey | None:
        """Look a key up."""
        self.asked += 1
        return ApiKey(key, "acme") if self.in_force else None


def at(seconds: float, door: Door, *keys: bytes) -> list[ApiKey]:
    """Knock with keys at an instant of the loop's clock."""

    async def knock() -> list[ApiKey]:
        return [door.asker(key) for key in keys]

    loop = asyncio.new_event_loop()
    loop.time = lambda: seconds  # type: ignore[method-assign]
    try:
        return loop.run_until_complete(knock())
    finally:
        loop.close()


def door_of(book: Book) -> Door:
    """A door with these keys."""
    return Door(cast("ApiKeys", book))


def test_a_key_is_looked_up_once_a_second() -> None:
    """Within the second it is remembered; after it, looked up again."""
    book = Book()
    door = door_of(book)
    for seconds, asked in ((0.0, 1), (KEPT_S - 0.01, 1), (KEPT_S, 2)):
        assert at(seconds, door, KEY)[0].tenant == "acme"
        assert book.asked == asked


def test_a_revoked_key_is_dead_a_second_later() -> None:
    """Revoked, it is let in for the rest of its second and never again."""
    book = Book()
    door = door_of(book)
    at(0.0, door, KEY)
    book.in_force = False
    at(KEPT_S - 0.01, door, KEY)
    with pytest.raises(Refused):
        at(KEPT_S, door, KEY)


def test_a_wrong_key_is_never_remembered() -> None:
    """Each try is looked up."""
    book = Book()
    book.in_force = False
    door = door_of(book)
    for tried in (1, 2):
        with pytest.raises(Refused):
            at(0.0, door, KEY)
        assert book.asked == tried


def test_what_is_remembered_is_bounded() -> None:
    """However many keys come, no more than so many are kept."""
    door = door_of(Book())
    at(0.0, door, *[b"Bearer dg_%d_x" % n for n in range(KEPT_MAX + 10)])
    assert len(door._kept) <= KEPT_MAX


@pytest.mark.parametrize(
    "header",
    [b"", b"Bearer", b"Bearer ", b"Basic dg_aaaa_secret", b"Bearer " + b"x" * 300, b"\xff"],
)
def test_what_is_no_key_is_not_looked_up(header: bytes) -> None:
    """Other schemes, empty, endless and undecodable headers are turned away at once."""
    book = Book()
    with pytest.raises(Refused, match=r"Authorization: Bearer dg_"):
        at(0.0, door_of(book), header)
    assert book.asked == 0
