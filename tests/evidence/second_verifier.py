"""A second verifier of evidence files, written from the formats alone; it shares no code with ours.

RFC 6962 is followed as the recursion it is written as, C2SP as its pages say. It answers 0 or 1.
"""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def climb(leaf: bytes, m: int, n: int, path: list[bytes]) -> bytes:
    """RFC 6962, 2.1.1: the root of `n` entries from the path of entry `m`, last hash first."""
    if n == 1:
        return leaf
    k = 1 << (n - 1).bit_length() - 1
    if m < k:
        sides = climb(leaf, m, k, path[:-1]) + path[-1]
    else:
        sides = path[-1] + climb(leaf, m - k, n - k, path[:-1])
    return sha256(b"\1" + sides).digest()


def steps(m: int, n: int) -> int:
    """How long the path of entry `m` among `n` is."""
    k = 1 << (n - 1).bit_length() - 1 if n > 1 else 0
    return 0 if n == 1 else 1 + (steps(m, k) if m < k else steps(m - k, n - k))


def check(data: bytes) -> None:
    """Go through every claim; raises whatever the first false one raises."""
    doc: dict[str, Any] = json.loads(data)
    assert compact(doc) + b"\n" == data
    name, key_id, b64 = doc["vkey"].split("+", 2)
    raw = base64.b64decode(b64, validate=True)
    assert name == doc["origin"]
    assert raw[0] == 1
    assert sha256(name.encode() + b"\n" + raw).hexdigest()[:8] == key_id
    log = Ed25519PublicKey.from_public_bytes(raw[1:])
    signature = base64.b64decode(doc.pop("signature"), validate=True)
    log.verify(signature, b"duegate/evidence/v1\0" + compact(doc))
    main, shown = json.loads(doc["entry"]["leaf"]), [doc["entry"], *doc["others"]]
    numbers = [json.loads(entry["leaf"])["nth"] for entry in shown]
    assert numbers[1:] == sorted(set(numbers[1:]) - {numbers[0]})
    shown.sort(key=lambda entry: json.loads(entry["leaf"])["nth"])
    for entry in shown:
        check_entry(entry, name, key_id, log)
    assert len({entry["proof"].split("\n\n", 1)[1] for entry in shown}) == 1
    prev, last = "", 0
    for entry in shown:
        leaf = json.loads(entry["leaf"])
        assert leaf["prev"] == prev if leaf["nth"] == last + 1 else not doc["whole"]
        prev, last = sha256(b"\0" + entry["leaf"].encode()).hexdigest(), leaf["nth"]
    for other in doc["others"]:
        assert doc["whole"] or json.loads(other["leaf"])["decision"] == main["id"]
    packs = []
    if doc["basis"]:
        assert sha256(doc["basis"].encode()).hexdigest() == main["basis"]
        packs = json.loads(doc["basis"])["packs"].values()
    rests_on = {(*finding[:2], pack) for finding in main.get("findings", []) for pack in packs}
    assert {(c["id"], c["version"], c["pack_hash"]) for c in doc["clauses"]} <= rests_on
    assert doc["zones"] == main.get("zones", [])


def check_entry(entry: dict[str, Any], name: str, key_id: str, log: Ed25519PublicKey) -> None:
    """Inclusion under the log's signature, the promise of the receipt, the opened fields."""
    leaf, digest = json.loads(entry["leaf"]), sha256(b"\0" + entry["leaf"].encode()).digest()
    above, note = entry["proof"].split("\n\n", 1)
    header, place, *path = above.split("\n")
    body, signatures = note.split("\n\n")
    origin, size, root = body.split("\n")
    assert (header, origin) == ("c2sp.org/tlog-proof@v1", name)
    index = int(place.removeprefix("index "))
    assert leaf["index"] == index < int(size)
    hashes = [base64.b64decode(line, validate=True) for line in path]
    assert len(hashes) == steps(index, int(size))
    assert climb(digest, index, int(size), hashes) == base64.b64decode(root, validate=True)
    lines = [line.split(" ") for line in signatures.strip().split("\n")]
    (by_log,) = [base64.b64decode(s) for _, n, s in lines if n == name]
    assert by_log[:4].hex() == key_id
    log.verify(by_log[4:], body.encode() + b"\n")
    raw = base64.urlsafe_b64decode(entry["receipt"] + "==")
    at, first, count = (int.from_bytes(raw[a:b]) for a, b in ((0, 8), (8, 16), (16, 20)))
    promised = climb(
        digest, at - first, count, [raw[i : i + 32] for i in range(20, len(raw) - 64, 32)]
    )
    head = len(name.encode()).to_bytes(8) + first.to_bytes(8) + count.to_bytes(4)
    log.verify(raw[-64:], b"duegate/receipt/v1\0" + head + name.encode() + promised)
    assert at == index
    for opened in entry["opened"]:
        parts = ("duegate/commitment/v1", opened["field"], opened["opening"], opened["value"])
        tag, field, opening, value = parts
        hidden = b"".join(
            len(part).to_bytes(8) + part
            for part in (tag.encode(), field.encode(), bytes.fromhex(opening), value.encode())
        )
        assert sha256(hidden).hexdigest() == leaf[opened["field"]]


def compact(value: object) -> bytes:
    """RFC 8785 as far as ASCII keys and whole numbers go."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def second_verdict(data: bytes) -> int:
    """Give 0 for a true file, 1 for any other."""
    try:
        check(data)
    except Exception:  # noqa: BLE001 - whatever is wrong, the file is not true
        return 1
    return 0
