"""The chain of one subject: gaps, exchanges and reorderings are found."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from tests.evidence.sample import busy_log

from duegate.evidence import canonical, tree
from duegate.evidence.subject import BrokenChain, verify_chain

LOG = busy_log()
CHAIN = [LOG.leaves[index] for index in LOG.chain("debtor")]
OTHER = [LOG.leaves[index] for index in LOG.chain("other 0")]


def entry(**fields: object) -> bytes:
    """Write an entry with these fields alone."""
    return canonical.encode(fields)


def test_a_whole_chain_holds() -> None:
    """All entries in order: from the first to the last, whose hash is the head."""
    chain = verify_chain(CHAIN)
    assert (chain.first, chain.last) == (1, len(CHAIN))
    assert chain.head == tree.leaf_hash(CHAIN[-1]).hex()


def test_any_entry_left_out_is_found() -> None:
    """Any beginning is a whole chain so far; every other selection is not."""
    for size in range(1, len(CHAIN)):
        for chosen in combinations(CHAIN, size):
            if list(chosen) == CHAIN[:size]:
                assert verify_chain(chosen).last == size
                continue
            with pytest.raises(BrokenChain, match="missing from the subject's chain"):
                verify_chain(chosen)


def test_any_other_order_is_found() -> None:
    """All orders of five entries but one are wrong, whole or in part."""
    for order in permutations(CHAIN[:5]):
        for whole in (True, False):
            if list(order) == CHAIN[:5]:
                assert verify_chain(order, whole=whole).last == 5
            else:
                with pytest.raises(BrokenChain):
                    verify_chain(order, whole=whole)


def test_an_exchanged_entry_is_found() -> None:
    """Another subject's entry, a changed one, a repeated one."""
    changed = CHAIN[1].replace(b'"answered"', b'"voicemail"')
    for second in (OTHER[1], changed, CHAIN[0]):
        with pytest.raises(BrokenChain):
            verify_chain([CHAIN[0], second, *CHAIN[2:]])


def test_a_part_may_leave_entries_out() -> None:
    """A part begins anywhere and has gaps, but neighbours still follow each other."""
    chain = verify_chain([CHAIN[1], CHAIN[2], CHAIN[5]], whole=False)
    assert (chain.first, chain.last) == (2, 6)
    with pytest.raises(BrokenChain, match="entry 2 does not follow this entry 1"):
        verify_chain([OTHER[0], CHAIN[1]], whole=False)


def test_the_break_is_named() -> None:
    """The reader learns which entries to ask for."""
    with pytest.raises(BrokenChain, match="entries 1 to 2 are missing"):
        verify_chain(CHAIN[2:])
    with pytest.raises(BrokenChain, match="entry 3 is missing"):
        verify_chain(CHAIN[:2] + CHAIN[3:])
    with pytest.raises(BrokenChain, match="entry 1 stands after entry 2"):
        verify_chain([CHAIN[1], CHAIN[0]], whole=False)
    with pytest.raises(BrokenChain, match="entry 2 stands after entry 2"):
        verify_chain([CHAIN[1], CHAIN[1]], whole=False)
    with pytest.raises(BrokenChain, match="there are no entries"):
        verify_chain([])


@pytest.mark.parametrize(
    "leaf",
    [
        entry(),
        entry(nth=1),
        entry(prev=""),
        entry(nth=0, prev=""),
        entry(nth=True, prev=""),
        entry(nth="1", prev=""),
        entry(nth=1, prev="00"),
        entry(nth=2, prev=""),
        entry(nth=1, prev=None),
    ],
)
def test_an_entry_without_a_place_is_refused(leaf: bytes) -> None:
    """Number and predecessor must be there and fit each other."""
    with pytest.raises(BrokenChain, match="has no place in a chain"):
        verify_chain([leaf])
