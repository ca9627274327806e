"""A process that signs again and again, for the test of several signers at once.

Arguments: the folder of the signer's files, how often to sign. The log grows by one entry each time
its head is read, so two processes that read it at once would see the same size.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.evidence.sample import hashes

from duegate.evidence import tree
from duegate.evidence.signer import Signer, key_at

ENTRIES = hashes(256)


class GrowingTree:
    """A log whose size is kept in a file."""

    def __init__(self, size: Path) -> None:
        self._size = size

    def head(self) -> tuple[int, bytes]:
        """Grow by one entry."""
        size = int(self._size.read_text()) + 1
        self._size.write_text(str(size))
        return size, tree.root(ENTRIES[:size])

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Prove one size from another."""
        return tree.consistency_proof(
            old, new, lambda level, index: tree.root(ENTRIES[index << level : (index + 1) << level])
        )


def main(folder: Path, times: int) -> None:
    """Sign, and print the size of each checkpoint."""
    signer = Signer(key_at(folder / "log.key", "gate.example/log"), folder / "signed")
    for _ in range(times):
        print(signer.sign(GrowingTree(folder / "size")).split("\n")[1])  # noqa: T201 - the answer


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
