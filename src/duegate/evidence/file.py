"""The evidence file: one decision, and all it takes to check it without us.

One line of canonical JSON: the entry as it stands in the log, its proof and receipt, the fields
that are shown, the clauses in both languages, the entries that belong to it, a summary for people,
and at last the log key's signature over all the rest. Since the line is canonical and the signature
covers everything, no byte can change unseen.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from duegate.errors import DuegateError
from duegate.evidence import canonical, commitment
from duegate.evidence.canonical import NotCanonical
from duegate.evidence.exact import from_base64, to_base64
from duegate.evidence.note import SigningKey
from duegate.evidence.summary import summarise, zones_of
from duegate.model.text import Text

FORMAT = "duegate-evidence/v1"
FILE_BYTES_MAX = 64 * 1024 * 1024
# The zero byte keeps what is signed apart from every note, which holds none.
NOTHING = Text("", "")
_SIGNED = b"duegate/evidence/v1\x00"


class FileUnreadable(DuegateError):
    """This is not an evidence file."""


class Opened(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A hidden field that is shown: what it hides, and the opening that fits its commitment."""

    field: str
    opening: str
    value: str


class ShownEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An entry as it stands in the log, the proof that it does, and the promise made before."""

    leaf: str
    proof: str
    receipt: str
    opened: tuple[Opened, ...] = ()


class CitedClause(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A clause the decision rests on: its version and pack, its words, why it spoke."""

    id: str
    version: str
    pack_hash: str
    text: Text
    cite: Text
    reason: Text


class Document(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything in the file but its signature.

    `others` are entries of the same subject in their order; `whole` says that with `entry` they are
    all there were up to the checkpoint. `zones` are those the decision was made in.
    """

    format: str
    origin: str
    vkey: str
    entry: ShownEntry
    others: tuple[ShownEntry, ...]
    whole: bool
    clauses: tuple[CitedClause, ...]
    zones: tuple[str, ...]
    summary: Text
    basis: str = ""


class Evidence(msgspec.Struct, frozen=True):
    """A file that was read; nothing of it is checked yet but its form."""

    document: Document
    body: bytes
    signature: bytes

    def is_signed_by(self, public: bytes) -> bool:
        """Tell whether the key signed every byte of the file."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(self.signature, _SIGNED + self.body)
        except InvalidSignature:
            return False
        return True


def show(field: str, salt: bytes, nonce: bytes, value: str) -> Opened:
    """Open one field of the entry that carries `nonce`."""
    return Opened(field, commitment.opening(field, salt, nonce).hex(), value)


def write(
    key: SigningKey,
    entry: ShownEntry,
    others: Sequence[ShownEntry] = (),
    *,
    whole: bool = False,
    clauses: Sequence[CitedClause] = (),
    basis: str = "",
) -> bytes:
    """Write an evidence file; every proof in it leads to the same checkpoint of the key's log."""
    leaf = canonical.parse_object(entry.leaf.encode())
    document = Document(
        format=FORMAT,
        origin=key.name,
        vkey=key.verifier.vkey,
        entry=entry,
        others=tuple(others),
        whole=whole,
        clauses=tuple(clauses),
        zones=zones_of(leaf),
        summary=NOTHING,
        basis=basis,
    )
    document = msgspec.structs.replace(document, summary=summary_of(document))
    fields: dict[str, object] = msgspec.to_builtins(document)
    signature = key.private.sign(_SIGNED + canonical.encode(fields))
    return canonical.encode({**fields, "signature": to_base64(signature)}) + b"\n"


def summary_of(document: Document) -> Text:
    """Say in sentences what the entries say; only the reasons are the operator's words."""
    return summarise(
        canonical.parse_object(document.entry.leaf.encode()),
        [canonical.parse_object(other.leaf.encode()) for other in document.others],
        [(f"{clause.id} ({clause.version})", clause.reason) for clause in document.clauses],
    )


def read(data: bytes) -> Evidence:
    """Read an evidence file; raises `FileUnreadable`."""
    if len(data) > FILE_BYTES_MAX:
        raise FileUnreadable(f"more than {FILE_BYTES_MAX} bytes; no evidence file is that long")
    if not data.endswith(b"\n"):
        raise FileUnreadable("the line does not end with a line feed; give the file whole")
    try:
        fields = canonical.parse_object(data[:-1])
        signature = from_base64(str(fields.pop("signature", "")))
        document = msgspec.convert(fields, Document)
    except (NotCanonical, msgspec.ValidationError) as error:
        raise FileUnreadable(f"this is not an evidence file: {error}") from None
    except ValueError:
        raise FileUnreadable("its signature cannot be read; give the file unchanged") from None
    if document.format != FORMAT:
        raise FileUnreadable(f"its format is {document.format}; this program reads {FORMAT}")
    return Evidence(document, canonical.encode(fields), signature)
