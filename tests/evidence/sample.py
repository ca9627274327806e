"""A small log in memory with two persons' decisions and outcomes; everything is drawn from counts.

It stands in for the database half: it adds entries as the gate does and hands out proofs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from duegate.evidence import canonical, checkpoint, file, note, proof, receipt, tree
from duegate.evidence.checkpoint import Checkpoint
from duegate.evidence.commitment import commit
from duegate.evidence.file import CitedClause, ShownEntry
from duegate.evidence.note import Kind, SigningKey
from duegate.evidence.tiles import Tiles
from duegate.model.text import Text

ORIGIN = "gate.example/log"
PACK_HASH = "ab" * 32
BASIS = f'{{"clear":[],"packs":{{"cn-shenzhen":"{PACK_HASH}"}},"tzdata":"2026f","unjudged":[]}}'
CLAUSE = CitedClause(
    id="cn-shenzhen/daily-cap",
    version="2021-01-01",
    pack_hash=PACK_HASH,
    text=Text("每日不得超过三次", "no more than three contacts a day"),
    cite=Text("深圳 SZ-02", "Shenzhen SZ-02"),
    reason=Text("已联络 3 次，上限 3 次", "3 contacts today, the limit is 3"),
)


def key(name: str = ORIGIN, kind: Kind = Kind.ED25519) -> SigningKey:
    """Give the key that belongs to a name."""
    seed = hashlib.sha256(name.encode()).digest()
    return SigningKey(name, Ed25519PrivateKey.from_private_bytes(seed), kind)


def witness(name: str) -> SigningKey:
    """Give a witness's key."""
    return key(f"{name}.example/w", Kind.COSIGNATURE)


def hashes(count: int) -> list[bytes]:
    """Give the hashes of `count` entries."""
    return [tree.leaf_hash(b"entry %d" % number) for number in range(count)]


class SampleLog:
    """A log that grows in memory, one batch an entry; also what a signer asks."""

    def __init__(self, name: str = ORIGIN) -> None:
        self.key = key(name)
        self.leaves: list[bytes] = []
        self.receipts: list[str] = []
        self._chains: dict[str, list[int]] = {}
        self.tiles = Tiles(self._hashes, self._tile_roots)

    def add(self, subject: str, kind: str, fields: Mapping[str, object]) -> int:
        """Add an entry about a subject; its tenant stands in it as a commitment."""
        chain = self._chains.setdefault(subject, [])
        index = len(self.leaves)
        prev = tree.leaf_hash(self.leaves[chain[-1]]).hex() if chain else ""
        nonce = self.nonce(index)
        sealed = {"tenant": commit("tenant", self.salt(subject), nonce, "acme")}
        place = {"index": index, "nonce": nonce.hex(), "nth": len(chain) + 1, "prev": prev}
        leaf = canonical.encode({**fields, **sealed, **place, "kind": kind, "v": 1})
        self.leaves.append(leaf)
        self.receipts += receipt.issue(
            self.key.private, self.key.name, index, [tree.leaf_hash(leaf)]
        )
        chain.append(index)
        return index

    def decide(self, subject: str, verdict: str = "allow") -> int:
        """Add a decision."""
        return self.add(
            subject,
            "decision",
            {
                "id": f"dec_{len(self.leaves)}",
                "at": "2026-11-23T12:00:00+00:00",
                "channel": "call",
                "verdict": verdict,
                "until": "" if verdict == "allow" else "2026-11-24T00:00:00+00:00",
                "findings": [[CLAUSE.id, CLAUSE.version, verdict]],
                "basis": hashlib.sha256(BASIS.encode()).hexdigest(),
                "zones": ["Asia/Shanghai"],
            },
        )

    def report(self, subject: str, decision: int, state: str = "answered") -> int:
        """Add the outcome of a decision."""
        named = str(canonical.parse_object(self.leaves[decision])["id"])
        at = "2026-11-23T12:05:00+00:00"
        return self.add(subject, "outcome", {"decision": named, "state": state, "at": at})

    def head(self) -> tuple[int, bytes]:
        """Give size and root."""
        return len(self.leaves), tree.root_at(len(self.leaves), self.tiles.hash_of)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Prove that one size is a beginning of another."""
        return tree.consistency_proof(old, new, self.tiles.hash_of)

    def checkpoint(self, *witnesses: SigningKey) -> str:
        """Sign the head and have it cosigned."""
        signed = note.sign(checkpoint.encode(Checkpoint(self.key.name, *self.head())), self.key)
        for number, cosigner in enumerate(witnesses):
            signed = note.cosign(signed, cosigner, 1_790_000_000 + number)
        return signed

    def show(self, index: int, signed: str, subject: str = "") -> ShownEntry:
        """Prove an entry; naming its subject opens its tenant."""
        path = tree.inclusion_proof(index, len(self.leaves), self.tiles.hash_of)
        proven = proof.encode(proof.Proof(index, tuple(path), signed))
        salt, nonce = self.salt(subject), self.nonce(index)
        opened = (file.show("tenant", salt, nonce, "acme"),) if subject else ()
        return ShownEntry(self.leaves[index].decode(), proven, self.receipts[index], opened)

    def chain(self, subject: str) -> list[int]:
        """Give the places of a subject's entries."""
        return self._chains[subject]

    @staticmethod
    def salt(subject: str) -> bytes:
        """Give a subject's salt."""
        return hashlib.sha256(b"salt" + subject.encode()).digest()

    @staticmethod
    def nonce(index: int) -> bytes:
        """Give an entry's nonce."""
        return hashlib.sha256(b"nonce %d" % index).digest()[:16]

    def _hashes(self, first: int, end: int) -> Sequence[bytes]:
        return [tree.leaf_hash(leaf) for leaf in self.leaves[first:end]]

    def _tile_roots(self, first: int, end: int) -> Sequence[bytes]:
        return [tree.root(self._hashes(tile * 256, tile * 256 + 256)) for tile in range(first, end)]


def busy_log() -> SampleLog:
    """Give a log with a debtor's three allowed calls and a deferred one among others' entries."""
    log = SampleLog()
    for other in range(5):
        log.decide(f"other {other}")
    for call in range(3):
        decision = log.decide("debtor")
        log.decide(f"other {call}", "deny")
        log.report("debtor", decision)
    log.decide("debtor", "defer")
    return log


def one_decision(log: SampleLog, *witnesses: SigningKey) -> bytes:
    """Write the file of the debtor's second call with its outcome."""
    _, _, decision, outcome, *_ = log.chain("debtor")
    signed = log.checkpoint(*witnesses)
    return file.write(
        log.key,
        log.show(decision, signed, "debtor"),
        [log.show(outcome, signed)],
        clauses=[CLAUSE],
        basis=BASIS,
    )


def whole_chain(log: SampleLog, *witnesses: SigningKey) -> bytes:
    """Write the file of the deferred call with everything about the debtor."""
    *before, last = log.chain("debtor")
    signed = log.checkpoint(*witnesses)
    shown = [log.show(index, signed) for index in before]
    return file.write(
        log.key,
        log.show(last, signed, "debtor"),
        shown,
        whole=True,
        clauses=[CLAUSE],
        basis=BASIS,
    )
