"""Cells: one cell as the value its column holds, in SQL; a cell that says nothing is null.

Numbers and references stay as written. What a spreadsheet has changed beyond repair is not
repaired: the digits are gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from duegate.audit.reading.spoken import DROPPED, folded
from duegate.audit.record import Reason
from duegate.rulebook.records import EPOCH_DAY, quoted

SPACES = " \t\n\r\x0b\x0c\u00a0\u3000\ufeff"
WITHHELD = (
    "anonymous", "withheld", "unavailable", "restricted", "private", "unknown", "隐藏", "匿名",
    "不显示", "未知",
)  # fmt: skip
"""What stands where a number was not shown."""
TRUE = ("是", "有", "真", "y", "yes", "true", "t", "1")
FALSE = ("否", "无", "假", "n", "no", "false", "f", "0")

NOTHING = r"(?i)[-—–_/\\. ]+|#?n/?a|null|none|nil|无|空"
"""What people and programs write in place of nothing."""
NOUGHT = "^(0001|1899|1900|1970)[-/.年]"
"""How a time begins that programs write in place of none."""
WIDE = "\uff0b\uff10\uff11\uff12\uff13\uff14\uff15\uff16\uff17\uff18\uff19"
"""The plus and the digits as an input method for Chinese may write them."""
PLAIN_NUMBER = r"\+?[0-9]{5,15}"
POINTED = r"\+?[0-9]{5,}\.0+"
ROUNDED = r"[+-]?[0-9]+([.,][0-9]*)?[eE][+-]?[0-9]+"
MANGLED = rf"{ROUNDED}|#{{3,}}|[0-9]+\.[0-9]*[1-9]"
MASKED = r".*([0-9][*＊×●•]|[*＊xX×●•]{2,}|[0-9](\.{2,}|…)).*"
THREE_DIGITS = r"(\D*[0-9]){3}.*"
_FRACTION = r"0?\.[0-9]{9,}|[0-9](\.[0-9]+)?[eE]-0?[1-9]"
_SPOKEN = (
    "(?i)([0-9]{1,8} *(小?时|h|hrs?|hours?|分钟?|m|mins?|minutes?|秒钟?|s|secs?|seconds?)[ ,]*)+"
)
_UNWRAP = r"""^=?["']?(.*?)["']?$"""


def cleaned(cell: str) -> str:
    """Trim a cell, and take off what spreadsheets put around text to keep it text."""
    first, last, spaces = f"{cell}[1]", f"{cell}[-1]", quoted(SPACES)
    bare = f"{cell} > '(' AND {cell} < '~' AND {first} <> '=' AND {last} BETWEEN '!' AND '~'"
    unwrapped = f"regexp_replace(trim({cell}, {spaces}), {quoted(_UNWRAP)}, '\\1')"
    wrapped = f"CASE WHEN {first} IN ('=', '''') THEN {unwrapped} ELSE {cell} END"
    return f"CASE WHEN {bare} THEN {cell} ELSE NULLIF(trim({wrapped}, {spaces}), '') END"


def reference(cell: str) -> str:
    """Give a reference as written; null when a spreadsheet took its digits."""
    return (
        f"CASE WHEN {cell}[-1] = '0' AND regexp_full_match({cell}, '[0-9]+\\.0+')"
        f" THEN regexp_extract({cell}, '^[0-9]+')"
        f" WHEN (contains({cell}, 'E') OR contains({cell}, 'e'))"
        f" AND regexp_full_match({cell}, {quoted(ROUNDED)}) THEN NULL ELSE {cell} END"
    )


def is_plain(cell: str) -> str:
    """Tell whether a number is nothing but digits, as most are; asked once, it spares the rest."""
    return f"coalesce(regexp_full_match({cell}, {quoted(PLAIN_NUMBER)}), FALSE)"


def number(cell: str, strip: Iterable[str], country: str | None) -> str:
    """Give a telephone number as dialled, without the prefixes of the line."""
    cell = f"translate({cell}, {quoted(WIDE)}, '+0123456789')"
    prefixes = sorted(strip, key=len, reverse=True)
    cases = "".join(
        f" WHEN starts_with({cell}, {quoted(each)}) THEN substr({cell}, {len(each) + 1})"
        for each in prefixes
    )
    bare = f"CASE{cases} ELSE {cell} END" if cases else cell
    national = (
        f"CASE WHEN regexp_full_match({bare}, {quoted(POINTED)})"
        f" THEN regexp_extract({bare}, '^[+0-9]+')"
        f" WHEN contains({bare}, '@') OR contains({bare}, ':')"
        f" THEN regexp_extract({bare}, '^(?:sips?:|tel:|whatsapp:)?([^@;]*)', 1) ELSE {bare} END"
    )
    if country is None:
        return national
    code = f"ltrim({country}, '+0')"
    return (
        f"CASE WHEN {code} <> '' AND regexp_full_match({bare}, '[0-9 ().-]+')"
        f" THEN '+' || {code} || {bare} ELSE {national} END"
    )


def number_fault(cell: str) -> str:
    """Give why a number cannot be counted; null when it may."""
    return (
        f"CASE WHEN {cell} IS NULL THEN {quoted(Reason.NUMBER_MISSING)}"
        f" WHEN {is_plain(cell)} THEN NULL"
        f" WHEN {says_nothing(cell)} THEN {quoted(Reason.NUMBER_MISSING)}"
        f" WHEN regexp_full_match({cell}, {quoted(MANGLED)}) THEN {quoted(Reason.NUMBER_MANGLED)}"
        f" WHEN {is_withheld(cell)} OR regexp_full_match({cell}, {quoted(MASKED)})"
        f" THEN {quoted(Reason.NUMBER_MASKED)}"
        f" WHEN NOT regexp_full_match({cell}, {quoted(THREE_DIGITS)})"
        f" THEN {quoted(Reason.NUMBER_INVALID)} END"
    )


def is_withheld(cell: str) -> str:
    """Tell whether a cell says that no number was shown."""
    return f"lower({cell}) IN ({_listed(WITHHELD)})"


def boolean(cell: str) -> str:
    """Read yes or no."""
    return (
        f"CASE WHEN lower({cell}) IN ({_listed(TRUE)}) THEN TRUE"
        f" WHEN lower({cell}) IN ({_listed(FALSE)}) THEN FALSE END"
    )


def seconds(cell: str, unit: float = 1) -> str:
    """Read how long: `65`, `1:02:03`, `3分25秒`, `3m25s`; bare numbers count a `unit` of seconds.

    A spreadsheet keeps a time of day as a fraction of it; what is one to the second is read so.
    """
    parts = [
        f"coalesce(TRY_CAST(regexp_extract({cell}, '(?i)([0-9]+) *(?:{one})', 1) AS INTEGER), 0)"
        f" * {each}"
        for one, each in (("小?时|h", 3600), ("分|m", 60), ("秒|s", 1))
    ]
    clock = f"list_reverse(string_split({cell}, ':'))"
    of_day = f"CAST({cell} AS DOUBLE) * 86400"
    told = f"CAST(CAST({cell} AS DOUBLE) * {unit} AS INTEGER)"
    whole = f"CAST({cell} AS INTEGER)" if unit == 1 else told  # of most no fraction is made
    return (
        f"CASE WHEN strlen({cell}) < 4 AND TRY_CAST({cell} AS UTINYINT) IS NOT NULL THEN {whole}"
        f" WHEN regexp_full_match({cell}, '[0-9]{{1,8}}') THEN {whole}"
        f" WHEN regexp_full_match({cell}, {quoted(_FRACTION)}) AND abs({of_day} - round({of_day}))"
        f" < 0.001 THEN CAST({of_day} AS INTEGER)"
        f" WHEN regexp_full_match({cell}, '[0-9]{{1,8}}\\.[0-9]+') THEN {told}"
        f" WHEN regexp_full_match({cell}, '[0-9]{{1,8}}\\.[0-9]+ *[sS秒]')"
        f" THEN CAST(CAST(regexp_extract({cell}, '^[0-9.]+') AS DOUBLE) AS INTEGER)"
        f" WHEN regexp_full_match({cell}, '[0-9]{{1,3}}(,[0-9]{{3}})+')"
        f" THEN CAST(CAST(replace({cell}, ',', '') AS INTEGER) * {unit} AS INTEGER)"
        f" WHEN regexp_full_match({cell}, '[0-9]{{1,3}}(:[0-9]{{1,2}}){{1,2}}(\\.[0-9]+)?')"
        f" THEN CAST(TRY_CAST({clock}[1] AS DOUBLE) AS INTEGER)"
        f" + 60 * CAST({clock}[2] AS INTEGER) + 3600 * coalesce(CAST({clock}[3] AS INTEGER), 0)"
        f" WHEN regexp_full_match({cell}, {quoted(_SPOKEN)}) THEN {' + '.join(parts)} END"
    )


def says_nothing(cell: str) -> str:
    """Tell whether a cell holds only what people write in place of nothing."""
    return f"regexp_full_match({cell}, {quoted(NOTHING)})"


def is_filled(cell: str) -> str:
    """Tell whether a cell holds anything but nought."""
    return f"coalesce(NOT regexp_full_match({cell}, '[0:.\\-/ 小时分钟秒]*|NULL|无'), FALSE)"


def is_moment(cell: str) -> str:
    """Tell whether a cell holds a time, and none that stands for nought."""
    return f"regexp_matches({cell}, '[1-9]') AND NOT regexp_matches({cell}, {quoted(NOUGHT)})"


def amount(cell: str) -> str:
    """Read money, in major units."""
    bare = f"replace(regexp_replace({cell}, '^[¥￥$€£]? *|元$', '', 'g'), ',', '')"
    return (
        f"CASE WHEN NOT regexp_full_match({cell}, {quoted(ROUNDED)})"
        f" THEN TRY_CAST({bare} AS DECIMAL(20, 4)) END"
    )


def ordinal(cell: str) -> str:
    """Read a date as a proleptic ordinal."""
    iso = (
        f"regexp_replace({cell}, '^([0-9]{{4}})[-/.年]?([0-9]{{1,2}})[-/.月]?([0-9]{{1,2}})日?.*$',"
        " '\\1-\\2-\\3')"
    )
    return f"datediff('day', DATE '1970-01-01', TRY_CAST({iso} AS DATE)) + {EPOCH_DAY}"


def word(cell: str, exact: Mapping[str, str], loose: Mapping[str, str], seen: Iterable[str]) -> str:
    """Give the member that a word stands for; null when it stands for none.

    `exact` words are told apart by all but their case, and one that ends in `*` is any word that
    begins so; `loose` ones are folded. The words that were `seen` in the first rows are compared as
    they are, the first one first.
    """
    low = {key.casefold(): member for key, member in exact.items()}
    open_ended = {key.rstrip("*"): member for key, member in low.items() if key.endswith("*")}
    known = {
        each: member
        for each in seen
        if (member := low.get(each.casefold(), loose.get(folded(each)))) is not None
    }
    tables = ((low, f"lower({cell})"), (loose, _folded(cell)))
    slow = [_looked_up(value, members) for members, value in tables if members]
    begun = [
        f" WHEN starts_with(lower({cell}), {quoted(key)}) THEN {quoted(member)}"
        for key, member in open_ended.items()
    ]
    slow += [f"CASE{''.join(begun)} END"] if begun else []
    fast = "".join(f" WHEN {quoted(each)} THEN {quoted(known[each])}" for each in known)
    rest = f"coalesce({', '.join(slow)})" if slow else "NULL"
    return f"CASE {cell}{fast} ELSE {rest} END" if fast else rest


def _folded(cell: str) -> str:
    """Fold a word as `spoken.folded` does, but for its width; the engine folds each word once."""
    kept = "".join(f"\\{each}" if each in "[]-" else each for each in DROPPED)
    return f"lower(regexp_replace({cell}, {quoted(f'[{kept}]+')}, '', 'g'))"


def _looked_up(value: str, members: Mapping[str, str]) -> str:
    listed = ", ".join(f"{quoted(each)}: {quoted(member)}" for each, member in members.items())
    return f"MAP {{{listed}}}[{value}]"


def members(cell: str, loose: Mapping[str, str]) -> str:
    """Give the members that a cell lists."""
    each = _looked_up(_folded("e"), loose)
    listed = f"regexp_split_to_array({cell}, '[;；、,，|\\s]+')"
    return f"list_filter(list_transform({listed}, lambda e: {each}), lambda e: e IS NOT NULL)"


def masked(text: str) -> str:
    """Give text with the digits of numbers and the names of mailboxes hidden, and cut."""
    runs = f"regexp_replace({text}, '([0-9]{{3}})[0-9]{{3,}}', '\\1****', 'g')"
    parts = "'([0-9]{3})([ ().-]{1,3}[0-9]{3,4}){2}'"
    parted = f"regexp_replace({runs}, {parts}, '\\1****', 'g')"
    mail = f"regexp_replace({parted}, '[^@\\s|,;]+@', '****@', 'g')"
    return f"left(regexp_replace({mail}, '[\\x00-\\x1f]+', ' ', 'g'), 120)"


def _listed(words: Iterable[str]) -> str:
    return ", ".join(quoted(each) for each in words)
