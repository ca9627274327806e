"""Values as Markdown: the few forms that every page of the reference shares."""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from inspect import cleandoc

import msgspec

from duegate.model.text import Text
from duegate.rulebook.clause import Applies
from duegate.rulebook.kinds.party_rule import Limited
from duegate.rulebook.kinds.precondition import Wait
from duegate.rulebook.time_of_day import TimeOfDay
from duegate.rulebook.window import Unit, Window

NOTHING = "–"


def page(*blocks: str) -> str:
    """Put blocks one after another, an empty line between them."""
    return "\n\n".join(block.strip("\n") for block in blocks if block.strip()) + "\n"


def made_from(source: str) -> str:
    """Say at the head of a page, to whoever opens its file, that it is not to be edited."""
    return f"<!-- Written by docs/generate.py from {source}; change that, not this page. -->"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table; nothing for one without rows."""
    lines = [_row(cells) for cells in rows]
    return "\n".join([_row(head), _row(["---"] * len(head)), *lines]) if lines else ""


def quote(text: str) -> str:
    """Write a text of law as a quotation."""
    return "\n".join(f"> {line}".rstrip() for line in text.strip().splitlines())


def both(text: Text) -> str:
    """Write a sentence in both languages, Chinese first."""
    return f"{text.zh} · {text.en}"


def code(value: object) -> str:
    """Write what stands so in files and on wires."""
    return f"`{value}`"


def codes(values: Iterable[object]) -> str:
    """Write several of them."""
    return ", ".join(map(code, values)) or NOTHING


def said(value: object) -> str:
    """Write a parameter of a rule as a reader of the law would."""
    match value:
        case None:
            return NOTHING
        case Text():
            return both(value)
        case enum.Enum():
            return code(value.value)
        case bool():
            return code("true" if value else "false")
        case frozenset():
            return codes(_in_order(value)) if value else NOTHING
        case tuple():
            return ", ".join(map(said, value))
        case Window():
            return code(_window(value))
        case Applies() | Limited() | Wait():
            return _fields(value)
        case TimeOfDay() | int() | Decimal() | date() | str() | msgspec.Struct():
            return code(value)
        case _:
            raise TypeError(f"docs/pages/markdown.py cannot write a {type(value).__name__}")


def docstring(of: object) -> str:
    """Give a docstring as one paragraph after another, its first line a sentence of its own."""
    return cleandoc(of.__doc__ or "")


def first_sentence(of: object) -> str:
    """Give the first paragraph of a docstring on one line."""
    return " ".join(docstring(of).partition("\n\n")[0].split())


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _cell(text: str) -> str:
    return re.sub(r"\s*\n\s*", " ", text.strip()).replace("|", "\\|")


def _in_order(values: frozenset[object]) -> list[object]:
    """Bring the members of a closed set into the order of their definition, words into theirs."""
    member = next(iter(values))
    if isinstance(member, enum.Enum):
        return [one.value for one in type(member) if one in values]
    return sorted(values, key=str)


def _window(window: Window) -> str:
    match window.unit:
        case Unit.ROLLING_DATES:
            return f"{window.unit} {window.length}"
        case Unit.CALENDAR_WEEK:
            return f"{window.unit} from {window.starts}"
        case Unit.DURATION:
            return f"{window.seconds} s"
        case Unit.CALENDAR_DAY | Unit.CALENDAR_MONTH | Unit.LIFETIME:
            return window.unit.value


def _fields(of: msgspec.Struct) -> str:
    parts = [
        f"{name}: {said(value)}"
        for name in of.__struct_fields__
        if (value := getattr(of, name)) is not None
    ]
    return "; ".join(parts) or "every contact"
