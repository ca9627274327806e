"""The people reached: who was wronged most, who was bombed, whom many callers rang."""

from __future__ import annotations

from typing import TYPE_CHECKING

from duegate.audit.report import words
from duegate.audit.report.html.tags import (
    Markup,
    code,
    joined,
    more,
    note,
    place,
    section,
    table,
    tag,
    whole,
)
from duegate.model.text import Text

if TYPE_CHECKING:
    from duegate.audit.insights import Summary

SHOWN = 10
SEVERAL = Text(
    "机构数大于 1 的，也可能是各机构各自联络；只有一家机构的，即为同一机构换号。",
    "With several tenants each may have rung with its own number; with one it changed numbers.",
)
MASKED = Text(
    "号码已打码；按“文件:行”可在原文件中找到本人。",
    "Numbers are masked; the owner of the file finds the person by file and row.",
)


def people(summary: Summary) -> Markup:
    """Show the people, the episodes and the rotations."""
    return section(
        "people",
        Text("被联络的人", "The people reached"),
        note(MASKED) if summary.numbers_masked else Markup(""),
        _callees(summary),
        _bombing(summary),
        _rotation(summary),
    )


def _callees(summary: Summary) -> Markup:
    headings = (
        words.NUMBER, words.FIRST_ROW, words.CONTACTS, words.VIOLATING,
        words.VIOLATIONS, words.MOST_IN_A_DAY, words.TENANTS,
    )  # fmt: skip
    rows = [
        (
            whole(each.number),
            place(each.row.file, each.row.row),
            each.contacts,
            each.violating,
            each.violations,
            each.most_in_a_day,
            each.tenants,
        )
        for each in summary.worst_callees[:SHOWN]
    ]
    title = Text("受扰最重的人", "Wronged most")
    return _titled(title, table(headings, rows, numbers=range(2, 7)), min(len(rows), SHOWN))


def _bombing(summary: Summary) -> Markup:
    told = summary.bombing
    headings = (
        words.NUMBER, words.FIRST_ROW, words.FROM, words.UNTIL, words.MINUTES,
        words.CONTACTS, words.CALLERS, words.TENANTS,
    )  # fmt: skip
    rows = [
        (
            whole(each.number),
            place(each.row.file, each.row.row),
            whole(each.since),
            whole(each.until),
            each.minutes,
            each.contacts,
            each.callers,
            each.tenants,
        )
        for each in told.listed[:SHOWN]
    ]
    what = words.bombing(told.at_least, told.within_minutes)
    title = Text(
        f"电话轰炸：{told.episodes:,} 起（{what.zh}）",
        f"Call-bombing: {told.episodes:,} ({what.en})",
    )
    return _titled(title, table(headings, rows, numbers=range(4, 8)), told.episodes)


def _rotation(summary: Summary) -> Markup:
    told = summary.rotation
    headings = (
        words.NUMBER, words.FIRST_ROW, words.DATE, words.CONTACTS, words.CALLERS,
        words.TENANTS, Text("主叫号码（部分）", "Callers, some of them"),
    )  # fmt: skip
    rows = [
        (
            whole(each.number),
            place(each.row.file, each.row.row),
            whole(each.date),
            each.contacts,
            each.callers,
            each.tenants,
            joined(joined([code(caller), " "]) for caller in each.shown),
        )
        for each in told.listed[:SHOWN]
    ]
    what = words.rotation(told.at_least)
    title = Text(
        f"换号联络：{told.dates:,} 人·日（{what.zh}）",
        f"Number rotation: {told.dates:,} ({what.en})",
    )
    return _titled(title, table(headings, rows, numbers=(3, 4, 5)), told.dates, SEVERAL)


def _titled(title: Text, shown: Markup, total: int, remark: Text | None = None) -> Markup:
    if not total:
        shown = tag("p", Text("未发现。", "None was found."), class_="none")
    after = note(remark) if total and remark else Markup("")
    return joined([tag("h3", title), shown, more(total - SHOWN), after])
