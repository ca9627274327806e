"""The summary on a screen of eighty columns: what was found, where, and by whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text as Styled

from duegate.audit.report import words
from duegate.model.text import Language, Text, counted

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from duegate.audit.insights import Summary

TOP = 5
WIDTH = 80
BAR = 12
STEPS = " ▁▂▃▄▅▆▇█"
GOOD, BAD, DIM = "green", "red", "dim"


def print_summary(summary: Summary, console: Console, language: Language | str) -> None:
    """Print the summary in one language; colour says nothing that no word says."""
    screen = _Screen(summary, Language(language))
    for part in screen.parts():
        console.print(part, width=min(console.width, WIDTH), highlight=False)


class _Screen:
    """One summary in one language."""

    def __init__(self, summary: Summary, language: Language) -> None:
        self.summary = summary
        self.language = language

    def parts(self) -> Iterator[RenderableType]:
        yield from self.headline()
        yield from self.clauses()
        yield from self.hours()
        yield from self.tenants()
        yield from self.people()
        yield from self.left_out()

    def say(self, text: Text) -> str:
        return text.said_in(self.language)

    def title(self, text: Text) -> Styled:
        return Styled(f"\n{self.say(text)}", "bold")

    def table(self, headings: Sequence[Text], numbers_from: int) -> Table:
        table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, expand=True)
        for place, heading in enumerate(headings):
            number = place >= numbers_from
            table.add_column(
                self.say(heading), justify="right" if number else "left", no_wrap=number,
                overflow="fold", ratio=None if number else 1,
            )  # fmt: skip
        return table

    def figure(self, count: int, what: str, style: str = "") -> Table:
        """Show a number and what it counts, which stays beside it however long."""
        line = Table.grid(padding=(0, 2))
        line.add_column(justify="right", min_width=6)
        line.add_column(overflow="fold")
        line.add_row(Styled(f"{count:,}", style), Styled(what))
        return line

    def headline(self) -> Iterator[RenderableType]:
        told = self.summary
        since, until = (told.since or "")[:10], (told.until or "")[:10]
        yield Styled(f"{self.say(words.TITLE)}  {since} – {until}", "bold")
        yield Styled(f"{self.say(words.ZONE)} {told.zone or 'UTC'}", DIM)
        yield Styled("")
        if not told.contacts:
            yield Styled(self.say(words.NOTHING), BAD)
            return
        yield Styled(
            self.say(
                Text(
                    f"联络 {told.contacts:,} 次，涉及 {told.persons:,} 人；",
                    f"{counted(told.contacts, 'contact')} to"
                    f" {counted(told.persons, 'person', 'people')}; ",
                )
            )
        ).append_text(self.broken())
        if left := told.unused:
            sentence = words.left_unused(left.contacts, left.days, left.limit, left.clause)
            yield Styled(self.say(sentence) + self.say(Text("。", ".")), DIM)

    def broken(self) -> Styled:
        told = self.summary
        if not told.violating:
            return Styled(self.say(Text("未发现违规。", "no violation was found.")), GOOD)
        share = 100 * told.violating / told.contacts
        sentence = Text(
            f"{told.violating:,} 次违规（{share:.1f}%），{told.lawful:,} 次合法。",
            f"{told.violating:,} broke a clause ({share:.1f}%),"
            f" {counted(told.lawful, 'was lawful', 'were lawful')}.",
        )
        return Styled(self.say(sentence), BAD)

    def clauses(self) -> Iterator[RenderableType]:
        told = self.summary
        titles = {each.judged.id: each.judged.title for each in told.clauses}
        found = sorted(told.violations_by_clause.items(), key=lambda each: -each[1])
        most = max(told.violations_by_clause.values(), default=0)
        yield self.title(Text("按条款", "By clause"))
        table = self.table((words.CLAUSE, words.VIOLATIONS, words.REVIEWS, Text("", "")), 1)
        table.columns[3].justify = "left"
        clear = [clause for clause, count in found if not count]
        for clause, count in found:
            reviews = told.reviews_by_clause[clause]
            if not count and not reviews:
                continue
            name = Styled(clause).append(f"\n{self.say(titles[clause])}", DIM)
            table.add_row(name, f"{count:,}", f"{reviews:,}", Styled(_bar(count, most), BAD))
        if table.row_count:
            yield table
        if clear:
            yield Styled(
                self.say(
                    Text(f"另有 {len(clear)} 条未发现违规", f"{len(clear)} more found no violation")
                ),
                DIM,
            )

    def hours(self) -> Iterator[RenderableType]:
        rows = [row for row in self.summary.by_hour if row.name is not None]
        yield self.title(Text("按对方当地时间（0–23 时）", "By local hour of the recipient (0–23)"))
        yield Styled("".join(f"{row.name:>3}" for row in rows), DIM)
        for text, style, counts in (
            (words.CONTACTS, "", [row.contacts for row in rows]),
            (words.VIOLATING, BAD, [row.violating for row in rows]),
        ):
            most = max(counts)
            drawn = "".join(f" {_step(count, most) * 2}" for count in counts)
            label = self.say(Text(f"{text.zh} 最多", f"{text.en}, at most"))
            yield Styled(drawn, style).append(f"\n {label} {most:,}", DIM)

    def tenants(self) -> Iterator[RenderableType]:
        rows = self.summary.comparison.tenants
        if len(rows) < 2:  # noqa: PLR2004 - one is compared with nobody
            return
        yield self.title(words.COMPARISON)
        headings = (words.TENANT, words.CONTACTS, words.VIOLATING, Text("每千次", "per 1,000"))
        table = self.table((*headings, Text("", "")), 1)
        table.columns[4].justify = "left"
        most = max(row.per_thousand for row in rows)
        for row in rows[:TOP]:
            name = row.tenant or self.say(words.NOT_TOLD)
            table.add_row(
                Styled(name), f"{row.contacts:,}", f"{row.violating:,}", f"{row.per_thousand:,.1f}",
                Styled(_bar(row.per_thousand, most), BAD),
            )  # fmt: skip
        yield table
        if len(rows) > TOP:
            more = len(rows) - TOP
            yield Styled(self.say(Text(f"另有 {more} 家", f"{more} more")), DIM)

    def people(self) -> Iterator[RenderableType]:
        told = self.summary
        yield self.title(Text("受扰最重的人", "People wronged most"))
        headings = (words.NUMBER, words.FIRST_ROW, words.CONTACTS, words.VIOLATING)
        table = self.table(headings, 2)
        table.columns[0].ratio = None
        for callee in told.worst_callees[:TOP]:
            table.add_row(
                Styled(callee.number or self.say(words.NOT_TOLD)),
                Styled(f"{callee.row.file}:{callee.row.row}"),
                f"{callee.contacts:,}",
                f"{callee.violating:,}",
            )
        if table.row_count:
            yield table
        bombing, rotation = told.bombing, told.rotation
        for count, what in (
            (bombing.episodes, words.bombing(bombing.at_least, bombing.within_minutes)),
            (rotation.dates, words.rotation(rotation.at_least)),
        ):
            yield self.figure(count, self.say(what), BAD if count else GOOD)

    def left_out(self) -> Iterator[RenderableType]:
        told = self.summary
        if told.refused:
            yield self.title(
                Text(f"未审计的行：{told.refused:,}", f"Rows not audited: {told.refused:,}")
            )
        for reason, rows in told.refused_by_reason.items():
            yield self.figure(rows, self.say(words.reason_word(reason)))
        if told.not_judged:
            count = len(told.not_judged)
            yield self.title(Text(f"未判定的条款：{count}", f"Clauses not judged: {count}"))
        reasons = Counter(self.say(each.why) for each in told.not_judged)
        for why, clauses in reasons.most_common(TOP):
            yield self.figure(clauses, why)
        if left := sum(clauses for _, clauses in reasons.most_common()[TOP:]):
            yield self.figure(left, self.say(Text("其他", "others")))


def _bar(count: float, most: float) -> str:
    """Draw a count as a bar; what is more than nothing is seen."""
    return "█" * max(round(BAR * count / most), 1) if count else ""


def _step(count: int, most: int) -> str:
    return STEPS[-(-count * (len(STEPS) - 1) // most)] if most else STEPS[0]
