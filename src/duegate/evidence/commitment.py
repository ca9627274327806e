"""Commitments: what the log says of a person without saying it.

A field is hidden as a hash over its name, its value and an opening of 32 bytes. The opening is
derived from a secret salt and the entry's nonce, so each field of each entry can be shown alone:
whoever is given one opening learns that value and can test no other. Without the salt nobody can
try values, and once it is deleted nobody ever can. Every part is written with its length before
it, so no two lists of parts give the same bytes.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from functools import lru_cache

_OPENING = b"duegate/opening/v1"
_COMMITMENT = b"duegate/commitment/v1"


def opening(domain: str, salt: bytes, nonce: bytes) -> bytes:
    """Derive what opens one field (`domain`) of the one entry that carries `nonce`."""
    return _opening(domain, _part(salt) + _part(nonce))


def commit(domain: str, salt: bytes, nonce: bytes, value: str | bytes) -> str:
    """Hide a value as 64 hexadecimal digits."""
    return commit_all({domain: value}, salt, nonce)[domain]


def commit_all(fields: Mapping[str, str | bytes], salt: bytes, nonce: bytes) -> dict[str, str]:
    """Hide each field of the one entry that carries `nonce`."""
    secret = _part(salt) + _part(nonce)
    return {
        domain: _commitment(domain, _opening(domain, secret), value)
        for domain, value in fields.items()
    }


def opens(commitment: str, domain: str, opening: bytes, value: str | bytes) -> bool:
    """Tell whether the commitment to this field hides this value."""
    return hmac.compare_digest(commitment.encode(), _commitment(domain, opening, value).encode())


def _opening(domain: str, secret: bytes) -> bytes:
    return hashlib.sha256(_begun(_OPENING, domain) + secret).digest()


def _commitment(domain: str, opening: bytes, value: str | bytes) -> str:
    written = value.encode() if isinstance(value, str) else value
    sizes = len(opening).to_bytes(8, "big"), len(written).to_bytes(8, "big")
    fields = b"".join((_begun(_COMMITMENT, domain), sizes[0], opening, sizes[1], written))
    return hashlib.sha256(fields).hexdigest()


@lru_cache(maxsize=64)
def _begun(purpose: bytes, domain: str) -> bytes:
    return _part(purpose) + _part(domain.encode())


def _part(part: bytes) -> bytes:
    return len(part).to_bytes(8, "big") + part
