"""`duegate packs test` and `lint`: whether the tables of a pack hold, and what they notice."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from duegate.interfaces.cli.exits import BAD_INPUT, WRONG
from duegate.interfaces.cli.packs.shelf import at_hand, in_folder, pack_of
from duegate.interfaces.cli.session import Session
from duegate.interfaces.cli.terminal import Terminal
from duegate.model.text import Text
from duegate.rulebook.cases import CaseResult, run_cases, run_scenarios
from duegate.rulebook.clause import Pack
from duegate.rulebook.errors import PackError
from duegate.rulebook.teeth import survivors


class Loose(msgspec.Struct, frozen=True):
    """A change of a clause that no row of its table notices."""

    clause: str
    change: str


class PackTested(msgspec.Struct, frozen=True):
    """The rows of a pack's tables that were run, and those that did not hold."""

    id: str
    rows: int
    failed: int
    failures: tuple[CaseResult, ...]
    loose: tuple[Loose, ...] | None = None


def run_tables(
    session: Session,
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID|FOLDER]", help="规则包或其目录；不写则全部 · a pack or a folder; else all"
        ),
    ] = None,
    *,
    teeth: Annotated[
        bool,
        typer.Option("--teeth", help="查参数改动一步是否有用例察觉 · look at the teeth as well"),
    ] = False,
) -> None:
    """Run every row; exits with 1 when one does not hold, or a change goes unnoticed."""
    packs = at_hand(session)
    chosen = packs.values() if name is None else [pack_of(session, packs, name)]
    tested = tuple(_tested(pack, packs, teeth=teeth) for pack in chosen)
    rows, failed = sum(pack.rows for pack in tested), sum(pack.failed for pack in tested)
    terminal = session.terminal
    terminal.answer({"rows": rows, "failed": failed, "packs": tested})
    if not terminal.as_json:
        for pack in tested:
            _say_tested(terminal, pack)
    if failed or any(pack.loose for pack in tested):
        raise typer.Exit(WRONG)


def lint(
    session: Session,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="规则包目录 · the folder of a pack")],
) -> None:
    """Name everything that is wrong with it, then run its tables."""
    terminal = session.terminal
    try:
        pack = in_folder(session, path)
        tested = _tested(pack, {**at_hand(session), pack.head.id: pack}, teeth=False)
    except PackError as error:
        for problem in error.problems:
            terminal.problem(problem)
        raise typer.Exit(BAD_INPUT) from None
    terminal.answer({"pack": pack.head.id, "hash": pack.hash, "tested": tested})
    if not terminal.as_json:
        _say_tested(terminal, tested)
    if tested.failed:
        raise typer.Exit(WRONG)


def _tested(pack: Pack, packs: Mapping[str, Pack], *, teeth: bool) -> PackTested:
    results = [result for clause in pack.clauses for result in run_cases(pack, clause)]
    results += run_scenarios(pack, packs)
    failures = tuple(result for result in results if not result.passed)
    loose = (
        tuple(
            Loose(clause.id, change)
            for clause in pack.clauses
            for change in survivors(pack, clause)
        )
        if teeth
        else None
    )
    return PackTested(pack.head.id, len(results), len(failures), failures, loose)


def _say_tested(terminal: Terminal, pack: PackTested) -> None:
    held = Text(
        f"{pack.id}：{pack.rows} 行用例，{pack.failed} 行不通过",
        f"{pack.id}: {pack.rows} rows, {pack.failed} failed",
    )
    terminal.say(held, "red" if pack.failed else "green")
    for failure in pack.failures:
        terminal.item(
            Text(
                f"{failure.name} 第 {failure.line} 行：应为 {cells(failure.wanted)}，"
                f"实为 {cells(failure.got)}",
                f"{failure.name}, line {failure.line}: wanted {cells(failure.wanted)}, "
                f"got {cells(failure.got)}",
            )
        )
    for each in pack.loose or ():
        terminal.item(
            Text(
                f"{each.clause}：改为 {each.change}，无用例察觉",
                f"{each.clause}: no row notices {each.change}",
            )
        )
    if pack.loose == ():
        terminal.say(
            Text(
                "每个参数改动一步，都有用例察觉",
                "whichever parameter moves by a step, a row notices",
            )
        )


def cells(cells: Mapping[str, str]) -> str:
    """Say the cells of a row."""
    return ", ".join(f"{name} {cell}" for name, cell in cells.items())
