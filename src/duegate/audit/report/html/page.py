"""The page as a whole: its parts in order, the switches above them, the figures of its charts."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from duegate.audit.insights import lines
from duegate.audit.report import words
from duegate.audit.report.html import breakdown, clauses, overview, reached, understood
from duegate.audit.report.html.charts import charts_of
from duegate.audit.report.html.frame import LANGUAGES, framed
from duegate.audit.report.html.tags import Markup, joined, tag
from duegate.model.text import Language, Text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from duegate.audit.findings import Audit
    from duegate.audit.insights import Summary

SAMPLES = 5
ASSETS = files("duegate.audit.report") / "assets"
CONTENTS = (
    ("by-clause", Text("条款", "Clauses")),
    ("when", Text("何时", "When")),
    ("who", Text("何人", "By whom")),
    ("people", Text("被联络的人", "People")),
    ("comparison", Text("机构对比", "Comparison")),
    ("clauses", Text("例证", "Evidence")),
    ("not-judged", Text("未判定", "Not judged")),
    ("refused", Text("未审计", "Not audited")),
    ("understood", Text("如何理解", "Understood")),
)
THEMES = (
    ("auto", Text("自动", "auto")),
    ("light", Text("浅色", "light")),
    ("dark", Text("深色", "dark")),
)


def write_html(
    audit: Audit,
    connection: DuckDBPyConnection,
    path: Path,
    summary: Summary,
    *,
    language: Language = Language.ZH,
    show_numbers: bool = False,
) -> None:
    """Write the page; `language` is what it opens in."""
    lines.prepare(audit, connection, show_numbers=show_numbers)
    samples = lines.samples(connection, SAMPLES)
    parts = [
        overview.headline(summary),
        overview.tiles(summary),
        overview.by_clause(summary),
        breakdown.when(summary),
        breakdown.who(summary),
        reached.people(summary),
        breakdown.comparison(summary),
        clauses.clauses(summary, samples),
        understood.not_judged(summary),
        understood.refused(summary, connection),
        understood.understood(summary),
    ]
    path.write_text(_page(joined(parts), summary, language), encoding="utf-8", newline="\n")


def _page(body: Markup, summary: Summary, language: Language) -> str:
    figures = Markup(f'\n<script type="application/json" id="charts">{_data(summary)}</script>')
    whole = joined([_controls(language), tag("main", body), figures])
    scripts = [_asset("echarts.common.min.js"), _asset("report.js")]
    return framed(words.TITLE, whole, _asset("report.css"), scripts, language)


def _asset(name: str) -> str:
    return (ASSETS / name).read_text("utf-8")


def _data(summary: Summary) -> str:
    """Write the figures of the charts so that no text in them can end the element."""
    data = msgspec.json.encode(charts_of(summary)).decode()
    return data.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _controls(language: Language) -> Markup:
    """Make the switches; they are plain radio buttons, so they work without any script."""
    languages = joined(
        _switch("lang", key, Text(name, name), chosen=key is language) for key, name in LANGUAGES
    )
    themes = joined(_switch("theme", key, name, chosen=key == "auto") for key, name in THEMES)
    links = joined(tag("a", name, href=f"#{anchor}") for anchor, name in CONTENTS)
    return tag(
        "nav",
        tag("div", links, class_="contents"),
        tag("div", languages, class_="switch", role="radiogroup", aria_label="语言 Language"),
        tag("div", themes, class_="switch", role="radiogroup", aria_label="外观 Appearance"),
    )


def _switch(group: str, key: str, name: Text, *, chosen: bool) -> Markup:
    checked = " checked" if chosen else ""
    box = Markup(f'<input type="radio" name="{group}" id="{group}-{key}" value="{key}"{checked}>')
    return joined([box, tag("label", name, for_=f"{group}-{key}")])
