"""The log: one entry a decision, an outcome, a change of standing, in the transaction of its cause.

An entry is canonical JSON without personal data: what names a person stands in it as a commitment,
whose salt lies in a table of its own. Entries about one subject form a chain: each carries its
number and the hash of the one before, and only that same table knows where the chain ends. So
deleting the subject's row erases the person and leaves the log whole.
INVARIANT: places in the log have no gaps and entries never change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

import apsw
import msgspec

from duegate.chance import draw
from duegate.evidence import receipt
from duegate.evidence.commitment import commit_all
from duegate.evidence.signer import Signer, Tree
from duegate.evidence.tiles import WIDTH as TILE
from duegate.evidence.tiles import Tiles
from duegate.evidence.tree import (
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    root_at,
)
from duegate.store.ask import every, one

SALT_BYTES = 32
NONCE_BYTES = 16
VERSION = 1

# Gives canonical bytes for what entries are made of: ASCII keys, strings, integers, lists.
_CANONICAL = msgspec.json.Encoder(order="sorted")

_ENTRY = "SELECT idx, prev, bytes, receipt FROM leaf WHERE idx = ?"
_ENTRIES = "SELECT idx, prev, bytes, receipt FROM leaf WHERE idx >= ? ORDER BY idx"
_SUBJECT = "SELECT salt, nth, head, hash FROM subject WHERE key = ?"
_GROWN = """
INSERT INTO subject VALUES (?,?,?,?,?)
ON CONFLICT (key) DO UPDATE SET nth = excluded.nth, head = excluded.head, hash = excluded.hash
"""


class Log:
    """The log of one gate: the key that signs its receipts, and the signer of its checkpoints."""

    def __init__(self, signer: Signer) -> None:
        self.origin = signer.key.name
        self.signing_key = signer.key
        self._signer = signer

    @property
    def vkey(self) -> str:
        """The public key of the log, as C2SP notes write it."""
        return self.signing_key.verifier.vkey

    def open(self, connection: apsw.Connection) -> Entries:
        """Start adding entries in an open write transaction."""
        return Entries(self, connection)

    def turn(self) -> AbstractContextManager[Callable[[Tree], str]]:
        """Wait for the turn to sign; take the reader within it. See `Signer.turn`."""
        return self._signer.turn()


class Entry:
    """One entry that was added; its receipt is there once the transaction is sealed."""

    __slots__ = ("bytes", "hash", "index", "nth", "prev", "receipt", "salt")

    def __init__(
        self, index: int, written: bytes, *, salt: bytes, nth: int, prev: int | None
    ) -> None:
        self.index = index
        self.bytes = written
        self.hash = leaf_hash(written)
        self.salt = salt
        self.nth = nth
        self.prev = prev
        self.receipt = ""


class Entries:
    """The entries one transaction adds; written together by `seal`."""

    def __init__(self, log: Log, connection: apsw.Connection) -> None:
        self._log = log
        self._connection = connection
        self._first = size(connection)
        self._added: list[Entry] = []
        self._heads: dict[bytes, Entry] = {}

    @property
    def next_index(self) -> int:
        """The place the next entry will have."""
        return self._first + len(self._added)

    def add(
        self,
        kind: str,
        fields: Mapping[str, object],
        *,
        subject: bytes,
        sealed: Mapping[str, str | bytes],
    ) -> Entry:
        """Add an entry to a subject's chain; `sealed` fields appear only as commitments."""
        nonce = draw(NONCE_BYTES)
        salt, nth, prev, before = self._head(subject)
        index = self.next_index
        written = _CANONICAL.encode(
            {
                **fields,
                **commit_all(sealed, salt, nonce),
                "index": index,
                "kind": kind,
                "nonce": nonce.hex(),
                "nth": nth + 1,
                "prev": before,
                "v": VERSION,
            }
        )
        entry = Entry(index, written, salt=salt, nth=nth + 1, prev=prev)
        self._added.append(entry)
        self._heads[subject] = entry
        return entry

    def seal(self) -> None:
        """Write what was added, each with its receipt, and the roots of tiles that became full."""
        if not self._added:
            return
        hashes = [entry.hash for entry in self._added]
        receipts = receipt.issue(
            self._log.signing_key.private, self._log.origin, self._first, hashes
        )
        for entry, written in zip(self._added, receipts, strict=True):
            entry.receipt = written
        self._connection.executemany(
            "INSERT INTO leaf VALUES (?,?,?,?)",
            [(e.index, e.prev, e.bytes, e.receipt) for e in self._added],
        )
        self._connection.executemany(
            _GROWN, [(key, e.salt, e.nth, e.index, e.hash) for key, e in self._heads.items()]
        )
        for tile in range(self._first // TILE, self.next_index // TILE):
            write_tile(self._connection, tile)

    def _head(self, subject: bytes) -> tuple[bytes, int, int | None, str]:
        """Give a subject's salt, and number, place and hash of its latest entry."""
        head = self._heads.get(subject)
        if head is not None:
            return head.salt, head.nth, head.index, head.hash.hex()
        row = one(self._connection, _SUBJECT, (subject,))
        if row is None:
            return draw(SALT_BYTES), 0, None, ""
        salt, nth, index, latest = row
        return salt, nth, index, latest.hex()


class StoredEntry(msgspec.Struct, frozen=True):
    """An entry as it lies in the log."""

    index: int
    prev: int | None
    written: bytes
    receipt: str


class RecordedTree:
    """The log as it is recorded, seen from one reader; what the signer and the proofs ask."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._tiles = Tiles(
            lambda first, end: leaf_hashes(connection, first, end),
            lambda first, end: tile_roots(connection, first, end),
        )

    def head(self) -> tuple[int, bytes]:
        """Give size and root."""
        entries = size(self._connection)
        return entries, root_at(entries, self._tiles.hash_of)

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Prove that the first `old` entries are a beginning of the first `new`."""
        return consistency_proof(old, new, self._tiles.hash_of)

    def inclusion(self, index: int, entries: int) -> list[bytes]:
        """Prove that the entry at `index` stands in the first `entries`."""
        return inclusion_proof(index, entries, self._tiles.hash_of)


def size(connection: apsw.Connection) -> int:
    """Count the entries of the log."""
    row = one(connection, "SELECT coalesce(max(idx) + 1, 0) FROM leaf")
    return int(row[0])


def leaf_hashes(connection: apsw.Connection, first: int, end: int) -> list[bytes]:
    """Hash the entries from `first` to before `end`."""
    rows = every(
        connection, "SELECT bytes FROM leaf WHERE idx >= ? AND idx < ? ORDER BY idx", (first, end)
    )
    return [leaf_hash(written) for (written,) in rows]


def tile_roots(connection: apsw.Connection, first: int, end: int) -> list[bytes]:
    """Read the roots of full tiles from `first` to before `end`."""
    rows = every(
        connection, "SELECT root FROM tile WHERE idx >= ? AND idx < ? ORDER BY idx", (first, end)
    )
    return [bytes(tile) for (tile,) in rows]


def write_tile(connection: apsw.Connection, tile: int) -> None:
    """Write the root of a full tile of entries, so that proofs need not hash all of them again."""
    hashes = leaf_hashes(connection, tile * TILE, (tile + 1) * TILE)
    connection.execute("INSERT OR REPLACE INTO tile VALUES (?,?)", (tile, root(hashes)))


def entry_at(connection: apsw.Connection, index: int) -> StoredEntry:
    """Read one entry."""
    return StoredEntry(*one(connection, _ENTRY, (index,)))


def chain_of(connection: apsw.Connection, subject: bytes) -> list[StoredEntry]:
    """Read all entries of a subject, in their order; none once the person was erased."""
    row = one(connection, "SELECT head FROM subject WHERE key = ?", (subject,))
    chain: list[StoredEntry] = []
    index = None if row is None else row[0]
    while index is not None:
        chain.append(entry_at(connection, index))
        index = chain[-1].prev
    return chain[::-1]


def salt_of(connection: apsw.Connection, subject: bytes) -> bytes | None:
    """Read a subject's salt; `None` once the person was erased."""
    row = one(connection, "SELECT salt FROM subject WHERE key = ?", (subject,))
    return None if row is None else bytes(row[0])


def first_wrong(connection: apsw.Connection, log: Log) -> int | None:
    """Check every entry; give the first place from which the log is not what it was.

    Full tiles are hashed again; what no tile covers yet is held against its receipts.
    """
    entries = size(connection)
    for index in range(entries // TILE):
        first = index * TILE
        hashes = leaf_hashes(connection, first, first + TILE)
        if len(hashes) != TILE or tile_roots(connection, index, index + 1) != [root(hashes)]:
            return first
    first, public = entries - entries % TILE, log.signing_key.verifier.public
    rows = every(connection, _ENTRIES, (first,))
    for index, row in enumerate(rows, first):
        stored = StoredEntry(*row)
        if stored.index != index or not _promised(stored, public, log.origin):
            return index
    return None if len(rows) == entries % TILE else first + len(rows)


def _promised(stored: StoredEntry, public: bytes, origin: str) -> bool:
    try:
        place = receipt.verify(stored.receipt, leaf_hash(stored.written), public, origin)
    except receipt.ReceiptRefused:
        return False
    return place == stored.index
