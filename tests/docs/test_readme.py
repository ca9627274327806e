"""The two READMEs tell the same facts, and the first screen holds what it must."""

from __future__ import annotations

import re

import pytest
from tests.docs.manual import ROOT

ENGLISH, CHINESE = ((ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh-CN.md"))
FACTS = {
    "blocks": r"^```[^`]*^```$",
    "directives": r"^<!--.*?-->$",
    "links": r"\]\(((?!README)[^)]+)\)",
    "headings": r"^(#+) ",
    "bullets": r"^(- )",
    "table rows": r"^(\|)",
}


@pytest.mark.parametrize("what", FACTS)
def test_both_languages_tell_the_same(what: str) -> None:
    """Code, links and the shape of the page are the same in both."""
    english, chinese = (re.findall(FACTS[what], text, re.MULTILINE) for text in (ENGLISH, CHINESE))
    assert english
    assert english == chinese


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_the_first_screen_shows_a_refusal_and_the_race(text: str) -> None:
    """Within fifty lines: a refused contact with its clause, the two numbers, the two commands."""
    screen = "\n".join(text.splitlines()[:50])
    for shown in ("cn-shenzhen/SZ-01", "50 requests", "3 allowed", "make demo", "make test"):
        assert shown in screen


def test_the_twin_lets_more_through() -> None:
    """The number that varies is more than the limit."""
    (sent,) = re.findall(r"(\d+) sent", ENGLISH.replace("[0-9]+ sent", ""))
    assert int(sent) > 3
