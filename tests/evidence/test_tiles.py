"""Subtrees from tiles are the same as from all entries, and few hashes are read for them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from tests.evidence.sample import hashes

from duegate.evidence import tree
from duegate.evidence.tiles import WIDTH, MissingHashes, Tiles

SIZE = 3 * WIDTH * WIDTH + 5 * WIDTH + 77


class Shelf:
    """Holds entries and tile roots, and counts how many were asked for."""

    def __init__(self, entries: list[bytes]) -> None:
        self.entries = entries
        full = range(0, len(entries) - WIDTH + 1, WIDTH)
        self.roots = [tree.root(entries[first : first + WIDTH]) for first in full]
        self.read = 0

    def row(self, kept: list[bytes], first: int, end: int) -> Sequence[bytes]:
        """Hand out hashes and count them."""
        self.read += end - first
        return kept[first:end]

    def tiles(self) -> Tiles:
        """Give tiles that read from here."""
        return Tiles(
            lambda first, end: self.row(self.entries, first, end),
            lambda first, end: self.row(self.roots, first, end),
        )


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    """A log that needs three layers of tiles."""
    return Shelf(hashes(SIZE))


def test_the_root_is_that_of_all_entries(shelf: Shelf) -> None:
    """From tiles or from all entries, the root is one."""
    assert tree.root_at(SIZE, shelf.tiles().hash_of) == tree.root(shelf.entries)


def test_proofs_from_tiles_hold(shelf: Shelf, seed: int) -> None:
    """Entries and earlier sizes drawn at large and at every edge are proven."""
    drawn, tiles = Random(seed), shelf.tiles()
    root = tree.root(shelf.entries)
    edges = [0, 1, 255, 256, 65_535, 65_536, 131_071, SIZE - 78, SIZE - 1]
    for index in (*edges, *(drawn.randrange(SIZE) for _ in range(40))):
        path = tree.inclusion_proof(index, SIZE, tiles.hash_of)
        assert tree.verify_inclusion(shelf.entries[index], index, SIZE, path, root)
        old_root = tree.root_at(index, tiles.hash_of)
        grown = tree.consistency_proof(index, SIZE, tiles.hash_of)
        assert tree.verify_consistency(index, SIZE, old_root, root, grown)


def test_few_hashes_are_read(shelf: Shelf) -> None:
    """A proof reads from two tiles on each stored layer: the entry's and the ragged last one."""
    tiles = shelf.tiles()
    tree.root_at(SIZE, tiles.hash_of)
    shelf.read = 0
    tree.inclusion_proof(123_456, SIZE, tiles.hash_of)
    assert shelf.read < 4 * WIDTH


def test_missing_hashes_are_told() -> None:
    """A lost tile root or entry is named, not worked around."""
    entries = hashes(WIDTH)
    lost_root = Tiles(lambda first, end: entries[first:end], lambda _first, _end: [])
    with pytest.raises(MissingHashes, match="tile roots 0 to 0 are not all there; rebuild them"):
        lost_root.hash_of(8, 0)
    with pytest.raises(MissingHashes, match="entries 256 to 259 are not all there"):
        lost_root.hash_of(2, 64)
