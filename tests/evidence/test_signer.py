"""The signer never signs two heads that contradict each other, whatever happens to the log."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from tests.evidence import signing_child
from tests.evidence.sample import ORIGIN, SampleLog, busy_log, key

from duegate import durable
from duegate.evidence import checkpoint, tree
from duegate.evidence.note import BadKey
from duegate.evidence.signer import BadKeyFile, HeadNotKept, InconsistentTree, Signer, key_at


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    """A signer that has signed nothing."""
    return Signer(key(), tmp_path / "signed")


class ForgedProof(SampleLog):
    """A log that was rewritten and sends any proof it likes."""

    def consistency(self, old: int, new: int) -> list[bytes]:
        """Send hashes that prove nothing."""
        return [bytes(32)] * (new - old)


def grown(*verdicts: str) -> SampleLog:
    """Give a log with these decisions."""
    log = SampleLog()
    for verdict in verdicts:
        log.decide("debtor", verdict)
    return log


def test_a_growing_log_is_signed(signer: Signer) -> None:
    """From the empty log on, every size that continues the last is signed."""
    log = SampleLog()
    for size in range(20):
        signed = checkpoint.verify(signer.sign(log), key().verifier).checkpoint
        assert (signed.size, signed.root) == (size, tree.root(log._hashes(0, size)))
        log.decide("debtor")


def test_the_same_head_is_signed_again(signer: Signer) -> None:
    """Asking twice gives the same note, and nothing is written."""
    log = busy_log()
    first, written = signer.sign(log), signer._state.stat().st_ino
    assert signer.sign(log) == first
    assert signer._state.stat().st_ino == written


def test_a_log_that_was_set_back_is_refused(signer: Signer) -> None:
    """A restored backup is shorter than what was signed; it may not go on from there."""
    log = busy_log()
    signer.sign(log)
    restored = SampleLog()
    restored.leaves = log.leaves[:10]
    with pytest.raises(InconsistentTree, match="10 entries does not continue the 15 entries"):
        signer.sign(restored)
    restored.leaves = log.leaves[:10] + log.leaves[:10]
    with pytest.raises(InconsistentTree, match="20 entries does not continue the 15 entries"):
        signer.sign(restored)


def test_a_rewritten_log_is_refused(signer: Signer) -> None:
    """Another root at the same size, or another past, is a fork."""
    signer.sign(grown("allow", "deny"))
    for verdicts in (("allow", "allow"), ("allow", "allow", "deny"), ("deny", "deny", "deny")):
        with pytest.raises(InconsistentTree, match="was set back or changed"):
            signer.sign(grown(*verdicts))
    assert signer.sign(grown("allow", "deny", "allow"))


def test_a_proof_that_proves_nothing_is_refused(signer: Signer) -> None:
    """Whatever hashes a rewritten log sends, they do not lead from the old root to the new."""
    signer.sign(grown("allow", "deny"))
    forged = ForgedProof()
    for _ in range(4):
        forged.decide("debtor")
    with pytest.raises(InconsistentTree):
        signer.sign(forged)


def test_nothing_is_forgotten_by_a_new_process(signer: Signer) -> None:
    """What was signed is in the file, not in the object."""
    signer.sign(busy_log())
    with pytest.raises(InconsistentTree):
        Signer(key(), signer._state).sign(grown("allow"))


def test_no_signature_leaves_before_it_is_remembered(
    signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the head cannot be written down, nothing is signed and the last one stands."""
    signer.sign(grown("allow"))

    def full(_path: Path, _data: bytes) -> None:
        raise OSError(28, "no space left on device")

    monkeypatch.setattr(durable, "replace", full)
    with pytest.raises(
        HeadNotKept, match=r"signed cannot be written \(no space left .* free space"
    ):
        signer.sign(grown("allow", "deny"))
    monkeypatch.undo()
    assert signer.sign(grown("allow", "allow"))


@pytest.mark.parametrize("kept", [b"", b"garbage", b"\xff", b"other/log\n1\n" + b"A" * 43 + b"=\n"])
def test_a_damaged_state_is_no_fresh_start(signer: Signer, kept: bytes) -> None:
    """A file that does not tell what was signed last stops the signer."""
    signer._state.write_bytes(kept)
    with pytest.raises(InconsistentTree, match=r"does not tell what .* signed last"):
        signer.sign(busy_log())


def test_a_snapshot_from_before_the_turn_is_refused(signer: Signer) -> None:
    """A reader that opened its snapshot too early holds an older log than another has signed."""
    early = grown("allow")
    signer.sign(grown("allow", "deny"))
    with pytest.raises(InconsistentTree):
        signer.sign(early)


def test_a_snapshot_within_the_turn_is_signed(signer: Signer) -> None:
    """While one has the turn nobody else signs, so what is read then is never too old."""
    log, sizes = SampleLog(), []

    def sign_snapshots() -> None:
        for _ in range(10):
            with signer.turn() as sign:
                snapshot = SampleLog()
                snapshot.leaves = list(log.leaves)
                log.decide("debtor")
                sizes.append(int(sign(snapshot).split("\n")[1]))

    threads = [threading.Thread(target=sign_snapshots) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sizes == list(range(40))


def test_several_processes_take_turns(tmp_path: Path) -> None:
    """Three processes that race sign every size once, and make one key between them."""
    (tmp_path / "size").write_text("0")
    command = [sys.executable, signing_child.__file__, str(tmp_path), "20"]
    paths = [str(Path(__file__).parents[2]), *filter(None, sys.path)]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    children = [
        subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    printed = [child.communicate(timeout=60)[0].split() for child in children]
    assert [child.returncode for child in children] == [0, 0, 0]
    assert sorted(int(size) for sizes in printed for size in sizes) == list(range(1, 61))
    assert {file.name for file in tmp_path.iterdir()} == {
        "log.key",
        "signed",
        "signed.lock",
        "size",
    }


def test_a_key_is_made_once(tmp_path: Path) -> None:
    """The first call makes the key, further ones read it; only its owner can."""
    path = tmp_path / "log.key"
    made = key_at(path, ORIGIN)
    assert key_at(path, ORIGIN).skey == made.skey
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_that_appears_meanwhile_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that loses the race uses the winner's key."""
    path = tmp_path / "log.key"
    winner = key_at(path, ORIGIN)
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    assert key_at(path, ORIGIN).skey == winner.skey


def test_a_key_others_can_read_is_refused(tmp_path: Path) -> None:
    """A signing key is secret."""
    path = tmp_path / "log.key"
    key_at(path, ORIGIN)
    path.chmod(0o640)
    with pytest.raises(BadKeyFile, match=r"log.key can be read by others; run `chmod 600` on it"):
        key_at(path, ORIGIN)


def test_the_key_of_another_log_is_refused(tmp_path: Path) -> None:
    """Origin and key belong together."""
    key_at(tmp_path / "log.key", ORIGIN)
    with pytest.raises(BadKeyFile, match=f"is the key of {ORIGIN}, the log is other"):
        key_at(tmp_path / "log.key", "other")


def test_a_file_without_key_is_refused(tmp_path: Path) -> None:
    """An empty key file is not silently replaced."""
    durable.create(tmp_path / "log.key", b"")
    with pytest.raises(BadKey):
        key_at(tmp_path / "log.key", ORIGIN)


def test_a_file_that_is_there_is_not_created(tmp_path: Path) -> None:
    """Creating never overwrites, replacing does; neither leaves anything behind."""
    path = tmp_path / "a"
    durable.create(path, b"1")
    with pytest.raises(FileExistsError):
        durable.create(path, b"2")
    assert path.read_bytes() == b"1"
    durable.replace(path, b"3")
    assert path.read_bytes() == b"3"
    assert list(tmp_path.iterdir()) == [path]


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the disk refuses, the old file stands and no draft is left."""
    path = tmp_path / "a"
    durable.create(path, b"1")

    def broken(_number: int) -> None:
        raise OSError(5, "input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="input/output error"):
        durable.replace(path, b"2")
    assert path.read_bytes() == b"1"
    assert list(tmp_path.iterdir()) == [path]
