"""The traffic of a plan, in a database in memory: one row a contact, in the order of its file.

Everything that grows with the sample is done by the engine, in the SQL beside this file; what is
large goes to a temporary folder.
"""

from __future__ import annotations

import enum
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import duckdb

from duegate.audit.sample.clauses import NAMES
from duegate.audit.sample.planning import DEBTORS_MAX, Plan, SampleRefused
from duegate.audit.sample.plants import PLANTS, rows_of
from duegate.audit.workplace import interruptible
from duegate.model.contact import Channel, Place, Purpose, Role, Source
from duegate.model.moment import DAY_S
from duegate.model.outcome import OutcomeState
from duegate.rulebook.records import EPOCH_DAY

Setting = str | bool | int | float | list[str]
MEMORY = "1200MB"
PARTS_MAX = 2
CIRCLE, STRIDE = 100_000_000, 30_103
TRIAL = 4_000
"""With so many debtors is tried how many there must be for a number of records."""

LACKS = ("basis", "identity", "no_debt", "recorded", "paired", "entry_consent")
_SETS: dict[str, type[enum.StrEnum]] = {
    "channels": Channel,
    "roles": Role,
    "purposes": Purpose,
    "states": OutcomeState,
    "places": Place,
    "sources": Source,
}
_PLANTS = """
CREATE TABLE plants (
    plant SMALLINT, step SMALLINT, before SMALLINT, second INTEGER, span INTEGER, channel channels,
    role roles, who UTINYINT, purpose purposes, state states, place places, source sources,
    lacking lacks, student BOOLEAN, amount INTEGER, shown VARCHAR, elsewhere BOOLEAN,
    breaks INTEGER
);
CREATE TABLE episodes (debtor INTEGER, plant SMALLINT, day SMALLINT, alone BOOLEAN);
"""
_PLANTED = "INSERT INTO plants BY NAME SELECT unnest($rows, recursive := true)"
_EPISODES = """
INSERT INTO episodes
SELECT debtor, plant,
       before + below(mixed(xor(getvariable('salt')::UBIGINT, debtor::UBIGINT)), 77,
                      getvariable('days') - before), alone
FROM (SELECT plant, before, alone, first::INTEGER + unnest(range(times))::INTEGER AS debtor
      FROM (SELECT unnest($batches, recursive := true)))
"""
_TALLY = (
    "CREATE OR REPLACE TABLE tally AS SELECT debtor, count(*) AS held FROM drafts GROUP BY debtor"
)
_FULL = """
SELECT debtor, $records - (total - held) AS kept
FROM (SELECT debtor, held, sum(held) OVER (ORDER BY debtor) AS total FROM tally)
WHERE total >= $records ORDER BY debtor LIMIT 1
"""
_LAST_MOMENT = """
SELECT {'day': day, 'second': second, 'step': step} FROM drafts WHERE debtor = $debtor
ORDER BY day, second, step LIMIT 1 OFFSET $kept
"""
_RID = "CASE WHEN part = 0 THEN count(*) FILTER (part = 0) OVER (ORDER BY rowid) END"


@contextmanager
def traffic(plan: Plan) -> Iterator[duckdb.DuckDBPyConnection]:
    """Make the traffic of a plan. Raises `SampleRefused`.

    The table `contacts` has the rows of the file as `row`, 1, 2, 3, ..., those that are contacts
    also as `rid`; `breaks` has a bit for each clause a contact breaks.
    """
    with tempfile.TemporaryDirectory(prefix="duegate-sample-") as folder:
        config: dict[str, Setting] = {"memory_limit": MEMORY, "temp_directory": folder}
        with interruptible(), duckdb.connect(config=config) as connection:
            _prepare(connection, plan)
            _plant(connection, plan)
            for name in ("lawful.sql", "planted.sql", "traffic.sql"):
                connection.execute(_sql(name))
            _choose(connection, plan)
            _order(connection, plan)
            yield connection


def broken(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
    """Give the truth: `rid`, its `row` of the file, and each `clause` it breaks."""
    connection.execute("SET VARIABLE clauses = $names", {"names": list(NAMES)})
    return connection.sql(
        "SELECT rid, row, getvariable('clauses')[bit + 1] AS clause"
        " FROM contacts, (SELECT n::INTEGER AS bit FROM range(len(getvariable('clauses'))) AS b(n))"
        " WHERE part = 0 AND breaks > 0 AND (breaks >> bit) & 1 = 1 ORDER BY rid, bit"
    )


def _sql(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _prepare(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    dialect = plan.dialect
    variables = {
        "salt": plan.seed,
        "turn": plan.seed * STRIDE % CIRCLE,
        "tenants": plan.tenants,
        "days": plan.days,
        "weekday": plan.first.weekday(),
        "midnight": (plan.first.toordinal() - EPOCH_DAY) * DAY_S,
        "victims": plan.victims,
        "debtors": plan.victims,
        "whole": dialect.whole,
        "inbound": dialect.inbound,
    }
    for name, value in variables.items():
        _set(connection, name, value)
    words = {name: [str(member) for member in members] for name, members in _SETS.items()}
    for name, members in (words | {"lacks": list(LACKS)}).items():
        connection.execute(f"CREATE TYPE {name} AS ENUM ({str(members)[1:-1]})")
    connection.execute(_sql("people.sql"))
    connection.execute(_PLANTS)


def _set(connection: duckdb.DuckDBPyConnection, name: str, value: object) -> None:
    connection.execute(f"SET VARIABLE {name} = $value", {"value": value})


def _plant(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Give each episode a debtor of its own, the first of all, and a day."""
    first, batches, used = 0, [], []
    for number, (plant, times) in enumerate(zip(PLANTS, plan.episodes, strict=True)):
        if times:
            used.append((number, plant))
            batch = {"plant": number, "first": first, "times": times}
            batches.append(batch | {"before": plant.before, "alone": plant.lone})
        first += times
    if used:
        connection.execute(_PLANTED, {"rows": rows_of(used)})
        connection.execute(_EPISODES, {"batches": batches})


def _choose(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Find how many debtors it takes, and where the last of them ends."""
    _set(connection, "last_debtor", DEBTORS_MAX)
    connection.execute("SET VARIABLE last_moment = ROW(0::SMALLINT, 0, 0::SMALLINT)")
    if plan.debtors is not None:
        _set(connection, "debtors", plan.victims + plan.debtors)
        return
    wanted = plan.records or 0
    held = _tallied(connection)
    if held > wanted:
        raise SampleRefused(
            f"what is planted makes {held} records with the debtors it is planted on, more than"
            f" {wanted}; ask for more records or plant less"
        )
    found, tried = held, 0
    while found < wanted:
        missing, yielded = wanted - held, max(1, found - held)
        tried = TRIAL + int(tried * missing / yielded)
        if plan.victims + tried > DEBTORS_MAX:
            raise SampleRefused(
                f"{wanted:,} records need more than {DEBTORS_MAX:,} debtors; give them more days"
            )
        _set(connection, "debtors", plan.victims + tried)
        found = _tallied(connection)
    _cut(connection, wanted)


def _tallied(connection: duckdb.DuckDBPyConnection) -> int:
    connection.execute(_TALLY)
    row = connection.execute("SELECT coalesce(sum(held), 0) FROM tally").fetchone()
    return int(row[0]) if row else 0


def _cut(connection: duckdb.DuckDBPyConnection, records: int) -> None:
    """Leave out what is too many, from the end: the last debtors, then the latest of one."""
    row = connection.execute(_FULL, {"records": records}).fetchone()
    if row is None:  # no records are wanted, or none are there
        return
    last, kept = row
    moment = connection.execute(_LAST_MOMENT, {"debtor": last, "kept": int(kept)}).fetchone()
    _set(connection, "last_debtor", last if moment else last + 1)
    if moment:
        connection.execute(
            "SET VARIABLE last_moment = ROW($day::SMALLINT, $second::INTEGER, $step::SMALLINT)",
            moment[0],
        )


def _order(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Put the rows in the order of the file and number them."""
    when = f"day * 86400 + {plan.dialect.written}, debtor, step, part"
    connection.execute(
        f"CREATE TABLE ordered AS FROM chosen, (SELECT n::UTINYINT AS part FROM range({PARTS_MAX})"
        f" AS parts(n)) WHERE part = 0 OR (part < $parts AND talk > 0) ORDER BY {when}",
        {"parts": plan.dialect.parts},
    )
    rid = "rowid + 1" if plan.dialect.parts == 1 else _RID
    kind = "VIEW" if plan.dialect.parts == 1 else "TABLE"
    connection.execute(
        f"CREATE {kind} contacts AS SELECT *, rowid + 1 AS row, {rid} AS rid FROM ordered"
    )
