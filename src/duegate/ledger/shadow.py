"""What candidates would have said: a row for each decision of which one says otherwise.

How many were looked at stands beside, a row for each transaction. INVARIANT: nothing here updates
or deletes, and nothing of a person is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import apsw
import msgspec

from duegate.ledger.instants import from_us, to_us
from duegate.model.judgement import Verdict
from duegate.store.ask import every


class Seen(msgspec.Struct, frozen=True):
    """A decision of which a candidate, named by its hash, says otherwise."""

    decision: int
    candidate: str
    at: datetime
    live: Verdict
    verdict: Verdict
    until: datetime | None
    clauses: tuple[str, ...]


class Look(msgspec.Struct, frozen=True):
    """How many contacts of a transaction a candidate was asked about, and of how many in vain."""

    leaf: int
    candidate: str
    pack: str
    at: datetime
    judged: int
    failed: int


class Looked(msgspec.Struct, frozen=True):
    """All looks of a candidate together: since when, how many."""

    candidate: str
    pack: str
    first: datetime
    last: datetime
    judged: int
    failed: int


class Group(msgspec.Struct, frozen=True):
    """Decisions of which a candidate says the same otherwise."""

    candidate: str
    live: Verdict
    verdict: Verdict
    clauses: tuple[str, ...]
    decisions: int


class Shown(msgspec.Struct, frozen=True):
    """A difference with its decision's id and tenant."""

    decision: str
    tenant: str
    at: datetime
    candidate: str
    live: Verdict
    verdict: Verdict
    clauses: tuple[str, ...]
    until: datetime | None = None


Place = tuple[int, str]
"""Where a difference stands: the leaf of its decision, the hash of its candidate."""

_CLAUSES = msgspec.json.Decoder(tuple[str, ...])


def write(connection: apsw.Connection, seen: Sequence[Seen], looks: Sequence[Look]) -> None:
    """Write what the candidates saw of one transaction."""
    connection.executemany(
        "INSERT INTO shadow VALUES (?,?,?,?,?,?,?)",
        [
            (
                each.decision,
                each.candidate,
                to_us(each.at),
                each.live,
                each.verdict,
                None if each.until is None else to_us(each.until),
                msgspec.json.encode(each.clauses).decode(),
            )
            for each in seen
        ],
    )
    connection.executemany(
        "INSERT INTO shadow_look VALUES (?,?,?,?,?,?)",
        [
            (each.leaf, each.candidate, each.pack, to_us(each.at), each.judged, each.failed)
            for each in looks
        ],
    )


def looked(connection: apsw.Connection, since: datetime | None) -> tuple[Looked, ...]:
    """Sum up how often each candidate was asked since an instant, the latest candidate first."""
    rows = every(
        connection,
        "SELECT candidate, pack, min(at_us), max(at_us), sum(judged), sum(failed) FROM shadow_look"
        " WHERE at_us >= ? GROUP BY candidate, pack ORDER BY max(leaf) DESC, candidate",
        (_from(since),),
    )
    return tuple(
        Looked(candidate, pack, from_us(first), from_us(last), judged, failed)
        for candidate, pack, first, last, judged, failed in rows
    )


def groups(connection: apsw.Connection, since: datetime | None) -> tuple[Group, ...]:
    """Count the differences since an instant by what was said, the most frequent first."""
    rows = every(
        connection,
        "SELECT candidate, live, verdict, clauses, count(*) AS n FROM shadow WHERE at_us >= ?"
        " GROUP BY candidate, live, verdict, clauses ORDER BY n DESC, candidate, clauses, verdict",
        (_from(since),),
    )
    return tuple(
        Group(candidate, Verdict(live), Verdict(verdict), _CLAUSES.decode(clauses), count)
        for candidate, live, verdict, clauses, count in rows
    )


def latest(
    connection: apsw.Connection, since: datetime | None, before: Place | None, limit: int
) -> list[tuple[Place, Shown]]:
    """Give differences newest first, each with its place, those before a place."""
    leaf, candidate = before or (None, None)
    rows = every(
        connection,
        "SELECT s.decision, s.candidate, d.id, d.tenant, s.at_us, s.live, s.verdict, s.clauses,"
        " s.until_us FROM shadow s JOIN decision d ON d.leaf = s.decision"
        " WHERE s.at_us >= :since"
        " AND (:leaf IS NULL OR (s.decision, s.candidate) < (:leaf, :candidate))"
        " ORDER BY s.decision DESC, s.candidate DESC LIMIT :limit",
        {"since": _from(since), "leaf": leaf, "candidate": candidate, "limit": limit},
    )
    return [((leaf, candidate), _shown(candidate, *rest)) for leaf, candidate, *rest in rows]


def _shown(
    candidate: str,
    decision: str,
    tenant: str,
    at_us: int,
    live: str,
    verdict: str,
    clauses: str,
    until_us: int | None,
) -> Shown:
    return Shown(
        decision,
        tenant,
        from_us(at_us),
        candidate,
        Verdict(live),
        Verdict(verdict),
        _CLAUSES.decode(clauses),
        None if until_us is None else from_us(until_us),
    )


def _from(since: datetime | None) -> int:
    return -(2**62) if since is None else to_us(since)
