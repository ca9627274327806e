"""`duegate packs list` and `show`: which packs there are, and every word of theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

import msgspec
import typer
from rich.text import Text as Styled

from duegate.interfaces.cli.packs.shelf import at_hand, clause_of, pack_of
from duegate.interfaces.cli.packs.testing import cells
from duegate.interfaces.cli.session import Session
from duegate.interfaces.cli.terminal import Terminal
from duegate.model.text import Text
from duegate.rulebook.cases import CaseResult, rows_of, run_cases
from duegate.rulebook.clause import STATUS_WORDS, Clause, Pack, PackHead, Status, Version
from duegate.rulebook.freshness import stale

EVERYWHERE = Text("不限", "everywhere")
FRESH = {True: Text("有效", "fresh"), False: Text("须复核", "stale")}


class PackRow(msgspec.Struct, frozen=True):
    """A pack on one line: what it is, how well its text is known, how long ago it was checked."""

    id: str
    title: Text
    status: Status
    territory: str
    places: tuple[str, ...]
    by: tuple[str, ...]
    clauses: int
    rows: int
    checked: date
    days_since: int
    fresh: bool
    hash: str


def listed(session: Session) -> None:
    """List them."""
    today = session.doors.now().date()
    rows = [_row(pack, today) for pack in at_hand(session).values()]
    terminal = session.terminal
    terminal.answer({"packs": rows})
    if terminal.as_json:
        return
    terminal.table(
        (
            Text("规则包", "pack"),
            Text("名称", "title"),
            Text("适用地", "places"),
            Text("来源等级", "status"),
            Text("核对日期", "last checked"),
            Text("时效", "freshness"),
            Text("条款", "clauses"),
            Text("用例", "rows"),
            Text("距今天数", "days since"),
        ),
        [
            (
                row.id,
                terminal.pick(row.title),
                _places(terminal, row.places),
                terminal.pick(STATUS_WORDS[row.status]),
                row.checked.isoformat(),
                terminal.pick(FRESH[row.fresh]),
                str(row.clauses),
                str(row.rows),
                str(row.days_since),
            )
            for row in rows
        ],
        numbers_from=6,
    )


def _places(terminal: Terminal, places: Sequence[str]) -> str:
    return ", ".join(places) or terminal.pick(EVERYWHERE)


def _row(pack: Pack, today: date) -> PackRow:
    head = pack.head
    return PackRow(
        id=head.id,
        title=head.title,
        status=head.status,
        territory=head.territory,
        places=head.places,
        by=tuple(sorted(head.by)),
        clauses=len(pack.clauses),
        rows=rows_of(pack),
        checked=head.checked,
        days_since=(today - head.checked).days,
        fresh=next(stale(pack, today), None) is None,
        hash=pack.hash,
    )


def show(
    session: Session,
    name: Annotated[
        str,
        typer.Argument(
            metavar="ID|FOLDER",
            help="如 cn-shenzhen、cn-shenzhen/SZ-02 或目录 · a pack, a clause or a folder",
        ),
    ],
) -> None:
    """Show a pack with its clauses, or a clause with its case table run."""
    packs = at_hand(session)
    owner, _, clause = name.partition("/")
    if clause and owner in packs:
        _show_clause(session.terminal, packs[owner], clause_of(packs[owner], name))
    else:
        _show_pack(session.terminal, pack_of(session, packs, name))


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
            (Text("来源等级", "status"), terminal.pick(STATUS_WORDS[head.status])),
            (Text("核对日期", "last checked"), head.checked.isoformat()),
            (Text("适用地区", "territory"), f"{head.territory}, {head.zone}"),
            (Text("适用地", "places"), _places(terminal, head.places)),
            (Text("依何方所在地", "by the place of"), ", ".join(sorted(head.by))),
            (Text("说明", "note"), terminal.pick(head.note) if head.note else ""),
            (Text("变更", "changes"), _changes(terminal, head)),
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


def _changes(terminal: Terminal, head: PackHead) -> str:
    return "\n".join(f"{each.on}  {terminal.pick(each.text)}" for each in head.changes)


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
        (
            Text("来源等级", "status"),
            terminal.pick(STATUS_WORDS[version.status or pack.head.status]),
        ),
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
            terminal.item(Text(f"实为 {cells(result.got)}", f"got {cells(result.got)}"))
