"""A small audit made by hand: what the engine leaves behind, in the same tables."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import msgspec

from duegate.audit.findings import Audit, JudgedClause, NotJudged
from duegate.audit.insights import Yardstick
from duegate.audit.insights.yardstick import DailyCap
from duegate.audit.record import Given, Source
from duegate.model.contact import Channel
from duegate.model.text import Text
from duegate.rulebook.clause import Status
from duegate.rulebook.records import Column

SHANGHAI_S = 8 * 3600
RECORDS = """
CREATE TABLE records (rid BIGINT, file SMALLINT, line BIGINT, at_us BIGINT, tenant VARCHAR,
    agent VARCHAR, channel VARCHAR, number VARCHAR, caller VARCHAR, role VARCHAR, purpose VARCHAR,
    state VARCHAR, duration_s INTEGER, person BIGINT, day INTEGER, second INTEGER,
    zones VARCHAR[], address VARCHAR)
"""
OTHERS = """
CREATE TABLE violations (rid BIGINT, clause SMALLINT, verdict VARCHAR, used INTEGER,
    evidence BIGINT[]);
CREATE TABLE unknowns (rid BIGINT, clause SMALLINT);
CREATE TABLE refused (file SMALLINT, line BIGINT, reason VARCHAR, excerpt VARCHAR)
"""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One record; `at` is a local time in Shanghai, `None` for the day if that is not known."""

    at: str
    tenant: str | None = "anhe"
    agent: str | None = "a01"
    channel: str = "call"
    number: str | None = "+8613800138000"
    address: str | None = None
    caller: str | None = "+8675526000001"
    state: str | None = None
    person: int | None = 0
    zoned: bool = True
    file: int = 0


class Found(msgspec.Struct, frozen=True):
    """One violation of a record, counted from 1."""

    rid: int
    clause: int
    verdict: str = "deny"
    used: int | None = None
    evidence: tuple[int, ...] = ()


HOURS = JudgedClause(
    id="cn-shenzhen/SZ-01",
    dated="1970-01-01",
    pack="cn-shenzhen",
    pack_hash="9f2c" * 16,
    title=Text("联络时段", "Contact hours"),
    text=Text(
        "每日 8 时至 21 时以外，不得联络。",
        "Outside 08:00 to 21:00 of any day, no contact is made.",
    ),
    cite=Text("据行业文章转述，陈述 A18", "as reported by a trade article, statement A18"),
    status=Status.REPORTED,
    limit=None,
    concerned=0,
    violations=0,
    reviews=0,
    unknown=0,
)
CAP = msgspec.structs.replace(
    HOURS,
    id="cn-shenzhen/SZ-03",
    title=Text("每日次数上限", "Daily cap"),
    text=Text("同一联络对象每日不超过三次。", "At most three contacts a day to one person."),
    limit=3,
)
THIRD = msgspec.structs.replace(
    HOURS,
    id="cn-cba-2026/third-party",
    pack="cn-cba-2026",
    pack_hash="41d7" * 16,
    title=Text("第三人", "Third parties"),
    text=Text("不得向第三人催收。", "No third party is pressed for the debt."),
    status=Status.OFFICIAL,
)
CLAUSES = (HOURS, CAP, THIRD)
YARDSTICK = Yardstick(
    (DailyCap(CAP.id, 3, frozenset({Channel.CALL, Channel.SMS})),), frozenset({CAP.id})
)
NOT_JUDGED = (
    NotJudged(
        "cn-shenzhen/SZ-15",
        Text("号码来源", "Where the number was learnt"),
        Text("记录未提供号码来源", "the records do not tell where the number was learnt"),
    ),
)
SOURCE = Source(
    name="Master.csv",
    sha256="ab" * 32,
    dialect="asterisk",
    charset="utf-8",
    zone="Asia/Shanghai",
    rows=0,
    read=0,
    refused=0,
    columns={"number": "dst", "caller": "src", "at": "start"},
    assumed={"channel": "call"},
)


def made(
    rows: Sequence[Row],
    found: Iterable[Found] = (),
    refused: Iterable[tuple[int, int, str, str]] = (),
    clauses: tuple[JudgedClause, ...] = CLAUSES,
) -> tuple[Audit, duckdb.DuckDBPyConnection]:
    """Lay down the tables, and give the audit that belongs to them."""
    connection = duckdb.connect()
    connection.execute(RECORDS)
    connection.execute(OTHERS)
    found, refused = list(found), list(refused)
    told = [_record(rid, row) for rid, row in enumerate(rows, 1)]
    _fill(connection, "records", told)
    _fill(connection, "violations", [msgspec.structs.astuple(each) for each in found])
    _fill(connection, "refused", refused)
    counted = tuple(_counted(number, each, found) for number, each in enumerate(clauses))
    source = msgspec.structs.replace(
        SOURCE, rows=len(rows) + len(refused), read=len(rows), refused=len(refused)
    )
    return _audit(told, found, counted, source), connection


def _audit(
    told: list[tuple[Any, ...]],
    found: list[Found],
    clauses: tuple[JudgedClause, ...],
    source: Source,
) -> Audit:
    instants = [row[3] for row in told]
    return Audit(
        given=Given(frozenset({Column.NUMBER}), (source,)),
        packs={clause.pack: clause.pack_hash for clause in clauses},
        clauses=clauses,
        not_judged=NOT_JUDGED,
        records=len(told),
        violating=len({each.rid for each in found if each.verdict != "review"}),
        persons=len({row[13] for row in told}),
        first_us=min(instants, default=None),
        last_us=max(instants, default=None),
        zone="Asia/Shanghai",
        tzdata="2026.6",
    )


def _fill(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[object]]
) -> None:
    for batch in (rows[first : first + 500] for first in range(0, len(rows), 500)):
        marks = ", ".join(["(" + ", ".join("?" * len(batch[0])) + ")"] * len(batch))
        cells = [cell for row in batch for cell in row]
        connection.execute(f"INSERT INTO {table} VALUES {marks}", cells)


def _record(rid: int, row: Row) -> tuple[Any, ...]:
    local = datetime.fromisoformat(row.at).replace(tzinfo=UTC)
    at_us = (int(local.timestamp()) - SHANGHAI_S) * 1_000_000 + local.microsecond
    day = local.toordinal()
    second = local.hour * 3600 + local.minute * 60 + local.second
    return (
        rid, row.file, rid + 1, at_us, row.tenant, row.agent, row.channel, row.number, row.caller,
        "debtor", "collect", row.state, 30, row.person, day, second,
        ["Asia/Shanghai"] if row.zoned else [], row.address,
    )  # fmt: skip


def _counted(number: int, clause: JudgedClause, found: list[Found]) -> JudgedClause:
    of_it = [each for each in found if each.clause == number]
    reviews = sum(each.verdict == "review" for each in of_it)
    return msgspec.structs.replace(
        clause, concerned=len(of_it), violations=len(of_it) - reviews, reviews=reviews
    )


def month(
    seed: int = 4, people: int = 60, days: int = 30
) -> tuple[Audit, duckdb.DuckDBPyConnection]:
    """A month of traffic by four tenants, some of it at night, some too often."""
    chance = random.Random(seed)
    first = date(2026, 10, 1).toordinal()
    rows = sorted(
        (
            _random_row(chance, person, date.fromordinal(first + day))
            for person in range(people)
            for day in range(days)
            for _ in range(chance.choice((0, 0, 1, 1, 2, 3, 3, 4, 6)))
        ),
        key=lambda row: row.at,
    )
    rows = sorted([*rows, *_burst(first)], key=lambda row: row.at)
    refused = [
        (0, 5_000 + n, reason, f"138****{n:04d},2026-10-03 10:{n % 60:02d}")
        for n, reason in enumerate(
            ["number_masked"] * 14 + ["number_mangled"] * 9 + ["columns"] * 2
        )
    ]
    return made(rows, _judged(rows, chance), refused)


TENANTS = ("安和催收", "瑞信资产", "Northgate Recoveries", "<b>宏达</b>")


def _random_row(chance: random.Random, person: int, day: date) -> Row:
    hour = chance.choice((7, 8, 9, 9, 10, 10, 11, 14, 14, 15, 15, 16, 17, 18, 19, 20, 21, 22))
    at = f"{day} {hour:02d}:{chance.randrange(60):02d}:{chance.randrange(60):02d}"
    tenant = chance.choice(TENANTS)
    return Row(
        at=at,
        tenant=tenant,
        agent=f"{'ABCD'[TENANTS.index(tenant)]}{chance.randrange(9):02d}",
        channel=chance.choice(("call", "call", "call", "sms")),
        number=f"+86138{10_000_000 + person * 7_919:08d}",
        caller=f"+867552600{chance.randrange(30):04d}",
        person=person,
    )


def _burst(first: int) -> list[Row]:
    """Nine calls to one person within twenty minutes, from nine numbers."""
    day = date.fromordinal(first + 11)
    return [
        Row(
            at=f"{day} 19:{10 + 2 * n:02d}:00",
            tenant=TENANTS[3],
            agent="D07",
            number="+8613800055433",
            caller=f"+86755260{40 + n:05d}",
            person=7,
        )
        for n in range(9)
    ]


def _judged(rows: list[Row], chance: random.Random) -> list[Found]:
    """Find what two of the clauses would: the hours, and three a day."""
    earlier: dict[tuple[int | None, str], list[int]] = {}
    found = []
    for rid, row in enumerate(rows, 1):
        if not "08" <= row.at[11:13] < "21":
            found.append(Found(rid, 0, "defer"))
        before = earlier.setdefault((row.person, row.at[:10]), [])
        if len(before) >= 3:
            found.append(Found(rid, 1, "defer", len(before), tuple(before)))
        before.append(rid)
        if chance.random() < 0.01:
            found.append(Found(rid, 2, chance.choice(("deny", "review"))))
    return found
