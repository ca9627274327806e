"""The verifier against true files, against every way to tamper, and against a second verifier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import msgspec
import pytest
from tests.evidence.sample import (
    CLAUSE,
    ORIGIN,
    SampleLog,
    busy_log,
    key,
    one_decision,
    whole_chain,
)
from tests.evidence.sample import witness as witness_key
from tests.evidence.second_verifier import second_verdict

from duegate.evidence import Code, Trust, canonical, file, note, receipt, tree, verify
from duegate.evidence.exact import to_base64
from duegate.evidence.file import Document, Opened, ShownEntry

LOG = busy_log()
ONE, WHOLE = one_decision(LOG), whole_chain(LOG)
W1, W2, W3 = witness_key("w1"), witness_key("w2"), witness_key("w3")
PINNED = Trust(logs=(key().verifier,))


def quorum(count: int) -> Trust:
    """Ask for so many of three witnesses."""
    named = {"lender": W1.verifier, "court": W2.verifier, "union": W3.verifier}
    return Trust((key().verifier,), named, count)


@pytest.mark.parametrize("data", [ONE, WHOLE], ids=["one", "whole"])
@pytest.mark.parametrize("trust", [None, Trust(), PINNED], ids=["none", "empty", "pinned"])
def test_a_true_file_is_valid(data: bytes, trust: Trust | None) -> None:
    """Both verifiers say so, and the report speaks both languages."""
    report = verify(data, trust=trust)
    assert (report.code, report.wrong) == (Code.VALID, ())
    assert second_verdict(data) == 0
    assert report.summary is not None
    for text in (*report.proven, *report.unproven):
        assert text.zh
        assert text.en


def test_the_report_tells_what_is_proven() -> None:
    """The claims of a file, one sentence each."""
    proven = " | ".join(text.en for text in verify(ONE).proven)
    assert "nothing in this file changed since the log gate.example/log signed it" in proven
    assert "the entry stands at 8 in that log, whose checkpoint counts 15 entries" in proven
    assert "the fields shown are those the entry commits to: tenant" in proven
    assert "the decision rests on these clauses in these versions: cn-shenzhen/daily-cap" in proven
    assert "the further entries belong to the decision" in proven
    assert "entries 1 to 7 about this subject are all here" in verify(WHOLE).proven[-1].en


def test_the_report_tells_what_is_not_proven() -> None:
    """It never lets a reader believe more than the file holds."""
    unproven = " | ".join(text.en for text in verify(ONE).unproven)
    assert "how the caller behaved" in unproven
    assert (
        f"the key comes from the file itself; compare it with the one its operator publishes: \
{key().verifier.vkey}"
        in unproven
    )
    assert "no witnesses were asked for" in unproven
    assert "that there are no other entries about this subject" in unproven
    assert "the times: they are those of the gate's own clock" in unproven
    assert "that nothing follows entry 7" in " | ".join(t.en for t in verify(WHOLE).unproven)


def test_the_report_claims_no_more_than_the_file() -> None:
    """What is not shown, pinned or cited is not spoken of."""
    report = verify(file.write(LOG.key, LOG.show(8, LOG.checkpoint())))
    assert len(report.proven) == 2
    assert not any("clauses" in text.en for text in report.unproven)
    assert any("wording of the clauses" in text.en for text in verify(ONE).unproven)


def test_the_codes_are_the_documented_ones() -> None:
    """Scripts go by these numbers."""
    assert [(code.name, code.value) for code in Code] == [
        ("VALID", 0),
        ("FALSE", 1),
        ("NOT_WITNESSED", 2),
        ("UNREADABLE", 3),
    ]


def test_a_pinned_key_is_no_longer_in_doubt() -> None:
    """Who brings the log's key knows whose log it is."""
    report = verify(ONE, trust=PINNED)
    assert "the key of that log is one you trust" in [text.en for text in report.proven]
    assert not any("key comes from the file" in text.en for text in report.unproven)


def test_a_log_that_is_not_trusted_is_refused() -> None:
    """A file that a stranger signed under the log's name is false for who pins the key."""
    stranger = SampleLog()
    stranger.key = note.SigningKey(ORIGIN, key("stranger").private)
    stranger.decide("debtor")
    data = file.write(stranger.key, stranger.show(0, stranger.checkpoint()))
    assert verify(data).code is Code.VALID
    report = verify(data, trust=PINNED)
    assert report.code is Code.FALSE
    assert report.wrong[0].en == f"the key of the log {ORIGIN} is none of those you trust"


@pytest.mark.parametrize(
    ("signed_by", "wanted", "code"),
    [
        ((), 1, Code.NOT_WITNESSED),
        ((W1,), 1, Code.VALID),
        ((W1,), 2, Code.NOT_WITNESSED),
        ((W1, W1), 2, Code.NOT_WITNESSED),
        ((W1, W3), 2, Code.VALID),
        ((W1, W2, W3), 3, Code.VALID),
        ((witness_key("stranger"), W2), 2, Code.NOT_WITNESSED),
    ],
)
def test_a_quorum_of_witnesses(
    signed_by: tuple[note.SigningKey, ...], wanted: int, code: Code
) -> None:
    """Enough known witnesses must have cosigned; strangers and repetitions do not count."""
    report = verify(one_decision(LOG, *signed_by), trust=quorum(wanted))
    assert report.code is code
    if code is Code.NOT_WITNESSED:
        who = "1 witness" if wanted == 1 else f"{wanted} witnesses"
        assert f"{who} must have cosigned" in report.wrong[0].en


def test_witnesses_are_told_with_their_time() -> None:
    """Who witnessed, by the reader's own name for it, and when."""
    report = verify(one_decision(LOG, W2), trust=quorum(1))
    assert (
        report.proven[-1].en
        == "the witness court cosigned the checkpoint at 2026-09-21 14:13:20 UTC"
    )
    assert not any("no witnesses" in text.en or "clock" in text.en for text in report.unproven)


def test_a_wrong_cosignature_is_false_not_missing() -> None:
    """A witness's line that does not verify is a change to the file's checkpoint."""
    signed = note.cosign(LOG.checkpoint(), W1, 1)
    signed = signed[:-1] + note.cosign(LOG.checkpoint(W2), W1, 2)[-1]
    moved = W1.line("another text\n", 1)
    data = file.write(LOG.key, LOG.show(8, LOG.checkpoint() + moved))
    assert verify(data).code is Code.VALID
    assert verify(data, trust=quorum(1)).code is Code.FALSE
    assert verify(file.write(LOG.key, LOG.show(8, signed)), trust=quorum(1)).code is Code.VALID


@pytest.mark.parametrize("data", [ONE, WHOLE], ids=["one", "whole"])
def test_every_flipped_byte_is_found(data: bytes, seed: int) -> None:
    """Flip each byte in turn, by one bit; no result passes as valid or as merely unwitnessed."""
    drawn = Random(seed)
    for place, byte in enumerate(data):
        flipped = data[:place] + bytes([byte ^ (1 << drawn.randrange(8))]) + data[place + 1 :]
        assert verify(flipped, trust=quorum(1)).code in {Code.FALSE, Code.UNREADABLE}
        if not place % 7:
            assert second_verdict(flipped) == 1


def test_every_cut_is_found(seed: int) -> None:
    """Files that end early, begin late, or lack a stretch in the middle."""
    drawn = Random(seed)
    for _ in range(300):
        first, end = sorted(drawn.sample(range(len(ONE) + 1), 2))
        for cut in (ONE[:first] + ONE[end:], ONE[first:end]):
            if cut != ONE:
                assert verify(cut).code in {Code.FALSE, Code.UNREADABLE}
                assert second_verdict(cut) == 1


def resigned(data: bytes, change: Callable[[Document], Document]) -> bytes:
    """Change a file as an insider could who holds the log's key, but cannot change the log."""
    fields: dict[str, Any] = msgspec.to_builtins(change(file.read(data).document))
    signature = key().private.sign(b"duegate/evidence/v1\x00" + canonical.encode(fields))
    return canonical.encode({**fields, "signature": to_base64(signature)}) + b"\n"


def entry(document: Document, **fields: object) -> Document:
    """Change the entry."""
    changed = msgspec.structs.replace(document.entry, **fields)
    return msgspec.structs.replace(document, entry=changed)


def others(document: Document, *changed: ShownEntry) -> Document:
    """Change the other entries."""
    return msgspec.structs.replace(document, others=changed)


def doc(**fields: object) -> Callable[[Document], Document]:
    """Change fields of the document."""
    return lambda document: msgspec.structs.replace(document, **fields)


def clause(**fields: object) -> Callable[[Document], Document]:
    """Change the clause."""
    return doc(clauses=(msgspec.structs.replace(CLAUSE, **fields),))


@dataclass(frozen=True)
class Tamper:
    """A way to change a file, and what the report says of it."""

    data: bytes
    change: Callable[[Document], Document]
    wrong: str


def promise(leaf: str, index: int) -> str:
    """Promise an entry a place, as the log's key could."""
    (written,) = receipt.issue(key().private, ORIGIN, index, [tree.leaf_hash(leaf.encode())])
    return written


FOREIGN = LOG.show(0, LOG.checkpoint())
STRAY = LOG.show(LOG.chain("debtor")[4], LOG.checkpoint())
ALONE = file.write(LOG.key, LOG.show(8, LOG.checkpoint()))
OTHER_KEY = key("other").verifier
TAMPERS = {
    "leaf": Tamper(
        ALONE,
        lambda d: entry(d, leaf=d.entry.leaf.replace('"allow"', '"deny"')),
        "does not stand in the signed log",
    ),
    "linked-leaf": Tamper(
        ONE,
        lambda d: entry(d, leaf=d.entry.leaf.replace('"allow"', '"deny"')),
        "entry 4 does not follow this entry 3",
    ),
    "leaf-form": Tamper(
        ONE, lambda d: entry(d, leaf=d.entry.leaf.replace(":", ": ", 1)), "are not one chain"
    ),
    "proof": Tamper(ONE, lambda d: entry(d, proof=FOREIGN.proof), "does not stand"),
    "proof-form": Tamper(ONE, lambda d: entry(d, proof=""), "this is not a c2sp.org/tlog-proof"),
    "index": Tamper(
        ONE,
        lambda d: entry(d, proof=d.entry.proof.replace("index 8", "index 9")),
        "does not lead from this entry at 9",
    ),
    "size": Tamper(
        ALONE, lambda d: entry(d, proof=d.entry.proof.replace("\n15\n", "\n16\n")), "was changed"
    ),
    "receipt": Tamper(ONE, lambda d: entry(d, receipt=FOREIGN.receipt), "did not promise"),
    "receipt-elsewhere": Tamper(
        ONE,
        lambda d: entry(d, receipt=promise(d.entry.leaf, 9)),
        "entry 8 names or was promised another place",
    ),
    "receipt-form": Tamper(ONE, lambda d: entry(d, receipt=""), "this is not a receipt"),
    "two-checkpoints": Tamper(
        ONE,
        lambda d: others(
            d,
            msgspec.structs.replace(
                d.others[0], proof=d.others[0].proof + W1.line("another text\n", 1)
            ),
        ),
        "the proofs lead to different checkpoints",
    ),
    "opened-value": Tamper(
        ONE,
        lambda d: entry(d, opened=(msgspec.structs.replace(d.entry.opened[0], value="b"),)),
        'the field "tenant" is not what the entry commits to',
    ),
    "opened-field": Tamper(
        ONE, lambda d: entry(d, opened=(Opened("at", "00", "x"),)), 'the field "at" is not'
    ),
    "opened-form": Tamper(
        ONE, lambda d: entry(d, opened=(Opened("tenant", "?", "x"),)), 'the field "tenant" is not'
    ),
    "opened-nothing": Tamper(
        ONE, lambda d: entry(d, opened=(Opened("nth", "00", "x"),)), 'the field "nth" is not'
    ),
    "clause-id": Tamper(ONE, clause(id="cn-shenzhen/hours"), "is not one the entry rests on"),
    "clause-version": Tamper(ONE, clause(version="2020-01-01"), "is not one the entry rests on"),
    "clause-pack": Tamper(ONE, clause(pack_hash="cd" * 32), "is not one the entry rests on"),
    "zones": Tamper(ONE, doc(zones=("Europe/Paris",)), "the zones are not those of the entry"),
    "origin": Tamper(ONE, doc(origin="x.example/log"), "not that of the log it is said to be"),
    "vkey": Tamper(ONE, doc(vkey="x"), "the log's key cannot be read"),
    "another-key": Tamper(
        ONE, doc(vkey=OTHER_KEY.vkey, origin=OTHER_KEY.name), "changed after it was signed"
    ),
    "stray": Tamper(ONE, lambda d: others(d, *d.others, STRAY), "to the decision"),
    "foreign": Tamper(ONE, lambda d: others(d, FOREIGN), "to the decision"),
    "twice": Tamper(ONE, lambda d: others(d, *d.others, *d.others), "stands after entry"),
    "claimed-whole": Tamper(ONE, doc(whole=True), "are missing from the subject's chain"),
    "first-left-out": Tamper(WHOLE, lambda d: others(d, *d.others[1:]), "entry 1 is missing"),
    "one-left-out": Tamper(
        WHOLE, lambda d: others(d, *d.others[:2], *d.others[3:]), "entry 3 is missing"
    ),
    "swapped": Tamper(
        WHOLE, lambda d: others(d, d.others[1], d.others[0], *d.others[2:]), "entry 1 is missing"
    ),
    "inserted": Tamper(
        WHOLE, lambda d: others(d, *d.others[:3], FOREIGN, *d.others[3:]), "are not one chain"
    ),
    "exchanged": Tamper(WHOLE, lambda d: others(d, FOREIGN, *d.others[1:]), "are not one chain"),
    "all-left-out": Tamper(WHOLE, others, "entries 1 to 6 are missing"),
}


@pytest.mark.parametrize("tamper", TAMPERS.values(), ids=TAMPERS.keys())
def test_an_insider_cannot_change_a_claim(tamper: Tamper) -> None:
    """With the log's key but not its past, every changed claim is found by both verifiers."""
    data = resigned(tamper.data, tamper.change)
    report = verify(data)
    assert (report.code, report.proven, report.summary) == (Code.FALSE, (), None)
    assert tamper.wrong in report.wrong[0].en
    assert report.wrong[0].zh
    assert second_verdict(data) == 1


def test_signing_again_is_no_tampering() -> None:
    """The tool of the test above changes nothing by itself."""
    for data in (ONE, WHOLE):
        assert resigned(data, lambda document: document) == data


@pytest.mark.parametrize("data", [b"", b"\n", b"{}\n", b"\xff\n", b"[" * 10_000 + b"\n"])
def test_what_is_no_file_is_unreadable(data: bytes) -> None:
    """Garbage is neither true nor false."""
    report = verify(data)
    assert report.code is Code.UNREADABLE
    assert report.wrong[0].zh


def test_an_entry_that_names_another_place_is_false() -> None:
    """A log that wrote a wrong place into an entry cannot prove it."""
    log = SampleLog()
    index = log.decide("debtor")
    log.leaves[index] = log.leaves[index].replace(b'"index":0', b'"index":1')
    log.receipts[index] = promise(log.leaves[index].decode(), 0)
    data = file.write(log.key, log.show(index, log.checkpoint()))
    assert "entry 0 names or was promised another place" in verify(data).wrong[0].en
    assert second_verdict(data) == 1


def test_a_chain_begun_by_the_shown_entry_is_whole() -> None:
    """One entry alone is the whole chain of its subject."""
    log = SampleLog()
    index = log.decide("debtor")
    data = file.write(log.key, log.show(index, log.checkpoint()), whole=True)
    assert verify(data).code is Code.VALID
    assert second_verdict(data) == 0


def test_the_entry_may_stand_anywhere_in_its_chain() -> None:
    """A whole chain is shown around any of its entries."""
    signed = LOG.checkpoint()
    for shown in LOG.chain("debtor"):
        rest = [LOG.show(index, signed) for index in LOG.chain("debtor") if index != shown]
        data = file.write(LOG.key, LOG.show(shown, signed), rest, whole=True)
        assert verify(data).code is Code.VALID
        assert second_verdict(data) == 0
