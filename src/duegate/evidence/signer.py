"""The signer: signs checkpoints, and never two that contradict each other.

It keeps the last head it signed in a small file of its own, which belongs on no backup of the log.
A further head is signed only with a proof that the log grew from the last one, so a log that was
set back or rewritten is noticed here and cannot fork in silence. Several processes may sign: they
take turns through a lock, and the head is read only when it is one's turn.
"""

from __future__ import annotations

import fcntl
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from duegate import durable
from duegate.errors import DuegateError
from duegate.evidence import checkpoint, note
from duegate.evidence.checkpoint import Checkpoint, CheckpointRefused
from duegate.evidence.note import SigningKey
from duegate.evidence.tree import verify_consistency


class InconsistentTree(DuegateError):
    """The log is not a continuation of what was signed before."""


class HeadNotKept(DuegateError):
    """What was to be signed cannot be remembered, so nothing is signed."""


class BadKeyFile(DuegateError):
    """The file of the signing key is open to others or holds no key of this log."""


class Tree(Protocol):
    """What the signer asks of a log."""

    def head(self) -> tuple[int, bytes]:
        """Give size and root as they are now."""

    def consistency(self, old: int, new: int) -> Sequence[bytes]:
        """Prove that the first `old` entries are a beginning of the first `new`."""


class Signer:
    """Signs the checkpoints of one log; `state` is where the last one is kept."""

    def __init__(self, key: SigningKey, state: Path) -> None:
        self.key = key
        self._state = state

    def sign(self, tree: Tree) -> str:
        """Sign the head of the log as a note; raises `InconsistentTree`, `HeadNotKept`.

        Only for a tree that reads its head when it is asked; for a snapshot, see `turn`.
        """
        with self.turn() as sign:
            return sign(tree)

    @contextmanager
    def turn(self) -> Iterator[Callable[[Tree], str]]:
        """Wait for one's turn, and get what signs in it.

        A snapshot of the log must be taken within the turn: one from before it may lack entries
        that another process has signed meanwhile, and would look like a log that was set back.
        """
        try:
            lock = self._state.with_name(f"{self._state.name}.lock").open("a")
        except OSError as error:
            raise self._not_kept(error) from error
        with lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield self._sign

    def _sign(self, tree: Tree) -> str:
        last = self._last()
        head = Checkpoint(self.key.name, *tree.head())
        if last is not None:
            self._refuse_fork(last, head, tree)
        text = checkpoint.encode(head)
        if head != last:
            try:
                durable.replace(self._state, text.encode())
            except OSError as error:
                raise self._not_kept(error) from error
        return note.sign(text, self.key)

    def _not_kept(self, error: OSError) -> HeadNotKept:
        return HeadNotKept(
            f"{self._state.name} cannot be written ({error.strerror}), so nothing is signed;"
            " free space for it, or give this user the right to write"
        )

    def _refuse_fork(self, last: Checkpoint, head: Checkpoint, tree: Tree) -> None:
        grew = head.size >= last.size
        proof = tree.consistency(last.size, head.size) if grew else ()
        if not verify_consistency(last.size, head.size, last.root, head.root, proof):
            raise InconsistentTree(
                f"the log of {head.size} entries does not continue the {last.size} entries that"
                " were signed before; it was set back or changed: bring back the newer copy"
            )

    def _last(self) -> Checkpoint | None:
        """Read the head that was signed last; `None` when nothing was."""
        if not self._state.exists():
            return None
        try:
            last = checkpoint.parse(self._state.read_bytes().decode())
        except (CheckpointRefused, UnicodeDecodeError):
            last = None
        if last is None or last.origin != self.key.name:
            raise InconsistentTree(
                f"{self._state.name} does not tell what {self.key.name} signed last;"
                " bring back the file as it was, for without it nothing may be signed"
            )
        return last


def key_at(path: Path, name: str, *, signed: Path | None = None) -> SigningKey:
    """Read the signing key of the log `name`; where there is none yet, make one (mode 0600).

    Where the state file `signed` tells that a key has signed before, a missing one was lost.
    """
    if not path.exists():
        if signed is not None and signed.exists():
            raise BadKeyFile(f"{path.name} is missing, yet it has signed; bring it back")
        fresh = SigningKey(name, Ed25519PrivateKey.generate())
        with suppress(FileExistsError):  # another process was faster; its key is the key
            durable.create(path, f"{fresh.skey}\n".encode())
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise BadKeyFile(f"{path.name} can be read by others; run `chmod 600` on it")
    key = note.read_skey(path.read_text("utf-8").strip())
    if key.name != name:
        raise BadKeyFile(
            f"{path.name} is the key of {key.name}, the log is {name}; set the origin back"
        )
    return key
