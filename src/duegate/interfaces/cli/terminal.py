"""What a person or a program sees: sentences and tables in one language, or JSON.

Answers go to standard output, everything else to standard error. JSON is the same in every
language and never coloured; colour never says what no word says.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from duegate.model import wire
from duegate.model.text import Text

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table
    from rich.text import Text as Words

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

    def say(self, text: Text | str, style: str = "") -> None:
        """Print a sentence of the answer, for people."""
        self.show(_words(text if isinstance(text, str) else self.pick(text), style), wrap=False)

    def title(self, text: Text) -> None:
        """Print a heading, after an empty line."""
        self.show("")
        self.say(text, "bold")

    def item(self, text: Text) -> None:
        """Print one sentence of several, hanging from its dash."""
        table = self._table(show_header=False)
        table.add_column()
        table.add_column(overflow="fold")  # Chinese has no spaces to break at
        table.add_row("-", _words(self.pick(text)))
        self.show(table)

    def show(self, what: RenderableType, *, wrap: bool = True) -> None:
        """Print what rich can draw, without the spaces at the ends of lines."""
        with self.console.capture() as drawn:
            self.console.print(what, soft_wrap=not wrap)
        lines = drawn.get().rstrip("\n").split("\n")
        print("\n".join(line.rstrip() for line in lines), flush=True)

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

    def table(
        self,
        headings: Sequence[Text],
        rows: Iterable[Sequence[str | Words]],
        *,
        widths: Sequence[int | None] = (),
        numbers_from: int | None = None,
        headed: bool = True,
    ) -> None:
        """Print a table; the width `None` is what is left; columns of numbers stand right."""
        table = self._table(show_header=headed, expand=bool(widths))
        for place, heading in enumerate(headings):
            number = numbers_from is not None and place >= numbers_from
            width = widths[place] if widths else None
            justify: Literal["left", "right"] = "right" if number else "left"
            table.add_column(self.pick(heading), justify=justify, width=width, overflow="fold")
        for row in rows:
            table.add_row(*[_words(cell) if isinstance(cell, str) else cell for cell in row])
        self.show(table)

    def facts(self, rows: Sequence[tuple[Text, str]]) -> None:
        """Print names and values, one a line, values under each other; nothing is cut off."""
        table = self._table(show_header=False)
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in rows:
            if value:
                table.add_row(_words(self.pick(name), "bold"), _words(value))
        self.show(table)

    def _table(self, **style: bool) -> Table:
        from rich.box import SIMPLE_HEAD  # noqa: PLC0415 - JSON needs none
        from rich.table import Table  # noqa: PLC0415 - JSON needs none

        return Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, **style)  # type: ignore[arg-type]


def _words(text: str, style: str = "") -> Words:
    """Take text as it stands, whatever brackets are in it."""
    from rich.text import Text as Words  # noqa: PLC0415 - JSON needs none

    return Words(text, style)


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
