"""When and by whom: hours, dates, tenants, agents, callers, and tenants on one yardstick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from duegate.audit.report import words
from duegate.audit.report.html.charts import chart
from duegate.audit.report.html.tags import (
    Child,
    Markup,
    bar,
    code,
    joined,
    more,
    named,
    note,
    percent,
    section,
    table,
    tag,
    whole,
)
from duegate.model.text import Text, counted

if TYPE_CHECKING:
    from duegate.audit.insights import Summary
    from duegate.audit.insights.figures import ClauseFigures, Ranking, Standard, Tally

SHADES = 9
RANKED = 10
CLAUSES = 10
COMPARED = 30
"""So many clauses and tenants are compared on the page; the workbook and the JSON have them all."""

COUNTS = (words.CONTACTS, words.VIOLATING, words.SHARE)


def when(summary: Summary) -> Markup:
    """Show the hours and the dates."""
    hours = [*summary.by_hour]
    return section(
        "when",
        Text("何时", "When"),
        _pair("hours", Text("按对方当地时间", "By local hour of the recipient"), words.HOUR, hours),
        _pair("dates", Text("按当地日期", "By local date"), words.DATE, summary.by_date),
        _heat(summary.clauses),
    )


def _pair(name: str, title: Text, heading: Text, rows: Sequence[Tally]) -> Markup:
    shown = [(_name(row), *_counts(row)) for row in rows]
    small = table((heading, *COUNTS), shown, numbers=(1, 2, 3), class_="small")
    return tag("div", chart(name, title), small, class_="pair")


def _name(row: Tally) -> Child:
    return words.UNKNOWN_HOUR if row.name is None else whole(row.name)


def _counts(row: Tally) -> tuple[Child, ...]:
    return row.contacts, row.violating, percent(row.violating, row.contacts)


def _heat(clauses: Sequence[ClauseFigures]) -> Markup:
    """Shade the violations of each clause by hour; a table, so it needs no script and prints."""
    found = [each for each in clauses if sum(each.hours)]
    if not found:
        return Markup("")
    most = max(max(each.hours) for each in found)
    hours = joined(tag("th", f"{hour:02d}", scope="col") for hour in range(24))
    head = tag("tr", tag("th", words.CLAUSE, scope="col"), hours)
    rows = joined(_heat_row(each, most) for each in found)
    whole = tag("table", tag("thead", head), tag("tbody", rows), class_="heat")
    caption = Text("各条款违规的时刻分布（次）", "Violations of each clause by local hour")
    return tag("figure", tag("figcaption", caption), tag("div", whole, class_="scroll"))


def _heat_row(each: ClauseFigures, most: int) -> Markup:
    cells = (
        tag(
            "td",
            _compact(count) if count else "",
            class_=f"h{_shade(count, most)}",
            title=f"{count:,}",
        )
        for count in each.hours
    )
    name = joined([each.judged.title, tag("span", each.judged.id, class_="under")])
    return tag("tr", tag("th", name, scope="row"), *cells)


def _shade(value: float, most: float) -> int:
    """Give the shade of a figure; what is more than nothing is seen."""
    return min(-int(-value * SHADES // most), SHADES) if most else 0


def _compact(count: int) -> str:
    if count < 10_000:  # noqa: PLR2004 - four digits fit a cell
        return str(count)
    return f"{count / 1_000:.0f}k" if count < 1_000_000 else f"{count / 1_000_000:.1f}M"  # noqa: PLR2004


def who(summary: Summary) -> Markup:
    """Show the tenants, agents and callers with the most violating contacts."""
    return section(
        "who",
        Text("何人", "By whom"),
        _ranking(words.TENANT, summary.by_tenant, tenants=False),
        _ranking(words.AGENT, summary.by_agent, tenants=True),
        _ranking(words.CALLER, summary.by_caller, tenants=True),
    )


def _ranking(what: Text, ranking: Ranking, *, tenants: bool) -> Markup:
    """List the worst of them; what has no name in any row is not listed at all."""
    if not ranking.rows:
        zh, en = f"记录未提供{what.zh}。", f"The records tell no {what.en.lower()}."
        return note(Text(zh, en))
    most = max(row.violating for row in ranking.rows)
    rows = [
        (
            named(row.name),
            *((named(row.tenant),) if tenants else ()),
            *_counts(row),
            bar(row.violating, most),
        )
        for row in ranking.rows[:RANKED]
    ]
    before = (what, words.TENANT) if tenants else (what,)
    headings = (*before, *COUNTS, Text("", ""))
    first = len(before)
    left = len(ranking.rows) - len(rows) + ranking.others
    label = Text(f"按{what.zh}", f"By {what.en.lower()}")
    shown = table(headings, rows, numbers=range(first, first + 3), class_="ranking", label=label)
    return joined([shown, more(left)])


def comparison(summary: Summary) -> Markup:
    """Put the tenants on one yardstick, and say how to check it."""
    measured = summary.comparison
    found = summary.violations_by_clause
    ids = sorted((each for each in found if found[each]), key=lambda each: -found[each])
    ids, further = ids[:CLAUSES], ids[CLAUSES:]
    shown = measured.tenants[:COMPARED]
    most = max((each.per_thousand for row in shown for each in row.clauses), default=0)
    head = tag(
        "tr",
        tag("th", words.TENANT, scope="col"),
        tag("th", words.CONTACTS, scope="col", class_="num"),
        tag("th", words.VIOLATING_PER_THOUSAND, scope="col", class_="num"),
        *(tag("th", _marked(each, measured.across), scope="col", class_="num") for each in ids),
    )
    rows = joined(_standard(row, ids, most) for row in shown)
    whole = tag("table", tag("thead", head), tag("tbody", rows), class_="compare")
    return section(
        "comparison",
        Text("机构对比：每千次联络的违规", "Tenants compared: violations per 1,000 contacts"),
        chart("tenants", Text("每千次联络中的违规联络", "Violating contacts in 1,000")),
        tag("div", whole, class_="scroll"),
        more(len(measured.tenants) - len(shown)),
        _further(len(further)),
        note(measured.how),
    )


def _further(count: int) -> Markup:
    if not count:
        return Markup("")
    en = f"{counted(count, 'further clause is', 'further clauses are')} in the workbook."
    return note(Text(f"另有 {count} 条条款见工作簿。", en))


def _marked(clause: str, across: Sequence[str]) -> Markup:
    pack, _, name = clause.rpartition("/")
    mark = " †" if clause in across else ""
    return joined([tag("span", pack, class_="under"), code(name), mark])


def _standard(row: Standard, ids: Sequence[str], most: float) -> Markup:
    by_id = {each.clause: each for each in row.clauses}
    cells = (
        tag(
            "td",
            by_id[each].per_thousand,
            tag("span", by_id[each].violations, class_="under"),
            class_=f"num h{_shade(by_id[each].per_thousand, most)}",
        )
        for each in ids
    )
    return tag(
        "tr",
        tag("th", named(row.tenant), scope="row"),
        tag("td", row.contacts, class_="num"),
        tag("td", tag("b", row.per_thousand), class_="num"),
        *cells,
    )
