"""The files an audit reads: formats, systems, columns, words, mappings and lists."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import msgspec
from docs.pages.markdown import NOTHING, both, code, codes, made_from, page, table

from duegate.audit.prepare import BLANK, ELSE
from duegate.audit.reading import How, load_mapping, objects, opening, read_callers, read_notes
from duegate.audit.reading import workbook as books
from duegate.audit.reading.lists import ROWS_MAX, words
from duegate.audit.reading.mapping import (
    ANSWERED,
    AT,
    CALLEE,
    DIRECTION,
    TALK,
    StateTest,
    dialect_names,
    generic,
    shipped,
)
from duegate.audit.reading.mapping import Mapping as FileMapping
from duegate.audit.reading.spoken import MESSAGE_STATE
from duegate.audit.reading.text import LINE_CHARS_MAX
from duegate.audit.record import Reason
from duegate.audit.report.words import REASON_WORDS
from duegate.model.contact import ConsentScope, DebtState
from duegate.model.tenant import Qualification
from duegate.model.text import Text
from duegate.model.words import WORDS
from duegate.rulebook.notes import REVOKED
from duegate.rulebook.records import COLUMN_WORDS, Column
from duegate.rulebook.wishes import HOURS_SHOWN, read_wish, simple_wishes

EXAMPLES = Path(__file__).parents[1] / "examples"
ASIDE = {
    AT: Text("联络开始的时间", "when the contact began"),
    CALLEE: Text(
        "被叫；呼入时是我方，此时对方是主叫",
        "whom it was made to; of an inbound one that is our side, and the person is the caller",
    ),
    DIRECTION: Text("呼入、呼出或内部", "inbound, outbound or internal"),
    TALK: Text("通话多久；非零即已接听", "how long was spoken; if at all, it was answered"),
    ANSWERED: Text("何时接听；有值即已接听", "when it was answered; if ever, it was answered"),
}
"""What a column of a file may be besides one of ours; these five only help to fill those."""
HEAD = ("what became of it", "when")


def pages() -> dict[str, str]:
    """Write the page."""
    return {
        "record-files.md": page(
            "# Files of records",
            made_from("src/duegate/audit/reading and docs/examples"),
            "What `duegate audit` and `duegate replay` read, and how. The manual is"
            " [audit call records](../how-to/audit-call-records.md).",
            *_formats(),
            *_systems(),
            *_columns(),
            *_words(),
            *_mappings(),
            *_lists(),
            *_refusals(),
        )
    }


def _formats() -> Iterator[str]:
    yield "## Formats"
    yield (
        "By what is in a file, never by its name: text parted by commas, tabs, semicolons or"
        " pipes; one JSON object a line, or a list of objects anywhere within one; Parquet; Excel"
        " workbooks, old and new, and the pages and sheets in XML that go by that name. Any of"
        " them may be packed by gzip. Text is UTF-8, UTF-16 or GB18030, with or without a mark;"
        " `charset` in a mapping names any other. Titles above a header are passed over, and a"
        " header that comes again is no record. Sheets with the same header are one list, each"
        " below its own title; a hidden one is left. An object within an object, in JSON or"
        " Parquet, is told by `outer.inner`."
    )
    yield (
        "How long is told in seconds, as `1:05`, `0:01:05`, `1分5秒`, `1m 5s`, or as the part of a"
        " day a spreadsheet keeps. A number counts minutes, hours or milliseconds where its column"
        " says so, as `通话时长(分钟)` and `duration_ms` do."
    )
    yield (
        "Times may be written as `2026-06-01 08:00:00`, with `T`, slashes, points or a fraction,"
        " with an offset or without; as `2026年6月1日 8时0分`, `2026/6/1 上午 8:00`,"
        " `20260601080000`, `20260601 08:00`, `Jun 1, 2026 8:00 AM`, `1-Jun-2026 08:00`,"
        " `Mon, 01 Jun 2026 08:00:00 +0800`; as seconds, milliseconds or microseconds since 1970;"
        " or as the days by which a spreadsheet counts, such as `46174.333333333`. `01/06/2026` is"
        " read by the rows that show which number is the month; where none does, or no time can be"
        " read, the reading stops and asks for `time`, one format or several, in a mapping. A time"
        " without an offset needs a zone, and one that the clock of the zone showed twice or never"
        " is refused."
    )


def _systems() -> Iterator[str]:
    yield "## Systems"
    yield (
        "Known by the names of their columns and by what is in them, or by `--dialect`. A file of"
        " none of them is read by the [words at the head of its columns](#columns). A system does"
        " not always say what a clause turns on; what it does not say is never filled in. One more"
        " system is one more file in `src/duegate/audit/reading/dialects`, named in `order.txt`"
        " before those it could be mistaken for."
    )
    asked: dict[tuple[tuple[str, str], ...], str] = {}
    for dialect in map(shipped, dialect_names()):
        yield from _system(dialect)
        told = tuple([line for test in dialect.state for line in _asked(test)])
        like = asked.setdefault(told, dialect.name)
        known = told and like != dialect.name
        yield f"What became of it: as in {code(like)}." if known else table(HEAD, told)
        yield _passed_over(dialect)


def _system(dialect: FileMapping) -> Iterator[str]:
    yield f"### {dialect.name}"
    yield dialect.cite and f"{dialect.cite}."
    yield dialect.note
    yield dialect.advice and f"{dialect.advice[0].upper()}{dialect.advice[1:]}."
    if dialect.name == "duegate":
        yield "All [columns](#columns) by their names, no other."
        return
    if AT not in dialect.columns:  # it is known only so that one is told what to audit instead
        return
    rows = [(code(ours), _theirs(theirs)) for ours, theirs in dialect.columns.items()]
    rows += [(code(ours), f"always {code(value)}") for ours, value in dialect.values.items()]
    yield table(("is read", "from"), rows)


def _passed_over(dialect: FileMapping) -> str:
    """Say which rows are no contacts."""
    passed = "; ".join(
        f"{code(column)} is one of {codes(listed)}" for column, listed in dialect.passes.items()
    )
    return passed and f"No contacts are rows where {passed}."


def _theirs(theirs: str | tuple[str, ...]) -> str:
    each = [theirs] if isinstance(theirs, str) else theirs
    return ", else ".join(code(name) for name in each)


def _asked(test: StateTest) -> Iterator[tuple[str, str]]:
    """Say what a question about a column comes to, state by state."""
    if test.filled is not None:
        yield code(test.filled), f"{code(test.column)} is filled"
    listed: dict[str, list[str]] = defaultdict(list)
    for word, state in test.words.items():
        listed[state].append(word)
    for state, found in listed.items():
        yield code(state), f"{code(test.column)}: {codes(found)}"
    if test.codes is not None:
        yield "by its code", f"{code(test.column)}: {test.codes.upper()}"


def _columns() -> Iterator[str]:
    yield "## Columns"
    yield (
        "A file without a known system is read by the heads of its columns: the first of these"
        " words that is there. Case, width, spaces, hyphens, underscores, a unit and what stands"
        " in brackets make no difference. Names and cells are looked at together: a column of days"
        " and one of clocks make one time, and the number called comes before the customer's where"
        " the two differ. It must tell when a contact began and whom it reached: by a number, by a"
        " hash of it, or by an address."
    )
    rows = [
        (code(column), both(COLUMN_WORDS[column]), ", ".join(generic().columns[column]))
        for column in Column
    ]
    yield table(("column", "what it tells", "heads"), rows)
    yield "Five more only help to fill those:"
    aside = [
        (code(name), both(said), ", ".join(generic().columns[name])) for name, said in ASIDE.items()
    ]
    yield table(("column", "what it tells", "heads"), aside)
    yield "What is taken where a file does not tell, or leaves a told one empty:"
    yield table(
        ("column", "not told by any file", "empty in a row"),
        [(code(each), _taken(ELSE[each]), _taken(BLANK.get(each, ELSE[each]))) for each in ELSE],
    )
    yield (
        "An outcome that is not known counts: the contact was made. All else that is not told stays"
        " unknown, and a clause that turns on it is not judged. `--set` and `[values]` say what"
        " holds for every row."
    )


def _taken(sql: str) -> str:
    return "unknown" if sql == "NULL" else code(sql.strip("'"))


def _words() -> Iterator[str]:
    yield "## Words"
    yield (
        "In cells of these columns, besides the names in the first column and the words that"
        " duegate prints. A word of a channel or a role that means nothing refuses its row; of"
        " another column it is noted, and the cell stays open. `message_state` is the outcome of"
        " messages: what failed on the way may have been shown, and so it counts."
    )
    for column, members in generic().words.items():
        if column == Column.DEBTOR_REGION:
            continue
        name = "message_state" if column == MESSAGE_STATE else column
        yield f"### {name}"
        yield table(
            ("is", "written"),
            [(code(member), ", ".join(written)) for member, written in members.items()],
        )


def _mappings() -> Iterator[str]:
    path = EXAMPLES / "mapping.toml"
    load_mapping(path)
    yield "## Mappings"
    yield (
        "A mapping says in TOML what the columns of a file mean. `--out` writes the one that was"
        " used beside the reports, to be corrected and given back with `--mapping`. It is read"
        " strictly: a field or a column that is not known is refused."
    )
    yield _block("toml", path)
    yield (
        'With `base = "asterisk"` only what differs is written. A file without a header is told'
        " by `fields`, the names of its columns in order, of which `fewest` are always there."
        " Kamailio writes a call as an INVITE and a BYE: `pairs` joins such rows, so that the call"
        " has its length."
    )
    fields = [(code(field), said) for field, said in FIELDS.items()]
    missing = set(FileMapping.__struct_fields__) ^ set(FIELDS)
    if missing:
        raise AssertionError(f"docs/pages/record_files.py: say what these are: {missing}")
    yield table(("field", "what it says"), fields)


FIELDS: Mapping[str, str] = {
    "name": "what the mapping is called in the report",
    "base": "the system it is laid over",
    "cite": "where the system says so",
    "note": "what a reader must know",
    "advice": "what is said when a column is missing",
    "fields": "the columns of a file without a header, in order",
    "fewest": "how many of them every row has",
    "signs": "columns and what is in them, by which the system is known",
    "delimiter": "the one character that parts cells",
    "quote": "`false` where quotation marks mean nothing",
    "charset": "`gb18030`, `utf-16`, `latin-1`, ...",
    "zone": "where the clocks stand, an IANA name",
    "time": "how times are written, as `%d/%m/%Y %H:%M:%S`",
    "swap": "`true` where an inbound contact has the person in `caller`",
    "extensions": "`true` where a number of at most four digits is a telephone in the house, and a"
    " call from one to another no contact",
    "country": "the column with the country code of the number",
    "strip": "what was dialled before the number",
    "columns": "ours = theirs: a name, `#3` for the third, `a + b` for two that make one, a list"
    " for the first that is not empty",
    "values": "what holds for every row",
    "words": "words of this file in a column of ours; one that ends in `*` is any that begins so",
    "state": "questions about the outcome, in order: `words`, `filled`, or `codes` of `sip`,"
    " `q850` or `dlr`",
    "passes": "rows that are no contacts, by a word in a column",
    "legs": "the columns of a row's own name and of its second leg's, which is no contact besides",
    "pairs": "rows that begin and end one contact",
}


def _block(language: str, path: Path) -> str:
    return f"```{language}\n{path.read_text('utf-8').rstrip()}\n```"


def _lists() -> Iterator[str]:
    notes, callers = EXAMPLES / "notes.csv", EXAMPLES / "callers.csv"
    with duckdb.connect() as connection:
        read_notes(connection, notes, How(zone="Asia/Shanghai"))
    read_callers(callers)
    yield "## Notes"
    yield (
        "`--notes` is a list of what was told: wishes, states of debts, consents, qualifications."
        " A row names whom it is about, what, and from when until when; a bare date is taken whole."
        " A list of notes is short and the law turns on it, so the first row that cannot be read"
        f" stops the audit. It has at most {ROWS_MAX:,} rows."
    )
    yield _block("text", notes)
    heads = [(code(column), ", ".join(listed)) for column, listed in words().columns.items()]
    yield table(("column", "heads"), heads)
    yield "What may be noted:"
    yield table(("kind", "is", "written"), _notable())
    yield "## Caller numbers"
    yield (
        "`--callers` is a list of the numbers registered for the tenants, one a row. With it the"
        " clauses on caller numbers are judged in full; without it, as far as one was withheld."
    )
    yield _block("text", callers)


def _notable() -> Iterator[tuple[str, str, str]]:
    for wish in simple_wishes():
        known = read_wish(wish)
        yield "preference", code(wish), known.text.zh if known is not None else NOTHING
    for wish in HOURS_SHOWN:
        yield "preference", code(wish), NOTHING
    for state in DebtState:
        yield "state", code(state.value), WORDS[DebtState][state].zh
    for scope in ConsentScope:
        yield "consent", code(scope.value), WORDS[ConsentScope][scope].zh
    yield "consent", f"{code(REVOKED)} before any of them", "撤回、不同意"
    for each in Qualification:
        yield "qualification", code(each.value), WORDS[Qualification][each].zh
    yield "qualification", f"{code('not_')} before any of them", "未、无"


def _refusals() -> Iterator[str]:
    yield "## What is refused"
    yield (
        "A row that cannot be audited is counted under its reason and shown with its number and"
        " its start, digits masked; it is never dropped in silence and never guessed."
    )
    yield table(
        ("reason", "why"), [(code(each.value), both(REASON_WORDS[each])) for each in Reason]
    )
    yield (
        "A file stops the audit, with a sentence that says what to do, when it is no file of"
        " records: a PDF, a database, an archive of another kind, a folder. And when it is a trap:"
    )
    yield table(
        ("bound", "most"),
        [
            ("what gzip unpacks into", _size(opening.UNPACKED_BYTES_MAX)),
            (
                f"the same, past {_size(opening.RATIO_FREE_BYTES)}",
                f"{opening.RATIO_MAX} times its size",
            ),
            ("layers of gzip", str(opening.LAYERS_MAX)),
            ("what a workbook unpacks into", _size(books.UNPACKED_BYTES_MAX)),
            (
                f"the same, past {_size(books.RATIO_FREE_BYTES)}",
                f"{books.RATIO_MAX} times its size",
            ),
            ("time to open a workbook", f"{books.SECONDS_MAX} s"),
            ("a JSON list", _size(objects.WHOLE_BYTES_MAX)),
            ("a line; a longer one is one refused row", f"{LINE_CHARS_MAX:,} characters"),
        ],
    )
    yield (
        "A bare time stops it when no zone is given, and a zone when a time in the file carries an"
        " offset that the zone does not have then. Formulas in workbooks are read as the values"
        " they were saved with; in what is written every cell is text."
    )


def _size(count: int) -> str:
    """Write a number of bytes."""
    for unit, power in (("GiB", 30), ("MiB", 20)):
        if count >= 1 << power:
            return f"{msgspec.json.encode(count / (1 << power)).decode().removesuffix('.0')} {unit}"
    return f"{count} bytes"
