"""Noted: which wishes, states, consents and qualifications are about which record.

The rules are those of the ledger's notes: a consent lifts no more than it names, and that a debtor
is out of reach only the tenant's own word about that debtor says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from duegate.audit.prepare import Prepared, refers
from duegate.audit.tables import Row, Tables
from duegate.ledger.identity import folded, number_of
from duegate.ledger.instants import from_us
from duegate.rulebook.facts import Note, NoteKind
from duegate.rulebook.records import Column


def note(tables: Tables, prepared: Prepared, region: str | None) -> None:
    """Make `noted(rid, at_us, kind, value, since_us, until_us, holds)` of the table `notes`."""
    _read(tables, region)
    told = prepared.told
    debtor = "r.debtor_key" if refers(told) else "CAST(r.person AS STRING)"
    debt = "r.debt_key" if Column.DEBT in told else debtor
    several = Column.TENANT in told
    own = "(n.tenant IS NULL OR coalesce(n.tenant = r.tenant, FALSE))" if several else "TRUE"
    ways = [
        "n.person = r.person",
        f"n.debtor = {debtor} AND {own}",
        f"n.debt = {debt} AND {own}",
        "n.kind = 'qualification'" + " AND n.tenant = r.tenant" * several,
    ]
    found = " UNION ".join(
        f"SELECT r.rid, n.id FROM prepared r JOIN read_notes n ON {way}" for way in ways
    )
    tables.keep(
        "noted",
        "SELECT r.rid, r.at_us, n.kind, n.value, n.since_us,"
        " n.until_us, n.since_us <= r.at_us AND coalesce(r.at_us < n.until_us, TRUE) AS holds"
        f" FROM ({found}) f JOIN prepared r ON r.rid = f.rid JOIN read_notes n ON n.id = f.id"
        f" WHERE ({own} OR n.person IS NOT NULL)"
        " AND (n.kind <> 'consent' OR n.value LIKE 'revoked%' OR"
        f" ({own} AND coalesce(n.debtor = {debtor}, TRUE)"
        f" AND coalesce(n.person = r.person, TRUE) AND coalesce(n.debt = {debt}, TRUE)))"
        f" AND (n.value <> 'lost_contact' OR"
        f" coalesce(n.debtor = {debtor}, FALSE) AND {own})",
    )


def wishes(tables: Tables) -> tuple[str, ...]:
    """Give the different wishes in the list of notes."""
    found = tables.rows(
        f"SELECT DISTINCT value FROM noted WHERE kind = '{NoteKind.PREFERENCE}' ORDER BY 1"
    )
    return tuple(value for (value,) in found)


def notes_of(tables: Tables, rids: str) -> dict[int, tuple[Note, ...]]:
    """Give the notes about the records that a query names."""
    found: dict[int, list[Note]] = defaultdict(list)
    rows = tables.named(
        f"SELECT rid, kind, value, since_us, until_us FROM noted WHERE rid IN ({rids})"
        " ORDER BY rid, since_us, value"
    )
    for row in rows:
        until = row["until_us"]
        ends = None if until is None else from_us(until)
        note = Note(NoteKind(row["kind"]), row["value"], from_us(row["since_us"]), ends)
        found[row["rid"]].append(note)
    return {rid: tuple(notes) for rid, notes in found.items()}


def _read(tables: Tables, region: str | None) -> None:
    """Write numbers and references of the notes the one way they are counted by."""
    rows = tables.rows(
        "SELECT tenant, debtor, debt, number, kind, value, since_us, until_us FROM notes"
    )

    def counted() -> Iterator[Row]:
        for n, (tenant, debtor, debt, number, kind, value, since, until) in enumerate(rows):
            who = None if number is None else number_of(number, region)
            person = None if who is None else int(who.e164[1:])
            yield n, tenant, _fold(debtor), _fold(debt), person, kind, value, since, until

    tables.load(
        "read_notes (id INTEGER, tenant VARCHAR, debtor VARCHAR, debt VARCHAR, person BIGINT,"
        " kind VARCHAR, value VARCHAR, since_us BIGINT, until_us BIGINT)",
        counted(),
    )


def _fold(reference: str | None) -> str | None:
    return None if reference is None else folded(reference)
