"""Receipts promise one entry one place, under one log's signature."""

from __future__ import annotations

import pytest
from tests.evidence.sample import ORIGIN, hashes, key

from duegate.evidence import receipt, tree
from duegate.evidence.exact import from_base64url, to_base64url
from duegate.evidence.receipt import ReceiptRefused

LOG = key()
PUBLIC = LOG.verifier.public


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 63, 64, 65, 256, 300])
def test_every_entry_of_a_batch_is_promised_its_place(size: int) -> None:
    """Batches of all shapes; each receipt fits its own entry and no other."""
    entries = hashes(size)
    receipts = receipt.issue(LOG.private, ORIGIN, 1000, entries)
    for place, (written, entry) in enumerate(zip(receipts, entries, strict=True)):
        assert receipt.verify(written, entry, PUBLIC, ORIGIN) == 1000 + place
        with pytest.raises(ReceiptRefused):
            receipt.verify(written, tree.leaf_hash(b"other"), PUBLIC, ORIGIN)


def test_no_entries_no_receipts() -> None:
    """An empty batch is promised nothing."""
    assert receipt.issue(LOG.private, ORIGIN, 0, []) == []


def test_another_log_or_key_did_not_promise() -> None:
    """The origin and the key are part of the promise."""
    (written,) = receipt.issue(LOG.private, ORIGIN, 7, hashes(1))
    for public, origin in ((PUBLIC, "other.example"), (key("x").verifier.public, ORIGIN)):
        with pytest.raises(ReceiptRefused, match="did not promise this entry"):
            receipt.verify(written, hashes(1)[0], public, origin)


def test_every_changed_byte_is_refused() -> None:
    """Flip each byte of a receipt, as it is decoded and as it is written."""
    entries = hashes(5)
    written = receipt.issue(LOG.private, ORIGIN, 7, entries)[3]
    raw = from_base64url(written)
    changed = [raw[:i] + bytes([raw[i] ^ 1]) + raw[i + 1 :] for i in range(len(raw))]
    texts = [to_base64url(data) for data in changed]
    texts += [
        written[:i] + chr(ord(written[i]) ^ 1) + written[i + 1 :] for i in range(len(written))
    ]
    for text in texts:
        with pytest.raises(ReceiptRefused):
            receipt.verify(text, entries[3], PUBLIC, ORIGIN)


@pytest.mark.parametrize("text", ["", "AAAA", "债", "A" * 113, "A" * 115, "=" * 112])
def test_what_is_no_receipt_is_told(text: str) -> None:
    """Garbage gets a sentence."""
    with pytest.raises(ReceiptRefused, match='give the "receipt" of a decision whole'):
        receipt.verify(text, bytes(32), PUBLIC, ORIGIN)


def test_a_place_outside_its_batch_is_refused() -> None:
    """A receipt whose place lies before its batch has no way to the root."""
    raw = receipt._HEAD.pack(6, 7, 1) + bytes(64)
    with pytest.raises(ReceiptRefused, match="hashes do not fit its place"):
        receipt.verify(to_base64url(raw), bytes(32), PUBLIC, ORIGIN)
