"""What was told about persons and debts: preferences and states, told once, lifted by a new row."""

from __future__ import annotations

from datetime import datetime

import apsw
import msgspec

from duegate.ledger.identity import SubjectKeys
from duegate.ledger.instants import from_us, to_us
from duegate.rulebook.facts import Note, NoteKind
from duegate.store.ask import every, one


class NoteKeys(msgspec.Struct, frozen=True):
    """Whom a note is about; `tenant` is `None` when the operator tells it for every tenant."""

    tenant: str | None
    debtor: bytes | None = None
    person: bytes | None = None
    debt: bytes | None = None


def about(connection: apsw.Connection, keys: SubjectKeys, tenant: str) -> tuple[Note, ...]:
    """Read the notes about a contact's debtor, person and debt that this tenant must heed.

    A consent lifts no more than it names: it is the tenant's to whom it was given, and about all it
    was told of. That a debtor is out of reach opens the way to others, so only the tenant's own
    word about its debtor counts. What the tenant is qualified for is among them.
    """
    rows = every(
        connection,
        "SELECT n.kind, n.value, n.since_us, n.until_us,"
        " (SELECT at_us FROM note_end e WHERE e.note = n.leaf)"
        " FROM note n WHERE (n.debtor = ?1 OR n.person = ?2 OR n.debt = ?3"
        " OR (n.kind = 'qualification' AND n.tenant = ?4))"
        " AND (n.tenant IS NULL OR n.tenant = ?4 OR n.person IS NOT NULL)"
        " AND (n.kind <> 'consent' OR n.value LIKE 'revoked%' OR"
        " (coalesce(n.tenant = ?4, 1) AND coalesce(n.debtor = ?1, 1)"
        " AND coalesce(n.person = ?2, 1) AND coalesce(n.debt = ?3, 1)))"
        " AND (n.value <> 'lost_contact' OR (n.debtor = ?1 AND coalesce(n.tenant = ?4, 1)))",
        (keys.debtor, keys.person, keys.debt, tenant),
    )
    return tuple([_note(*row) for row in rows])


def _note(
    kind: str, value: str, since_us: int, until_us: int | None, lifted_us: int | None
) -> Note:
    ends = [end for end in (until_us, lifted_us) if end is not None]
    return Note(NoteKind(kind), value, from_us(since_us), from_us(min(ends)) if ends else None)


def tell(connection: apsw.Connection, leaf: int, note_id: str, keys: NoteKeys, note: Note) -> None:
    """Write a note."""
    connection.execute(
        "INSERT INTO note VALUES (?,?,?,?,?,?,?,?,?,?)",
        (
            leaf,
            note_id,
            keys.tenant,
            keys.debtor,
            keys.person,
            keys.debt,
            note.kind,
            note.value,
            to_us(note.since),
            None if note.until is None else to_us(note.until),
        ),
    )


def find(connection: apsw.Connection, note_id: str, tenant: str | None) -> int | None:
    """Find a note that is still open by its id; a tenant finds only what it may lift."""
    row = one(
        connection,
        "SELECT leaf FROM note n WHERE id = :id"
        " AND (:tenant IS NULL OR tenant = :tenant AND kind <> 'qualification')"
        " AND NOT EXISTS (SELECT 1 FROM note_end e WHERE e.note = n.leaf)",
        {"id": note_id, "tenant": tenant},
    )
    return None if row is None else row[0]


def lift(connection: apsw.Connection, leaf: int, at: datetime) -> None:
    """End a note."""
    connection.execute("INSERT INTO note_end VALUES (?,?)", (leaf, to_us(at)))
