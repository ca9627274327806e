"""The proof that an entry stands in a log (C2SP tlog-proof), as lines of text that stand alone.

It holds the place of the entry, the hashes that lead from it to the root, and the signed
checkpoint with that root. Other people's tools for the format check it as well.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from duegate.errors import DuegateError
from duegate.evidence import checkpoint
from duegate.evidence.checkpoint import Signed
from duegate.evidence.exact import from_base64, from_decimal, to_base64
from duegate.evidence.note import Verifier
from duegate.evidence.tree import HASH_BYTES, verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
HASHES_MAX = 63


class ProofRefused(DuegateError):
    """A proof cannot be read, or does not lead from this entry to the signed root."""


class Proof(msgspec.Struct, frozen=True):
    """Place, hashes and signed checkpoint. Nothing vouches for `extra`."""

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None


def encode(proof: Proof) -> str:
    """Write a proof as text."""
    extra = [] if proof.extra is None else [f"extra {to_base64(proof.extra)}"]
    lines = [HEADER, *extra, f"index {proof.index}", *map(to_base64, proof.hashes), ""]
    return "\n".join(lines) + "\n" + proof.checkpoint


def parse(text: str) -> Proof:
    """Read the text of a proof, as strictly as it is written."""
    above, _, signed = text.partition("\n\n")
    header, *lines = above.split("\n")
    try:
        extra = from_base64(_after("extra ", lines)) if lines[0].startswith("extra ") else None
        index = from_decimal(_after("index ", lines))
        hashes = tuple(map(from_base64, lines))
    except (ValueError, IndexError):
        raise _unreadable() from None
    right = header == HEADER and len(hashes) <= HASHES_MAX and signed
    if not right or any(len(node) != HASH_BYTES for node in hashes):
        raise _unreadable()
    return Proof(index, hashes, signed, extra)


def verify(proof: Proof, leaf: bytes, log: Verifier, witnesses: Sequence[Verifier] = ()) -> Signed:
    """Check that the entry with this hash stands in the log; raises if it does not.

    `CheckpointRefused` and `NoteRefused` come from the checkpoint, `ProofRefused` from the way.
    """
    signed = checkpoint.verify(proof.checkpoint, log, witnesses)
    size, root = signed.checkpoint.size, signed.checkpoint.root
    if not verify_inclusion(leaf, proof.index, size, proof.hashes, root):
        raise ProofRefused(
            f"the proof does not lead from this entry at {proof.index} to the root of {size};"
            " check that entry and proof belong together"
        )
    return signed


def _after(word: str, lines: list[str]) -> str:
    """Take the next line, which begins with `word`."""
    line = lines.pop(0)
    if not line.startswith(word):
        raise ValueError(line)
    return line.removeprefix(word)


def _unreadable() -> ProofRefused:
    return ProofRefused(f"this is not a {HEADER} proof; give it whole and unchanged")
