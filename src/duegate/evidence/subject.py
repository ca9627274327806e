"""The chain of one subject: that these are all entries about a person, and in this order.

Every entry carries its number for its subject (`nth`, from 1) and the hash of the subject's entry
before it (`prev`, empty on the first). So an entry that is left out, exchanged or slipped in breaks
the chain, without the entries saying who the subject is.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from duegate.errors import DuegateError
from duegate.evidence.canonical import parse_object
from duegate.evidence.tree import leaf_hash


class BrokenChain(DuegateError):
    """Entries are not the chain of one subject."""


class Link(msgspec.Struct, frozen=True):
    """What an entry says of its place in its chain."""

    nth: int
    prev: str
    hash: str


class Chain(msgspec.Struct, frozen=True):
    """The stretch that was shown: the numbers of its first and last entry, the last one's hash."""

    first: int
    last: int
    head: str


def link_of(leaf: bytes) -> Link:
    """Read an entry's place in its chain."""
    entry = parse_object(leaf)
    nth, prev = entry.get("nth"), entry.get("prev")
    if type(nth) is not int or nth < 1 or not isinstance(prev, str) or (nth == 1) != (prev == ""):
        raise BrokenChain("an entry has no place in a chain; it was not written by this log")
    return Link(nth, prev, leaf_hash(leaf).hex())


def verify_chain(leaves: Sequence[bytes], *, whole: bool = True) -> Chain:
    """Check entries in their order; raises `BrokenChain` with the place of the break.

    A whole chain begins with the first entry and has no gap. A part may begin anywhere and leave
    entries out, but its order holds, and neighbours must follow each other.
    """
    links = [link_of(leaf) for leaf in leaves]
    if not links:
        raise BrokenChain("there are no entries; a chain has at least one")
    if whole and links[0].nth != 1:
        raise _missing(1, links[0].nth - 1)
    for before, after in pairwise(links):
        _check_neighbours(before, after, whole=whole)
    return Chain(links[0].nth, links[-1].nth, links[-1].hash)


def _check_neighbours(before: Link, after: Link, *, whole: bool) -> None:
    if after.nth <= before.nth:
        raise BrokenChain(
            f"entry {after.nth} stands after entry {before.nth} of the same subject;"
            " bring the entries back into their order"
        )
    if after.nth == before.nth + 1:
        if after.prev != before.hash:
            raise BrokenChain(
                f"entry {after.nth} does not follow this entry {before.nth}; one was exchanged"
            )
    elif whole:
        raise _missing(before.nth + 1, after.nth - 1)


def _missing(first: int, last: int) -> BrokenChain:
    which = f"entry {first} is" if first == last else f"entries {first} to {last} are"
    return BrokenChain(f"{which} missing from the subject's chain; ask for the whole chain")
