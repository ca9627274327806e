"""The few pieces all pages are made of; every word is escaped here unless it is `Markup` already.

A `Text` becomes two spans, of which the page shows the one in the reader's language.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from duegate.audit.report import words
from duegate.model.text import Text, counted


class Markup(str):
    """Text that is HTML; only this module and the page's own assets make it from plain text."""

    __slots__ = ()


Child = Markup | Text | str | int | float | None

WHOLE = 24
"""What has no more characters than this stays on one line."""

NAME = 36
"""The same, of a name of the machine's."""


def tag(name: str, *children: Child, **attributes: str) -> Markup:
    """Make an element; `class_` is `class`, `data_chart` is `data-chart`."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value)}"'
        for key, value in attributes.items()
        if value
    )
    return Markup(f"<{name}{given}>{joined(children)}</{name}>")


def joined(children: Iterable[Child]) -> Markup:
    """Write several pieces after each other."""
    return Markup("".join(map(piece, children)))


def piece(child: Child) -> Markup:
    """Write one piece: what is `None` is a dash, numbers have their thousands apart."""
    match child:
        case None:
            return Markup("–")
        case Markup():
            return child
        case Text():
            zh, en = html.escape(child.zh), html.escape(child.en)
            if zh == en:
                return Markup(zh)
            return Markup(f'<span lang="zh">{zh}</span><span lang="en">{en}</span>')
        case str():
            return Markup(html.escape(child))
        case float():
            return Markup(f"{child:,.1f}")
        case _:
            return Markup(f"{child:,}")


def table(
    headings: Sequence[Text],
    rows: Iterable[Sequence[Child]],
    *,
    numbers: Iterable[int] = (),
    class_: str = "",
    label: Text | None = None,
) -> Markup:
    """Make a table; `numbers` are the columns that stand right."""
    right = set(numbers)

    def style(place: int) -> str:
        return "num" if place in right else ""

    head = joined(
        tag("th", heading, scope="col", class_=style(place))
        for place, heading in enumerate(headings)
    )
    body = joined(
        tag("tr", *(tag("td", cell, class_=style(place)) for place, cell in enumerate(row)))
        for row in rows
    )
    caption = tag("caption", label) if label else Markup("")
    whole = tag("table", caption, tag("thead", tag("tr", head)), tag("tbody", body), class_=class_)
    return tag("div", whole, class_="scroll")


def section(anchor: str, title: Text, *parts: Child) -> Markup:
    """Make a section under a heading that the contents lead to."""
    return tag("section", tag("h2", title), *parts, id=anchor)


def note(text: Text | Markup) -> Markup:
    """Make a remark in small type."""
    return tag("p", text, class_="note")


def code(text: str) -> Markup:
    """Show a name of the machine's: a clause, a hash, a row."""
    return tag("code", text, class_="whole" if len(text) <= NAME else "")


def bar(value: float, most: float) -> Markup:
    """Draw a bar without a style of its own, so the page needs to allow none."""
    width = round(100 * value / most, 1) if most else 0
    return Markup(
        '<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect width="{width}" height="6"/></svg>'
    )


def percent(part: int, of: int) -> str:
    """Say a part of a whole in hundredths."""
    return f"{100 * part / of:.1f}%" if of else "–"


def whole(text: str | None) -> Child:
    """Show a time or a number that is not to be broken over two lines; a long text may be."""
    if text is None or len(text) > WHOLE:
        return text
    return tag("span", text, class_="whole")


def place(file: str, row: int) -> Markup:
    """Show where a record stands."""
    return code(f"{file}:{row}")


def short(digest: str) -> Markup:
    """Show the start of a hash; the whole is its title, and in the last section."""
    return tag("code", digest[:12], title=digest)


def more(count: int) -> Markup:
    """Say how many are not listed."""
    if count <= 0:
        return Markup("")
    return note(
        Text(f"另有 {count:,} 个未列出。", f"{counted(count, 'more is', 'more are')} not listed.")
    )


def named(name: str | None) -> Child:
    """Show a name that a file told, or that it told none."""
    return words.NOT_TOLD if name is None else name
