"""`duegate packs`: the law as it is kept here: its words, its case tables, whether they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from rich.text import Text as Styled

from duegate.interfaces.cli.command import app_of, command
from duegate.interfaces.cli.exits import BAD_INPUT, WRONG, NotThere
from duegate.interfaces.cli.session import Session
from duegate.interfaces.cli.terminal import Terminal
from duegate.model.text import Text
from duegate.rulebook.cases import CaseResult, run_cases, run_scenarios
from duegate.rulebook.clause import Clause, Pack, Status, Version
from duegate.rulebook.errors import PackError
from duegate.rulebook.load import load_pack

app = app_of("规则包：列出、查看、测试、检查 · Rule packs: list, show, test, lint")


STATUS = {
    Status.OFFICIAL: Text("官方原文", "official"),
    Status.REPORTED: Text("据转述", "reported"),
    Status.UNVERIFIED: Text("未核实", "unverified"),
    Status.HOUSE: Text("自有规则", "house"),
    Status.NOT_MODELLED: Text("未建模", "not modelled"),
}


class PackRow(msgspec.Struct, frozen=True):
    """A pack on one line: what it is, how well its text is known, how long ago it was checked."""

    id: str
    title: Text
    status: Status
    territory: str
    clauses: int
    checked: date
    days_since: int
    hash: str


class PackTested(msgspec.Struct, frozen=True):
    """The rows of a pack's tables that were run, and those that did not hold."""

    id: str
    rows: int
    failed: int
    failures: tuple[CaseResult, ...]


@command(
    app, "list", "列出随附的规则包及其核对日期 · List the packs, and when each was last checked"
)
def listed(session: Session) -> None:
    """List them."""
    today = session.doors.now().date()
    rows = [_row(pack, today) for pack in _shipped(session).values()]
    terminal = session.terminal
    terminal.answer({"packs": rows})
    if not terminal.as_json:
        terminal.table(
            (
                Text("规则包", "pack"),
                Text("名称", "title"),
                Text("来源等级", "status"),
                Text("条款", "clauses"),
                Text("核对日期", "last checked"),
                Text("距今天数", "days since"),
            ),
            [
                (
                    row.id,
                    f"{row.title.zh}\n{row.title.en}",
                    terminal.pick(STATUS[row.status]),
                    str(row.clauses),
                    row.checked.isoformat(),
                    str(row.days_since),
                )
                for row in rows
            ],
            numbers_from=3,
        )


@command(
    app,
    "show",
    "查看规则包或条款：原意、出处、规则、用例 · Show a pack, or a clause with its cases",
)
def show(
    session: Session,
    name: Annotated[
        str,
        typer.Argument(metavar="ID", help="如 cn-shenzhen 或 cn-shenzhen/SZ-02 · a pack or clause"),
    ],
) -> None:
    """Show a pack with its clauses, or a clause with its case table run."""
    packs = _shipped(session)
    pack = _pack(packs, name.partition("/")[0])
    if "/" in name:
        _show_clause(session.terminal, pack, _clause(pack, name))
    else:
        _show_pack(session.terminal, pack)


@command(app, "test", "运行用例表 · Run the case tables")
def run_tables(
    session: Session,
    name: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="规则包；不写则全部 · a pack; else all")
    ] = None,
) -> None:
    """Run every row; exits with 1 when one does not hold."""
    packs = _shipped(session)
    chosen = packs.values() if name is None else [_pack(packs, name)]
    tested = tuple(_tested(pack, packs) for pack in chosen)
    rows, failed = sum(pack.rows for pack in tested), sum(pack.failed for pack in tested)
    terminal = session.terminal
    terminal.answer({"rows": rows, "failed": failed, "packs": tested})
    if not terminal.as_json:
        for pack in tested:
            _say_tested(terminal, pack)
    if failed:
        raise typer.Exit(WRONG)


@command(app, "lint", "检查一个规则包目录 · Check the pack in a folder")
def lint(
    session: Session,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="规则包目录 · the folder of a pack")],
) -> None:
    """Name everything that is wrong with it, then run its tables."""
    if not path.is_dir():
        raise NotThere(f'there is no folder "{path}"')
    terminal = session.terminal
    try:
        pack = load_pack(path.resolve().name, session.doors.read_pack(path))
        tested = _tested(pack, {**_shipped(session), pack.head.id: pack})
    except PackError as error:
        for problem in error.problems:
            terminal.problem(problem)
        raise typer.Exit(BAD_INPUT) from None
    terminal.answer({"pack": pack.head.id, "hash": pack.hash, "tested": tested})
    if not terminal.as_json:
        _say_tested(terminal, tested)
    if tested.failed:
        raise typer.Exit(WRONG)


def _shipped(session: Session) -> dict[str, Pack]:
    return {name: load_pack(name, files) for name, files in session.doors.shipped_packs().items()}


def _pack(packs: Mapping[str, Pack], name: str) -> Pack:
    if name not in packs:
        raise NotThere(f'there is no pack "{name}"; there are {", ".join(packs)}')
    return packs[name]


def _clause(pack: Pack, name: str) -> Clause:
    for clause in pack.clauses:
        if clause.id == name:
            return clause
    raise NotThere(f'there is no clause "{name}"; `duegate packs show {pack.head.id}` lists them')


def _row(pack: Pack, today: date) -> PackRow:
    head = pack.head
    return PackRow(
        id=head.id,
        title=head.title,
        status=head.status,
        territory=head.territory,
        clauses=len(pack.clauses),
        checked=head.checked,
        days_since=(today - head.checked).days,
        hash=pack.hash,
    )


def _tested(pack: Pack, packs: Mapping[str, Pack]) -> PackTested:
    results = [result for clause in pack.clauses for result in run_cases(pack, clause)]
    results += run_scenarios(pack, packs)
    failures = tuple(result for result in results if not result.passed)
    return PackTested(pack.head.id, len(results), len(failures), failures)


def _say_tested(terminal: Terminal, pack: PackTested) -> None:
    held = Text(
        f"{pack.id}：{pack.rows} 行用例，{pack.failed} 行不通过",
        f"{pack.id}: {pack.rows} rows, {pack.failed} failed",
    )
    terminal.say(held, "red" if pack.failed else "green")
    for failure in pack.failures:
        terminal.item(
            Text(
                f"{failure.name} 第 {failure.line} 行：应为 {_cells(failure.wanted)}，"
                f"实为 {_cells(failure.got)}",
                f"{failure.name}, line {failure.line}: wanted {_cells(failure.wanted)}, "
                f"got {_cells(failure.got)}",
            )
        )


def _cells(cells: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {cell}" for name, cell in cells.items())


def _show_pack(terminal: Terminal, pack: Pack) -> None:
    head = pack.head
    clauses = [{"id": each.id, "topic": each.topic, "title": each.title} for each in pack.clauses]
    terminal.answer({"head": head, "hash": pack.hash, "clauses": clauses})
    if terminal.as_json:
        return
    terminal.facts(
        [
            (Text("规则包", "pack"), head.id),
            (Text("名称", "title"), terminal.pick(head.title)),
            (Text("发布机构", "issuer"), terminal.pick(head.issuer)),
            (Text("来源等级", "status"), terminal.pick(STATUS[head.status])),
            (Text("核对日期", "last checked"), head.checked.isoformat()),
            (Text("适用地区", "territory"), f"{head.territory}, {head.zone}"),
            (Text("说明", "note"), terminal.pick(head.note) if head.note else ""),
            (Text("哈希", "hash"), pack.hash),
        ]
    )
    terminal.show("")
    terminal.table(
        (Text("条款", "clause"), Text("标题", "title"), Text("原意", "text")),
        [
            (clause.id, terminal.pick(clause.title), terminal.pick(clause.version[-1].text))
            for clause in pack.clauses
        ],
    )


def _show_clause(terminal: Terminal, pack: Pack, clause: Clause) -> None:
    results = run_cases(pack, clause)
    shown = msgspec.to_builtins(clause, str_keys=True, enc_hook=str)
    terminal.answer({"pack_hash": pack.hash, "clause": shown, "cases": results})
    if terminal.as_json:
        return
    facts = [(Text("条款", "clause"), clause.id), (Text("标题", "title"), _both(clause.title))]
    for version in clause.version:
        facts += _version_facts(terminal, pack, version)
    if clause.note:
        facts += [(Text("说明", "note"), terminal.pick(clause.note))]
    terminal.facts(facts)
    terminal.show("")
    _show_cases(terminal, pack, clause, results)


def _version_facts(terminal: Terminal, pack: Pack, version: Version) -> list[tuple[Text, str]]:
    ends = f" .. {version.until}" if version.until else ""
    rule = msgspec.to_builtins(version.rule, enc_hook=str)
    applies = msgspec.to_builtins(version.applies)
    return [
        (Text("生效", "in force"), f"{version.since}{ends}"),
        (Text("原意", "text"), _both(version.text)),
        (Text("出处", "cite"), _both(version.cite)),
        (Text("来源等级", "status"), terminal.pick(STATUS[version.status or pack.head.status])),
        (Text("核对日期", "last checked"), version.checked.isoformat()),
        (Text("理由", "reason"), _both(version.reason)),
        (Text("适用", "applies"), _written(applies)),
        (Text("规则", "rule"), _written(rule)),
    ]


def _both(text: Text) -> str:
    return f"{text.zh}\n{text.en}"


def _written(fields: Mapping[str, object]) -> str:
    return "\n".join(f"{name} = {_value(value)}" for name, value in fields.items())


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {inner}" for name, inner in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(sorted(map(str, value)))
    return str(value)


def _show_cases(
    terminal: Terminal, pack: Pack, clause: Clause, results: Sequence[CaseResult]
) -> None:
    """Print the table as it stands in its file, each row with whether it holds."""
    of_line = {result.line: result for result in results}
    first = pack.tables.get(clause.id, 1)
    for number, line in enumerate(clause.cases.table.rstrip("\n").split("\n"), first):
        result = of_line.get(number)
        mark = "" if result is None else "ok" if result.passed else "FAIL"
        colour = "green" if mark == "ok" else "bold red"
        terminal.show(Styled.assemble((f"{mark:5}", colour), line), wrap=False)
        if result is not None and not result.passed:
            terminal.item(Text(f"实为 {_cells(result.got)}", f"got {_cells(result.got)}"))
