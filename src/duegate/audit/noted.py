"""Noted: which wishes, states, consents and qualifications are about which record.

The rules are those of the ledger's notes: a consent lifts no more than it names, and that a debtor
is out of reach only the tenant's own word about that debtor says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import duckdb

from duegate.audit.people import load
from duegate.audit.prepare import Prepared
from duegate.ledger.identity import folded, number_of
from duegate.ledger.instants import from_us
from duegate.rulebook.facts import Note, NoteKind
from duegate.rulebook.records import Column


def note(connection: duckdb.DuckDBPyConnection, prepared: Prepared, region: str | None) -> None:
    """Make `noted(rid, at_us, kind, value, since_us, until_us, holds)` of the table `notes`."""
    _read(connection, region)
    told = prepared.told
    referred = Column.DEBTOR in told or Column.DEBT in told
    debtor = "r.debtor_key" if referred else "CAST(r.person AS VARCHAR)"
    debt = "r.debt_key" if Column.DEBT in told else debtor
    tenant = "r.tenant" if Column.TENANT in told else "n.tenant"
    ways = ["n.person = r.person", f"n.debtor = {debtor}", f"n.debt = {debt}"]
    if Column.TENANT in told:
        ways.append("n.kind = 'qualification' AND n.tenant = r.tenant")
    else:
        ways.append("n.kind = 'qualification'")
    found = " UNION ".join(
        f"SELECT r.rid, n.id FROM prepared r JOIN read_notes n ON {way}" for way in ways
    )
    connection.execute(
        "CREATE OR REPLACE TABLE noted AS SELECT r.rid, r.at_us, n.kind, n.value, n.since_us,"
        " n.until_us, n.since_us <= r.at_us AND coalesce(r.at_us < n.until_us, TRUE) AS holds"
        f" FROM ({found}) f JOIN prepared r ON r.rid = f.rid JOIN read_notes n ON n.id = f.id"
        f" WHERE (n.tenant IS NULL OR n.tenant = {tenant} OR n.person IS NOT NULL)"
        " AND (n.kind <> 'consent' OR n.value LIKE 'revoked%' OR"
        f" (coalesce(n.tenant = {tenant}, TRUE) AND coalesce(n.debtor = {debtor}, TRUE)"
        f" AND coalesce(n.person = r.person, TRUE) AND coalesce(n.debt = {debt}, TRUE)))"
        f" AND (n.value <> 'lost_contact' OR"
        f" coalesce(n.debtor = {debtor}, FALSE) AND coalesce(n.tenant = {tenant}, TRUE))"
    )


def wishes(connection: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Give the different wishes in the list of notes."""
    found = connection.execute(
        "SELECT DISTINCT value FROM noted WHERE kind = ? ORDER BY 1", [NoteKind.PREFERENCE]
    ).fetchall()
    return tuple(value for (value,) in found)


def notes_of(connection: duckdb.DuckDBPyConnection, rids: str) -> dict[int, tuple[Note, ...]]:
    """Give the notes about the records that a query names."""
    found: dict[int, list[Note]] = defaultdict(list)
    rows = connection.cursor().execute(
        f"SELECT rid, kind, value, since_us, until_us FROM noted WHERE rid IN ({rids})"
        " ORDER BY rid, since_us, value"
    )
    while batch := rows.fetchmany(10_000):
        for rid, kind, value, since, until in batch:
            ends = None if until is None else from_us(until)
            found[rid].append(Note(NoteKind(kind), value, from_us(since), ends))
    return {rid: tuple(notes) for rid, notes in found.items()}


def _read(connection: duckdb.DuckDBPyConnection, region: str | None) -> None:
    """Write numbers and references of the notes the one way they are counted by."""
    rows = connection.execute(
        "SELECT tenant, debtor, debt, number, kind, value, since_us, until_us FROM notes"
    ).fetchall()

    def counted() -> Iterator[tuple[object, ...]]:
        for n, (tenant, debtor, debt, number, kind, value, since, until) in enumerate(rows):
            who = None if number is None else number_of(number, region)
            person = None if who is None else int(who.e164[1:])
            yield n, tenant, _fold(debtor), _fold(debt), person, kind, value, since, until

    load(
        connection,
        "read_notes (id INTEGER, tenant VARCHAR, debtor VARCHAR, debt VARCHAR, person BIGINT,"
        " kind VARCHAR, value VARCHAR, since_us BIGINT, until_us BIGINT)",
        counted(),
    )


def _fold(reference: str | None) -> str | None:
    return None if reference is None else folded(reference)
