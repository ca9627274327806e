"""`duegate audit`: anybody's call records and messages, every violation with its clause.

It needs no house and no integration; nothing is recorded and nothing leaves the machine.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from duegate.interfaces.cli.command import app_of, command
from duegate.interfaces.cli.list_options import Country, Zone
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
    list[Path],
    typer.Argument(metavar="FILE...", help="话单或短信记录 · call records or messages"),
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

    records = Records(
        tuple(files), zone, country, mapping, dialect, tuple(assume or ()), notes, callers
    )
    carry_out(session, Asked(records, tuple(packs or ()), out, show_numbers))
