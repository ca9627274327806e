"""The receipt: a promise, signed with the answer, that an entry stands at its place in the log.

The entries of one transaction are promised together: one signature over the origin of the log,
where they begin, how many they are and the root over them. Each receipt adds the few hashes that
lead from its own entry to that root. Whoever holds it can hold the log to it, before any
checkpoint.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from duegate.errors import DuegateError
from duegate.evidence.exact import from_base64url, to_base64url
from duegate.evidence.tree import HASH_BYTES, parents, root_from

# The zero byte keeps the statement apart from every note, which holds none.
_STATEMENT = b"duegate/receipt/v1\x00"
_HEAD = struct.Struct(">QQI")  # index, first of the batch, size of the batch
SIGNATURE_BYTES = 64


class ReceiptRefused(DuegateError):
    """A receipt cannot be read, or does not promise this entry."""


def issue(
    key: Ed25519PrivateKey, origin: str, first: int, leaf_hashes: Sequence[bytes]
) -> list[str]:
    """Promise a batch of entries, the first of which stands at `first`: a receipt for each."""
    if not leaf_hashes:
        return []
    root, paths = _paths(leaf_hashes)
    size = len(leaf_hashes)
    signature = key.sign(_statement(origin, first, size, root))
    return [
        to_base64url(_HEAD.pack(index, first, size) + path + signature)
        for index, path in enumerate(paths, first)
    ]


def verify(receipt: str, leaf: bytes, public: bytes, origin: str) -> int:
    """Give the place that was promised to the entry; raises `ReceiptRefused`."""
    head, path, signature = _split(receipt)
    index, first, size = head
    root = root_from(leaf, index - first, size, path)
    if root is None:
        raise ReceiptRefused("this receipt's hashes do not fit its place; ask for it again")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(
            signature, _statement(origin, first, size, root)
        )
    except InvalidSignature:
        raise ReceiptRefused(
            f"the log {origin} did not promise this entry with this receipt;"
            " check that entry, receipt and key belong together"
        ) from None
    return index


def _statement(origin: str, first: int, size: int, root: bytes) -> bytes:
    return _STATEMENT + _HEAD.pack(len(origin.encode()), first, size) + origin.encode() + root


def _paths(leaf_hashes: Sequence[bytes]) -> tuple[bytes, list[bytes]]:
    """Compute the root of a batch, and each entry's way there as joined hashes."""
    levels = [leaf_hashes]
    while len(levels[-1]) > 1:
        levels.append(parents(levels[-1]))
    ways = [b""]
    for level in reversed(levels[:-1]):
        last = len(level) - 1
        ways = [
            level[place ^ 1] + ways[place >> 1] if place ^ 1 <= last else ways[place >> 1]
            for place in range(last + 1)
        ]
    return levels[-1][0], ways


def _split(receipt: str) -> tuple[tuple[int, int, int], list[bytes], bytes]:
    try:
        raw = from_base64url(receipt)
    except ValueError:
        raw = b""
    body = raw[_HEAD.size : -SIGNATURE_BYTES]
    if len(raw) < _HEAD.size + SIGNATURE_BYTES or len(body) % HASH_BYTES:
        raise ReceiptRefused('this is not a receipt; give the "receipt" of a decision whole')
    path = [body[cut : cut + HASH_BYTES] for cut in range(0, len(body), HASH_BYTES)]
    return _HEAD.unpack_from(raw), path, raw[-SIGNATURE_BYTES:]
