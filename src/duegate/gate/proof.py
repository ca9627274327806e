"""The evidence file of a decision: gathered from the ledger and the log, for anybody to check.

It opens the fields that name the tenant and the debtor and the decision itself; whoever is given
the file may see them. It says what was decided and recorded, not how the caller behaved.
"""

from __future__ import annotations

import msgspec
from apsw import Connection

from duegate.evidence import file, proof
from duegate.evidence.file import CitedClause, ShownEntry
from duegate.evidence.log import RecordedTree, StoredEntry, chain_of, entry_at, salt_of
from duegate.evidence.note import SigningKey
from duegate.gate.basis import decision_of
from duegate.gate.decide import Input
from duegate.gate.desk import Desk
from duegate.ledger import events
from duegate.ledger.decisions import Recorded
from duegate.ledger.inbound import Came
from duegate.model.decision import Decision
from duegate.model.judgement import Finding
from duegate.model.text import Text
from duegate.rulebook.book import Book
from duegate.rulebook.clause import Provision

WITHIN = Text("未达上限", "the limit was not reached")
GONE = Text("当时的规则包已不在此处", "the pack of that time is not at hand here")
_INPUT = msgspec.json.Decoder(Input)


class Gathered(msgspec.Struct, frozen=True):
    """All that goes into the file, read from one instant of the ledger."""

    entry: ShownEntry
    others: list[ShownEntry]
    whole: bool
    clauses: list[CitedClause]
    basis: str

    def written_by(self, key: SigningKey) -> bytes:
        """Write and sign the file."""
        return file.write(
            key,
            self.entry,
            self.others,
            whole=self.whole,
            clauses=self.clauses,
            basis=self.basis,
        )


def gather(
    desk: Desk, connection: Connection, recorded: Recorded, checkpoint: str, *, chain: bool
) -> Gathered:
    """Gather a decision and its outcomes, or its debtor's whole chain, against a checkpoint."""
    decision = decision_of(recorded.body, recorded.basis)
    debtor = _INPUT.decode(recorded.input).contact.debtor.ref
    subject = desk.keys.debtor(recorded.tenant, debtor)
    press = Press(connection, checkpoint, salt_of(connection, subject))
    others = (
        [other for other in chain_of(connection, subject) if other.index != recorded.leaf]
        if chain
        else [entry_at(connection, leaf) for leaf in events.reports(connection, recorded.leaf)]
    )
    shown = {"tenant": recorded.tenant, "body": recorded.body.decode()}
    return Gathered(
        entry=press.entry(entry_at(connection, recorded.leaf), shown),
        others=[press.entry(other, {"tenant": recorded.tenant}) for other in others],
        whole=chain,
        clauses=cited(desk.book, decision),
        basis=recorded.basis.decode(),
    )


def of_inbound(connection: Connection, came: Came, checkpoint: str, *, chain: bool) -> Gathered:
    """Gather an inbound contact, or its debtor's whole chain, against a checkpoint."""
    press = Press(connection, checkpoint, salt_of(connection, came.debtor))
    others = chain_of(connection, came.debtor) if chain else []
    shown = {"tenant": came.tenant}
    return Gathered(
        entry=press.entry(entry_at(connection, came.leaf), shown),
        others=[press.entry(other, shown) for other in others if other.index != came.leaf],
        whole=chain,
        clauses=[],
        basis="",
    )


class Press:
    """Prints entries of the log with their proofs against one checkpoint."""

    def __init__(self, connection: Connection, checkpoint: str, salt: bytes | None) -> None:
        self._checkpoint = checkpoint
        self._salt = salt
        self._tree = RecordedTree(connection)
        self._size = self._tree.head()[0]

    def entry(self, stored: StoredEntry, shown: dict[str, str]) -> ShownEntry:
        """Print an entry, opening the fields of `shown` that it commits to."""
        leaf = msgspec.json.decode(stored.written, type=dict[str, object])
        nonce = bytes.fromhex(str(leaf["nonce"]))
        hashes = self._tree.inclusion(stored.index, self._size)
        return ShownEntry(
            leaf=stored.written.decode(),
            proof=proof.encode(proof.Proof(stored.index, tuple(hashes), self._checkpoint)),
            receipt=stored.receipt,
            opened=tuple(
                file.show(field, self._salt, nonce, value)
                for field, value in shown.items()
                if self._salt is not None and field in leaf
            ),
        )


def cited(book: Book, decision: Decision) -> list[CitedClause]:
    """Give the words of every clause that found something."""
    provisions = {(each.id, each.dated, each.pack_hash): each for each in book.provisions}
    return [
        _cited(finding, provisions.get((finding.clause, finding.version, finding.pack_hash)))
        for finding in decision.findings
    ]


def _cited(finding: Finding, provision: Provision | None) -> CitedClause:
    return CitedClause(
        id=finding.clause,
        version=finding.version,
        pack_hash=finding.pack_hash,
        text=GONE if provision is None else provision.version.text,
        cite=GONE if provision is None else provision.version.cite,
        reason=finding.reason or WITHIN,
    )
