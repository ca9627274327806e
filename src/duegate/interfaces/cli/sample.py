"""`duegate sample`: traffic made by us, with planted violations and the truth about them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import typer

from duegate.audit.sample import Format, SampleRefused, Truth, plan, plantable, write
from duegate.interfaces.cli.command import app_of, command
from duegate.interfaces.cli.moving import moving
from duegate.interfaces.cli.session import Session
from duegate.interfaces.cli.terminal import Terminal
from duegate.model.text import Text, counted

EACH = 3
BAR_ROWS_MIN = 200_000
MAKING = Text("生成中", "making records")
DAY = re.compile(r"\d{4}-\d\d-\d\d")

app = app_of()


Out = Annotated[
    Path, typer.Option("--out", metavar="DIR", help="写到何处 · the folder to write to")
]
Dialect = Annotated[
    Literal[
        "duegate",
        "generic-zh",
        "asterisk",
        "freeswitch",
        "vicidial",
        "kamailio",
        "twilio",
        "huawei-cec",
        "volcengine",
        "aliyun",
    ],
    typer.Option("--dialect", help="仿照何种系统 · whose files they look like"),
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="种子 · which sample of all")]
Debtors = Annotated[
    int | None,
    typer.Option("--debtors", metavar="N", help="债务人数 · how many debtors", show_default="300"),
]
Records = Annotated[
    int | None,
    typer.Option("--records", metavar="N", help="记录数，准确 · how many records, exactly"),
]
First = Annotated[str, typer.Option("--from", metavar="DATE", help="第一天 · the first day")]
Days = Annotated[int, typer.Option("--days", metavar="N", help="天数 · how many days")]
Tenants = Annotated[int, typer.Option("--tenants", metavar="N", help="机构数 · how many agencies")]
Plants = Annotated[
    list[str] | None,
    typer.Option(
        "--plant",
        metavar="CLAUSE=COUNT",
        help="植入多少条违反该条的联络，如 SZ-02=5；可重复 · "
        "how many contacts are to break a clause, as SZ-02=5; may be repeated",
    ),
]
Each = Annotated[
    int | None,
    typer.Option(
        "--plant-each",
        metavar="N",
        help="每一条各植入多少 · how many for every clause",
        show_default="3; beside --plant 0",
    ),
]
Kind = Annotated[
    Format | None,
    typer.Option("--format", help="文件格式 · the kind of file", show_default="the system's own"),
]
Charset = Annotated[
    Literal["utf-8", "utf-8-sig", "gb18030"],
    typer.Option("--charset", help="字符集 · the charset of text"),
]
Packed = Annotated[bool, typer.Option("--gzip", help="压缩 · compress it")]


@command(
    app,
    "sample",
    "生成样例话单：流量依法，违规数量与位置已知（truth.json） · "
    "Make sample traffic, lawful but for planted violations, which truth.json tells",
    "人物、机构、号码均为虚构；同一 --seed 在任何机器上得到相同的文件 · "
    "Persons, agencies and numbers are invented; the same --seed gives the same file anywhere",
)
def sample(
    session: Session,
    *,
    out: Out,
    dialect: Dialect = "duegate",
    seed: Seed = 1,
    debtors: Debtors = None,
    records: Records = None,
    first: First = "2026-06-01",
    days: Days = 30,
    tenants: Tenants = 3,
    plant: Plants = None,
    plant_each: Each = None,
    kind: Kind = None,
    charset: Charset = "utf-8",
    gzip: Packed = False,
) -> None:
    """Write it, and tell what is in it."""
    wanted = plan(
        dialect,
        seed=seed,
        debtors=debtors,
        records=records,
        first=_day(first),
        days=days,
        tenants=tenants,
        plants=_plants(plantable(dialect, days), plant or (), plant_each),
    )
    with moving(session.terminal, MAKING, records or 0, BAR_ROWS_MIN) as moved:
        made = write(wanted, out, kind=kind, charset=charset, gzip=gzip, moved=moved)
    _tell(session.terminal, made.file, made.truth_file, made.truth)


def _plants(clauses: Sequence[str], written: Sequence[str], each: int | None) -> dict[str, int]:
    """Take what is said of every clause, and over it what is said of one."""
    each = each if each is not None else 0 if written else EACH
    plants = dict.fromkeys(clauses, each)
    for entry in written:
        clause, _, count = entry.partition("=")
        if not count.isdecimal():
            raise SampleRefused(f'--plant: "{entry}" says no number; write it as SZ-02=5')
        plants[clause] = int(count)
    return plants


def _day(written: str) -> date:
    refused = SampleRefused(f'--from: "{written}" is no day; write it as 2026-06-01')
    if not DAY.fullmatch(written):
        raise refused
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise refused from None


def _tell(terminal: Terminal, file: Path, truth_file: Path, truth: Truth) -> None:
    found = {name: clause.count for name, clause in truth.clauses.items()}
    if terminal.as_json:
        terminal.json(
            {
                "file": str(file),
                "truth": str(truth_file),
                "records": truth.records,
                "violating": truth.violating,
                "clauses": found,
            }
        )
        return
    terminal.say(
        Text(
            f"{file}：{truth.records} 条记录，其中 {truth.violating} 条违规",
            f"{file}: {counted(truth.records, 'record')}, {truth.violating:,} of them in violation",
        )
    )
    terminal.say(Text(f"逐条真相见 {truth_file}", f"which ones, {truth_file} tells"))
    terminal.table(
        (Text("条款", "clause"), Text("植入", "planted"), Text("实有", "in all")),
        [
            (name, str(clause.planted), str(clause.count))
            for name, clause in truth.clauses.items()
            if clause.count
        ],
        numbers_from=1,
    )
