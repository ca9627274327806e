"""The page of a replay: whole in both languages, safe, and in need of nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from tests.audit.replay.laws import CAP, HOURS
from tests.audit.replay.test_figures import PASSES, delayed, lived

from duegate.audit.replay.figures import FILES, HOUSE, Candidate, Counts, Replay, Tally
from duegate.audit.replay.page import page
from duegate.audit.replay.words import charts, compared, headline, length, notes
from duegate.audit.replay.worlds import Said
from duegate.audit.report.words import NOT_TOLD
from duegate.audit.rows import UNTOLD
from duegate.model.judgement import Verdict
from duegate.model.text import Language, Text

TITLES = {CAP: Text("每日联络次数", "Contacts a day")}
HOSTILE = "<script>alert(1)</script>&'\""


def replay(*, tenant: str = "acme", source: str = FILES) -> Replay:
    """Make a result with a change of every kind."""
    tally = Tally()
    refused = Said(Verdict.DENY, (HOURS,))
    for before, after in (
        (PASSES, PASSES),
        (PASSES, delayed(900)),
        (PASSES, delayed(90_000)),
        (PASSES, refused),
        (refused, PASSES),
        (refused, Said(Verdict.DENY, (CAP, HOURS))),
    ):
        tally.add(lived(before, after, recorded=Verdict.DENY, tenant=tenant))
    candidate = Candidate("sample", "1" * 64, "0" * 64, as_dated=False, waiting=("sample/x",))
    return tally.result(source, candidate, {"sample": "0" * 64})


class Outline(HTMLParser):
    """Reads the words of a page by the language they are in, and what it loads from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.said: dict[str, list[str]] = {"zh": [], "en": [], "": []}
        self.loads: list[str] = []
        self.headings = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Remember which language begins; count headings; notice what is loaded."""
        told = dict(attrs)
        self.headings += tag == "h2"
        self.loads += [str(told[name]) for name in ("src", "href") if name in told]
        if tag == "span":
            self.open.append(told.get("lang") or "")

    def handle_endtag(self, tag: str) -> None:
        """Remember which language ends."""
        if tag == "span":
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if self.lasttag not in {"script", "style"}:
            language = next((each for each in reversed(self.open) if each in {"zh", "en"}), "")
            self.said[language].append(data)


def read(written: str) -> Outline:
    """Read a page."""
    outline = Outline()
    outline.feed(written)
    return outline


def test_everything_is_said_in_both_languages() -> None:
    """Headline, titles, charts and notes; each sentence stands there twice, once a language."""
    found = replay()
    outline = read(page(found, TITLES, Language.ZH))
    assert outline.headings == len(charts(found, TITLES)) + 1
    assert len(outline.said["zh"]) == len(outline.said["en"]) > 40
    for text in (headline(found), compared(found), *notes(found), TITLES[CAP]):
        assert text.zh in " ".join(outline.said["zh"])
        assert text.en in " ".join(outline.said["en"])
    assert outline.said["zh"] != outline.said["en"]


def test_it_loads_nothing() -> None:
    """No picture, script or style from elsewhere."""
    written = page(replay(), TITLES, Language.EN)
    assert read(written).loads == []
    assert "//" not in written.replace("<!doctype html>", "")


def test_only_its_own_script_may_run() -> None:
    """Its policy names the hashes of one script and one style, and a page has no style besides."""
    written = page(replay(), TITLES, Language.EN)
    for kind in ("script", "style"):
        (inner,) = re.findall(rf"<{kind}>(.*?)</{kind}>", written, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(inner.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in written
    assert " style=" not in written


def test_names_are_shown_as_they_are() -> None:
    """A tenant cannot write into the page."""
    written = page(replay(tenant=HOSTILE), TITLES, Language.EN)
    assert HOSTILE not in written
    assert HOSTILE in "".join(read(written).said[""])


def test_the_notes_say_what_must_be_known() -> None:
    """Of a house also whether its rules of today would have said otherwise."""
    assert any("6 decisions come out otherwise" in n.en for n in notes(replay(source=HOUSE))) is (
        replay(source=HOUSE).recorded_otherwise == 6
    )
    assert not any("come out otherwise" in note.en for note in notes(replay()))
    assert any("sample/x" in note.en for note in notes(replay()))


def test_no_contacts_at_all() -> None:
    """A page all the same, without charts."""
    nothing = Tally().result(FILES, Candidate("s", "1" * 64, None, as_dated=True), {})
    assert nothing.counts == Counts()
    outline = read(page(nothing, {}, Language.EN))
    assert outline.headings == 0
    assert any("Of 0 contacts" in said for said in outline.said["en"])


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (5_400, "1.5 h"),
        (86_400, "1 d"),
        (129_600, "1.5 d"),
    ],
)
def test_how_long(seconds: int, said: str) -> None:
    """In the largest unit that fits."""
    assert length(seconds).en == said


def test_a_tenant_no_file_tells_is_no_name() -> None:
    """Charts and examples say so in the reader's language."""
    outline = Outline()
    outline.feed(page(replay(tenant=UNTOLD), TITLES, Language.ZH))
    assert UNTOLD not in "".join(word for words in outline.said.values() for word in words)
    assert outline.said["zh"].count(NOT_TOLD.zh) > 1
