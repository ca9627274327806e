"""What a person or a program sees: sentences and tables in one language, or JSON.

Answers go to standard output, everything else to standard error. JSON is the same in every
language and never coloured; colour never says what no word says.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from duegate.model import wire
from duegate.model.text import Text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

Language = Literal["zh", "en"]
PIPE_COLUMNS = 120


class Terminal:
    """One command's way to speak."""

    def __init__(self, language: Language, *, as_json: bool) -> None:
        self.language = language
        self.as_json = as_json
        self._console: Console | None = None

    def pick(self, text: Text) -> str:
        """Give the sentence in the reader's language."""
        return text.zh if self.language == "zh" else text.en

    def say(self, text: Text | str) -> None:
        """Print a sentence of the answer, for people."""
        self.console.print(text if isinstance(text, str) else self.pick(text), markup=False)

    def title(self, text: Text) -> None:
        """Print a heading, after an empty line."""
        self.console.print()
        self.console.print(self.pick(text), style="bold", markup=False)

    def item(self, text: Text) -> None:
        """Print one sentence of several, hanging from its dash."""
        from rich.padding import Padding  # noqa: PLC0415 - JSON needs none

        self.console.print(Padding(f"- {_plain(self.pick(text))}", (0, 0, 0, 2)))

    def json(self, value: object) -> None:
        """Print one JSON value on a line of its own."""
        sys.stdout.flush()
        sys.stdout.buffer.write(wire.write(value) + b"\n")
        sys.stdout.buffer.flush()

    def answer(self, value: object, *texts: Text | str) -> None:
        """Give an answer: the value to programs, the sentences to people."""
        if self.as_json:
            self.json(value)
        else:
            for text in texts:
                self.say(text)

    def hint(self, text: Text) -> None:
        """Tell what is worth knowing besides the answer."""
        self._besides({"note": self.pick(text)}, self.pick(text))

    def problem(self, sentence: str, **facts: object) -> None:
        """Tell what went wrong: `duegate: ...`, or a JSON object."""
        self._besides({**facts, "error": sentence}, f"duegate: {sentence}")

    def _besides(self, value: Mapping[str, object], sentence: str) -> None:
        sys.stdout.flush()
        line = wire.write(value).decode() if self.as_json else sentence
        print(line, file=sys.stderr, flush=True)

    @property
    def console(self) -> Console:
        """The console for people, made when something is shown on it."""
        if self._console is None:
            from rich.console import Console  # noqa: PLC0415 - JSON needs none

            width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else PIPE_COLUMNS
            self._console = Console(highlight=False, width=width, soft_wrap=False)
        return self._console

    def table(self, *headings: Text | str, **style: object) -> Table:
        """Start a table; print it with `console.print`."""
        from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - JSON needs none
        from rich.table import Table  # noqa: PLC0415 - JSON needs none

        table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, **style)  # type: ignore[arg-type]
        for heading in headings:
            table.add_column(heading if isinstance(heading, str) else self.pick(heading))
        return table

    def facts(self, rows: Sequence[tuple[Text, str]]) -> None:
        """Print names and values, one a line, values under each other; nothing is cut off."""
        table = self.table("", "", show_header=False)
        table.columns[0].no_wrap = True
        table.columns[1].overflow = "fold"
        for name, value in rows:
            if value:
                table.add_row(f"[bold]{self.pick(name)}[/]", _plain(value))
        self.console.print(table)


def _plain(value: str) -> str:
    from rich.markup import escape  # noqa: PLC0415 - JSON needs none

    return escape(value)


def language_of(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """Take the language that is asked for, else that of the environment, else English."""
    for place, argument in enumerate(arguments):
        name, _, value = argument.partition("=")
        if name == "--lang":
            asked = value or "".join(arguments[place + 1 : place + 2])
            return "zh" if asked == "zh" else "en"
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    stated = next((environment[name] for name in names if environment.get(name)), "")
    return "zh" if stated.lower().startswith("zh") else "en"
