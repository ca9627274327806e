"""`duegate outcome`: what became of a contact that was decided."""

from __future__ import annotations

from typing import Annotated

import typer

from duegate.errors import DuegateError
from duegate.interfaces.cli.command import At, Data, app_of, command, instant
from duegate.interfaces.cli.session import Session
from duegate.model.causes import state_of
from duegate.model.text import Text

app = app_of()


class StateUnclear(DuegateError):
    """Neither a state nor a cause is named."""


@command(app, "outcome", "报告一次联络的结果 · Report what became of a contact")
def outcome(
    session: Session,
    decision: Annotated[
        str, typer.Argument(metavar="DECISION", help="决定编号 · the id of the decision")
    ],
    state: Annotated[
        str,
        typer.Argument(
            metavar="STATE",
            help="结果，或网络原因如 sip:486 · what became of the contact, or a cause like sip:486",
        ),
    ],
    data: Data = None,
    at: At = None,
) -> None:
    """Record the report; the same one twice changes nothing."""
    try:
        became = state_of(state)
    except ValueError as error:
        raise StateUnclear(str(error)) from None
    with session.gate(data) as gate:
        reported = gate.report(decision, became, at=instant("--at", at))
    settled = reported.settled or reported.state
    counts = (
        Text("计入次数", "it counts")
        if reported.counts
        else Text("不计入次数", "it does not count")
    )
    session.terminal.answer(
        reported,
        Text(
            f"{decision}：已记录 {reported.state}，现为 {settled}，{counts.zh}",
            f"{decision}: {reported.state} recorded, it stands at {settled}, {counts.en}",
        ),
    )
