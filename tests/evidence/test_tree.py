"""The tree against published vectors, against its own definition, and against forgers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.sample import hashes

from duegate.evidence import tree
from duegate.evidence.tree import BadFrontier, Frontier, NoSuchEntry

INCLUSION_SIZES = 130
CONSISTENCY_SIZES = 64

# The entries and roots by which implementations of RFC 6962 are compared.
ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
ENTRIES += ["606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
PATHS = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def split_root(entries: list[bytes]) -> bytes:
    """RFC 6962, 2.1, as it is written: split at the largest power of two below the size."""
    if len(entries) < 2:
        return entries[0] if entries else sha256(b"").digest()
    k = 1 << (len(entries) - 1).bit_length() - 1
    return sha256(b"\x01" + split_root(entries[:k]) + split_root(entries[k:])).digest()


def subtrees(entries: list[bytes]) -> Callable[[int, int], bytes]:
    """Answer `hash_of` from the entries, and refuse a subtree that is not perfect."""

    def hash_of(level: int, index: int) -> bytes:
        row = entries[index << level : (index + 1) << level]
        assert len(row) == 1 << level
        return split_root(row)

    return hash_of


def published(count: int) -> list[bytes]:
    """Give the hashes of the published entries."""
    return [tree.leaf_hash(bytes.fromhex(entry)) for entry in ENTRIES[:count]]


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_the_published_roots(size: int) -> None:
    """Every way to compute a root gives the published one."""
    entries = published(size)
    frontier = Frontier()
    for entry in entries:
        frontier.append(entry)
    roots = {tree.root(entries), tree.root_at(size, subtrees(entries)), frontier.root()}
    assert {root.hex() for root in roots} == {ROOTS[size]}


@pytest.mark.parametrize(("place", "path"), PATHS.items(), ids=str)
def test_the_published_paths(place: tuple[int, int], path: list[str]) -> None:
    """The inclusion proofs are the published ones."""
    index, size = place
    proof = tree.inclusion_proof(index, size, subtrees(published(size)))
    assert [node.hex() for node in proof] == path


def test_the_published_consistency() -> None:
    """The consistency proof from 6 to 8 entries is the published one."""
    proof = tree.consistency_proof(6, 8, subtrees(published(8)))
    assert [node.hex() for node in proof] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


def test_roots_are_those_of_the_definition() -> None:
    """Level by level and by splitting, the roots of all small trees are the same."""
    entries = hashes(INCLUSION_SIZES)
    frontier = Frontier()
    for size in range(INCLUSION_SIZES + 1):
        wanted = split_root(entries[:size])
        assert tree.root(entries[:size]) == frontier.root() == wanted
        assert tree.root_at(size, subtrees(entries)) == wanted
        assert Frontier.decode(frontier.encode()).root() == wanted
        if size < INCLUSION_SIZES:
            frontier.append(entries[size])


def forged(path: list[bytes]) -> Iterator[list[bytes]]:
    """Give paths that are not the right one: longer, shorter, changed, turned around."""
    yield [*path, bytes(32)]
    if path:
        yield path[:-1]
        yield path[1:]
        yield [path[0][:-1] + bytes([path[0][-1] ^ 1]), *path[1:]]
        yield [*path[:-1], path[-1][:-1]]
    if len(path) > 1:
        yield path[::-1]


def test_every_entry_of_every_small_tree_is_proven() -> None:
    """For all sizes: the right proof passes; other entries, places, sizes and paths do not."""
    entries = hashes(INCLUSION_SIZES)
    hash_of = subtrees(entries)
    for size in range(1, INCLUSION_SIZES + 1):
        root = tree.root(entries[:size])
        for index in range(size):
            path = tree.inclusion_proof(index, size, hash_of)
            assert tree.verify_inclusion(entries[index], index, size, path, root)
            assert not tree.verify_inclusion(bytes(32), index, size, path, root)
            assert not tree.verify_inclusion(entries[index], index, size, path, bytes(32))
            assert size == 1 or not tree.verify_inclusion(
                entries[index], (index + 1) % size, size, path, root
            )
            for wrong in forged(path):
                assert not tree.verify_inclusion(entries[index], index, size, wrong, root)


def test_a_place_outside_is_not_proven() -> None:
    """A negative place, one beyond the end, and an empty tree have no proofs."""
    for index, size in ((-1, 4), (4, 4), (0, 0)):
        assert not tree.verify_inclusion(bytes(32), index, size, [], bytes(32))
        with pytest.raises(NoSuchEntry, match=f"entry {index} is none of them"):
            tree.inclusion_proof(index, size, subtrees(hashes(4)))


def test_every_small_tree_continues_every_smaller_one() -> None:
    """For all pairs of sizes: the right proof passes; other roots and paths do not."""
    entries = hashes(CONSISTENCY_SIZES)
    hash_of = subtrees(entries)
    roots = [tree.root(entries[:size]) for size in range(CONSISTENCY_SIZES + 1)]
    for new in range(CONSISTENCY_SIZES + 1):
        for old in range(new + 1):
            path = tree.consistency_proof(old, new, hash_of)
            assert tree.verify_consistency(old, new, roots[old], roots[new], path)
            assert not tree.verify_consistency(old, new, bytes(32), roots[new], path)
            if old and old < new:
                assert not tree.verify_consistency(old, new, roots[old], bytes(32), path)
                assert not tree.verify_consistency(old, new, roots[new], roots[old], path)
            for wrong in forged(path):
                assert not tree.verify_consistency(old, new, roots[old], roots[new], wrong)


def test_a_tree_never_shrinks() -> None:
    """No proof leads from more entries to fewer."""
    entries = hashes(4)
    roots = [tree.root(entries[:size]) for size in range(5)]
    assert not tree.verify_consistency(4, 3, roots[4], roots[3], [])
    assert not tree.verify_consistency(4, 3, roots[4], roots[4], [])
    assert not tree.verify_consistency(-1, 3, roots[0], roots[3], [])
    with pytest.raises(NoSuchEntry, match="a tree of 4 entries is no beginning of one of 3"):
        tree.consistency_proof(4, 3, subtrees(entries))


def test_the_same_size_needs_the_same_root() -> None:
    """Two roots of one size are a fork."""
    root = tree.root(hashes(5))
    assert tree.verify_consistency(5, 5, root, root, [])
    assert not tree.verify_consistency(5, 5, root, bytes(32), [])


def test_an_entry_cannot_pass_for_a_node() -> None:
    """The bytes of a node, given as an entry, hash to something else."""
    left, right = hashes(2)
    assert tree.leaf_hash(left + right) != tree.node_hash(left, right)
    assert tree.leaf_hash(b"\x01" + left + right) != tree.node_hash(left, right)


@given(st.integers(0, 2**63 - 1))
def test_a_frontier_comes_back(size: int) -> None:
    """A frontier of any size is stored with one hash for each set bit."""
    frontier = Frontier(size, [bytes([bit]) * 32 for bit in range(size.bit_count())])
    again = Frontier.decode(frontier.encode())
    assert (again.size, again.hashes) == (frontier.size, frontier.hashes)


@pytest.mark.parametrize(
    "data", [b"", bytes(7), bytes(7) + b"\x03", bytes(7) + b"\x01" + bytes(31)]
)
def test_a_damaged_frontier_is_refused(data: bytes) -> None:
    """Too few bytes, or not one hash for each set bit."""
    with pytest.raises(BadFrontier, match="rebuild it from the entries"):
        Frontier.decode(data)


def test_a_ragged_subtree_is_refused() -> None:
    """A node that has no entries is not made up."""
    with pytest.raises(NoSuchEntry, match="no node 1 stands on level 2"):
        tree._node(2, 1, 4, subtrees(hashes(4)))
