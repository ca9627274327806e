"""`duegate override`: a named person lets contacts pass a clause that is not hard, for a term."""

from __future__ import annotations

from typing import Annotated

import typer

from duegate.errors import DuegateError
from duegate.interfaces.cli.command import Data, app_of, command, instant
from duegate.interfaces.cli.session import Session
from duegate.model.text import Text

app = app_of("对非强制条款的书面例外 · Overrides of clauses that are not hard")


class OverrideUnclear(DuegateError):
    """It does not say until when."""


@command(app, "add", "批准一项例外 · Approve an override")
def add(
    session: Session,
    clause: Annotated[str, typer.Argument(metavar="CLAUSE", help="条款 · the id of the clause")],
    data: Data = None,
    *,
    tenant: Annotated[
        str, typer.Option("--tenant", metavar="NAME", help="哪个租户 · which tenant")
    ],
    ground: Annotated[
        str, typer.Option("--ground", metavar="TEXT", help="理由，写入日志 · why; it is recorded")
    ],
    approver: Annotated[
        str, typer.Option("--approver", metavar="WHO", help="批准人 · who answers for it")
    ],
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="至何时止 · until when")],
    debtor: Annotated[
        str | None, typer.Option("--debtor", metavar="REF", help="债务人编号 · for which debtor")
    ] = None,
    debt: Annotated[
        str | None, typer.Option("--debt", metavar="REF", help="借据号 · for which debt")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="TIME", help="自何时起，默认现在 · from when; else now"),
    ] = None,
) -> None:
    """Record it; from then on decisions name it where the clause would have refused."""
    from duegate.gate import Asked  # noqa: PLC0415 - the gate is imported when it is opened

    ends = instant("--until", until)
    if ends is None:
        raise OverrideUnclear("say until when, with its offset")
    asked = Asked(clause, tenant, ground, approver, ends, debtor, debt, instant("--since", since))
    with session.gate(data) as gate:
        receipt = gate.overrides.add(asked)
    name = receipt.override.id
    session.terminal.answer(
        receipt,
        Text(
            f"已批准例外 {name}；撤回：duegate override revoke {name}",
            f"approved as {name}; to end it: duegate override revoke {name}",
        ),
    )


@command(app, "list", "列出例外 · List the overrides")
def listed(
    session: Session,
    data: Data = None,
    tenant: Annotated[
        str | None, typer.Option("--tenant", metavar="NAME", help="只列其一 · only theirs")
    ] = None,
) -> None:
    """List them, the latest first."""
    with session.gate(data) as gate:
        found = gate.overrides.list(tenant)
    terminal = session.terminal
    terminal.answer({"overrides": found})
    if not terminal.as_json:
        terminal.table(
            (
                Text("编号", "id"),
                Text("租户", "tenant"),
                Text("条款", "clause"),
                Text("理由", "ground"),
                Text("批准人", "approver"),
                Text("至", "until"),
            ),
            [
                (
                    each.override.id,
                    each.tenant,
                    each.override.clause,
                    each.override.ground,
                    each.override.approver,
                    f"{each.override.until:%Y-%m-%d %H:%M}Z",
                )
                for each in found
            ],
        )


@command(app, "revoke", "撤回一项例外 · End an override")
def revoke(
    session: Session,
    override: Annotated[str, typer.Argument(metavar="OVERRIDE", help="编号 · its id")],
    data: Data = None,
) -> None:
    """End it now."""
    with session.gate(data) as gate:
        gate.overrides.withdraw(override)
    session.terminal.answer(
        {"id": override, "revoked": True}, Text(f"已撤回 {override}", f"{override} is withdrawn")
    )
