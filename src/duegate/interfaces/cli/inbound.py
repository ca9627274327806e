"""`duegate inbound`: the person came to us; it uses no count, but replies and pauses know of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from duegate.errors import DuegateError
from duegate.interfaces.cli.command import Data, File, app_of, command
from duegate.interfaces.cli.exits import BAD_INPUT, NOT_RECORDED, exit_code
from duegate.interfaces.cli.list_options import Country, Set, Tenant, Zone, opened, stated_by
from duegate.interfaces.cli.lists.reading import Line
from duegate.interfaces.cli.lists.rows import Stated
from duegate.interfaces.cli.session import Session
from duegate.interfaces.cli.terminal import Terminal
from duegate.model.contact import Purpose
from duegate.model.text import Text
from duegate.model.words import word

if TYPE_CHECKING:
    from duegate.gate import Gate

app = app_of()

AsStated = Annotated[
    bool,
    typer.Option(
        "--as-stated",
        help="时间不限（名单、模拟） · any instant will do (lists, simulations)",
    ),
]
Once = Annotated[
    bool,
    typer.Option(
        "--once",
        help="以编号为幂等键，名单可安全重跑 · "
        "with each id as its idempotency key, so that a list may be run again",
    ),
]


@command(
    app,
    "inbound",
    "记录对方主动来电来信；不占次数 · Record that the person came to us; it uses no count",
)
def inbound(
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
    """Record every line; exits with 2 when some could not be."""
    wrong = 0
    with (
        session.gate(data, new=True, default_region=country) as gate,
        opened(
            file, session.terminal, partial(_stated, stated_by(gate.now, tenant, zone, fixed))
        ) as batches,
    ):
        for line in (line for batch in batches for line in batch):
            try:
                _record(gate, line, session.terminal, as_stated=as_stated, once=once)
            except DuegateError as error:
                if exit_code(error) == NOT_RECORDED:
                    raise
                wrong += 1
                session.terminal.problem(str(error), line=line.number)
    if wrong:
        raise typer.Exit(BAD_INPUT)


class NoContact(DuegateError):
    """A line cannot be read."""


def _stated(stated: Callable[[], Stated]) -> Stated:
    """Ask nobody what they wanted of us."""
    return msgspec.structs.replace(stated(), purpose=Purpose.COLLECT)


def _record(gate: Gate, line: Line, terminal: Terminal, *, as_stated: bool, once: bool) -> None:
    contact = line.contact
    if contact is None:
        raise NoContact(line.problem)
    if once and not line.named:
        raise NoContact(f"line {line.number}: --once needs an id in every line; add a column id")
    try:
        key = contact.id if once else None
        receipt = gate.inbound(contact, key=key, as_stated=as_stated)
    except DuegateError as error:
        error.args = (f"line {line.number}: {error}",)
        raise
    by = word(receipt.channel)
    terminal.answer(
        receipt,
        Text(
            f"{receipt.contact}：已记录对方主动联络（{by.zh}），编号 {receipt.id}",
            f"{receipt.contact}: they contacted you ({by.en}), recorded as {receipt.id}",
        ),
    )
