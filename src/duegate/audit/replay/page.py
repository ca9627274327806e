"""A replay as one page of HTML that needs nothing else: both languages, charts, examples.

Every bar stands in a table row with its numbers, so that the page reads without colours and without
a picture.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from duegate.audit.replay.figures import Counts, Replay
from duegate.audit.replay.words import (
    CHANGES,
    Chart,
    charts,
    compared,
    headline,
    length,
    notes,
    tenant,
)
from duegate.audit.replay.worlds import Change, Difference, Said
from duegate.audit.report.html.frame import LANGUAGES, framed
from duegate.audit.report.html.tags import Child, Markup, joined, table, tag
from duegate.model.moment import as_shown
from duegate.model.text import Language, Text
from duegate.model.words import word

TITLE = Text("规则重放", "Replay under a new rule")
NOTHING = Text("", "")
EXAMPLES = Text("逐项举例", "Examples")
HEADINGS = (
    Text("记录", "record"),
    Text("时间（UTC）", "at (UTC)"),
    Text("租户", "tenant"),
    Text("渠道", "channel"),
    Text("变化", "change"),
    Text("现行规则", "in force"),
    Text("候选规则", "candidate"),
    Text("须等待", "wait"),
)
STYLE = """
:root { color-scheme: light dark; --ink: #1d2733; --dim: #5b6875; --line: #d6dce3; --paper: #fff;
  --refused: #b3261e; --delayed: #c77700; --allowed: #1f7a4d; --otherwise: #6b7785; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6ebf0; --dim: #9aa7b4; --line: #37424e;
  --paper: #14191f; --refused: #f2837b; --delayed: #f0b04c; --allowed: #5cc58f;
  --otherwise: #9aa7b4; } }
body { margin: 0 auto; max-width: 70rem; padding: 1.5rem; background: var(--paper);
  color: var(--ink); font: 16px/1.55 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
header { display: flex; justify-content: space-between; gap: 1rem; align-items: start; }
.lead { font-size: 1.1rem; } .dim, caption, li { color: var(--dim); }
.scroll { overflow-x: auto; } .small { font-size: .85rem; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; } th { font-weight: 600; } .num { text-align: right; }
td:has(.bar) { width: 40%; }
.bar { display: block; width: 100%; min-width: 10rem; height: .8rem; margin-top: .3rem; }
.refused { fill: var(--refused); background: var(--refused); }
.delayed { fill: var(--delayed); background: var(--delayed); }
.allowed { fill: var(--allowed); background: var(--allowed); }
.otherwise { fill: var(--otherwise); background: var(--otherwise); }
.key i { display: inline-block; width: .7rem; height: .7rem; margin: 0 .35rem 0 0; }
.key span.k { margin-right: 1.25rem; white-space: nowrap; }
html[lang|=zh] span[lang=en], html[lang=en] span[lang=zh] { display: none; }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--line);
  border-radius: .3rem; padding: .15rem .6rem; cursor: pointer; }
@media print { button { display: none; } }
"""
SWITCH = """
for (const b of document.querySelectorAll('button[data-lang]'))
  b.onclick = () => { document.documentElement.lang = b.dataset.lang; };
"""


def page(replay: Replay, titles: Mapping[str, Text], language: Language) -> str:
    """Write the page, first shown in one language; `titles` are those of the clauses."""
    body = joined(
        [
            _head(replay),
            tag("p", headline(replay), class_="lead"),
            _key(replay.counts),
            *(_chart(chart) for chart in charts(replay, titles)),
            _examples(replay.examples),
            tag("ul", *(tag("li", note) for note in notes(replay))),
        ]
    )
    return framed(TITLE, body, STYLE, [SWITCH], language)


def _head(replay: Replay) -> Markup:
    """Say what was compared and over which time, beside the two languages to choose from."""
    told = tag("p", compared(replay), _span(replay), class_="dim")
    buttons = joined(joined([tag("button", name, data_lang=key), " "]) for key, name in LANGUAGES)
    return tag("header", tag("div", tag("h1", TITLE), told), tag("div", buttons))


def _span(replay: Replay) -> Markup:
    if replay.first is None or replay.last is None:
        return Markup("")
    first, last = (as_shown(each, "UTC") for each in (replay.first, replay.last))
    return joined([Markup("<br>"), f"{first} – {last} UTC"])


def _key(counts: Counts) -> Markup:
    """Say what the colours mean, and how many there are of each."""
    entries = (
        tag(
            "span",
            tag("i", class_=change),
            said,
            " ",
            tag("b", getattr(counts, change)),
            class_="k",
        )
        for change, said in CHANGES.items()
    )
    return tag("p", *entries, class_="key")


def _chart(chart: Chart) -> Markup:
    most = max((bar.counts.changed for bar in chart.bars), default=0) or 1
    kinds = [change for change in Change if any(getattr(b.counts, change) for b in chart.bars)]
    rows = [
        (bar.label, *(getattr(bar.counts, kind) for kind in kinds), _bar(bar.counts, kinds, most))
        for bar in chart.bars
    ]
    headings = (NOTHING, *(CHANGES[kind] for kind in kinds), NOTHING)
    shown = table(headings, rows, numbers=range(1, len(kinds) + 1))
    more = Text(f"另有 {chart.more} 项", f"{chart.more} more")
    left = tag("p", more, class_="dim") if chart.more else Markup("")
    return joined([tag("h2", chart.title), shown, left])


def _bar(counts: Counts, kinds: Sequence[Change], most: int) -> Markup:
    """Draw the changes one beside the other, without a style of its own."""
    drawn, before = [], 0.0
    for kind in kinds:
        width = 100 * getattr(counts, kind) / most
        drawn.append(f'<rect class="{kind}" x="{before:.2f}" width="{width:.2f}" height="6"/>')
        before += width
    return Markup(
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        f"{''.join(drawn)}</svg>"
    )


def _examples(examples: tuple[Difference, ...]) -> Markup:
    if not examples:
        return Markup("")
    shown = table(HEADINGS, map(_example, examples), class_="small")
    return joined([tag("h2", EXAMPLES), shown])


def _example(each: Difference) -> tuple[Child, ...]:
    return (
        each.name,
        as_shown(each.at, "UTC"),
        tenant(each.tenant),
        word(each.channel),
        CHANGES[each.change],
        _said(each.in_force),
        _said(each.candidate),
        "" if each.wait_s is None else length(each.wait_s),
    )


def _said(said: Said) -> Markup:
    return joined([word(said.verdict), *(f" {clause}" for clause in said.clauses)])
