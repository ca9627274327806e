"""Checkpoints (C2SP tlog-checkpoint): a note that says how long a log is and what its root is.

The text is the origin of the log, its size, its root and, if need be, further lines. A witness that
cosigns it says that it saw this very log grow to this size, so two readers with enough witnesses
in common cannot be shown two different logs.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from duegate.errors import DuegateError
from duegate.evidence import note
from duegate.evidence.exact import from_base64, from_decimal, to_base64
from duegate.evidence.note import Signature, Verifier
from duegate.evidence.tree import EMPTY_ROOT, HASH_BYTES

SIZE_MAX = 2**63 - 1


class CheckpointRefused(DuegateError):
    """A checkpoint cannot be read, or its log did not sign it."""


class Checkpoint(msgspec.Struct, frozen=True):
    """The head of a log."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()


class Signed(msgspec.Struct, frozen=True):
    """A checkpoint signed by its log, and the known witnesses that cosigned it."""

    checkpoint: Checkpoint
    witnesses: tuple[Signature, ...] = ()


def encode(checkpoint: Checkpoint) -> str:
    """Write a checkpoint as the text of a note."""
    head = (checkpoint.origin, str(checkpoint.size), to_base64(checkpoint.root))
    text = "".join(f"{line}\n" for line in (*head, *checkpoint.extensions))
    if parse(text) != checkpoint:
        raise CheckpointRefused("a line of the checkpoint has a line break; write it on one line")
    return text


def parse(text: str) -> Checkpoint:
    """Read the text of a checkpoint, as strictly as it is written."""
    match text.split("\n"):
        case [origin, size, root, *extensions, ""]:
            checkpoint = _checkpoint(origin, size, root, extensions)
        case _:
            raise _unreadable("it has fewer than three lines")
    if (checkpoint.size == 0) != (checkpoint.root == EMPTY_ROOT):
        raise _unreadable("its size and its root contradict each other")
    return checkpoint


def verify(signed: str, log: Verifier, witnesses: Sequence[Verifier] = ()) -> Signed:
    """Check a signed checkpoint; cosignatures by unknown witnesses are ignored."""
    verified = note.verify(signed, [log, *witnesses])
    if all(signature.by != log for signature in verified.signatures):
        raise CheckpointRefused(f"the log {log.name} did not sign this checkpoint")
    checkpoint = parse(verified.text)
    if checkpoint.origin != log.name:
        raise CheckpointRefused(
            f"the checkpoint is of the log {checkpoint.origin}, its signature of {log.name}"
        )
    cosigned = tuple(signature for signature in verified.signatures if signature.by != log)
    return Signed(checkpoint, cosigned)


def _checkpoint(origin: str, size: str, root: str, extensions: list[str]) -> Checkpoint:
    try:
        checkpoint = Checkpoint(origin, from_decimal(size), from_base64(root), tuple(extensions))
    except ValueError:
        raise _unreadable("its size or its root is not written as one") from None
    if len(checkpoint.root) != HASH_BYTES or checkpoint.size > SIZE_MAX:
        raise _unreadable("its size or its root is out of range")
    if not all((origin, *extensions)):
        raise _unreadable("a line of it is empty")
    return checkpoint


def _unreadable(why: str) -> CheckpointRefused:
    return CheckpointRefused(f"this is not a checkpoint: {why}; give it unchanged")
