"""The log by itself: what an entry costs, a proof in a large log, and checking a file.

An entry is held against the same bytes written and synced without a log around them; a proof
against hashing every entry again, which is what one would do without tiles.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from random import Random

import apsw
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchmarks import Result, Series, alternate
from benchmarks.house import disk, house, send
from benchmarks.traffic import contacts
from duegate.evidence.log import Log, RecordedTree, leaf_hashes, write_tile
from duegate.evidence.note import SigningKey
from duegate.evidence.signer import Signer
from duegate.evidence.tiles import WIDTH as TILE
from duegate.evidence.tree import inclusion_proof, root, verify_inclusion
from duegate.evidence.verify import verify
from duegate.model.decision import Decision
from duegate.model.judgement import Verdict
from duegate.store.migrate import migrate, shipped
from duegate.store.store import Store

TOGETHER = 64  # entries of one transaction
FIELDS = {"id": "dec_" + "0" * 32, "verdict": "allow", "clear": [f"pack/{n}" for n in range(20)]}


def measure(*, smoke: bool) -> Iterator[Result]:
    """Measure adding, proving and checking."""
    rounds = 3 if smoke else 7
    with disk() as folder:
        yield adding(folder, rounds, transactions=3 if smoke else 50)
        yield proving(folder, rounds, entries=20_000 if smoke else 1_000_000)
        yield checking(folder, rounds, files=3 if smoke else 100)


def adding(folder: Path, rounds: int, *, transactions: int) -> Result:
    """Add entries, each with commitments, place in its chain and receipt."""
    key = SigningKey("example.org/log", Ed25519PrivateKey.generate())
    log = Log(Signer(key, folder / "signed"))
    names = count()
    with Store(folder / "log.db") as store, Store(folder / "bare.db") as bare:
        migrate(store, shipped())
        bare.transact(lambda db: db.execute("CREATE TABLE entry (at INTEGER PRIMARY KEY, b BLOB)"))

        def add(connection: apsw.Connection) -> None:
            entries = log.open(connection)
            for _ in range(TOGETHER):
                subject = (next(names) % 5_000).to_bytes(16, "big")
                entries.add("decision", FIELDS, subject=subject, sealed={"body": b"x" * 1_500})
            entries.seal()

        def insert(connection: apsw.Connection) -> None:
            rows = [(None, json.dumps(FIELDS) + "0" * 600) for _ in range(TOGETHER)]
            connection.executemany("INSERT INTO entry VALUES (?,?)", rows)

        ours, theirs = alternate(
            rounds,
            (
                lambda: rate(lambda: store.transact(add), transactions) * TOGETHER,
                lambda: rate(lambda: bare.transact(insert), transactions) * TOGETHER,
            ),
        )
    return Result(
        f"evidence, add {TOGETHER} together",
        Series("entries", "/s", ours),
        Series("bare rows", "/s", theirs),
    )


def proving(folder: Path, rounds: int, *, entries: int) -> Result:
    """Prove that an entry drawn by lot stands in a log; what it says is nothing to the proof."""
    draw = Random(20261123)
    with Store(folder / "large.db") as store:
        migrate(store, shipped())
        store.transact(lambda connection: fill(connection, entries))
        with store.read() as connection:
            hashes = leaf_hashes(connection, 0, entries)
            whole = root(hashes)

            def prove() -> None:
                index = draw.randrange(entries)
                path = RecordedTree(connection).inclusion(index, entries)
                assert verify_inclusion(hashes[index], index, entries, path, whole)

            def rebuild() -> None:
                fresh = leaf_hashes(connection, 0, entries)
                inclusion_proof(
                    draw.randrange(entries),
                    entries,
                    lambda level, at: root(fresh[at << level : (at + 1) << level]),
                )

            ours, theirs = alternate(
                rounds, (lambda: 1e3 / rate(prove, 20), lambda: 1e3 / rate(rebuild, 1))
            )
    return Result(
        f"evidence, prove 1 of {entries:,}",
        Series("proof", "ms", ours),
        Series("hashing all", "ms", theirs),
    )


def fill(connection: apsw.Connection, entries: int) -> None:
    """Write a log of short entries, with its tiles."""
    connection.execute(
        "WITH RECURSIVE place (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM place WHERE n + 1 < ?)"
        " INSERT INTO leaf SELECT n, NULL, CAST(printf('%0200d', n) AS BLOB), '' FROM place",
        (entries,),
    )
    for tile in range(entries // TILE):
        write_tile(connection, tile)


def checking(folder: Path, rounds: int, *, files: int) -> Result:
    """Check evidence files as whoever received them would."""
    with house(folder / "house") as gate:
        answers: list[Decision] = []
        send(gate, contacts(files * 10), in_flight=64, answered=answers.append)
        allowed = [answer for answer in answers if answer.verdict is Verdict.ALLOW]
        evidence = [gate.evidence(answer.id) for answer in allowed[:files]]
    waiting = iter(evidence * rounds)
    figures = [1e3 / rate(lambda: verify(next(waiting)), len(evidence)) for _ in range(rounds)]
    size = sum(map(len, evidence)) // len(evidence)
    return Result(
        "evidence, check a file",
        Series("verify", "ms", tuple(figures)),
        note=f"files of {size:,} bytes, one decision each, offline",
    )


def rate(run: Callable[[], object], times: int) -> float:
    """Count how many a second, by the clock on the wall: a sync is mostly waiting."""
    start = time.perf_counter()
    for _ in range(times):
        run()
    return times / (time.perf_counter() - start)
