"""`duegate audit`: anybody's call records and messages, every violation with its clause.

It needs no house and no integration; nothing is recorded and nothing leaves the machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duegate.interfaces.cli.command import app_of, command
from duegate.interfaces.cli.list_options import Country, Zone
from duegate.interfaces.cli.session import Session

app = app_of()

Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE...", help="话单或短信记录 · call records or messages"),
]
Packs = Annotated[
    list[str] | None,
    typer.Option(
        "--packs",
        metavar="PACK",
        help="适用的规则包或其目录，可多个；默认按号码所在地 · "
        "the packs to apply, names or folders; else those of the places reached",
    ),
]
MappingFile = Annotated[
    Path | None,
    typer.Option("--mapping", metavar="FILE", help="各列含义（TOML） · what the columns mean"),
]
Dialect = Annotated[
    str | None,
    typer.Option("--dialect", metavar="NAME", help="何种系统的文件 · whose files they are"),
]
Assume = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="COLUMN=VALUE",
        help="文件未写明而各行相同的内容，如 channel=sms · "
        "what no file tells and holds for every row, as channel=sms",
    ),
]
Notes = Annotated[
    Path | None,
    typer.Option(
        "--notes",
        metavar="FILE",
        help="意愿、同意、状态的附表 · a list of wishes, consents and states",
    ),
]
Callers = Annotated[
    Path | None,
    typer.Option(
        "--callers",
        metavar="FILE",
        help="已登记的主叫号码，每行一个 · the registered caller numbers, one a line",
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="写出网页、Excel、逐条 NDJSON、摘要与列对应关系 · "
        "write the page, the workbook, every violation, the summary and the mapping there",
    ),
]
ShowNumbers = Annotated[
    bool,
    typer.Option("--show-numbers", help="报告中不遮蔽号码 · do not mask numbers in reports"),
]


@command(
    app,
    "audit",
    "审计任意系统的话单与短信记录：逐条列出违规及其条款 · "
    "Audit call records or messages of any system: every violation with its clause",
    "CSV、TSV、JSON、Parquet、Excel，可压缩；列名自动识别，也可用 --mapping 说明 · "
    "CSV, TSV, JSON, Parquet, Excel, also compressed; columns are recognised, or told by --mapping",
)
def audit(
    session: Session,
    files: Files,
    *,
    packs: Packs = None,
    zone: Zone = None,
    country: Country = None,
    mapping: MappingFile = None,
    dialect: Dialect = None,
    assume: Assume = None,
    notes: Notes = None,
    callers: Callers = None,
    out: Out = None,
    show_numbers: ShowNumbers = False,
) -> None:
    """Read, judge, report; violations found are an answer, not an error."""
    from duegate.interfaces.cli.audit.auditing import Asked, carry_out  # noqa: PLC0415 - on call

    asked = Asked(
        files=tuple(files),
        packs=tuple(packs or ()),
        zone=zone,
        country=country,
        mapping=mapping,
        dialect=dialect,
        assume=tuple(assume or ()),
        notes=notes,
        callers=callers,
        out=out,
        show_numbers=show_numbers,
    )
    carry_out(session, asked)
