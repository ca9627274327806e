"""`duegate shadow`: what candidate packs say otherwise, beside the rules in force, on live traffic.

A candidate answers nobody; here is what it would have answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from duegate.interfaces.cli.command import Data, app_of, command, instant
from duegate.interfaces.cli.session import Session
from duegate.model.text import Text, counted

if TYPE_CHECKING:
    from duegate.gate.shadow import Trial
    from duegate.interfaces.cli.terminal import Terminal
    from duegate.ledger.shadow import Group, Shown

app = app_of()

NOTHING = Text(
    "没有影子规则包；在设置 shadow（DUEGATE_SHADOW）中写明其目录",
    "there is no candidate in the shadow; name its folder in the setting `shadow` (DUEGATE_SHADOW)",
)
COUNTS = Text(
    "影子规则包的次数按账本累计，即按现行规则实际放行的联络；"
    "若由其独自判定会如何，见 duegate replay。",
    "A candidate counts what the ledger counts: contacts that left under the rules in force. What"
    " it would have come to alone, `duegate replay` tells.",
)


@command(
    app,
    "shadow",
    "影子规则包与现行规则的差异 · What candidate packs in the shadow say otherwise",
)
def shadow(
    session: Session,
    data: Data = None,
    *,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="TIME", help="自何时起，带时差 · from when on"),
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=500, help="列出多少项 · how many to list")
    ] = 20,
) -> None:
    """Show sums and the latest differences; nothing is decided."""
    begins = instant("--since", since)
    with session.gate(data) as gate:
        report, _ = gate.shadow.report(since=begins, limit=limit)
    terminal = session.terminal
    terminal.answer(report)
    if terminal.as_json:
        return
    if not report.trials:
        terminal.say(NOTHING)
        return
    for trial in report.trials:
        _show_trial(terminal, trial)
    _show_differences(terminal, report.differences)
    terminal.show("")
    terminal.item(COUNTS)


def _show_trial(terminal: Terminal, trial: Trial) -> None:
    running = Text("运行中", "running") if trial.running else Text("已停用", "not running now")
    name = f"{trial.pack} ({trial.candidate[:12]})"
    terminal.title(Text(f"{name}，{running.zh}", f"{name}, {running.en}"))
    share = 100 * trial.differing / trial.judged if trial.judged else 0.0
    terminal.say(
        Text(
            f"判定 {trial.judged:,} 次，其中 {trial.differing:,} 次（{share:.2f}%）与现行规则不同，"
            f"{trial.failed:,} 次未能判定",
            f"asked {counted(trial.judged, 'time')}, said otherwise"
            f" {counted(trial.differing, 'time')} ({share:.2f}%), could not be asked"
            f" {counted(trial.failed, 'time')}",
        )
    )
    if trial.groups:
        terminal.table(
            (
                Text("现行", "in force"),
                Text("影子", "candidate"),
                Text("影子所依条款", "clauses of the candidate"),
                Text("决定数", "decisions"),
            ),
            [_group_row(terminal, group) for group in trial.groups],
            numbers_from=3,
        )


def _group_row(terminal: Terminal, group: Group) -> tuple[str, ...]:
    from duegate.interfaces.cli.verdicts import SHORT  # noqa: PLC0415 - JSON needs none

    return (
        terminal.pick(SHORT[group.live]),
        terminal.pick(SHORT[group.verdict]),
        " ".join(group.clauses),
        f"{group.decisions:,}",
    )


def _show_differences(terminal: Terminal, differences: tuple[Shown, ...]) -> None:
    from duegate.interfaces.cli.verdicts import short, verdict_word  # noqa: PLC0415 - as above

    if not differences:
        return
    terminal.title(Text("最近的差异", "The latest differences"))
    terminal.table(
        (
            Text("决定", "decision"),
            Text("时间", "at"),
            Text("租户", "tenant"),
            Text("现行", "in force"),
            Text("影子", "candidate"),
            Text("最早合规时间", "lawful from"),
            Text("影子所依条款", "clauses"),
        ),
        [
            (
                each.decision,
                short(each.at, None),
                each.tenant,
                verdict_word(terminal, each.live),
                verdict_word(terminal, each.verdict),
                "" if each.until is None else short(each.until, None),
                " ".join(each.clauses),
            )
            for each in differences
        ],
    )
