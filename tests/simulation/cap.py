"""A small gate for the worlds: a person may be reached three times, every contact is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import apsw
import msgspec

from duegate.store.store import Store

CAP = 3
PEOPLE = 6
SCHEMA = """
CREATE TABLE IF NOT EXISTS contact (
  id INTEGER PRIMARY KEY, person INTEGER NOT NULL, allowed INTEGER NOT NULL, note BLOB NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS contact_person ON contact (person, allowed);
"""


class Contact(msgspec.Struct, frozen=True):
    """One attempt to reach a person."""

    id: int
    person: int
    note: bytes


class CapWorkload:
    """Counts and records in one transaction."""

    def prepare(self, store: Store) -> None:
        """Make the table."""
        store.transact(lambda connection: connection.execute(SCHEMA))

    def work(self, number: int, random: Random) -> Contact:
        """Reach one of a few people, with a note from a few bytes to more than a page."""
        return Contact(
            number, random.randrange(PEOPLE), random.randbytes(random.choice((9, 600, 5_000)))
        )

    def run_batch(self, connection: apsw.Connection, works: Sequence[Contact]) -> Sequence[bool]:
        """Allow the first three of a person; record them all."""
        return [self._decide(connection, work) for work in works]

    def violations(
        self, connection: apsw.Connection, acknowledged: Sequence[tuple[Contact, bool]]
    ) -> list[str]:
        """Name what was acknowledged and is not there as it was, and who was reached too often."""
        rows = {row[0]: row[1:] for row in connection.execute("SELECT * FROM contact")}
        lost = [
            f"contact {work.id} was acknowledged and is lost"
            for work, allowed in acknowledged
            if rows.get(work.id) != (work.person, int(allowed), work.note)
        ]
        reached = [person for person, allowed, _ in rows.values() if allowed]
        over = {person for person in reached if reached.count(person) > CAP}
        return lost + [f"person {person} was reached more than {CAP} times" for person in over]

    def _decide(self, connection: apsw.Connection, work: Contact) -> bool:
        reached: int = connection.execute(
            "SELECT count(*) FROM contact WHERE person = ? AND allowed", (work.person,)
        ).get
        allowed = reached < CAP
        connection.execute(
            "INSERT INTO contact VALUES (?, ?, ?, ?)", (work.id, work.person, allowed, work.note)
        )
        return allowed
