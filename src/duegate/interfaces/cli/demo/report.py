"""What the demonstration prints: the day in figures, one refusal, the race, where to look."""

from __future__ import annotations

import json
from pathlib import Path

from rich.text import Text as Styled

from duegate.interfaces.cli import verdicts
from duegate.interfaces.cli.demo.day import CALLERS, MIDNIGHT, ZONE, number
from duegate.interfaces.cli.demo.house import KEYS, Report
from duegate.interfaces.cli.terminal import Terminal
from duegate.model.judgement import Verdict
from duegate.model.text import Text
from duegate.model.words import word

LEAD = 20


def show(terminal: Terminal, report: Report) -> None:
    """Print the report."""
    _show_day(terminal, report)
    _show_refusal(terminal, report)
    _show_race(terminal, report)


def _show_day(terminal: Terminal, report: Report) -> None:
    day = f"{MIDNIGHT:%Y-%m-%d}"
    terminal.title(
        Text(
            f"{day}，深圳：两家机构、{report.debtors} 名债务人、{report.contacts} 次联络",
            f"{day}, Shenzhen: two agencies, {report.debtors} debtors, {report.contacts} contacts",
        )
    )
    counts = [
        Styled(f"{report.verdicts.get(verdict, 0)} ").append_text(
            verdicts.verdict_word(terminal, verdict)
        )
        for verdict in Verdict
    ]
    terminal.show(Styled("   ").join(counts))
    terminal.show("")
    refusing = [verdict for verdict in Verdict if verdict is not Verdict.ALLOW]
    terminal.table(
        (
            Text("条款", "clause"),
            Text("标题", "title"),
            *(verdicts.SHORT[verdict] for verdict in refusing),
        ),
        [
            (
                row.clause,
                terminal.pick(row.title),
                *(str(row.verdicts.get(verdict, "")) for verdict in refusing),
            )
            for row in report.clauses
        ],
        numbers_from=2,
    )


def _show_refusal(terminal: Terminal, report: Report) -> None:
    contact, refusal = report.contact, report.refusal
    at = verdicts.short(refusal.at, ZONE)
    terminal.title(Text("其中一次未放行：", "One that was put off:"))
    terminal.say(
        Text(
            f"{contact.tenant} 拟于 {at} 以{word(contact.channel).zh}"
            f"联络债务人 {contact.debtor.ref}",
            f"{contact.tenant} wants to reach debtor {contact.debtor.ref} at {at} "
            f"by {contact.channel}",
        )
    )
    for finding in refusal.findings:
        if finding.verdict is Verdict.ALLOW or finding.reason is None:
            continue
        said = verdicts.SHORT[finding.verdict]
        terminal.say(f"  {finding.clause}  {said.zh} · {said.en}", "bold")
        terminal.say(f"  {finding.reason.zh}\n  {finding.reason.en}")
    if refusal.until is not None:
        until = verdicts.short(refusal.until, ZONE)
        terminal.say(f"  {verdicts.LAWFUL}: {until} ({ZONE})")


def _show_race(terminal: Terminal, report: Report) -> None:
    race = report.race
    until = "" if race.until is None else verdicts.short(race.until, ZONE)
    why = f"{until} ({race.clause})"
    terminal.title(
        Text(
            f"并发竞赛：同一名债务人，同一时刻，{race.asked} 个请求",
            f"The race: {race.asked} requests for one debtor at the same moment",
        )
    )
    terminal.facts(
        [
            (
                Text("本闸门", "this gate"),
                terminal.pick(
                    Text(
                        f"放行 {race.allowed}，其余 {race.deferred} 延后至 {why}",
                        f"{race.allowed} allowed, {race.deferred} put off to {why}",
                    )
                ),
            ),
            (
                Text("常见做法（先查、再发、后记）", "check, then send, then write"),
                terminal.pick(Text(f"发出 {race.twin_sent}", f"{race.twin_sent} sent")),
            ),
        ]
    )


def show_where(terminal: Terminal, folder: Path, address: str) -> None:
    """Print where to look, and one request to try."""
    terminal.title(Text("接下来：", "Where to look"))
    terminal.facts(
        [
            (Text("接口文档", "API"), f"{address}/docs"),
            (Text("就绪状态", "health"), f"{address}/readyz"),
            (Text("数据目录", "house"), str(folder)),
            (Text("演示密钥", "demo keys"), "\n".join(KEYS.values())),
            (
                Text("停用一家机构", "stop an agency"),
                f"duegate tenant suspend beta --reason threats --data {folder}",
            ),
        ]
    )
    terminal.title(Text("试一试（现在可否致电）：", "Try it (may acme call now?)"))
    print(curl(address), flush=True)


def curl(address: str) -> str:
    """Give a request to try."""
    contact = {
        "id": "try-1",
        "channel": "call",
        "caller": {"number": CALLERS["acme"]},
        "recipient": {"number": number(LEAD), "role": "debtor", "zone": ZONE},
        "debtor": {"ref": f"d-{LEAD}"},
        "debt": {"ref": f"L-{LEAD}"},
        "purpose": "remind",
        "provenance": {"source": "creditor_file"},
    }
    return (
        f"curl -s {address}/v1/decisions -H 'Authorization: Bearer {KEYS['acme']}' \\\n"
        f"  -H 'Content-Type: application/json' \\\n"
        f"  -d '{json.dumps(contact)}'"
    )
