"""Every clause that was judged: its words, source and version, and rows that prove a finding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from duegate.audit.report import words
from duegate.audit.report.html.overview import told_of
from duegate.audit.report.html.tags import (
    Child,
    Markup,
    code,
    joined,
    named,
    note,
    place,
    section,
    short,
    table,
    tag,
    whole,
)
from duegate.model.text import Text
from duegate.model.words import word
from duegate.rulebook.clause import STATUS_WORDS

if TYPE_CHECKING:
    from duegate.audit.insights import Breach, Place, Summary
    from duegate.audit.insights.figures import ClauseFigures

EVIDENCE_SHOWN = 6
HEADINGS = (
    words.ROW,
    words.AT,
    words.TENANT,
    words.AGENT,
    words.NUMBER,
    words.CALLER,
    words.VERDICT,
)
COUNTED = (Text("已用 / 上限", "Used / limit"), words.EVIDENCE)
"""What only the rows of a clause that counts have."""


def clauses(summary: Summary, samples: dict[int, list[Breach]]) -> Markup:
    """Show the clauses with findings in full, name the others."""
    told = list(enumerate(summary.clauses))
    found = [(number, each) for number, each in told if told_of(each)]
    found.sort(key=lambda one: -one[1].judged.violations)
    quiet = [each for _, each in told if not told_of(each)]
    return section(
        "clauses",
        Text("逐条说明与例证", "Clause by clause, with evidence"),
        *(_article(each, samples.get(number, [])) for number, each in found),
        _quiet(quiet),
    )


def _article(each: ClauseFigures, rows: Sequence[Breach]) -> Markup:
    of = each.judged
    facts = (
        (words.CITE, of.cite),
        (words.STATUS, STATUS_WORDS[of.status]),
        (words.VERSION, of.dated),
        (words.PACK, joined([code(of.pack), " ", short(of.pack_hash)])),
        (words.LIMIT, of.limit),
        (words.CONCERNED, of.concerned),
        (words.VIOLATIONS, of.violations),
        (words.REVIEWS, of.reviews),
        (words.UNKNOWN, of.unknown),
    )
    shown: list[tuple[Text, Child]] = [(name, fact) for name, fact in facts if fact]
    return tag(
        "article",
        tag("h3", of.title, " ", code(of.id)),
        tag("blockquote", of.text),
        tag("dl", *(tag("div", tag("dt", name), tag("dd", fact)) for name, fact in shown)),
        note(words.ACROSS) if each.across else Markup(""),
        _proof(rows, of.violations + of.reviews),
        id=f"clause-{of.id}-{of.dated}",
        class_="clause",
    )


def _proof(rows: Sequence[Breach], total: int) -> Markup:
    if not rows:
        return Markup("")
    counts = any(row.used is not None for row in rows)
    headings = (*HEADINGS, *COUNTED) if counts else HEADINGS
    shown = [(*_row(row), *_counted(row)) if counts else _row(row) for row in rows]
    first = Text(f"最早的 {len(rows)} 例（共 {total:,}）", f"The first {len(rows)} of {total:,}")
    return table(headings, shown, class_="proof", label=first)


def _row(row: Breach) -> tuple[Child, ...]:
    return (
        place(row.file, row.row),
        whole(_time(row.at)),
        named(row.tenant),
        named(row.agent),
        whole(row.number),
        whole(row.caller),
        tag("span", word(row.verdict), class_="whole"),
    )


def _counted(row: Breach) -> tuple[Child, ...]:
    used = None if row.used is None else whole(f"{row.used} / {row.limit or '–'}")
    return used, _evidence(row)


def _evidence(row: Breach) -> Child:
    """Name the latest of the earlier contacts, each by its row and time."""
    if not row.evidence:
        return None
    shown = row.evidence[-EVIDENCE_SHOWN:]
    rows = [
        tag("span", code(_where(each, row)), " ", _time(each.at), class_="proof-row")
        for each in shown
    ]
    if more := len(row.evidence) - len(shown):
        rows.append(tag("span", Text(f"另 {more} 行", f"and {more} more"), class_="under"))
    return joined(rows)


def _where(each: Place, of: Breach) -> str:
    return f":{each.row}" if each.file == of.file else f"{each.file}:{each.row}"


def _time(at: str) -> str:
    """Show an instant as the recipient's clock did; UTC is said."""
    return at.replace("T", " ")[:19] + (" UTC" if at.endswith("Z") else "")


def _quiet(quiet: Sequence[ClauseFigures]) -> Markup:
    if not quiet:
        return Markup("")
    rows = [
        (
            tag("span", code(each.judged.id), id=f"clause-{each.judged.id}-{each.judged.dated}"),
            each.judged.title,
            each.judged.cite,
            each.judged.concerned,
            each.judged.unknown,
        )
        for each in quiet
    ]
    headings = (words.CLAUSE, words.NAME, words.CITE, words.CONCERNED, words.UNKNOWN)
    title = Text("已判定、未发现违规的条款", "Judged, with no violation found")
    return joined([tag("h3", title, id="quiet"), table(headings, rows, numbers=(3, 4))])
