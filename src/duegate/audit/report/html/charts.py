"""What the charts draw, as data; the page's script makes pictures of it, the tables stand beside.

Names come along as plain text, and the script hands them to the chart as text, never as HTML.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

import msgspec

from duegate.audit.report import words
from duegate.audit.report.html.tags import Markup, tag
from duegate.model.text import Text

if TYPE_CHECKING:
    from duegate.audit.insights import Summary
    from duegate.audit.insights.figures import Tally

Colour = Literal["muted", "bad", "warn", "accent"]
SHOWN = 20
"""So many clauses and tenants are drawn; the table beside a chart has them all."""


class Series(msgspec.Struct, frozen=True):
    """One row of figures in a chart; `line` draws it on a scale of its own, in percent."""

    name: Text
    colour: Colour
    data: tuple[float | None, ...]
    line: bool = False


class Chart(msgspec.Struct, frozen=True):
    """A chart; `rows` lie on their side, `names` stand at the axis."""

    names: tuple[Text, ...]
    series: tuple[Series, ...]
    rows: bool = False
    stacked: bool = False
    overlaid: bool = False


def chart(name: str, title: Text) -> Markup:
    """Give a chart its place in the page."""
    picture = tag("div", data_chart=name, class_="chart", role="img", aria_labelledby=f"of-{name}")
    return tag("figure", tag("figcaption", title, id=f"of-{name}"), picture)


def charts_of(summary: Summary) -> dict[str, Chart]:
    """Give all the charts of the page."""
    return {
        "clauses": _clauses(summary),
        "hours": _contacts(row for row in summary.by_hour if row.name is not None),
        "dates": _contacts(row for row in summary.by_date if row.name is not None),
        "tenants": _tenants(summary),
    }


def _clauses(summary: Summary) -> Chart:
    titles = {each.judged.id: each.judged.title for each in summary.clauses}
    found, reviews = summary.violations_by_clause, summary.reviews_by_clause
    ids = sorted(found, key=lambda each: -found[each] - reviews[each])
    ids = [each for each in ids if found[each] + reviews[each]][:SHOWN]
    names = [_said(each, titles[each]) for each in ids]
    return Chart(
        tuple(names),
        (
            Series(words.VIOLATIONS, "bad", tuple(found[each] for each in ids)),
            Series(words.REVIEWS, "warn", tuple(reviews[each] for each in ids)),
        ),
        rows=True,
        stacked=True,
    )


def _said(clause: str, title: Text) -> Text:
    return Text(f"{title.zh}\n{clause}", f"{title.en}\n{clause}")


def _contacts(rows: Iterable[Tally]) -> Chart:
    """Draw all contacts, the violating ones within them, and their share."""
    rows = list(rows)
    return Chart(
        tuple(Text(name, name) for row in rows if (name := row.name) is not None),
        (
            Series(words.CONTACTS, "muted", tuple(row.contacts for row in rows)),
            Series(words.VIOLATING, "bad", tuple(row.violating for row in rows)),
            Series(
                Text("违规占比 %", "Violating, %"),
                "accent",
                tuple(_share(row) for row in rows),
                line=True,
            ),
        ),
        overlaid=True,
    )


def _share(row: Tally) -> float | None:
    """Give the share in percent; of no contacts there is none, and the line has a gap."""
    return round(100 * row.violating / row.contacts, 1) if row.contacts else None


def _tenants(summary: Summary) -> Chart:
    rows = summary.comparison.tenants[:SHOWN]
    names = [words.NOT_TOLD if row.tenant is None else Text(row.tenant, row.tenant) for row in rows]
    figures = tuple(round(row.per_thousand, 1) for row in rows)
    return Chart(tuple(names), (Series(words.VIOLATING_PER_THOUSAND, "bad", figures),), rows=True)
