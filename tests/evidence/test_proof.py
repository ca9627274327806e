"""Proofs as stand-alone text, exactly as the format has them."""

from __future__ import annotations

import pytest
from tests.evidence.sample import ORIGIN, SampleLog, busy_log, key, witness

from duegate.evidence import proof, tree
from duegate.evidence.checkpoint import CheckpointRefused
from duegate.evidence.note import NoteRefused
from duegate.evidence.proof import Proof, ProofRefused


def proofs(log: SampleLog, signed: str) -> list[Proof]:
    """Prove every entry of a log."""
    size = len(log.leaves)
    return [
        Proof(index, tuple(tree.inclusion_proof(index, size, log.tiles.hash_of)), signed)
        for index in range(size)
    ]


def test_the_text_is_that_of_the_format() -> None:
    """Header, extra, index, hashes, an empty line, the checkpoint as it is."""
    shown = Proof(5, (bytes(32), b"\xff" * 32), "the checkpoint\n", b"more")
    assert proof.encode(shown) == (
        "c2sp.org/tlog-proof@v1\nextra bW9yZQ==\nindex 5\n"
        "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
        "//////////////////////////////////////////8=\n\nthe checkpoint\n"
    )


def test_every_entry_is_proven() -> None:
    """Each proof comes back from its text and holds for its own entry only."""
    log = busy_log()
    signed = log.checkpoint(witness("w1"))
    for shown, leaf in zip(proofs(log, signed), log.leaves, strict=True):
        again = proof.parse(proof.encode(shown))
        assert again == shown
        seers = [witness("w1").verifier]
        checked = proof.verify(again, tree.leaf_hash(leaf), log.key.verifier, seers)
        assert checked.checkpoint.size == len(log.leaves)
        assert [s.by for s in checked.witnesses] == seers
        with pytest.raises(ProofRefused, match="does not lead from this entry"):
            proof.verify(again, tree.leaf_hash(b"other"), log.key.verifier)


def test_the_longest_proof_is_read() -> None:
    """A log below 2^63 entries needs no more than 63 hashes."""
    shown = Proof(2**63 - 2, (bytes(32),) * 63, "the checkpoint\n")
    assert proof.parse(proof.encode(shown)) == shown


def test_another_log_proves_nothing() -> None:
    """The checkpoint must be the log's."""
    log = busy_log()
    (shown, *_) = proofs(log, log.checkpoint())
    with pytest.raises((NoteRefused, CheckpointRefused)):
        proof.verify(shown, tree.leaf_hash(log.leaves[0]), key("other.example").verifier)


def test_the_extra_is_carried_and_not_believed() -> None:
    """Extra data comes back; the proof holds with or without it."""
    log = SampleLog()
    log.decide("debtor")
    shown = proof.parse(proof.encode(Proof(0, (), log.checkpoint(), b"")))
    assert shown.extra == b""
    assert proof.verify(shown, tree.leaf_hash(log.leaves[0]), log.key.verifier).checkpoint.size == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@v1", "@v2"),
        ("index 3\n", ""),
        ("index 3\n", "3\n"),
        ("index 3\n", "index 03\n"),
        ("index 3\n", "index 3 \n"),
        ("index 3\n", "index 3\nindex 3\n"),
        ("index 3\n", "extra ?\nindex 3\n"),
        ("index 3\n", "extra\nindex 3\n"),
        ("index 3\n", "extra bW9yZQ==\nextra bW9yZQ==\nindex 3\n"),
        ("index 3\n", "index 3\nAAAA\n"),
        ("index 3\n", "index 3\n" + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n" * 64),
        ("=\n", "\n"),
        (f"\n\n{ORIGIN}", f"\n{ORIGIN}"),
        (f"\n\n{ORIGIN}", f"\r\n\n{ORIGIN}"),
    ],
)
def test_other_texts_are_refused(old: str, new: str) -> None:
    """Each departure from the format is refused with a sentence."""
    log = busy_log()
    text = proof.encode(proofs(log, log.checkpoint())[3])
    assert old in text
    with pytest.raises(ProofRefused, match=r"this is not a c2sp.org/tlog-proof@v1 proof"):
        proof.parse(text.replace(old, new))


@pytest.mark.parametrize(
    "text", ["", "\n\n", "c2sp.org/tlog-proof@v1", proof.HEADER + "\nindex 0\n\n"]
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    """Nothing, or half of a proof."""
    with pytest.raises(ProofRefused):
        proof.parse(text)
