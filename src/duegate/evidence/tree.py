"""The Merkle tree of RFC 6962 and its proofs: pure functions from hashes to hashes.

Entries are hashed with the prefix 0x00, nodes with 0x01, so neither can pass for the other. The
tree is seen level by level: nodes are paired from the left, a last one without partner moves up
as it is. Node `index` of height `level` covers the entries from `index << level` on, and once
2^level entries stand under it it never changes. So a proof only asks for such perfect subtrees,
through `hash_of(level, index)`, whoever keeps them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence

from duegate.errors import DuegateError

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

HashOf = Callable[[int, int], bytes]
"""`hash_of(level, index)` gives the hash of the perfect subtree number `index` of that height."""


class NoSuchEntry(DuegateError):
    """A proof was asked for an entry or a size that the log does not have."""


class BadFrontier(DuegateError):
    """Stored bytes are not a frontier."""


def leaf_hash(data: bytes) -> bytes:
    """Hash an entry."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash a node from its two children."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def parents(level: Sequence[bytes]) -> list[bytes]:
    """Pair the nodes of one level into the next; a last one without partner moves up."""
    pairs = zip(level[::2], level[1::2], strict=False)
    paired = [hashlib.sha256(b"\x01" + left + right).digest() for left, right in pairs]
    return [*paired, level[-1]] if len(level) % 2 else paired


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    """Compute the root over all entries from their hashes."""
    level = leaf_hashes
    while len(level) > 1:
        level = parents(level)
    return level[0] if level else EMPTY_ROOT


def root_at(size: int, hash_of: HashOf) -> bytes:
    """Compute the root of the first `size` entries."""
    return _node(size.bit_length(), 0, size, hash_of) if size else EMPTY_ROOT


class Frontier:
    """The right edge of a tree: its size and its perfect subtrees, highest first.

    It is all that appending and the root need: one hash for each set bit of the size.
    """

    __slots__ = ("hashes", "size")

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        self.size = size
        self.hashes = list(hashes)

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next entry."""
        node, place = leaf, self.size
        while place & 1:
            node = node_hash(self.hashes.pop(), node)
            place >>= 1
        self.hashes.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Compute the root of what was appended."""
        if not self.hashes:
            return EMPTY_ROOT
        node = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            node = node_hash(left, node)
        return node

    def encode(self) -> bytes:
        """Write size and hashes as bytes."""
        return self.size.to_bytes(8, "big") + b"".join(self.hashes)

    @classmethod
    def decode(cls, data: bytes) -> Frontier:
        """Read what `encode` wrote."""
        size, rest = int.from_bytes(data[:8], "big"), data[8:]
        if len(data) < 8 or len(rest) != size.bit_count() * HASH_BYTES:  # noqa: PLR2004 - as above
            raise BadFrontier("the stored frontier is damaged; rebuild it from the entries")
        cuts = range(0, len(rest), HASH_BYTES)
        return cls(size, [rest[cut : cut + HASH_BYTES] for cut in cuts])


def inclusion_proof(index: int, size: int, hash_of: HashOf) -> list[bytes]:
    """List the hashes that lead from entry `index` to the root of the first `size` entries."""
    if not 0 <= index < size:
        raise NoSuchEntry(f"the tree has {size} entries; entry {index} is none of them")
    return _path(0, index, size, hash_of)


def consistency_proof(old: int, new: int, hash_of: HashOf) -> list[bytes]:
    """List the hashes that show the first `old` entries to be a beginning of the first `new`."""
    if not 0 <= old <= new:
        raise NoSuchEntry(f"a tree of {old} entries is no beginning of one of {new}")
    if old in {0, new}:
        return []
    level, index = _last_perfect(old)
    first = [hash_of(level, index)] if index else []
    return first + _path(level, index, new, hash_of)


def root_from(leaf: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """Follow an inclusion proof up to the root; `None` when it does not fit the place and size."""
    if not 0 <= index < size:
        return None
    node, last, hashes = leaf, size - 1, iter(path)
    while last:
        if index ^ 1 <= last:
            beside = next(hashes, None)
            if beside is None:
                return None
            node = node_hash(beside, node) if index & 1 else node_hash(node, beside)
        index, last = index >> 1, last >> 1
    return node if next(hashes, None) is None else None


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> bool:
    """Tell whether the entry stands at `index` in the tree of that size and root."""
    return root_from(leaf, index, size, path) == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Tell whether the old tree is a beginning of the new one."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return old_root == new_root and not path
    if old == 0:
        return old_root == EMPTY_ROOT and not path
    level, index = _last_perfect(old)
    hashes = iter(path)
    start = next(hashes, b"") if index else old_root
    was = now = start
    last = (new - 1) >> level
    while last:
        if index ^ 1 <= last:
            beside = next(hashes, b"")
            was = node_hash(beside, was) if index & 1 else was
            now = node_hash(beside, now) if index & 1 else node_hash(now, beside)
        index, last = index >> 1, last >> 1
    return was == old_root and now == new_root and next(hashes, None) is None


def _last_perfect(size: int) -> tuple[int, int]:
    """Find the last, smallest perfect subtree of a tree: its height and its number."""
    level = (size & -size).bit_length() - 1
    return level, (size >> level) - 1


def _path(level: int, index: int, size: int, hash_of: HashOf) -> list[bytes]:
    """Collect what stands beside a node and beside each node above it."""
    path = []
    last = (size - 1) >> level
    while last:
        if index ^ 1 <= last:
            path.append(_node(level, index ^ 1, size, hash_of))
        level, index, last = level + 1, index >> 1, last >> 1
    return path


def _node(level: int, index: int, size: int, hash_of: HashOf) -> bytes:
    """Hash a node of the tree; the last of its level is folded from the subtrees it is made of."""
    if (index + 1) << level <= size:
        return hash_of(level, index)
    count = size - (index << level)
    node = None
    for height in range(level):
        if count >> height & 1:
            perfect = hash_of(height, (size >> height) - 1)
            node = perfect if node is None else node_hash(perfect, node)
    if node is None:
        raise NoSuchEntry(f"the tree has {size} entries; no node {index} stands on level {level}")
    return node
