"""Random bytes from the system, drawn by the page: one call to the kernel serves many.

Bytes are given out once and never again, also not to a child process.
"""

from __future__ import annotations

import os
import threading

PAGE_BYTES = 4_096


class _Pages(threading.local):
    """The rest of the page each thread draws from."""

    def __init__(self) -> None:
        self.page = b""
        self.place = 0


_pages = _Pages()


def draw(count: int) -> bytes:
    """Give `count` bytes (at most a page) that nobody can foresee."""
    place = _pages.place
    if place + count > len(_pages.page):
        _pages.page, place = os.urandom(PAGE_BYTES), 0
    _pages.place = place + count
    return _pages.page[place : place + count]


def _forget() -> None:
    _pages.page, _pages.place = b"", 0


os.register_at_fork(after_in_child=_forget)
