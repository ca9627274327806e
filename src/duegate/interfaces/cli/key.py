"""`duegate key`: the keys programs speak with over HTTP; each is shown once."""

from __future__ import annotations

from typing import Annotated

import typer

from duegate.interfaces.cli.command import Data, app_of, command
from duegate.interfaces.cli.exits import NotThere
from duegate.interfaces.cli.session import Session
from duegate.model.text import Text

app = app_of("接口密钥 · API keys")


@command(app, "create", "生成密钥，仅显示一次 · Make a key; it is shown once")
def create(
    session: Session,
    data: Data = None,
    *,
    tenant: Annotated[
        str | None,
        typer.Option(
            "--tenant",
            metavar="NAME",
            help="所属租户；不写则为运营方 · whose key; without it, the operator's",
        ),
    ] = None,
    label: Annotated[
        str, typer.Option("--label", metavar="TEXT", help="用途备注 · what it is for")
    ] = "",
) -> None:
    """Make it, in a new house if there is none."""
    with session.gate(data, new=True) as gate:
        secret = gate.keys.create(tenant, label=label)
    prefix = secret.split("_")[1]
    whose = Text(tenant or "运营方", tenant or "the operator")
    session.terminal.answer(
        {"key": secret, "prefix": prefix, "tenant": tenant},
        secret,
        Text(
            f"{whose.zh}的密钥，只显示这一次；吊销：duegate key revoke {prefix}",
            f"the key of {whose.en}, shown this once; to end it: duegate key revoke {prefix}",
        ),
    )


@command(app, "revoke", "立即吊销密钥 · End a key at once")
def revoke(
    session: Session,
    prefix: Annotated[
        str, typer.Argument(metavar="PREFIX", help="密钥 dg_PREFIX_... 的前缀 · of dg_PREFIX_...")
    ],
    data: Data = None,
) -> None:
    """End it."""
    with session.gate(data) as gate:
        if not gate.keys.revoke(prefix):
            raise NotThere(f'there is no key in use with the prefix "{prefix}"')
    session.terminal.answer(
        {"prefix": prefix, "revoked": True}, Text(f"已吊销 {prefix}", f"{prefix} is revoked")
    )
