"""Decisions and first lawful instants as a person reads them: a word, a colour, the clause, why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.text import Text as Styled

from duegate.interfaces.cli.terminal import Terminal
from duegate.model.decision import Decision
from duegate.model.judgement import Finding, Verdict
from duegate.model.moment import zone_of
from duegate.model.text import Text
from duegate.model.words import word

if TYPE_CHECKING:
    from rich.table import Table

    from duegate.gate import ChannelLawful

COLOUR = {
    Verdict.ALLOW: "green",
    Verdict.DEFER: "yellow",
    Verdict.REVIEW: "magenta",
    Verdict.DENY: "red",
}
SHORT: Mapping[Verdict, Text] = {
    Verdict.ALLOW: Text("放行", "allow"),
    Verdict.DEFER: Text("延后", "defer"),
    Verdict.REVIEW: Text("复核", "review"),
    Verdict.DENY: Text("拒绝", "deny"),
}
CONTACT, LOCAL = Text("联络", "contact"), Text("当地时间", "local time")
VERDICT, LAWFUL = Text("判定", "verdict"), Text("最早合规时间", "lawful from")
WHY, CHANNEL = Text("依据", "why"), Text("渠道", "channel")
NEVER = Text("不可", "never")
UNSAID = Text("未说明", "no reason given")
ID_CHARS_MAX = 16


def decisions_table(terminal: Terminal, decisions: Sequence[Decision], *, headed: bool) -> Table:
    """Show decisions, one a row; the same widths every time, so that tables join."""
    table = terminal.table(CONTACT, LOCAL, VERDICT, LAWFUL, WHY, show_header=headed, expand=True)
    for column, width in zip(table.columns, (ID_CHARS_MAX, 14, 8, 14, None), strict=True):
        column.width = width
    for decision in decisions:
        zone = zone_shown(decision)
        table.add_row(
            Styled(decision.contact, overflow="fold"),
            short(decision.at, zone),
            verdict_word(terminal, decision.verdict),
            "" if decision.until is None else short(decision.until, zone),
            why(terminal, decision.findings),
        )
    return table


def channels_table(terminal: Terminal, zone: str | None, lawful: Iterable[ChannelLawful]) -> Table:
    """Show for every channel when it may first be used, and what binds until then."""
    table = terminal.table(CHANNEL, VERDICT, LAWFUL, WHY, expand=True)
    for column, width in zip(table.columns, (12, 8, 14, None), strict=True):
        column.width = width
    for each in lawful:
        table.add_row(
            terminal.pick(word(each.channel)),
            verdict_word(terminal, each.verdict),
            terminal.pick(NEVER) if each.at is None else short(each.at, zone),
            why(terminal, each.binding),
        )
    return table


def verdict_word(terminal: Terminal, verdict: Verdict) -> Styled:
    """Give the verdict's word in its colour."""
    return Styled(terminal.pick(SHORT[verdict]), style=COLOUR[verdict])


def why(terminal: Terminal, findings: Sequence[Finding]) -> Styled:
    """Give the clauses that decided with their reasons; where none refused, what is used up."""
    refusing = [finding for finding in findings if finding.verdict is not Verdict.ALLOW]
    lines = [_line(terminal, finding) for finding in refusing or findings]
    return Styled("\n").join(lines)


def _line(terminal: Terminal, finding: Finding) -> Styled:
    if finding.verdict is Verdict.ALLOW:
        return Styled(f"{finding.clause} {finding.used}/{finding.limit}", style="dim")
    reason = terminal.pick(finding.reason or UNSAID)
    return Styled.assemble((finding.clause, "bold"), " ", reason)


def zone_shown(decision: Decision) -> str | None:
    """Give the zone whose clock is shown; none when no zone is known."""
    return decision.clocks[0].zone if decision.clocks else None


def short(at: datetime, zone: str | None) -> str:
    """Write an instant as its clock shows it, without year, and without seconds that are none."""
    local = at.astimezone(UTC if zone is None else zone_of(zone))
    return f"{local:%m-%d %H:%M:%S}".removesuffix(":00") + ("Z" if zone is None else "")
