"""A replay as one page of HTML that needs nothing else: both languages, charts, examples.

Every bar stands in a table row with its numbers, so that the page reads without colours and without
a picture.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from duegate.audit.replay.figures import Counts, Replay
from duegate.audit.replay.words import CHANGES, Chart, charts, compared, headline, length, notes
from duegate.audit.replay.worlds import Change, Difference, Said
from duegate.model.moment import as_shown
from duegate.model.text import Text
from duegate.model.words import word

TITLE = Text("规则回放", "Replay under a new rule")
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
.wide { overflow-x: auto; } .small { font-size: .85rem; white-space: nowrap; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; } th { font-weight: 600; } td.n, th.n { text-align: right; }
td.bars { width: 40%; min-width: 10rem; padding-top: .6rem; }
.bar { display: flex; height: .8rem; } .bar i { display: block; height: 100%; }
.refused { background: var(--refused); } .delayed { background: var(--delayed); }
.allowed { background: var(--allowed); } .otherwise { background: var(--otherwise); }
.key i { display: inline-block; width: .7rem; height: .7rem; margin: 0 .35rem 0 0; }
.key span.k { margin-right: 1.25rem; white-space: nowrap; }
html[lang=zh] .en, html[lang=en] .zh { display: none; }
button { font: inherit; color: inherit; background: none; border: 1px solid var(--line);
  border-radius: .3rem; padding: .15rem .6rem; cursor: pointer; }
@media print { button { display: none; } }
"""
SWITCH = """
for (const b of document.querySelectorAll('button[data-lang]'))
  b.onclick = () => { document.documentElement.lang = b.dataset.lang; };
"""


def page(replay: Replay, titles: Mapping[str, Text], language: str) -> str:
    """Write the page, first shown in one language; `titles` are those of the clauses."""
    body = [
        _head(replay),
        f'<p class="lead">{_both(headline(replay))}</p>',
        _key(replay.counts),
        *(_chart(chart) for chart in charts(replay, titles)),
        _examples(replay.examples),
        f"<ul>{''.join(f'<li>{_both(note)}</li>' for note in notes(replay))}</ul>",
    ]
    return (
        f'<!doctype html>\n<html lang="{escape(language)}">\n<head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(str(TITLE))}</title>\n<style>{STYLE}</style></head>\n<body>\n"
        + "\n".join(body)
        + f"\n<script>{SWITCH}</script>\n</body>\n</html>\n"
    )


def _both(text: Text) -> str:
    if text.zh == text.en:
        return escape(text.zh)
    return f'<span class="zh">{escape(text.zh)}</span><span class="en">{escape(text.en)}</span>'


def _head(replay: Replay) -> str:
    """Say what was compared and over which time, beside the two languages to choose from."""
    return (
        f'<header><div><h1>{_both(TITLE)}</h1><p class="dim">{_both(compared(replay))}'
        f'{_span(replay)}</p></div><div><button data-lang="zh">中文</button>'
        ' <button data-lang="en">English</button></div></header>'
    )


def _span(replay: Replay) -> str:
    if replay.first is None or replay.last is None:
        return ""
    return f"<br>{as_shown(replay.first, 'UTC')} – {as_shown(replay.last, 'UTC')} UTC"


def _key(counts: Counts) -> str:
    """Say what the colours mean, and how many there are of each."""
    entries = (
        f'<span class="k"><i class="{change}"></i>{_both(said)} '
        f"<b>{getattr(counts, change):,}</b></span>"
        for change, said in CHANGES.items()
    )
    return f'<p class="key">{"".join(entries)}</p>'


def _chart(chart: Chart) -> str:
    most = max((bar.counts.changed for bar in chart.bars), default=0) or 1
    kinds = [change for change in Change if any(getattr(b.counts, change) for b in chart.bars)]
    head = "".join(f'<th class="n">{_both(CHANGES[change])}</th>' for change in kinds)
    rows = []
    for bar in chart.bars:
        cells = "".join(f'<td class="n">{getattr(bar.counts, kind):,}</td>' for kind in kinds)
        drawn = "".join(
            f'<i class="{kind}" style="width:{100 * getattr(bar.counts, kind) / most:.2f}%"></i>'
            for kind in kinds
        )
        rows.append(
            f"<tr><td>{_both(bar.label)}</td>{cells}"
            f'<td class="bars"><div class="bar" aria-hidden="true">{drawn}</div></td></tr>'
        )
    more = ""
    if chart.more:
        more = f'<p class="dim">{_both(Text(f"另有 {chart.more} 项", f"{chart.more} more"))}</p>'
    return (
        f'<h2>{_both(chart.title)}</h2><div class="wide"><table><thead><tr><th></th>{head}'
        f"<th></th></tr></thead><tbody>{''.join(rows)}</tbody></table></div>{more}"
    )


def _examples(examples: tuple[Difference, ...]) -> str:
    if not examples:
        return ""
    head = "".join(f"<th>{_both(heading)}</th>" for heading in HEADINGS)
    rows = "".join(_example(each) for each in examples)
    return (
        f'<h2>{_both(EXAMPLES)}</h2><div class="wide small"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _example(each: Difference) -> str:
    cells = (
        escape(each.name),
        as_shown(each.at, "UTC"),
        escape(each.tenant),
        _both(word(each.channel)),
        _both(CHANGES[each.change]),
        _said(each.in_force),
        _said(each.candidate),
        "" if each.wait_s is None else _both(length(each.wait_s)),
    )
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _said(said: Said) -> str:
    return " ".join([_both(word(said.verdict)), *map(escape, said.clauses)])
