"""The honest part: what was not judged, what was not audited, and how the files were understood."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from duegate.audit.report import words
from duegate.audit.report.html.tags import (
    Child,
    Markup,
    code,
    joined,
    note,
    place,
    section,
    table,
    tag,
)
from duegate.model.text import Text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from duegate.audit.insights import Summary
    from duegate.audit.record import Source

REFUSED_SHOWN = 5
REFUSED = """
SELECT reason, name, line, excerpt FROM refused JOIN insight_files USING (file)
QUALIFY row_number() OVER (PARTITION BY reason ORDER BY file, line) <= ?
ORDER BY reason, file, line
"""


def not_judged(summary: Summary) -> Markup:
    """Name the clauses in force that these records cannot show anything about."""
    rows = [(code(each.id), each.title, each.why) for each in summary.not_judged]
    title = Text("未判定的条款", "Clauses not judged")
    if not rows:
        nothing = Text("适用的条款均已判定。", "Every clause in force was judged.")
        return section("not-judged", title, tag("p", nothing, class_="none"))
    why = Text(
        "记录没有提供这些条款所需的事实，故不作判定，也不计为合规。",
        "The records lack what these clauses turn on. They are not judged, nor counted as kept.",
    )
    headings = (words.CLAUSE, words.NAME, words.WHY)
    return section("not-judged", title, note(why), table(headings, rows))


def refused(summary: Summary, connection: DuckDBPyConnection) -> Markup:
    """Show the rows that were not audited: how many, why, and the first of each sort."""
    title = Text(f"未审计的行：{summary.refused:,}", f"Rows not audited: {summary.refused:,}")
    if not summary.refused:
        nothing = Text("所有行均已读取。", "Every row was read.")
        return section("refused", title, tag("p", nothing, class_="none"))
    counts = [
        (words.reason_word(reason), rows) for reason, rows in summary.refused_by_reason.items()
    ]
    found = connection.execute(REFUSED, [REFUSED_SHOWN]).fetchall()
    rows = [
        (place(name, line), words.reason_word(reason), code(excerpt or ""))
        for reason, name, line, excerpt in found
    ]
    first = Text(f"每类最早的 {REFUSED_SHOWN} 行", f"The first {REFUSED_SHOWN} of each sort")
    return section(
        "refused",
        title,
        table((words.WHY, words.ROWS), counts, numbers=(1,)),
        table((words.ROW, words.WHY, words.EXCERPT), rows, class_="proof", label=first),
    )


def understood(summary: Summary) -> Markup:
    """Tell how the files were read, under which packs, and by which tables of zones."""
    packs = [(code(pack), code(digest)) for pack, digest in summary.packs.items()]
    return section(
        "understood",
        Text("文件如何被理解", "How the files were understood"),
        *(_source(each) for each in summary.sources),
        table(
            (words.PACK, words.PACK_HASH),
            packs,
            class_="hashes",
            label=Text("规则包", "Packs"),
        ),
        note(_method(summary.tzdata)),
    )


def _method(tzdata: str) -> Text:
    return Text(
        f"时区数据 tzdata {tzdata}。每条记录按其时刻、对照此前全部记录判定，如同当时由闸门判定；"
        "本身违规的联络同样计数，因其已经发生。已写明未发出的和对方来电不作判定。",
        f"Zones by tzdata {tzdata}. Each record is judged at its own instant against all earlier "
        "ones, as the gate would have judged it; a contact that was unlawful itself counts too, "
        "for it happened. What was never sent and what came from the person is not judged.",
    )


def _source(source: Source) -> Markup:
    facts: tuple[tuple[Text, Child], ...] = (
        (Text("格式", "Dialect"), source.dialect),
        (Text("编码", "Charset"), source.charset),
        (words.ZONE, source.zone or Text("各行自带时差", "each time had its offset")),
        (Text("数据行", "Rows"), source.rows),
        (Text("已读", "Read"), source.read),
        (words.REFUSED, source.refused),
        (Text("非联络行", "No contacts"), source.passed_over),
        (Text("SHA-256", "SHA-256"), code(source.sha256)),
    )
    return tag(
        "article",
        tag("h3", code(source.name)),
        tag("dl", *(tag("div", tag("dt", name), tag("dd", value)) for name, value in facts)),
        _pairs(Text("列：本系统 ← 文件", "Columns: ours ← theirs"), source.columns),
        _pairs(Text("对每一行的假定", "Assumed of every row"), source.assumed),
        class_="source",
    )


def _pairs(title: Text, pairs: Mapping[str, str]) -> Markup:
    if not pairs:
        return Markup("")
    shown = joined(
        tag("span", code(ours), " ← ", code(theirs), class_="pack")
        for ours, theirs in pairs.items()
    )
    return tag("p", tag("b", title), " ", shown, class_="columns")
