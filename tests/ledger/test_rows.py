"""Decisions, notes, keys and instants go into rows and come back as they were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import apsw
import msgspec
import pytest
from hypothesis import given, strategies
from tests.gate.house import NOON

from duegate.ledger import api_keys, decisions, notes, tenants
from duegate.ledger.decisions import Recorded
from duegate.ledger.identity import SubjectKeys
from duegate.ledger.instants import from_us, to_us
from duegate.ledger.notes import NoteKeys
from duegate.model.tenant import Standing
from duegate.rulebook.facts import Note, NoteKind

aware = strategies.integers(-(2**50), 2**52).map(from_us)
offsets = strategies.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))


@given(aware, offsets)
def test_an_instant_keeps_its_microseconds(at: datetime, zone: timezone) -> None:
    """In whatever zone it is told, it comes back as the same instant, told in UTC."""
    again = from_us(to_us(at.astimezone(zone)))
    assert again == at
    assert again.tzinfo is UTC


def row(leaf: int, tenant: str = "acme", key: str | None = None) -> Recorded:
    """Make a decision as it lies in the ledger."""
    return Recorded(
        leaf, f"dec_{leaf}", tenant, key, b"r", b"{}", b"{}", b"basis", f"receipt {leaf}"
    )


def write(connection: apsw.Connection, *recorded: Recorded) -> None:
    """Write decisions beside their entries."""
    rows = [(*msgspec.structs.astuple(each)[:7], "name") for each in recorded]
    decisions.write(connection, rows, {"name": b"basis"})
    connection.executemany(
        "INSERT INTO leaf VALUES (?, NULL, x'', ?)",
        [(each.leaf, each.receipt) for each in recorded],
    )


def test_a_decision_is_found_by_each_of_its_names(connection: apsw.Connection) -> None:
    """By id, by place in the log, by its tenant's key; by nothing else."""
    rows = (row(0, key="k"), row(1, "beta", "k"), row(2))
    write(connection, *rows)
    for each in rows:
        assert decisions.by_id(connection, each.id) == each
        assert decisions.by_leaf(connection, each.leaf) == each
    assert decisions.by_key(connection, "acme", "k") == rows[0]
    assert decisions.by_key(connection, "beta", "k") == rows[1]
    assert decisions.by_key(connection, "beta", "l") is None
    assert decisions.by_id(connection, "dec_9") is None


def test_a_key_is_used_once_by_a_tenant(connection: apsw.Connection) -> None:
    """The database itself refuses a second decision under a key."""
    write(connection, row(0, key="k"))
    with pytest.raises(apsw.ConstraintError):
        write(connection, row(1, key="k"))


def test_a_note_is_found_by_whom_it_is_about(connection: apsw.Connection) -> None:
    """A tenant's own about its debtor and debt; anybody's about a number; the operator's."""
    note = Note(NoteKind.STATE, "disputed", NOON, NOON + timedelta(hours=1))
    told = (
        NoteKeys("acme", debtor=b"d"),
        NoteKeys("acme", debt=b"l"),
        NoteKeys("beta", person=b"p"),
        NoteKeys(None, person=b"p"),
        NoteKeys("beta", debtor=b"d"),
        NoteKeys("acme", debtor=b"x"),
    )
    for leaf, keys in enumerate(told):
        notes.tell(connection, leaf, f"n{leaf}", keys, note)
    asked = SubjectKeys(debtor=b"d", person=b"p", debt=b"l")
    assert notes.about(connection, asked, "acme") == (note,) * 4
    assert notes.about(connection, SubjectKeys(b"-", b"-", b"-"), "acme") == ()


def test_a_lifted_note_ends_when_it_was_lifted_or_before(connection: apsw.Connection) -> None:
    """The earlier of its own end and its lifting; and it can be lifted only once, by its teller."""
    ends = NOON + timedelta(hours=1)
    asked = SubjectKeys(debtor=b"d", person=b"", debt=b"")
    for leaf, until in enumerate((None, ends)):
        note = Note(NoteKind.PREFERENCE, "cease", NOON, until)
        notes.tell(connection, leaf, f"n{leaf}", NoteKeys("acme", debtor=b"d"), note)
        assert notes.find(connection, f"n{leaf}", "beta") is None
        assert notes.find(connection, f"n{leaf}", None) == leaf
        notes.lift(connection, leaf, ends + timedelta(hours=1))
        assert notes.find(connection, f"n{leaf}", "acme") is None
    ended = {note.until for note in notes.about(connection, asked, "acme")}
    assert ended == {ends, ends + timedelta(hours=1)}


def test_the_latest_standing_holds(connection: apsw.Connection) -> None:
    """In the order of the log, whatever instants are told."""
    tenants.add(connection, "acme", "Acme", NOON)
    tenants.register(connection, "acme", ["+862154320000", "+862154320000"])
    assert tenants.known(connection, "acme", None).standing is Standing.GOOD  # type: ignore[union-attr]
    for leaf, standing in enumerate((Standing.SUSPENDED, Standing.WATCHED)):
        at = NOON - leaf * timedelta(days=1)
        tenants.set_standing(connection, leaf, "acme", standing, reason="r", by="b", at=at)
    known = tenants.known(connection, "acme", "+862154320000")
    assert known is not None
    assert (known.principal, known.standing, known.caller_registered) == (
        "Acme",
        Standing.WATCHED,
        True,
    )
    assert tenants.known(connection, "nobody", None) is None
    read = tenants.get(connection, "acme")
    assert read is not None
    assert (read.standing, read.numbers) == (Standing.WATCHED, ("+862154320000",))


def test_a_key_is_known_by_the_whole_of_it(connection: apsw.Connection) -> None:
    """Its visible part alone, or with another secret, is nobody's."""
    api_keys.write(connection, "dg_ab12_secret", tenant="acme", label="", at=NOON)
    assert api_keys.check(connection, "dg_ab12_secret") == api_keys.ApiKey("ab12", "acme")
    for wrong in ("dg_ab12_", "dg_ab12_secre", "dg_ab12_secret_", "xx_ab12_secret", "ab12"):
        assert api_keys.check(connection, wrong) is None
    stored = connection.execute("SELECT hash FROM api_key").get
    assert b"secret" not in stored
