"""The first page: what was audited, what came of it in one sentence, and in figures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.audit.report import words
from duegate.audit.report.html.charts import chart
from duegate.audit.report.html.tags import (
    Child,
    Markup,
    bar,
    code,
    joined,
    note,
    percent,
    section,
    short,
    table,
    tag,
)
from duegate.model.text import Text, counted
from duegate.rulebook.clause import STATUS_WORDS

if TYPE_CHECKING:
    from duegate.audit.insights import Summary
    from duegate.audit.insights.figures import ClauseFigures


def headline(summary: Summary) -> Markup:
    """Say what was audited and what came of it."""
    since, until = (summary.since or "")[:10], (summary.until or "")[:10]
    zone = summary.zone or "UTC"
    packs = joined(
        tag("span", code(pack), " ", short(digest), class_="pack")
        for pack, digest in summary.packs.items()
    )
    return tag(
        "header",
        tag(
            "p",
            Text("催收联络合规审计", "Compliance audit of debt-collection contacts"),
            class_="kind",
        ),
        tag("h1", _verdict(summary)),
        tag(
            "dl",
            _fact(words.PERIOD, f"{since} – {until}"),
            _fact(words.ZONE, zone),
            _fact(Text("来源文件", "Files"), ", ".join(source.name for source in summary.sources)),
            _fact(Text("适用规则包", "Packs applied"), packs),
        ),
        class_="head",
    )


def _fact(name: Text, value: Child) -> Markup:
    return tag("div", tag("dt", name), tag("dd", value))


def _verdict(summary: Summary) -> Markup:
    if not summary.contacts:
        return joined([words.NOTHING])
    zh, en = f"{summary.contacts:,} 次联络中", counted(summary.contacts, "contact")
    if not summary.violating:
        return joined([Text(f"{zh}未发现违规", f"No violation was found in {en}")])
    many, share = f"{summary.violating:,}", percent(summary.violating, summary.contacts)
    found = Text(f"{many} 次违规（{share}）", f"{many} broke a clause ({share})")
    return joined([Text(f"{zh}，", f"Of {en}, "), tag("em", found)])


def tiles(summary: Summary) -> Markup:
    """Show the figures that are asked for first."""
    told, bombing = summary, summary.bombing
    share, episodes = percent(told.violating, told.contacts), bombing.episodes
    judged, left_out = len(told.violations_by_clause), len(told.not_judged)
    people = Text(f"受扰 {bombing.people:,} 人", f"people: {bombing.people:,}")
    of = Text(f"记录 {told.records:,} 条", f"of {counted(told.records, 'record')}")
    lawful = Text(f"{told.lawful:,} 次", counted(told.lawful, "contact"))
    shown = (
        _tile(words.CONTACTS, told.contacts, of),
        _tile(words.PEOPLE, told.persons, Text("按号码区分", "told apart by number")),
        _tile(words.VIOLATING, told.violating, Text(f"占 {share}", share), _alarm(told.violating)),
        _tile(words.LAWFUL_SHARE, percent(told.lawful, told.contacts), lawful, "good"),
        _tile(words.UNUSED, told.unused.contacts if told.unused else None, _cap(told)),
        _tile(BOMBING, episodes, people, "bad" if episodes else ""),
        _tile(JUDGED, judged, Text(f"另 {left_out:,} 条未判定", f"{left_out:,} not judged")),
        _tile(words.REFUSED, told.refused, BELOW, "warn" if told.refused else ""),
    )
    sentence: Child = Markup("")
    if left := told.unused:
        sentence = note(words.left_unused(left.contacts, left.days, left.limit, left.clause))
    return joined([tag("div", *shown, class_="tiles"), sentence])


BOMBING = Text("电话轰炸（起）", "Call-bombing episodes")
JUDGED = Text("已判定条款", "Clauses judged")
BELOW = Text("逐类列于文末", "by reason, below")


def _alarm(count: int) -> str:
    return "bad" if count else "good"


def _cap(summary: Summary) -> Text:
    if summary.unused is None:
        return Text("未判定每日上限", "no daily cap was judged")
    limit = summary.unused.limit
    return Text(f"按每日 {limit} 次计", f"at {limit} a day")


def _tile(name: Text, value: Child, below: Text, style: str = "") -> Markup:
    return tag(
        "div",
        tag("p", name, class_="name"),
        tag("p", value, class_="value"),
        tag("p", below, class_="below"),
        class_=f"tile {style}".strip(),
    )


def by_clause(summary: Summary) -> Markup:
    """Show what each clause found, the most first."""
    found = [each for each in summary.clauses if told_of(each)]
    found.sort(key=lambda each: -each.judged.violations)
    most = max((each.judged.violations for each in found), default=0)
    headings = (
        words.CLAUSE, words.STATUS, words.LIMIT, words.CONCERNED,
        words.VIOLATIONS, words.SHARE, Text("", ""), words.REVIEWS, words.UNKNOWN,
    )  # fmt: skip
    rows = [_clause_row(each, most) for each in found]
    return section(
        "by-clause",
        Text("各条款的违规", "Violations by clause"),
        chart("clauses", Text("各条款的违规与待复核", "Violations and reviews by clause")),
        table(headings, rows, numbers=(2, 3, 4, 5, 7, 8), class_="clauses") if rows else Markup(""),
        _quiet(len(summary.clauses) - len(found)),
        note(
            Text(
                "违规指“拒绝”与“延后”两种结论；一次联络可违反数条。“待复核”须由人判断，不计入违规。",
                "A violation is a verdict of denied or deferred; one contact may break several "
                "clauses. What needs review by a person is not counted as a violation.",
            )
        ),
    )


def told_of(each: ClauseFigures) -> bool:
    """Tell whether there is anything to say of a clause: a violation, a review, a fact missing."""
    return bool(each.judged.violations or each.judged.reviews or each.judged.unknown)


def _quiet(count: int) -> Markup:
    if not count:
        return Markup("")
    were = counted(count, "more was", "more were")
    said = Text(f"另有 {count:,} 条已判定、未发现违规", f"{were} judged and found no violation")
    return tag("p", tag("a", said, href="#quiet"))


def _clause_row(each: ClauseFigures, most: int) -> tuple[Child, ...]:
    of = each.judged
    link = tag("a", of.id, href=f"#clause-{of.id}-{of.dated}")
    return (
        joined([link, tag("span", of.title, class_="under")]),
        STATUS_WORDS[of.status],
        of.limit,
        of.concerned,
        of.violations,
        percent(of.violations, of.concerned),
        bar(of.violations, most),
        of.reviews,
        of.unknown,
    )
