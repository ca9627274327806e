"""What must be true of the tables of any house, counted from their rows alone.

Every function gives a list of violations, empty when all is well; none asks the gate.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import NamedTuple

import apsw
from tests.gate.house import LOG_KEY

from duegate.evidence import receipt
from duegate.evidence.tree import leaf_hash, root

LIMIT = 3  # SZ-02: calls and messages of one debtor on one date
FREEING = "not_sent"


class Hold(NamedTuple):
    """A row of the table `hold`, as far as a cap is concerned."""

    leaf: int
    debtor: bytes
    person: bytes
    first: int
    last: int


def violations(connection: apsw.Connection) -> list[str]:
    """Name everything in the tables that must never be."""
    return caps(connection) + spent_twice(connection) + log(connection) + answers(connection)


def caps(connection: apsw.Connection) -> list[str]:
    """Go through the holds in the order of the log: none may be one too many at its own place."""
    rows = connection.execute(
        "SELECT leaf, debtor, person, day_first, day_last FROM hold"
        " WHERE channel IN ('call', 'sms') AND leaf NOT IN (SELECT leaf FROM inbound)"
        " ORDER BY leaf"
    )
    told = sorted(connection.execute("SELECT leaf, decision, rank, state FROM outcome"))
    wrong: list[str] = []
    earlier: list[Hold] = []
    for hold in map(Hold._make, rows):
        furthest = {decision: state for _, decision, state in _by_rank(told, hold.leaf)}
        counted = [each for each in earlier if furthest.get(each.leaf) != FREEING]
        shared = [
            each for each in counted if each.debtor == hold.debtor or each.person == hold.person
        ]
        wrong += [
            f"hold {hold.leaf} is one more than {LIMIT} on day {day}"
            for day in {hold.first, hold.last}
            if sum(each.first <= day <= each.last for each in shared) >= LIMIT
        ]
        earlier.append(hold)
    return wrong


def _by_rank(told: list[tuple[int, int, int, str]], before: int) -> list[tuple[int, int, str]]:
    """Give the outcomes entered before a place of the log, the furthest of a decision last."""
    return sorted((rank, decision, state) for leaf, decision, rank, state in told if leaf < before)


def spent_twice(connection: apsw.Connection) -> list[str]:
    """No permit was spent without its hold, nor after its contact was given back."""
    rows = connection.execute(
        "SELECT r.decision FROM redemption r LEFT JOIN hold h ON h.leaf = r.decision"
        " WHERE h.leaf IS NULL"
    )
    return [f"permit {leaf} was spent and never held" for (leaf,) in rows]


def log(connection: apsw.Connection) -> list[str]:
    """The log has no gap, its chains hang together, its receipts are true, its tiles are right."""
    rows = list(connection.execute("SELECT idx, prev, bytes, receipt FROM leaf ORDER BY idx"))
    wrong = [] if [row[0] for row in rows] == list(range(len(rows))) else ["the log has a gap"]
    heads: dict[int, int] = {}  # the last entry of each chain so far, and its number
    hashes: list[bytes] = []
    for index, before, written, promised in rows:
        said = json.loads(written)
        follows = "" if before is None else hashes[before].hex()
        nth = 1 if before is None else heads.pop(before, -1) + 1
        if (said["index"], said["nth"], said["prev"]) != (index, nth, follows):
            wrong.append(f"entry {index} does not follow its subject's last one")
        heads[index] = nth
        hashes.append(leaf_hash(written))
        public = LOG_KEY.verifier.public
        if receipt.verify(promised, hashes[-1], public, LOG_KEY.name) != index:
            wrong.append(f"the receipt of entry {index} promises another place")
    if dict(connection.execute("SELECT head, nth FROM subject")) != heads:
        wrong.append("the subjects do not end where their chains do")
    tiles = list(connection.execute("SELECT idx, root FROM tile ORDER BY idx"))
    if tiles != [(tile, root(hashes[tile * 256 :][:256])) for tile in range(len(hashes) // 256)]:
        wrong.append("the tiles are not those of the entries")
    return wrong


def answers(connection: apsw.Connection) -> list[str]:
    """Every decision has its entry in the log and, if it let something through, its hold.

    So has everyone who came to us, with the outcome that says so.
    """
    kinds = Counter(
        json.loads(written)["kind"] for (written,) in connection.execute("SELECT bytes FROM leaf")
    )
    wrong = []
    decisions = list(connection.execute("SELECT leaf, body FROM decision"))
    if kinds["decision"] != len(decisions):
        wrong.append(f"{kinds['decision']} entries of {len(decisions)} decisions")
    came = {leaf for (leaf,) in connection.execute("SELECT leaf FROM inbound")}
    said = "SELECT leaf FROM outcome WHERE state = 'inbound' AND leaf = decision"
    if kinds["inbound"] != len(came) or came != {leaf for (leaf,) in connection.execute(said)}:
        wrong.append(f"{kinds['inbound']} entries of {len(came)} inbound contacts")
    held = {leaf for (leaf,) in connection.execute("SELECT leaf FROM hold")} - came
    allowed = {leaf for leaf, body in decisions if json.loads(body)["verdict"] == "allow"}
    if held != allowed:
        wrong.append(f"holds {held ^ allowed} and allowed decisions differ")
    return wrong
