"""`duegate replay`: past traffic under a new rule, before it takes force.

What would it have refused, delayed or let pass, and for whom? Nothing is decided or recorded; the
house is only read.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duegate.interfaces.cli.command import Data, app_of, command
from duegate.interfaces.cli.list_options import Country, Zone
from duegate.interfaces.cli.out import written
from duegate.interfaces.cli.record_options import (
    Assume,
    Callers,
    Dialect,
    MappingFile,
    Notes,
    Packs,
    Records,
)
from duegate.interfaces.cli.session import Session

app = app_of()

Files = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="[FILE]...",
        help="话单文件；不写则重放本机账本 · call records; without any, the house's own ledger",
        show_default=False,
    ),
]
Candidate = Annotated[
    str,
    typer.Option(
        "--candidate",
        metavar="PACK",
        help="候选规则包或其目录 · the pack to try, or its folder",
    ),
]
InsteadOf = Annotated[
    str | None,
    typer.Option(
        "--instead-of",
        metavar="PACK",
        help="替换哪个现行规则包，默认同名者 · in whose place; else that of its name",
    ),
]


@command(
    app,
    "replay",
    "以候选规则重放过去的联络：会不放行什么、延后多久、对谁 · "
    "Past traffic under a candidate pack: what it would have refused or delayed, and for whom",
    "次数在两套规则下分别重新累计；不判定、不记录 · "
    "Counts are built anew under each set of rules; nothing is decided or recorded",
)
def replay(
    session: Session,
    files: Files = None,
    data: Data = None,
    *,
    candidate: Candidate,
    instead_of: InsteadOf = None,
    as_dated: Annotated[
        bool,
        typer.Option(
            "--as-dated",
            help="按各条自身的生效日期判定 · let its clauses take force on their own dates",
        ),
    ] = False,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="TIME|DATE", help="自何时起 · from when on"),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--to", metavar="TIME|DATE", help="至何时止，不含 · until when, not included"),
    ] = None,
    packs: Packs = None,
    zone: Zone = None,
    country: Country = None,
    mapping: MappingFile = None,
    dialect: Dialect = None,
    assume: Assume = None,
    notes: Notes = None,
    callers: Callers = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="DIR",
            help="写出网页、JSON 与逐项差异 · write the page, the JSON and every difference there",
        ),
    ] = None,
) -> None:
    """Replay a house or files; the same traffic and the same packs give the same answer."""
    from duegate.interfaces.cli.replay import showing, trying  # noqa: PLC0415 - only when called

    tried = trying.Trying(session, candidate, instead_of, as_dated=as_dated)
    tried.over(since, until, zone)

    def lived(keep: trying.Keep) -> trying.Told:
        if not files:
            return tried.house(data, packs, keep)
        records = Records(
            tuple(files), zone, country, mapping, dialect, tuple(assume or ()), notes, callers
        )
        return tried.files(records, packs, keep)

    if out is None:
        found, titles = lived(lambda _: None)
    else:
        with written(out) as place:
            with trying.kept(place, out) as keep:
                found, titles = lived(keep)
            showing.write(found, titles, place, session.terminal.language)
    showing.show(session.terminal, found, titles)
