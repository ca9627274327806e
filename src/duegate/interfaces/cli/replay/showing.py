"""A replay as a person reads it in a terminal, and as files: a page, JSON, every difference."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rich.text import Text as Styled

from duegate.audit.replay.figures import Replay
from duegate.audit.replay.page import page
from duegate.audit.replay.words import CHANGES, Chart, charts, compared, headline, length, notes
from duegate.audit.replay.worlds import Change, Difference, Said
from duegate.interfaces.cli.terminal import Terminal
from duegate.interfaces.cli.verdicts import SHORT, short
from duegate.model import wire
from duegate.model.text import Language, Text

PAGE, RESULT = "replay.html", "replay.json"
BAR_CELLS = 32
EXAMPLES_SHOWN = 5
COLOUR = {
    Change.REFUSED: "red",
    Change.DELAYED: "yellow",
    Change.ALLOWED: "green",
    Change.OTHERWISE: "dim",
}
GLYPH = {
    Change.REFUSED: "█",
    Change.DELAYED: "▓",
    Change.ALLOWED: "▒",
    Change.OTHERWISE: "░",
}
"""Bars can be told apart without colours."""


def write(replay: Replay, titles: Mapping[str, Text], out: Path, language: str) -> None:
    """Write the page and the JSON beside the differences."""
    (out / PAGE).write_text(page(replay, titles, Language(language)), encoding="utf-8")
    (out / RESULT).write_bytes(wire.write(replay) + b"\n")


def show(terminal: Terminal, replay: Replay, titles: Mapping[str, Text]) -> None:
    """Tell programs the result, and people what it comes to, with its charts."""
    terminal.answer(replay)
    if terminal.as_json:
        return
    terminal.say(compared(replay), "dim")
    terminal.say(headline(replay), "bold")
    if replay.delays is not None:
        median, longest = length(replay.delays.median_s), length(replay.delays.longest_s)
        terminal.say(
            Text(
                f"延后者中位等待 {median.zh}，最长 {longest.zh}。",
                f"The delayed wait {median.en} in the middle, {longest.en} at the longest.",
            )
        )
    for chart in charts(replay, titles):
        _show_chart(terminal, chart)
    _show_examples(terminal, replay.examples)
    terminal.show("")
    for note in notes(replay):
        terminal.item(note)


def _show_chart(terminal: Terminal, chart: Chart) -> None:
    kinds = [kind for kind in Change if any(getattr(bar.counts, kind) for bar in chart.bars)]
    if not kinds:
        return
    most = max(bar.counts.changed for bar in chart.bars)
    terminal.title(chart.title)
    terminal.table(
        (Text("", ""), Text("", ""), *(CHANGES[kind] for kind in kinds)),
        [
            (
                terminal.pick(bar.label),
                _bar({kind: getattr(bar.counts, kind) for kind in kinds}, most),
                *(f"{getattr(bar.counts, kind):,}" for kind in kinds),
            )
            for bar in chart.bars
        ],
        numbers_from=2,
    )
    if chart.more:
        terminal.say(Text(f"另有 {chart.more} 项", f"{chart.more} more"), "dim")


def _bar(counts: Mapping[Change, int], most: int) -> Styled:
    """Draw one bar; whatever is not nothing shows."""
    drawn = Styled()
    for kind, count in counts.items():
        cells = max(1, round(BAR_CELLS * count / most)) if count else 0
        drawn.append(GLYPH[kind] * cells, style=COLOUR[kind])
    return drawn


def _show_examples(terminal: Terminal, examples: tuple[Difference, ...]) -> None:
    shown = [
        each
        for kind in Change
        for each in [one for one in examples if one.change is kind][:EXAMPLES_SHOWN]
    ]
    if not shown:
        return
    terminal.title(Text("逐项举例", "Examples"))
    terminal.table(
        (
            Text("记录", "record"),
            Text("时间", "at"),
            Text("变化", "change"),
            Text("现行规则", "in force"),
            Text("候选规则", "candidate"),
            Text("须等待", "wait"),
        ),
        [
            (
                each.name,
                short(each.at, None),
                Styled(terminal.pick(CHANGES[each.change]), style=COLOUR[each.change]),
                _said(terminal, each.in_force),
                _said(terminal, each.candidate),
                "" if each.wait_s is None else terminal.pick(length(each.wait_s)),
            )
            for each in shown
        ],
    )


def _said(terminal: Terminal, said: Said) -> str:
    return " ".join([terminal.pick(SHORT[said.verdict]), *said.clauses])
