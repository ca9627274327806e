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
ID_COLUMNS = 16


def show_decisions(terminal: Terminal, decisions: Sequence[Decision], *, headed: bool) -> None:
    """Show decisions, one a row; the widths are always the same, so that tables join."""
    terminal.table(
        (CONTACT, LOCAL, VERDICT, LAWFUL, WHY),
        [_decision_row(terminal, decision) for decision in decisions],
        widths=(ID_COLUMNS, 14, 8, 14, None),
        headed=headed,
    )


def _decision_row(terminal: Terminal, decision: Decision) -> tuple[str | Styled, ...]:
    zone = decision.clocks[0].zone if decision.clocks else None
    return (
        decision.contact,
        short(decision.at, zone),
        verdict_word(terminal, decision.verdict),
        "" if decision.until is None else short(decision.until, zone),
        why(terminal, decision.findings),
    )


def show_channels(terminal: Terminal, zone: str | None, lawful: Iterable[ChannelLawful]) -> None:
    """Show for every channel when it may first be used, and what binds until then."""
    terminal.table(
        (CHANNEL, VERDICT, LAWFUL, WHY),
        [
            (
                terminal.pick(word(each.channel)),
                verdict_word(terminal, each.verdict),
                terminal.pick(NEVER) if each.at is None else short(each.at, zone),
                why(terminal, each.binding),
            )
            for each in lawful
        ],
        widths=(12, 8, 14, None),
    )


def verdict_word(terminal: Terminal, verdict: Verdict) -> Styled:
    """Give the verdict's word in its colour."""
    return Styled(terminal.pick(SHORT[verdict]), style=COLOUR[verdict])


def why(terminal: Terminal, findings: Sequence[Finding]) -> Styled:
    """Give the clauses that decided with their reasons; where none refused, what is used up."""
    refusing = [finding for finding in findings if finding.verdict is not Verdict.ALLOW]
    lines = [_line(terminal, finding) for finding in refusing or findings]
    return Styled("\n").join(lines)


def _line(terminal: Terminal, finding: Finding) -> Styled:
    if finding.verdict is Verdict.ALLOW and finding.used is not None:
        return Styled(f"{finding.clause} {finding.used}/{finding.limit}", style="dim")
    reason = terminal.pick(finding.reason or UNSAID)
    return Styled.assemble((finding.clause, "bold"), " ", reason)


def short(at: datetime, zone: str | None) -> str:
    """Write an instant as its clock shows it, without year, and without seconds that are none."""
    local = at.astimezone(UTC if zone is None else zone_of(zone))
    return f"{local:%m-%d %H:%M:%S}".removesuffix(":00") + ("Z" if zone is None else "")
