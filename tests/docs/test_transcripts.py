"""Every command in the manual prints what the manual says it prints."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.docs.manual import ROOT, pages
from tests.docs.transcripts import at, masked, opened, same, steps

CHINESE = ROOT / "README.zh-CN.md"  # its blocks are those of README.md, see test_readme.py
PAGES = [page for page in pages() if page != CHINESE and "```console" in page.read_text("utf-8")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_shows_what_is_printed(
    page: Path, tmp_path: Path, component: Callable[[str], str]
) -> None:
    """A reader who types the commands of a page, in its order, sees the page."""
    if "curl -s" in page.read_text("utf-8"):
        component("curl")
    with at(page, tmp_path) as blocks:
        for block in blocks:
            block.evaluate()


def test_a_block_is_cut_into_commands() -> None:
    """Prompts begin commands, `> ` and a backslash go on with one, the rest is what it prints."""
    block = "$ cat <<END\n> one\n> END\none\n$ echo \\\n  a\na\n$ true\n"
    assert list(steps(block)) == [
        ("cat <<END\none\nEND", "one"),
        ("echo \\\n  a", "a"),
        ("true", ""),
    ]


@pytest.mark.parametrize(
    ("wanted", "got", "is_same"),
    [
        ("a dec_… b", "a dec_01 b\n", True),
        ("a dec_… b", "a dec_01 c\n", False),
        ("first\n…\nlast", "first\nx\ny\nlast\n", True),
        ("first\n…\nlast", "first\nlast\n", True),
        ("first", "first\nmore\n", False),
        ("", "", True),
        ("", "said\n", False),
    ],
)
def test_what_varies_is_left_open(wanted: str, got: str, *, is_same: bool) -> None:
    """`…` matches inside its line, alone any lines, and nothing else is forgiven."""
    assert same(wanted, got) is is_same


def test_what_a_page_calls_varying_is_left_open() -> None:
    """A number that a page shows as an example may be another one."""
    varying = ["[0-9]+ sent"]
    assert same(opened("twin 50 sent", varying), opened("twin 49 sent\n", varying))
    assert not same(opened("twin 50 sent", varying), opened("gate 49 sent\n", varying))


def test_what_varies_is_masked() -> None:
    """A recorded transcript holds no name that the next run does not print."""
    name = "dec_" + "0198f" * 6
    text = f"{name} at 2026-11-24T04:00:00.123456Z, until 2026-11-25T00:00:00Z  \n\n"
    assert masked(text) == "dec_… at …, until 2026-11-25T00:00:00Z"
