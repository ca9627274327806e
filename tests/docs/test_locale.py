"""The Chinese pages say what the English ones say now: nothing missing, nothing left over."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from tests.docs.manual import DOCS, ROOT

LOCALE = DOCS / "locale/zh_CN/LC_MESSAGES"
PAGES = [path.relative_to(LOCALE).with_suffix("").as_posix() for path in LOCALE.rglob("*.po")]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What there is to be said in Chinese, page by page."""
    folder = tmp_path_factory.mktemp("gettext")
    command = [sys.executable, "-m", "sphinx", "-b", "gettext", "-q", str(DOCS), str(folder)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return folder


def said(path: Path) -> dict[str, str]:
    """Read a catalogue: English to Chinese."""
    with path.open("rb") as file:
        return {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}


@pytest.mark.parametrize("page", sorted(PAGES))
def test_a_page_is_said_whole(page: str, templates: Path) -> None:
    """Every sentence of the page has its Chinese, with the same code and links in it."""
    chinese = said(LOCALE / f"{page}.po")
    assert list(chinese) == list(said(templates / f"{page}.pot"))
    for english, translated in chinese.items():
        assert translated, english
        for pattern in (r"`[^`]+`", r"\]\(([^)]+)\)"):
            wanted, got = (set(re.findall(pattern, text)) for text in (english, translated))
            assert wanted == got, english


def test_there_are_pages() -> None:
    """The ones a reader of Chinese opens first."""
    first = {"index", "tutorial/first-ten-minutes", "how-to/audit-call-records"}
    assert first | {"explanation/evidence"} <= set(PAGES)
