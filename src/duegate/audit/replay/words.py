"""How a replay is told: its words, its sentences and its charts, the same on every page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from duegate.audit.replay.figures import HOUR_S, HOURLESS, HOUSE, Counts, Replay, Row, Wait
from duegate.audit.replay.worlds import Change
from duegate.audit.report.words import NOT_TOLD
from duegate.audit.rows import UNTOLD
from duegate.model.contact import Channel
from duegate.model.moment import DAY_S
from duegate.model.text import Text, counted
from duegate.model.words import word

CHANGES: Mapping[Change, Text] = {
    Change.REFUSED: Text("改为不放行", "no longer allowed"),
    Change.DELAYED: Text("须延后", "delayed"),
    Change.ALLOWED: Text("改为放行", "newly allowed"),
    Change.OTHERWISE: Text("仍不放行，依据或时间不同", "still refused, otherwise"),
}
UNKNOWN_HOUR = Text("不详", "not known")
ROWS_MAX = 15
"""So many bars to a chart; the whole stands in the JSON."""


class Bar(msgspec.Struct, frozen=True):
    """One bar of a chart: what it stands for, and its contacts by change."""

    label: Text
    counts: Counts


class Chart(msgspec.Struct, frozen=True):
    """Bars under a title; `more` of them are left out."""

    title: Text
    bars: tuple[Bar, ...]
    more: int = 0


def headline(replay: Replay) -> Text:
    """Say in a sentence what the candidate comes to."""
    counts, left = replay.counts, replay.left_in_force
    gone = counts.refused + counts.delayed
    of = f"{100 * gone / left:.1f}%" if left else "0%"
    return Text(
        f"{counts.asked:,} 次联络中，现行规则放行 {left:,} 次，换用候选规则放行"
        f" {replay.left_candidate:,} 次：其中 {gone:,} 次（{of}）不再即时放行，"
        f"另有 {counts.allowed:,} 次改为放行。",
        f"Of {counted(counts.asked, 'contact')} the rules in force allow {left:,}, with the"
        f" candidate {replay.left_candidate:,}: {gone:,} of them ({of}) may no longer leave at"
        f" once, and {counted(counts.allowed, 'other')} may.",
    )


def notes(replay: Replay) -> list[Text]:
    """Say what must be known to read the figures rightly."""
    said = [
        Text(
            "次数在两套规则下分别重新累计：不放行的不计入以后的次数；实际未放行而在此放行的，按结果未知计入。"
            "延后的联络不再重试。",
            "Counts are built anew under each set of rules: what is refused does not count later,"
            " what was refused in fact and is allowed here counts as open. A delayed contact is not"
            " tried again.",
        )
    ]
    if not replay.candidate.as_dated:
        said.append(
            Text(
                "候选规则包各条均按其最新文本、视同一直有效判定。",
                "Every clause of the candidate is judged by its newest text, as if it had always"
                " been in force.",
            )
        )
    if replay.candidate.waiting:
        names = ", ".join(replay.candidate.waiting)
        said.append(
            Text(
                f"候选规则包中不予判定的条款（未建模，或须先由人工核对或举证）：{names}",
                "Clauses of the candidate that are not judged, for they are not modelled or a"
                f" person must check or show something first: {names}",
            )
        )
    if replay.recorded_otherwise:
        said.append(
            Text(
                f"有 {replay.recorded_otherwise:,} 项决定，按现行规则重判与当时的记录不同"
                "（规则包、设置或时钟有变）。",
                f"{counted(replay.recorded_otherwise, 'decision comes', 'decisions come')} out"
                " otherwise under the rules of today than was recorded: packs, settings or the"
                " clock have changed.",
            )
        )
    if replay.unread:
        said.append(
            Text(
                f"文件中有 {replay.unread:,} 行无法读取，未计入；duegate audit 列出原因。",
                f"Left out: {counted(replay.unread, 'row')} of the files that could not be read;"
                " `duegate audit` tells why.",
            )
        )
    if replay.not_judged:
        names = ", ".join(each.id for each in replay.not_judged)
        said.append(
            Text(
                f"文件所载不足以判定的条款，两套规则下均不计：{names}",
                f"Left out on both sides, for the files do not tell what they turn on: {names}",
            )
        )
    return said


def charts(replay: Replay, titles: Mapping[str, Text]) -> list[Chart]:
    """Give the charts; `titles` are those of the clauses."""
    found = [
        _chart(
            Text("按条款", "By clause"),
            ((_clause(row.name, titles), row.counts) for row in replay.by_clause),
        ),
        _chart(Text("按租户", "By tenant"), _named(replay.by_tenant)),
        _chart(
            Text("按渠道", "By channel"),
            ((word(Channel(row.name)), row.counts) for row in replay.by_channel),
        ),
        Chart(
            Text("按对方当地时刻", "By local hour of the recipient"),
            tuple(Bar(_hour(row.name), row.counts) for row in replay.by_hour if row.counts.changed),
        ),
    ]
    if replay.delays is not None:
        found.append(_waits(replay.delays.stretches))
    return [chart for chart in found if chart.bars]


def _chart(title: Text, rows: Iterable[tuple[Text, Counts]]) -> Chart:
    bars = [Bar(label, counts) for label, counts in rows if counts.changed]
    return Chart(title, tuple(bars[:ROWS_MAX]), max(0, len(bars) - ROWS_MAX))


def _named(rows: Iterable[Row]) -> Iterable[tuple[Text, Counts]]:
    return ((tenant(row.name), row.counts) for row in rows)


def tenant(name: str) -> Text:
    """Name a tenant, or say that no file told it."""
    return NOT_TOLD if name == UNTOLD else Text(name, name)


def _clause(name: str, titles: Mapping[str, Text]) -> Text:
    title = titles.get(name)
    return Text(name, name) if title is None else Text(f"{name} {title.zh}", f"{name} {title.en}")


def _hour(name: str) -> Text:
    return UNKNOWN_HOUR if name == HOURLESS else Text(f"{name} 时", f"{name}:00")


def _waits(stretches: tuple[Wait, ...]) -> Chart:
    """Draw how long delayed contacts have to wait."""
    bars, since = [], 0
    for each in stretches:
        if each.contacts:
            bars.append(Bar(_stretch(since, each.below_s), Counts(delayed=each.contacts)))
        since = each.below_s or since
    return Chart(Text("延后多久", "How long the delayed wait"), tuple(bars))


def _stretch(since: int, below: int | None) -> Text:
    first = length(since)
    if below is None:
        return Text(f"{first.zh}及以上", f"{first.en} or more")
    last = length(below)
    if not since:
        return Text(f"不足 {last.zh}", f"under {last.en}")
    return Text(f"{first.zh}至 {last.zh}", f"{first.en} to {last.en}")


def length(seconds: int) -> Text:
    """Say how long, in the largest unit that fits."""
    for unit_s, zh, en in ((DAY_S, "天", "d"), (HOUR_S, "小时", "h"), (60, "分钟", "min")):
        if seconds >= unit_s:
            value = f"{seconds / unit_s:.1f}".removesuffix(".0")
            return Text(f"{value} {zh}", f"{value} {en}")
    return Text(f"{seconds} 秒", f"{seconds} s")


def compared(replay: Replay) -> Text:
    """Say what was compared with what."""
    candidate = replay.candidate
    name = f"{candidate.pack} ({candidate.hash[:12]})"
    zh = "本机账本" if replay.source == HOUSE else "所给文件"
    en = "this house" if replay.source == HOUSE else "the files"
    if candidate.replaces is None:
        return Text(f"{zh}：加入候选规则包 {name}", f"{en}: {name} added to the rules in force")
    old = candidate.replaces[:12]
    return Text(
        f"{zh}：候选规则包 {name} 替换现行版本（{old}）",
        f"{en}: {name} in the place of the version in force ({old})",
    )
