"""The permit: a short-lived single-use token that an allowed contact carries to its channel.

It names the decision and when it ends, sealed with a keyed hash (HMAC-SHA256) over what it is for.
Only the gate can make or check one; that it is used once is the ledger's affair.
"""

from __future__ import annotations

import base64
import hmac
import struct
from binascii import Error as NotBase64
from datetime import datetime

import msgspec

from duegate.gate.errors import PermitRefused
from duegate.ledger.instants import from_us, to_us

PREFIX = "prm_"
SEAL_BYTES = 16
_BODY = struct.Struct(">QQ")
_MOST = 2**52  # a forged permit may say more than a database or a calendar can hold


class Permit(msgspec.Struct, frozen=True):
    """What a permit says: which entry of the log let the contact through, and until when."""

    leaf: int
    expires: datetime


def mint(secret: bytes, permit: Permit, bound_to: bytes) -> str:
    """Make the token, bound to what the contact is."""
    body = _BODY.pack(permit.leaf, to_us(permit.expires))
    token = base64.urlsafe_b64encode(body + _seal(secret, body, bound_to))
    return PREFIX + token.decode().rstrip("=")


def read(token: str) -> Permit:
    """Read a token; raises `PermitRefused` for what is none. Its seal is not checked yet."""
    return _split(token)[0]


def check(secret: bytes, token: str, bound_to: bytes) -> None:
    """Raise `PermitRefused` unless the token was minted here for this very contact."""
    _, body, seal = _split(token)
    if not hmac.compare_digest(seal, _seal(secret, body, bound_to)):
        raise PermitRefused("this permit was not issued by this gate; ask for a decision")


def _split(token: str) -> tuple[Permit, bytes, bytes]:
    try:
        text = token.removeprefix(PREFIX)
        raw = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (NotBase64, ValueError):
        raw = b""
    if not token.startswith(PREFIX) or len(raw) != _BODY.size + SEAL_BYTES:
        raise PermitRefused('this is not a permit; give the "permit" of an allowed decision whole')
    body, seal = raw[: _BODY.size], raw[_BODY.size :]
    leaf, expires_us = _BODY.unpack(body)
    return Permit(min(leaf, _MOST), from_us(min(expires_us, _MOST))), body, seal


def _seal(secret: bytes, body: bytes, bound_to: bytes) -> bytes:
    return hmac.digest(secret, b"permit\0" + body + bound_to, "sha256")[:SEAL_BYTES]
