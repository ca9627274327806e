"""The page: what it says, that it runs nothing it was told, and that it asks no network."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import subprocess
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest
from tests.audit.report.made import SOURCE, YARDSTICK, Found, Row, made, month

from duegate.audit.insights import summary
from duegate.audit.report import write_html
from duegate.audit.report.html.page import ASSETS
from duegate.model.text import Language

EVIL = '</script><script>document.title="gone"</script><img src=x onerror="document.title=1">'
CHROMIUM = shutil.which("chromium")
VOID = {"meta", "input", "img", "br", "rect"}


class Page(HTMLParser):
    """What a browser would make of the page: its elements, and whether all are closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, list[str]] = {"zh": [], "en": []}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Hold it to the one that was opened last."""
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Note the words of each language."""
        tag, attrs = self.tags[-1] if self.tags else ("", {})
        if tag == "span" and attrs.get("lang") in self.words and self.open[-1:] == ["span"]:
            self.words[str(attrs["lang"])].append(data)

    def of(self, tag: str) -> list[dict[str, str | None]]:
        """Give the attributes of all such elements."""
        return [attrs for name, attrs in self.tags if name == tag]


def _write(file: Path, language: Language = Language.ZH) -> str:
    audit, connection = month()
    told = summary(audit, connection, yardstick=YARDSTICK)
    write_html(audit, connection, file, told, language=language)
    return file.read_text("utf-8")


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give the page of a month."""
    return _write(tmp_path_factory.mktemp("html") / "audit.html")


def _evil(file: Path) -> str:
    """Write a page whose every told word is a script."""
    row = Row(at="2026-10-01 10:00", tenant=EVIL, agent=EVIL, caller=EVIL, number=EVIL)
    audit, connection = made([row] * 6, [Found(1, 0), Found(6, 1, "deny", 3, (1, 2))])
    connection.execute("INSERT INTO refused VALUES (0, 9, ?, ?)", [EVIL, EVIL])
    write_html(audit, connection, file, summary(audit, connection, show_numbers=True))
    return file.read_text("utf-8")


def test_the_page_is_whole(text: str) -> None:
    """Every element is closed, and every word is there in both languages."""
    page = Page(text)
    assert page.open == []
    assert len(page.words["zh"]) == len(page.words["en"]) > 100
    assert all(words.strip() for words in page.words["en"])


def test_anchors_lead_somewhere(text: str) -> None:
    """Every link is inside the page, and no name stands twice."""
    page = Page(text)
    names = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(names) == len(set(names))
    for link in page.of("a"):
        assert str(link["href"]).removeprefix("#") in names


def test_it_asks_no_network(text: str) -> None:
    """Nothing is loaded from anywhere, and the policy in its head forbids to try."""
    page = Page(text)
    assert not any("src" in attrs for _, attrs in page.tags)
    assert not page.of("link")
    policy = next(str(meta["content"]) for meta in page.of("meta") if "http-equiv" in meta)
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_the_policy_names_what_is_there(text: str) -> None:
    """The hashes are those of the scripts and the style as they stand."""
    blocks = re.findall(r"<(?:script|style)>(.*?)</(?:script|style)>", text, re.DOTALL)
    assert len(blocks) == 3
    for block in blocks:
        digest = base64.b64encode(hashlib.sha256(block.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in text


def test_what_a_file_told_is_text(tmp_path: Path) -> None:
    """Names full of script make no element and end none."""
    page = Page(_evil(tmp_path / "evil.html"))
    assert page.open == []
    assert len(page.of("script")) == 3
    assert not page.of("img")


def test_the_figures_of_the_charts_cannot_leave_their_element(tmp_path: Path) -> None:
    """They read back as they were, and hold no bracket."""
    text = _evil(tmp_path / "evil.html")
    data = text.split('id="charts">')[1].split("</script>")[0]
    assert "<" not in data
    assert json.loads(data)["tenants"]["names"][0]["zh"] == EVIL


def test_it_says_everything_there_is_to_say(text: str) -> None:
    """Clauses with version, hash and source; evidence; what was not judged and not audited."""
    for said in (
        "3,950", "1,279", "cn-shenzhen/SZ-03", "1970-01-01", "9f2c" * 16, "Master.csv:51",
        "此前全部记录", "据行业文章转述，陈述 A18", "cn-shenzhen/SZ-15", "记录未提供号码来源",
        "Rows not audited: 25", "Master.csv:5000", "138****0000", "Asia/Shanghai", "tzdata 2026.6",
        "asterisk", SOURCE.sha256, "3 / 3",
    ):  # fmt: skip
        assert said in text


def test_numbers_are_masked(text: str) -> None:
    """Nobody reached is named."""
    assert not re.search(r"\+86138\d{8}", text)


def test_the_same_audit_gives_the_same_bytes(text: str, tmp_path: Path) -> None:
    """No clock is in the page."""
    assert _write(tmp_path / "again.html") == text


def test_it_opens_in_the_language_asked_for(tmp_path: Path) -> None:
    """The other is one click away."""
    text = _write(tmp_path / "audit.html", Language.EN)
    assert '<html lang="en">' in text
    assert 'id="lang-en" value="en" checked' in text
    assert "<title>Audit of debt-collection contacts</title>" in text


def test_an_audit_of_nothing_is_a_page(tmp_path: Path) -> None:
    """It says that there was nothing, not that nothing was found."""
    audit, connection = made([])
    file = tmp_path / "audit.html"
    write_html(audit, connection, file, summary(audit, connection))
    assert "There was no contact to audit" in file.read_text("utf-8")


def test_what_is_not_ours_is_as_it_came() -> None:
    """Every file of others has the hash that is written beside it, and ends no script element."""
    vendor = tomllib.loads((ASSETS / "vendor.toml").read_text("utf-8"))
    for name, digest in vendor["echarts"]["files"].items():
        data = (ASSETS / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == digest
    for script in ("echarts.common.min.js", "report.js"):
        assert "</script" not in (ASSETS / script).read_text("utf-8").lower()


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_a_browser_draws_it_and_runs_nothing_else(tmp_path: Path) -> None:
    """All charts are drawn from a file under the policy, and what was told did not run."""
    file = tmp_path / "evil.html"
    _evil(file)
    ran = subprocess.run(
        [
            str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr",
            "--virtual-time-budget=5000", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom",
            file.as_uri(),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )  # fmt: skip
    page, said = ran.stdout.decode(), ran.stderr.decode()
    assert page.count("<svg xmlns") + page.count("<svg width") >= 4
    assert "Content Security Policy" not in said
    assert "<title>催收联络审计报告</title>" in page
