"""Signed notes (C2SP signed-note): a text and the signatures under it, as lines of text.

Two kinds of signature are known: Ed25519 over the text, by which a log signs, and the timestamped
cosignature, by which a witness says when it saw the text. Signatures by unknown keys are ignored;
one by a known key must be right, and at least one must be there. Until then the text means nothing.
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Sequence

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from duegate.errors import DuegateError
from duegate.evidence.exact import from_base64, to_base64

KEY_BYTES = 32
ID_BYTES = 4
TIME_BYTES = 8
TIME_MAX = 2**63 - 1
NOTE_CHARS_MAX = 1_000_000
SIGNATURES_MAX = 100
_DASH = "\u2014 "
_PRIVATE = "PRIVATE+KEY+"


class NoteRefused(DuegateError):
    """A note cannot be read, or no known key signed it."""


class BadKey(DuegateError):
    """A written key cannot be read."""


class Kind(enum.IntEnum):
    """How a key signs; the numbers are the specification's."""

    ED25519 = 0x01
    COSIGNATURE = 0x04


class Verifier(msgspec.Struct, frozen=True):
    """A public key and the name it signs under."""

    name: str
    public: bytes
    kind: Kind = Kind.ED25519

    def __post_init__(self) -> None:
        if not _is_name(self.name):
            raise BadKey(f'"{self.name}" cannot name a key; take a name without spaces and "+"')
        if len(self.public) != KEY_BYTES:
            raise BadKey(f"an Ed25519 public key has {KEY_BYTES} bytes; copy it whole")

    @property
    def id(self) -> bytes:
        """The four bytes by which signatures tell keys apart."""
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(named).digest()[:ID_BYTES]

    @property
    def vkey(self) -> str:
        """The key as text, to be published."""
        return _written(self.name, self.id, self.kind, self.public)

    def verify(self, text: str, signature: bytes) -> Signature | None:
        """Check the bytes after the key id; `None` when they are no signature of this text."""
        at, signed, rest = None, text.encode(), signature
        if self.kind is Kind.COSIGNATURE:
            at, rest = int.from_bytes(signature[:TIME_BYTES], "big"), signature[TIME_BYTES:]
            signed = _cosigned(text, at)
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(rest, signed)
        except InvalidSignature:
            return None
        return None if at is not None and at > TIME_MAX else Signature(self, at)


class Signature(msgspec.Struct, frozen=True):
    """Who signed; a witness also says when (`at`, seconds since 1970)."""

    by: Verifier
    at: int | None = None


class SigningKey(msgspec.Struct, frozen=True):
    """A private key and the name it signs under."""

    name: str
    private: Ed25519PrivateKey
    kind: Kind = Kind.ED25519

    @property
    def verifier(self) -> Verifier:
        """Its public half."""
        return Verifier(self.name, self.private.public_key().public_bytes_raw(), self.kind)

    @property
    def skey(self) -> str:
        """The key as text, to be kept secret."""
        verifier, seed = self.verifier, self.private.private_bytes_raw()
        return _PRIVATE + _written(verifier.name, verifier.id, self.kind, seed)

    def line(self, text: str, at: int | None = None) -> str:
        """Sign a text: the line to put under it. A cosignature says `at` which second."""
        signature = b""
        signed = text.encode()
        if self.kind is Kind.COSIGNATURE:
            if at is None:
                raise BadKey("a cosignature says when; hand in the time")
            signature, signed = at.to_bytes(TIME_BYTES, "big"), _cosigned(text, at)
        signature += self.private.sign(signed)
        return f"{_DASH}{self.name} {to_base64(self.verifier.id + signature)}\n"


class Verified(msgspec.Struct, frozen=True):
    """The text of a note whose known signatures are right, and who made them."""

    text: str
    signatures: tuple[Signature, ...]


def read_vkey(text: str) -> Verifier:
    """Read a public key from its text."""
    name, key_id, kind, public = _read(text)
    verifier = Verifier(name, public, kind)
    if verifier.id.hex() != key_id:
        raise _unreadable("its id does not match its name and key")
    return verifier


def read_skey(text: str) -> SigningKey:
    """Read a private key from its text."""
    if not text.startswith(_PRIVATE):
        raise _unreadable(f"it does not begin with {_PRIVATE}")
    name, key_id, kind, seed = _read(text.removeprefix(_PRIVATE))
    key = SigningKey(name, Ed25519PrivateKey.from_private_bytes(seed), kind)
    if key.verifier.id.hex() != key_id:
        raise _unreadable("its id does not match its name and key")
    return key


def sign(text: str, *keys: SigningKey) -> str:
    """Write a text and its signatures as a note."""
    if not text.endswith("\n") or _has_control(text):
        raise NoteRefused("the text of a note ends with a line feed and has no other control sign")
    return text + "\n" + "".join(key.line(text) for key in keys)


def cosign(note: str, key: SigningKey, at: int) -> str:
    """Add a witness's cosignature to a note it has checked."""
    return note + key.line(_split(note)[0], at)


def verify(note: str, verifiers: Sequence[Verifier]) -> Verified:
    """Check a note with the keys that are known; raises `NoteRefused`."""
    text, lines = _split(note)
    known = {(verifier.name, verifier.id): verifier for verifier in verifiers}
    found: dict[Verifier, Signature] = {}
    for line in lines:
        name, raw = _signature(line)
        verifier = known.get((name, raw[:ID_BYTES]))
        if verifier is None or verifier in found:
            continue
        signature = verifier.verify(text, raw[ID_BYTES:])
        if signature is None:
            raise NoteRefused(f"the note's signature by {name} is wrong; the note was changed")
        found[verifier] = signature
    if not found:
        raise NoteRefused("no known key signed this note; check that it comes from this log")
    return Verified(text, tuple(found.values()))


def _split(note: str) -> tuple[str, list[str]]:
    """Part the text from the signature lines at the last empty line."""
    text, blank, below = note.rpartition("\n\n")
    lines = below.split("\n")
    if not blank or lines.pop() or not lines:
        raise NoteRefused("a note is a text, an empty line and signature lines; this one is not")
    if len(note) > NOTE_CHARS_MAX or len(lines) > SIGNATURES_MAX or _has_control(note):
        raise NoteRefused(
            "the note is too long or holds control signs; it was not written by a log"
        )
    return text + "\n", lines


def _signature(line: str) -> tuple[str, bytes]:
    name, _, written = line.removeprefix(_DASH).partition(" ")
    try:
        raw = from_base64(written)
    except ValueError:
        raw = b""
    if not line.startswith(_DASH) or not _is_name(name) or len(raw) <= ID_BYTES:
        raise NoteRefused("a signature line of the note cannot be read; the note was changed")
    return name, raw


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _written(name: str, key_id: bytes, kind: Kind, key: bytes) -> str:
    return f"{name}+{key_id.hex()}+{to_base64(bytes([kind]) + key)}"


def _read(text: str) -> tuple[str, str, Kind, bytes]:
    name, _, rest = text.partition("+")
    key_id, _, written = rest.partition("+")
    try:
        raw = from_base64(written)
        kind = Kind(raw[0]) if raw else None
    except ValueError:
        kind = None
    if kind is None or len(raw) != 1 + KEY_BYTES or not _is_name(name):
        raise _unreadable("it is not name+id+key with an Ed25519 key")
    return name, key_id, kind, raw[1:]


def _unreadable(why: str) -> BadKey:
    return BadKey(f"this is not a key: {why}; copy it whole")


def _is_name(name: str) -> bool:
    return bool(name) and not any(sign.isspace() or sign == "+" or sign < " " for sign in name)


def _has_control(text: str) -> bool:
    return any(
        (sign < " " and sign != "\n") or "\ud800" <= sign <= "\udfff" for sign in text
    )  # half a character is no text either
