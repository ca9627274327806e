"""Checkpoints: strict text, signed by their log, cosigned by witnesses."""

from __future__ import annotations

import pytest
from tests.evidence.sample import ORIGIN, key, witness

from duegate.evidence import checkpoint, note
from duegate.evidence.checkpoint import Checkpoint, CheckpointRefused
from duegate.evidence.note import NoteRefused
from duegate.evidence.tree import EMPTY_ROOT

ROOT = "U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro="
# A checkpoint of a public log as it was served in May 2026, with keys of the log and a witness.
LOG = (
    "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
)
WITNESS = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
SERVED = f"""arche2025h1.staging.ct.transparency.dev
1432088532
{ROOT}

— arche2025h1.staging.ct.transparency.dev zTM8sQAAAZ5W0WdjBAMARjBEAiBjW5IQf9pvsYLfQFX6hoGREPMHbd\
Q3urbllzalApkptQIgIpwtEroeW2BXaHAI4kJXFbon5Ch9MNL5zRNZ55lvGt0=
— arche2025h1.staging.ct.transparency.dev ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3NygNI7\
5MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ=
— transparency.dev/DEV:witness-little-garden 2AQqhwAAAABqEiEgzgFIqqhbUoDwjMWE6UP8nd8/KYTzwZ2rhIgcq\
oXHAwVkjZr4AscylP3v7sEodkRAErumC2q44vdgJY096st5BQ==
— remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5\
XeU/zZ0WBxtqB0DrAWfBw==
"""


def test_a_checkpoint_of_a_public_log_is_verified() -> None:
    """A log of 1.4 billion entries and its witness, whose software is not ours."""
    log, seer = note.read_vkey(LOG), note.read_vkey(WITNESS)
    signed = checkpoint.verify(SERVED, log, [seer])
    assert signed.checkpoint.size == 1_432_088_532
    assert [(s.by.name, s.at) for s in signed.witnesses] == [("remora.n621.de", 0x6A122120)]
    with pytest.raises(NoteRefused):
        checkpoint.verify(SERVED.replace("1432088532", "1432088533"), log, [seer])


@pytest.mark.parametrize("extensions", [(), ("one",), ("one", "two 2")])
def test_checkpoints_come_back(extensions: tuple[str, ...]) -> None:
    """What was written is read, with further lines too."""
    head = Checkpoint(ORIGIN, 7, bytes(32), extensions)
    assert checkpoint.parse(checkpoint.encode(head)) == head


def test_the_largest_log_has_a_checkpoint() -> None:
    """Sizes are below 2^63."""
    head = Checkpoint(ORIGIN, 2**63 - 1, bytes(32))
    assert checkpoint.parse(checkpoint.encode(head)) == head


def test_an_empty_log_has_a_checkpoint() -> None:
    """Size 0 goes with the empty root, and only with it."""
    assert checkpoint.parse(checkpoint.encode(Checkpoint("o", 0, EMPTY_ROOT))).size == 0
    for size, root in ((0, bytes(32)), (1, EMPTY_ROOT)):
        with pytest.raises(CheckpointRefused, match="its size and its root contradict each other"):
            checkpoint.encode(Checkpoint("o", size, root))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "fewer than three lines"),
        ("o\n1\n", "fewer than three lines"),
        (f"o\n1\n{ROOT}", "fewer than three lines"),
        (f"\n1\n{ROOT}\n", "a line of it is empty"),
        (f"o\n01\n{ROOT}\n", "size or its root is not written as one"),
        (f"o\n-1\n{ROOT}\n", "size or its root is not written as one"),
        (f"o\n1\n{ROOT[:-1]}\n", "size or its root is not written as one"),
        (f"o\n1\n{ROOT} \n", "size or its root is not written as one"),
        ("o\n1\nAAAA\n", "size or its root is out of range"),
        (f"o\n{2**63}\n{ROOT}\n", "size or its root is out of range"),
        (f"o\n1\n{ROOT}\n\n", "a line of it is empty"),
        (f"o\n1\n{ROOT}\n\nx\n", "a line of it is empty"),
    ],
)
def test_other_texts_are_refused(text: str, why: str) -> None:
    """Every refusal says what is not right."""
    with pytest.raises(CheckpointRefused, match=why):
        checkpoint.parse(text)


@pytest.mark.parametrize("head", [Checkpoint("o\n2", 1, bytes(32)), Checkpoint("o", 1, b"")])
def test_what_could_not_be_read_is_not_written(head: Checkpoint) -> None:
    """A line break in a line, or a root of another length."""
    with pytest.raises(CheckpointRefused):
        checkpoint.encode(head)


def test_no_line_is_smuggled_in() -> None:
    """An origin with line breaks would be read as another head."""
    smuggled = Checkpoint(f"o\n9\n{ROOT}", 1, bytes(32))
    with pytest.raises(CheckpointRefused, match="has a line break; write it on one line"):
        checkpoint.encode(smuggled)


def test_witnesses_alone_do_not_make_a_checkpoint() -> None:
    """The log's own signature must be there."""
    text, seer = checkpoint.encode(Checkpoint(ORIGIN, 1, bytes(32))), witness("w1")
    with pytest.raises(CheckpointRefused, match=f"the log {ORIGIN} did not sign"):
        checkpoint.verify(f"{text}\n{seer.line(text, 1)}", key().verifier, [seer.verifier])


def test_a_log_signs_only_for_itself() -> None:
    """A key cannot sign the checkpoint of another origin."""
    text = checkpoint.encode(Checkpoint("other.example/log", 1, bytes(32)))
    with pytest.raises(CheckpointRefused, match=r"is of the log other.example/log"):
        checkpoint.verify(note.sign(text, key()), key().verifier)


def test_the_known_witnesses_are_told() -> None:
    """Only witnesses that are asked about are named."""
    text = checkpoint.encode(Checkpoint(ORIGIN, 1, bytes(32)))
    signed = note.sign(text, key())
    for number in (1, 2, 3):
        signed = note.cosign(signed, witness(f"w{number}"), 1000 + number)
    seers = [witness(name).verifier for name in ("w3", "w1", "w4")]
    known = checkpoint.verify(signed, key().verifier, seers).witnesses
    assert [(s.by.name, s.at) for s in known] == [("w1.example/w", 1001), ("w3.example/w", 1003)]
