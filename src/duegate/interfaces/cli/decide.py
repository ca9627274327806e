"""`duegate decide`: a contact or a whole list through the gate and into the ledger.

Contacts are decided in the order of the list, many in one commit; a line that cannot be read is
told and counted, the others are decided all the same.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from duegate.errors import DuegateError
from duegate.interfaces.cli import verdicts
from duegate.interfaces.cli.command import Data, File, app_of, command
from duegate.interfaces.cli.exits import BAD_INPUT, NOT_RECORDED
from duegate.interfaces.cli.list_options import Country, Set, Tenant, Zone, opened, stated_by
from duegate.interfaces.cli.lists.reading import Line
from duegate.interfaces.cli.session import Session
from duegate.interfaces.cli.terminal import Terminal
from duegate.model.decision import Decision
from duegate.model.judgement import Verdict
from duegate.model.text import Text, counted

if TYPE_CHECKING:
    from duegate.gate import Gate

app = app_of()

AsStated = Annotated[
    bool,
    typer.Option(
        "--as-stated",
        help="按每条联络自己的时间判定（名单、模拟） · "
        "take each contact's own instant (lists, simulations)",
    ),
]
Once = Annotated[
    bool,
    typer.Option(
        "--once",
        help="以联络编号为幂等键，名单可安全重跑 · "
        "use each contact's id as its key, so that a list can be run again",
    ),
]


@command(
    app,
    "decide",
    "判定一条联络或一份名单，并记入账本 · Decide a contact or a list, and record it",
    "表格的表头与内容可用中文或英文，编码为 UTF-8 或 GB18030；不认识的列会列出，不予使用。 · "
    "A table may have Chinese or English headings and words, in UTF-8 or GB18030; a column that is "
    "not known is named and not used.",
    "无法读取的行连同行号写到标准错误（加 --json 时为 JSON 对象），其余各行照常判定，退出码为 2。"
    "加 --json 时每行一项决定，次序与名单相同。 · "
    "A line that cannot be read is told on standard error with its number (with --json as a JSON "
    "object); all others are decided, and the exit code is 2. With --json there is a decision a "
    "line, in the order of the list.",
)
def decide(
    session: Session,
    file: File,
    data: Data = None,
    *,
    as_stated: AsStated = False,
    once: Once = False,
    tenant: Tenant = None,
    zone: Zone = None,
    country: Country = None,
    fixed: Set = None,
) -> None:
    """Decide every line of the list; exits with 2 when some could not be read."""
    terminal = session.terminal
    with (
        session.gate(data, new=True, default_region=country) as gate,
        opened(file, terminal, stated_by(gate.now, tenant, zone, fixed)) as batches,
        asyncio.Runner() as runner,
    ):
        asker = Asker(gate, as_stated=as_stated, once=once)
        tally = Tally()
        for batch in batches:
            answers = runner.run(asker.ask_all(batch))
            decisions = [answer for answer in answers if isinstance(answer, Decision)]
            _show(terminal, decisions, first=tally.nothing_yet)
            for answer in answers:
                tally.count(terminal, answer)
        if not terminal.as_json:
            terminal.say(tally.sentence())
        if tally.unrecorded:
            terminal.problem(tally.why_unrecorded(gate.store.ready.reason))
    if tally.unread:
        raise typer.Exit(BAD_INPUT)
    if tally.unrecorded:
        raise typer.Exit(NOT_RECORDED)


class Unanswered(msgspec.Struct, frozen=True):
    """A line that was not decided, and why."""

    line: int
    problem: str


class Asker:
    """Puts lines before the gate, each with its key."""

    def __init__(self, gate: Gate, *, as_stated: bool, once: bool) -> None:
        self._gate = gate
        self._as_stated = as_stated
        self._once = once

    async def ask_all(self, lines: Sequence[Line]) -> list[Decision | Unanswered]:
        """Decide the lines in their order; those that wait together share a commit."""
        return await asyncio.gather(*map(self._ask, lines))

    async def _ask(self, line: Line) -> Decision | Unanswered:
        contact = line.contact
        if contact is None:
            return Unanswered(line.number, line.problem)
        if self._once and not line.named:
            problem = f"line {line.number}: --once needs an id in every line; add a column id"
            return Unanswered(line.number, problem)
        key = contact.id if self._once else None
        try:
            return await self._gate.decide_async(contact, key=key, as_stated=self._as_stated)
        except DuegateError as error:
            return Unanswered(line.number, f"line {line.number}: {error}")


class Tally:
    """How many contacts came to what."""

    def __init__(self) -> None:
        self.verdicts = dict.fromkeys(Verdict, 0)
        self.unread = 0
        self.unrecorded = 0

    @property
    def nothing_yet(self) -> bool:
        """Whether no decision was counted so far."""
        return not any(self.verdicts.values()) and not self.unrecorded

    def count(self, terminal: Terminal, answer: Decision | Unanswered) -> None:
        """Count one answer; tell why there is none."""
        if isinstance(answer, Decision):
            recorded = answer.receipt is not None
            self.verdicts[answer.verdict] += recorded
            self.unrecorded += not recorded
        else:
            self.unread += 1
            terminal.problem(answer.problem, line=answer.line)

    def why_unrecorded(self, reason: str) -> str:
        """Say what became of contacts that were denied because nothing could be written down."""
        many = counted(self.unrecorded, "contact was", "contacts were")
        why = reason or "another process held the database; ask again"
        return f"{many} not judged, not counted and must not leave: {why}"

    def sentence(self) -> Text:
        """Say it in one line."""
        now, later, review, never = self.verdicts.values()
        total = now + later + review + never
        undecided = self.unread + self.unrecorded
        undecided_zh = f"；{undecided} 行未判定" if undecided else ""
        undecided_en = f"; {undecided} not decided" if undecided else ""
        return Text(
            f"共 {total} 条：现在可联络 {now}，稍后 {later}，待复核 {review}，不得联络 {never}"
            f"{undecided_zh}",
            f"{counted(total, 'contact')}: {now} now, {later} later, "
            f"{review} for review, {never} never{undecided_en}",
        )


def _show(terminal: Terminal, decisions: Sequence[Decision], *, first: bool) -> None:
    if terminal.as_json:
        for decision in decisions:
            terminal.json(decision)
    elif decisions:
        verdicts.show_decisions(terminal, decisions, headed=first)
