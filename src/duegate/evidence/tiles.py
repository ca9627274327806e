"""Perfect subtrees of a large log, without hashing it all again.

The log keeps its entries and the root of every full run of 256 of them (a tile). Everything else
is computed from one row of at most 256 hashes at a time; the few roots of full runs of 256 tiles
and above never change, so they are remembered. Reading is left to two functions handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from duegate.errors import DuegateError
from duegate.evidence.tree import root

HEIGHT = 8
WIDTH = 1 << HEIGHT
REMEMBERED_MAX = 4096  # hashes of 32 bytes; each stands for 65,536 entries or more

Row = Callable[[int, int], Sequence[bytes]]
"""`row(first, end)` gives the hashes from `first` to before `end`."""


class MissingHashes(DuegateError):
    """The log did not give the hashes of entries or tiles it must have."""


class Tiles:
    """Answers `hash_of` from the hashes of entries and the stored roots of tiles."""

    def __init__(self, entries: Row, tile_roots: Row) -> None:
        self._rows = (entries, tile_roots)
        self._remembered = lru_cache(REMEMBERED_MAX)(self._above)

    def hash_of(self, level: int, index: int) -> bytes:
        """Give the hash of the perfect subtree number `index` of height `level`."""
        layer, height = divmod(level, HEIGHT)
        return root(self._row(layer, index << height, (index + 1) << height))

    def _row(self, layer: int, first: int, end: int) -> Sequence[bytes]:
        """Give hashes of one layer: entries, tiles, runs of 256 tiles, and so on."""
        if layer >= len(self._rows):
            return [self._remembered(layer, index) for index in range(first, end)]
        row = self._rows[layer](first, end)
        if len(row) != end - first:
            what = "tile roots" if layer else "entries"
            raise MissingHashes(
                f"{what} {first} to {end - 1} are not all there; rebuild them from the log"
            )
        return row

    def _above(self, layer: int, index: int) -> bytes:
        return root(self._row(layer - 1, index * WIDTH, (index + 1) * WIDTH))
