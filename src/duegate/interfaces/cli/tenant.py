"""`duegate tenant`: the signed agencies, and the standing that stops or frees them."""

from __future__ import annotations

from typing import Annotated

import typer

from duegate.interfaces.cli.command import Data, app_of, command
from duegate.interfaces.cli.session import Session
from duegate.model.tenant import Standing, Tenant
from duegate.model.text import Text
from duegate.model.words import word

app = app_of("租户及其信用状态 · Tenants and their standing")

Name = Annotated[str, typer.Argument(metavar="NAME", help="租户名称 · the tenant's name")]
Reason = Annotated[
    str, typer.Option("--reason", metavar="TEXT", help="理由，写入日志 · why; it is recorded")
]
By = Annotated[str, typer.Option("--by", metavar="WHO", help="由谁作出 · who decided it")]


@command(app, "add", "登记一个租户 · Sign a tenant")
def add(
    session: Session,
    name: Name,
    data: Data = None,
    *,
    number: Annotated[
        list[str],
        typer.Option("--number", metavar="+86...", help="其主叫号码，可多次给出 · a caller number"),
    ] = (),  # type: ignore[assignment]
    principal: Annotated[
        str | None,
        typer.Option(
            "--principal", metavar="ENTITY", help="背后的法人 · the legal entity behind it"
        ),
    ] = None,
    place: Annotated[
        str | None,
        typer.Option(
            "--place", metavar="CN-GD", help="催收所在地（ISO 3166） · where it collects from"
        ),
    ] = None,
) -> None:
    """Sign it, in a new house if there is none."""
    with session.gate(data, new=True) as gate:
        tenant = gate.tenants.add(name, numbers=number, principal=principal, place=place)
    session.terminal.answer(tenant, Text(f"已登记租户 {name}", f"signed the tenant {name}"))
    _show(session, tenant)


@command(app, "numbers", "为租户登记更多主叫号码 · Register further caller numbers of a tenant")
def numbers(
    session: Session,
    name: Name,
    number: Annotated[
        list[str], typer.Argument(metavar="+86...", help="主叫号码 · caller numbers")
    ],
    data: Data = None,
) -> None:
    """Register them."""
    with session.gate(data) as gate:
        tenant = gate.tenants.add_numbers(name, number)
    session.terminal.answer(tenant)
    _show(session, tenant)


@command(app, "list", "列出租户 · List the tenants")
def listed(session: Session, data: Data = None) -> None:
    """List them by name."""
    with session.gate(data) as gate:
        tenants = gate.tenants.list()
    terminal = session.terminal
    terminal.answer({"tenants": tenants})
    if not terminal.as_json:
        terminal.table(
            (
                Text("租户", "tenant"),
                Text("法人", "legal entity"),
                Text("状态", "standing"),
                Text("主叫号码", "numbers"),
                Text("理由", "reason"),
            ),
            [
                (
                    each.name,
                    each.principal,
                    terminal.pick(word(each.standing)),
                    " ".join(each.numbers),
                    each.reason,
                )
                for each in tenants
            ],
        )


@command(app, "show", "查看一个租户 · Show a tenant")
def show(session: Session, name: Name, data: Data = None) -> None:
    """Show it."""
    with session.gate(data) as gate:
        tenant = gate.tenants.get(name)
    session.terminal.answer(tenant)
    _show(session, tenant)


def _show(session: Session, tenant: Tenant) -> None:
    if session.terminal.as_json:
        return
    rows = [
        (Text("租户", "tenant"), tenant.name),
        (Text("法人", "legal entity"), tenant.principal),
        (Text("主叫号码", "numbers"), " ".join(tenant.numbers)),
        (Text("催收所在地", "place"), tenant.place or ""),
        (Text("状态", "standing"), session.terminal.pick(word(tenant.standing))),
        (Text("自", "since"), f"{tenant.since:%Y-%m-%d %H:%M:%S}Z"),
        (Text("理由", "reason"), tenant.reason),
    ]
    session.terminal.facts(rows)


def _change(
    session: Session, name: str, standing: Standing, reason: str, by: str, data: Data
) -> None:
    with session.gate(data) as gate:
        receipt = gate.tenants.change(name, standing, reason=reason, by=by)
    terminal = session.terminal
    terminal.answer(receipt)
    if not terminal.as_json:
        state = word(standing)
        terminal.say(Text(f"{name} 现为：{state.zh}", f"{name} is {state.en} now"))
        terminal.facts(
            [
                (Text("生效", "since"), f"{receipt.at:%Y-%m-%d %H:%M:%S}Z"),
                (Text("理由", "reason"), receipt.reason),
                (Text("由", "by"), receipt.by),
                (Text("日志条目", "log entry"), str(receipt.leaf)),
                (Text("回执", "receipt"), receipt.receipt),
            ]
        )


@command(
    app, "suspend", "立即停用：此后一律不放行 · Stop a tenant at once: nothing passes from now on"
)
def suspend(
    session: Session, name: Name, reason: Reason, data: Data = None, by: By = "operator"
) -> None:
    """Stop it and print the receipt."""
    _change(session, name, Standing.SUSPENDED, reason, by, data)


@command(
    app,
    "restrict",
    "限制：联络须经人工复核 · Restrict a tenant: its contacts need a person's review",
)
def restrict(
    session: Session, name: Name, reason: Reason, data: Data = None, by: By = "operator"
) -> None:
    """Restrict it and print the receipt."""
    _change(session, name, Standing.RESTRICTED, reason, by, data)


@command(app, "watch", "列为关注 · Watch a tenant")
def watch(
    session: Session, name: Name, reason: Reason, data: Data = None, by: By = "operator"
) -> None:
    """Watch it and print the receipt."""
    _change(session, name, Standing.WATCHED, reason, by, data)


@command(app, "resume", "恢复 · Let a tenant go on")
def resume(
    session: Session, name: Name, reason: Reason, data: Data = None, by: By = "operator"
) -> None:
    """Let it go on and print the receipt."""
    _change(session, name, Standing.GOOD, reason, by, data)


@command(
    app, "terminate", "终止，不得以新名称返回 · End a tenant; it cannot return under a new name"
)
def terminate(
    session: Session, name: Name, reason: Reason, data: Data = None, by: By = "operator"
) -> None:
    """End it and print the receipt."""
    _change(session, name, Standing.TERMINATED, reason, by, data)
