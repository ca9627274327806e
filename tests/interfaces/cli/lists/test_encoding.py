"""The encodings of lists: found by the whole file, and what is no text is said to be none."""

from __future__ import annotations

import io

import pytest

from duegate.interfaces.cli.lists.encoding import (
    BLOCK_BYTES,
    NoText,
    encoding_of,
    refuse_no_text,
    text_of,
)


@pytest.mark.parametrize(
    ("encoding", "found"),
    [("utf-8", "utf-8-sig"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030")],
)
def test_the_encoding_is_found_even_late_in_the_file(encoding: str, found: str) -> None:
    """One Chinese word after many plain blocks decides, also across the edge of a block."""
    for padding in (BLOCK_BYTES - 1, 3 * BLOCK_BYTES):
        file = io.BytesIO(("x" * padding + "催收\n").encode(encoding))
        assert encoding_of(file) == found
        assert file.tell() == 0


def test_neither_encoding_is_told_with_both_places() -> None:
    """The byte is what an editor can jump to."""
    with pytest.raises(NoText) as refused:
        encoding_of(io.BytesIO(b"ok\n\xff\xff\n"))
    assert str(refused.value) == (
        "is neither UTF-8 (byte 4) nor GB18030 (byte 4); save it as UTF-8"
    )


@pytest.mark.parametrize("start", [b"PK\x03\x04x", b"\xd0\xcf\x11\xe0", b"\xff\xfei", b"%PDF-1"])
def test_what_is_no_text_is_named(start: bytes) -> None:
    """And how to make a list of it."""
    with pytest.raises(NoText, match=r"CSV \(UTF-8\)$"):
        refuse_no_text(start)


def test_a_single_line_is_decoded_either_way() -> None:
    """For lines that come one by one."""
    assert text_of("催收".encode()) == text_of("催收".encode("gb18030")) == "催收"
    with pytest.raises(NoText, match="neither UTF-8"):
        text_of(b"\xff\xff")
