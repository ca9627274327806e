"""The set form of a clause: a test in SQL over a table of records, one row a contact that happened.

A kind's `as_sql` writes the same test as its `judge`, side by side in its file. It is a boolean
over the columns of one record and, for kinds that count, over the N-th last earlier record that
counts. Whoever runs it owns the table, the windows and the engine; nothing here does.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec

from duegate.model.moment import DAY_S
from duegate.model.text import Text
from duegate.rulebook.facts import ActorScope, CountKey

EPOCH_DAY = 719_163
"""The proleptic ordinal of 1 January 1970."""
SECOND_US = 1_000_000


class Column(enum.StrEnum):
    """What a file may tell of a contact, in the order of `Contact`."""

    TENANT = "tenant"
    AGENT = "agent"
    CHANNEL = "channel"
    NUMBER = "number"
    ADDRESS = "address"
    CALLER = "caller"
    WITHHELD = "withheld"
    ROLE = "role"
    BASIS = "basis"
    PURPOSE = "purpose"
    STATE = "state"
    DURATION = "duration_s"
    DEBTOR = "debtor"
    STUDENT = "student"
    DEBT = "debt"
    DEBT_KIND = "debt_kind"
    AMOUNT = "amount"
    CURRENCY = "currency"
    DUE = "due"
    CREDITOR = "creditor"
    LAW = "law"
    DEBTOR_REGION = "debtor_region"
    REGION = "region"
    ZONE = "zone"
    PLACE = "place"
    AUTOMATED = "automated"
    AUDIENCE = "audience"
    SOURCE = "source"
    OBTAINED = "obtained"
    CONTAINS = "contains"
    ARRANGEMENTS = "arrangements"


COLUMN_WORDS: dict[Column, Text] = {
    Column.TENANT: Text("签约机构", "the tenant"),
    Column.AGENT: Text("坐席", "the agent"),
    Column.CHANNEL: Text("联络渠道", "the channel"),
    Column.NUMBER: Text("被叫号码", "the number reached"),
    Column.ADDRESS: Text("联络地址", "the address reached"),
    Column.CALLER: Text("主叫号码", "the caller number"),
    Column.WITHHELD: Text("是否隐藏主叫号码", "whether the caller number was withheld"),
    Column.ROLE: Text("联络对象的身份", "the role of the person reached"),
    Column.BASIS: Text("联络该人的依据", "the paper that makes that person a payer"),
    Column.PURPOSE: Text("联络目的", "the purpose"),
    Column.STATE: Text("联络结果", "what became of the contact"),
    Column.DURATION: Text("通话时长", "the duration"),
    Column.DEBTOR: Text("债务人编号", "the debtor"),
    Column.STUDENT: Text("债务人是否为学生", "whether a student owes"),
    Column.DEBT: Text("案件或债务编号", "the debt"),
    Column.DEBT_KIND: Text("债务种类", "the kind of the debt"),
    Column.AMOUNT: Text("债务金额", "the amount of the debt"),
    Column.CURRENCY: Text("币种", "the currency of the debt"),
    Column.DUE: Text("到期日", "when the debt fell due"),
    Column.CREDITOR: Text("债权人", "the creditor"),
    Column.LAW: Text("合同适用法", "the law of the contract"),
    Column.DEBTOR_REGION: Text("债务人所在地", "where the debtor lives"),
    Column.REGION: Text("号码或地址所在地", "where the number or address is"),
    Column.ZONE: Text("对方所在时区", "the zone of the recipient"),
    Column.PLACE: Text("会面地点", "the place of the meeting"),
    Column.AUTOMATED: Text("是否自动外呼", "whether a machine spoke"),
    Column.AUDIENCE: Text("谁能看到该消息", "who could see the message"),
    Column.SOURCE: Text("号码来源", "where the number was learnt"),
    Column.OBTAINED: Text("号码取得日期", "when the number was learnt"),
    Column.CONTAINS: Text("文字或话术的内容要素", "what the words say"),
    Column.ARRANGEMENTS: Text("联络安排", "what was arranged"),
}
"""What each column tells, in the reader's words."""

NOTES_WORD = Text("意愿、同意与状态的附表", "a list of wishes, consents and states")
CALLERS_WORD = Text("已登记主叫号码的名单", "a list of the registered caller numbers")
OF_THE_GATE = Text(
    "本条约束闸门本身，话单无从显示", "it is about the gate, which records do not show"
)


class Untold(msgspec.Struct, frozen=True):
    """The records do not tell what a clause turns on, so it is not judged; `why` says what."""

    why: Text


def untold(*missing: Text) -> Untold:
    """Say which columns or lists are missing."""
    zh = "、".join(text.zh for text in missing)
    en = ", ".join(text.en for text in missing)
    return Untold(Text(f"记录未提供{zh}", f"the records do not tell {en}"))


class Counted(msgspec.Struct, frozen=True):
    """The N-th last earlier record that counts, which is what a cap or a pause compares with.

    `counts` is true of a record that counts. It shares a window with a later one when its own
    `measure` (`day_last` or `at_us`) is at least the later one's `since`; both rise with time.
    """

    key: CountKey
    scope: ActorScope
    nth: int
    counts: str
    measure: str
    since: str


class Test(msgspec.Struct, frozen=True):
    """The set form of one clause, over one record and what `counted` compares it with.

    `breach` is what else must be true of it, `unknown` that a fact is missing in that record. What
    a clause finds only after weighing more than SQL can say here is not `settled`: its breaches are
    then no more than candidates, which are judged one by one.
    """

    breach: str = "TRUE"
    unknown: str | None = None
    counted: Counted | None = None
    settled: bool = True


class Idioms(Protocol):
    """The few idioms in which SQL engines differ."""

    def every(self, array: str, test: Callable[[str], str]) -> str:
        """Test every element of an array."""

    def holds(self, array: str, element: str) -> str:
        """Tell whether an array holds an element."""

    def divided(self, dividend: str, divisor: int) -> str:
        """Divide whole numbers, rounding down."""


class Sheet(msgspec.Struct, frozen=True):
    """What a table of records tells, and how to ask it.

    `days` are the first and the last local date in it, a day more on either side; `wishes` the
    preferences in the list of notes. `clock` gives the day and the second that a named zone shows;
    `no_clock` tests that nothing tells which clocks a recipient lives by.
    """

    told: frozenset[Column]
    engine: Idioms
    days: tuple[int, int]
    clock: Callable[[str], tuple[str, str]]
    several_clocks: bool = False
    no_clock: str = "FALSE"
    notes: bool = False
    callers: bool = False
    channels: frozenset[str] = frozenset()
    wishes: tuple[str, ...] = ()

    def lacks(self, *columns: Column) -> Untold | None:
        """Name the columns that are not told; `None` when all are."""
        missing = [COLUMN_WORDS[column] for column in columns if column not in self.told]
        return untold(*missing) if missing else None

    def on_every_clock(self, test: Callable[[str, str], str]) -> str:
        """Test the day and the second that every candidate clock of the recipient shows."""
        if not self.several_clocks:
            return test("day_first", "second")

        def shown(offset: str) -> str:
            return test(day_in_sql(self.engine, offset), second_in_sql(self.engine, offset))

        return self.engine.every("offsets", shown)


def day_in_sql(engine: Idioms, offset: str) -> str:
    """Give in SQL the local date at `at_us` under an offset in seconds, a proleptic ordinal."""
    seconds = f"({engine.divided('at_us', SECOND_US)} + {offset})"
    return f"CAST({engine.divided(seconds, DAY_S)} + {EPOCH_DAY} AS INTEGER)"


def second_in_sql(engine: Idioms, offset: str) -> str:
    """Give in SQL the second of that date."""
    return f"CAST(({engine.divided('at_us', SECOND_US)} + {offset}) % {DAY_S} AS INTEGER)"


def quoted(word: str) -> str:
    """Write a word as an SQL string."""
    return "'" + word.replace("'", "''") + "'"


def among(column: str, members: Iterable[str]) -> str:
    """Test whether a column holds one of some words; of no words nothing is one."""
    words = ", ".join(quoted(member) for member in sorted(members))
    return f"{column} IN ({words})" if words else "FALSE"


def both(*tests: str) -> str:
    """Join tests that must all hold."""
    kept = [test for test in tests if test != "TRUE"]
    if "FALSE" in kept:
        return "FALSE"
    return " AND ".join(f"({test})" for test in kept) if len(kept) > 1 else "".join(kept) or "TRUE"


def either(*tests: str) -> str:
    """Join tests of which one must hold."""
    kept = [test for test in tests if test != "FALSE"]
    if "TRUE" in kept:
        return "TRUE"
    return " OR ".join(f"({test})" for test in kept) if len(kept) > 1 else "".join(kept) or "FALSE"


def but(test: str) -> str:
    """Turn a test around."""
    return {"TRUE": "FALSE", "FALSE": "TRUE"}.get(test, f"NOT ({test})")


def noted(kind: str, values: Iterable[str]) -> str:
    """Test whether a note of a kind about the record holds at its instant."""
    return (
        f"rid IN (SELECT rid FROM noted WHERE holds AND kind = {quoted(kind)}"
        f" AND {among('value', values)})"
    )
