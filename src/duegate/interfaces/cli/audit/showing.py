"""What a person sees while an audit goes on: how far it is, and how the files were understood."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from itertools import accumulate
from types import TracebackType
from typing import TYPE_CHECKING, Self

from duegate.audit.idioms import DuckDB
from duegate.audit.reading import Progress as Reading
from duegate.audit.reading.cells import masked
from duegate.audit.reading.load import SHEET, TWIN
from duegate.audit.record import Given, Source
from duegate.interfaces.cli.terminal import Terminal
from duegate.ledger.instants import from_us
from duegate.model.moment import told_in
from duegate.model.text import Text, counted
from duegate.rulebook.records import Column

if TYPE_CHECKING:
    import duckdb
    from rich.progress import Progress, TaskID

ROWS_SHOWN = 3
FIRST = (Column.CHANNEL, Column.NUMBER, Column.STATE)
"""What the first rows show besides the instant, then whatever else is told, while there is room."""
HIDDEN: dict[Column, Callable[[str], str]] = {
    Column.NUMBER: DuckDB().masked,
    Column.ADDRESS: masked,
    Column.DEBTOR: masked,
}
"""Of these a terminal, which others look at and which is logged, shows no more than reports do."""
COLUMNS_SHOWN = 7
GAP = 3
"""So many spaces stand between two columns."""
WORDS_SHOWN = 10
STEPS = {
    "reading": Text("读取", "reading"),
    "people": Text("辨认号码与时区", "telling people and zones apart"),
    "clauses": Text("逐条判定", "judging"),
    "evidence": Text("查找依据", "finding the evidence"),
    "doubt": Text("逐笔复核", "judging one by one"),
    "report": Text("汇总", "summing up"),
}


class Watch:
    """Shows on a terminal how far an audit is; elsewhere nothing."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        """Begin to show."""
        if sys.stderr.isatty():
            from rich.console import Console  # noqa: PLC0415 - only people watch
            from rich.progress import Progress  # noqa: PLC0415 - only people watch

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._task = self._bar.add_task("", total=None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Leave nothing behind."""
        self.pause()

    def reading(self, progress: Reading) -> None:
        """Show how much of a file is read."""
        self._show("reading", progress.name, progress.done, progress.total)

    def step(self, name: str) -> None:
        """Show which step begins."""
        self._show(name, "", 0, None)

    def pause(self) -> None:
        """Take the bar away, for something else is shown; the next step brings it back."""
        if self._bar is not None:
            self._bar.stop()

    def _show(self, step: str, name: str, done: int, total: int | None) -> None:
        if self._bar is None or self._task is None:
            return
        said = f"{self._terminal.pick(STEPS[step])} {name}".rstrip()
        self._bar.start()
        self._bar.update(self._task, description=said, completed=done, total=total)


def show_as_understood(
    terminal: Terminal,
    connection: duckdb.DuckDBPyConnection,
    given: Given,
    *,
    show_numbers: bool = False,
) -> None:
    """Show how each file was understood, and the first rows of it, without whole numbers."""
    for number, source in enumerate(given.sources):
        terminal.say(source.name, "bold")
        terminal.facts(_facts(terminal, source))
        _first_rows(terminal, connection, given, number, source, show_numbers=show_numbers)
        _remarks(terminal, connection, number)


def _facts(terminal: Terminal, source: Source) -> list[tuple[Text, str]]:
    columns = "; ".join(f"{ours} = {theirs}" for ours, theirs in source.columns.items())
    assumed = "; ".join(f"{ours} = {value}" for ours, value in source.assumed.items())
    counts = Text(
        f"共 {source.rows} 行，读入 {source.read}，不可审计 {source.refused}，"
        f"非联络 {source.passed_over}",
        f"{source.rows}: {source.read} read, {source.refused} not auditable,"
        f" {source.passed_over} no contacts",
    )
    return [
        (Text("格式", "dialect"), f"{source.dialect}, {source.charset}"),
        (Text("时区", "zone"), source.zone or terminal.pick(Text("各行自带时差", "stated"))),
        (Text("各列", "columns"), columns),
        (Text("视为", "taken as"), assumed),
        (Text("行数", "rows"), terminal.pick(counts)),
    ]


def _first_rows(
    terminal: Terminal,
    connection: duckdb.DuckDBPyConnection,
    given: Given,
    number: int,
    source: Source,
    *,
    show_numbers: bool,
) -> None:
    told = [column for column in Column if column in given.told]
    columns = [*FIRST, *(column for column in told if column not in FIRST)]
    columns = [column for column in columns if column in given.told][:COLUMNS_SHOWN]
    hidden = {} if show_numbers else HIDDEN
    cells = [hidden.get(column, str)(column) for column in columns]
    rows = connection.execute(
        f"SELECT line, at_us, {', '.join(cells)} FROM given WHERE file = ?"  # noqa: S608 - ours
        " ORDER BY rid LIMIT ?",
        [number, ROWS_SHOWN],
    ).fetchall()
    headings = [Text("行", "row"), Text("时间", "at"), *(Text(name, name) for name in columns)]
    shown = [_cells(row, source.zone) for row in rows]
    fit = _fitting([[terminal.pick(each) for each in headings], *shown], terminal.console.width)
    terminal.table(headings[:fit], [row[:fit] for row in shown])
    terminal.say("")


def _fitting(rows: Sequence[Sequence[str]], width: int) -> int:
    """Tell how many columns stand beside each other unbroken."""
    from rich.cells import cell_len  # noqa: PLC0415 - JSON needs none

    widths = (max(map(cell_len, column)) + GAP for column in zip(*rows, strict=True))
    return sum(end <= width + GAP for end in accumulate(widths))


def _remarks(terminal: Terminal, connection: duckdb.DuckDBPyConnection, number: int) -> None:
    """Name the words that nobody knows; what they stood for counts as not told."""
    found = connection.execute(
        "SELECT column_name, word, rows FROM remarks WHERE file = ?"
        " ORDER BY rows DESC, column_name, word LIMIT ?",
        [number, WORDS_SHOWN],
    ).fetchall()
    for column, word, rows in found:
        terminal.item(_remark(column, word, rows))


def _remark(column: str, word: str, rows: int) -> Text:
    if column == SHEET:
        its = counted(rows, "row of it is", "rows of it are")
        return Text(
            f"工作表“{word}”隐藏、不含记录或表头不同，{rows} 行未读",
            f'sheet "{word}" is hidden, has no records or another header; {its} not read',
        )
    if column == TWIN:
        return Text(
            f"有 {rows} 行与 {word} 中的完全相同，按两次计",
            f"{counted(rows, 'row of it is', 'rows of it are')} in {word} too, counted twice",
        )
    return Text(
        f"{column}：“{word}” 含义不明，{rows} 行，按未写明处理",
        f'{column}: nobody knows "{word}"; {counted(rows, "row")} with it taken as not told',
    )


def _cells(row: Sequence[object], zone: str | None) -> list[str]:
    line, at_us, *values = row
    at = told_in(zone or "UTC", from_us(int(str(at_us))))
    return [
        str(line),
        at.isoformat(sep=" ", timespec="seconds"),
        *("" if value is None else str(value) for value in values),
    ]
