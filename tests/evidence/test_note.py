"""Signed notes against published ones, and against whoever changes them."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tests.evidence.sample import key, witness

from duegate.evidence import note
from duegate.evidence.exact import from_base64
from duegate.evidence.note import BadKey, Kind, NoteRefused, SigningKey, Verifier

# The example in the documentation of the format's first implementation (golang.org/x/mod).
PETER_SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
BY_PETER = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
    "KvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
BY_ENOCH = (
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01"
    "oOTGwnWLox33WWd1RvMc+QQ=\n"
)
# The example in the specification (c2sp.org/signed-note).
SPEC = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
SPEC_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZ"
    "XsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)


def test_the_published_note_is_signed_byte_for_byte() -> None:
    """From the published private key come the published public key, text and signature."""
    peter = note.read_skey(PETER_SKEY)
    assert (peter.verifier.vkey, peter.skey) == (PETER, PETER_SKEY)
    assert note.sign(TEXT, peter) == f"{TEXT}\n{BY_PETER}"


def test_the_published_notes_are_verified() -> None:
    """One signature, two signatures, and the example of the specification."""
    peter, enoch, spec = map(note.read_vkey, (PETER, ENOCH, SPEC))
    both = f"{TEXT}\n{BY_PETER}{BY_ENOCH}"
    assert [s.by for s in note.verify(f"{TEXT}\n{BY_PETER}", [peter]).signatures] == [peter]
    assert [s.by for s in note.verify(both, [enoch, peter]).signatures] == [peter, enoch]
    assert note.verify(SPEC_NOTE, [spec]).text == "This is an example message.\n"
    assert enoch.vkey == ENOCH


def test_unknown_keys_are_ignored() -> None:
    """A signature by an unknown key, or under a known name with another id, does not count."""
    peter, enoch = note.read_vkey(PETER), note.read_vkey(ENOCH)
    stranger = SigningKey("PeterNeumann", key("stranger").private).line(TEXT)
    written = f"{TEXT}\n{stranger}{BY_ENOCH}{BY_PETER}"
    assert [s.by for s in note.verify(written, [peter]).signatures] == [peter]
    with pytest.raises(NoteRefused, match="no known key signed this note"):
        note.verify(f"{TEXT}\n{BY_PETER}", [enoch])
    with pytest.raises(NoteRefused, match="no known key signed this note"):
        note.verify(f"{TEXT}\n{BY_PETER}", [])


def test_a_key_that_signs_twice_counts_once() -> None:
    """Repeating a line adds nobody."""
    written = f"{TEXT}\n{BY_PETER}{BY_PETER}"
    assert len(note.verify(written, [note.read_vkey(PETER)]).signatures) == 1


def test_one_wrong_signature_spoils_the_note() -> None:
    """A known key whose signature is wrong is a change, even beside a right one."""
    peter, enoch = note.read_vkey(PETER), note.read_vkey(ENOCH)
    wrong = BY_ENOCH.replace("/5n2", "/5n3")
    with pytest.raises(NoteRefused, match="signature by EnochRoot is wrong"):
        note.verify(f"{TEXT}\n{BY_PETER}{wrong}", [peter, enoch])


def test_every_changed_character_is_seen() -> None:
    """Change each character of a note in turn; none passes."""
    written = f"{TEXT}\n{BY_PETER}"
    for place, sign in enumerate(written):
        changed = written[:place] + chr(ord(sign) ^ 1) + written[place + 1 :]
        with pytest.raises(NoteRefused):
            note.verify(changed, [note.read_vkey(PETER)])


def test_the_text_may_have_empty_lines() -> None:
    """The last empty line parts text and signatures."""
    text = "one\n\ntwo\n\n"
    assert note.verify(note.sign(text, key()), [key().verifier]).text == text


def test_a_cosignature_says_when() -> None:
    """A witness signs the time with the text, as the specification lays the bytes out."""
    text, seer = "gate.example/log\n1\nroot\n", witness("w1")
    signed = note.cosign(note.sign(text, key()), seer, 1_679_315_147)
    by_log, by_witness = note.verify(signed, [key().verifier, seer.verifier]).signatures
    assert (by_log.at, by_witness.at) == (None, 1_679_315_147)
    raw = from_base64(signed.strip().split(" ")[-1])
    assert raw[:12] == seer.verifier.id + (1_679_315_147).to_bytes(8, "big")
    Ed25519PublicKey.from_public_bytes(seer.verifier.public).verify(
        raw[12:], b"cosignature/v1\ntime 1679315147\n" + text.encode()
    )


def test_a_cosignature_with_another_time_is_wrong() -> None:
    """The time cannot be moved."""
    seer = witness("w1")
    signed = note.cosign(note.sign("a\n", key()), seer, 1_000)
    (line,) = signed.split("\n")[-2:-1]
    moved = seer.line("a\n", 1_001)[:-88]
    changed = signed.replace(line[: len(moved)], moved)
    assert changed != signed
    with pytest.raises(NoteRefused, match=r"signature by w1.example/w is wrong"):
        note.verify(changed, [key().verifier, seer.verifier])


def test_a_cosignature_needs_a_time() -> None:
    """A witness that does not say when signs nothing."""
    with pytest.raises(BadKey, match="a cosignature says when; hand in the time"):
        witness("w1").line("a\n")


def test_a_time_beyond_63_bits_is_wrong() -> None:
    """The specification bounds the time."""
    seer = witness("w1")
    latest = note.verify("a\n\n" + seer.line("a\n", 2**63 - 1), [seer.verifier])
    assert latest.signatures[0].at == 2**63 - 1
    signed = "a\n\n" + seer.line("a\n", 2**63)
    with pytest.raises(NoteRefused, match="is wrong"):
        note.verify(signed, [seer.verifier])


def test_the_kind_tells_keys_apart() -> None:
    """One key used as log and as witness has two ids."""
    assert key("a").verifier.id != key("a", Kind.COSIGNATURE).verifier.id


@pytest.mark.parametrize(
    "written",
    [
        "",
        "a",
        "a\n\n",
        f"a\n{BY_PETER}",
        f"a\n\n{BY_PETER[:-1]}",
        f"a\n\n- {BY_PETER[2:]}",
        f"a\n\n{BY_PETER}\n",
        f"a\n\n{BY_PETER}x\n",
        "a\n\n— PeterNeumann AAAAAA==\n",
        "a\n\n— Peter+Neumann x08go/ZJ\n",
        "a\n\n—  x08go/ZJ\n",
        f"a\tb\n\n{BY_PETER}",
        f"a\r\n\n{BY_PETER}",
        f"\ud800\n\n{BY_PETER}",
        f"a\n\n{BY_PETER * 101}",
        f"{'a' * 1_000_000}\n\n{BY_PETER}",
    ],
    ids=ascii,
)
def test_what_is_no_note_is_refused(written: str) -> None:
    """No text, no empty line, no signature, control signs, or no end."""
    with pytest.raises(NoteRefused):
        note.verify(written, [note.read_vkey(PETER)])


@pytest.mark.parametrize(
    "line", [BY_PETER[2:], "- a b\n", "— a\n", "— a+b AAAAAAA=\n", "— a AAAAAA==\n"]
)
def test_a_line_that_cannot_be_read_spoils_the_note(line: str) -> None:
    """What is not a signature line does not hide among those that are."""
    with pytest.raises(NoteRefused, match="a signature line of the note cannot be read"):
        note.verify(f"{TEXT}\n{BY_PETER}{line}", [note.read_vkey(PETER)])


def test_a_note_without_signatures_is_told() -> None:
    """A text alone is no note."""
    with pytest.raises(NoteRefused, match="an empty line and signature lines; this one is not"):
        note.verify(TEXT, [note.read_vkey(PETER)])


def test_a_note_may_be_long_and_signed_by_many() -> None:
    """A hundred lines and a million characters pass; one more is refused elsewhere."""
    peter = note.read_skey(PETER_SKEY)
    assert note.verify(f"{TEXT}\n{BY_PETER * 100}", [peter.verifier]).text == TEXT
    text = "a" * (1_000_000 - len(BY_PETER) - 2) + "\n"
    assert len(note.sign(text, peter)) == 1_000_000
    assert note.verify(note.sign(text, peter), [peter.verifier]).text == text
    with pytest.raises(NoteRefused, match="too long"):
        note.verify(note.sign("a" + text, peter), [peter.verifier])


def test_a_private_key_says_that_it_is_one() -> None:
    """Without its beginning a private key might pass for a public one."""
    with pytest.raises(BadKey, match="it does not begin with PRIVATE"):
        note.read_skey(PETER_SKEY.removeprefix("PRIVATE+KEY+"))


@pytest.mark.parametrize("text", ["no line feed", "a\tb\n", "a\r\n"])
def test_only_plain_lines_are_signed(text: str) -> None:
    """A text that could not be read again is not signed."""
    with pytest.raises(NoteRefused, match="ends with a line feed and has no other control sign"):
        note.sign(text, key())


def test_a_cut_or_changed_key_is_refused() -> None:
    """No beginning of a key is a key, and no key with another character."""
    for key_text, read in ((PETER, note.read_vkey), (PETER_SKEY, note.read_skey)):
        for place, sign in enumerate(key_text):
            changed = key_text[:place] + chr(ord(sign) ^ 1) + key_text[place + 1 :]
            for text in (key_text[:place], changed):
                with pytest.raises(BadKey):
                    read(text)


@pytest.mark.parametrize(
    "text",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_keys_of_other_lengths_and_kinds_are_refused(text: str) -> None:
    """Right ids do not help a key of unknown kind or length."""
    with pytest.raises(BadKey, match="this is not a key"):
        note.read_vkey(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b", "a\nb", "a\x00"])
def test_a_name_has_no_spaces(name: str) -> None:
    """A name that would break the lines is refused."""
    with pytest.raises(BadKey, match="cannot name a key"):
        Verifier(name, bytes(32))


def test_a_public_key_has_32_bytes() -> None:
    """Another length is no Ed25519 key."""
    with pytest.raises(BadKey, match="has 32 bytes"):
        Verifier("a", bytes(31))


def test_a_key_never_shows_its_secret() -> None:
    """Printing a signing key prints no seed."""
    assert note.read_skey(PETER_SKEY).skey[-44:] not in repr(note.read_skey(PETER_SKEY))
