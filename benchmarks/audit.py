"""The audit of call records: ours beside one sort of the same columns with one lag, in DuckDB.

The records are a month of sample traffic with planted violations, narrowed to what a switch writes
down: when, who called whom, how it ended. Each round is a process of its own, so that its memory
can be told. An audit is reading the file, judging every record by the packs cn-shenzhen and
cn-cba-2026, and finding the earlier records behind every violation; reports are not in it.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import msgspec

from benchmarks import Goal, Result, Series, alternate
from benchmarks.house import disk
from duegate.audit.prepare import Terms
from duegate.audit.reading import How, read
from duegate.audit.run import audit
from duegate.audit.sample import Format, plan, write
from duegate.audit.walk import records_of, walk
from duegate.audit.workplace import workplace
from duegate.packs import read_calendars, read_shipped
from duegate.rulebook.book import Book
from duegate.rulebook.load import load_packs

PACKS = ("cn-shenzhen", "cn-cba-2026")
COLUMNS = '"at", agent, channel, caller, number, state, duration_s'
PLANTED = 2_000
WALKED = 20_000
ZONE, COUNTRY = "Asia/Shanghai", "CN"


class Side(msgspec.Struct, frozen=True):
    """How one run went."""

    seconds: float
    resident_mib: float
    records: int


def measure(*, smoke: bool) -> Iterator[Result]:
    """Audit many records, fewer, and the same as CSV, beside one sort."""
    few, many = (20_000, 100_000) if smoke else (1_000_000, 10_000_000)
    rounds = 1 if smoke else 3
    with disk() as folder:
        large, small, text = made(folder, many), made(folder, few), folder / "large.csv"
        duckdb.execute(f"COPY (FROM '{large}') TO '{text}' (HEADER)")
        weights: list[float] = []

        def audited(path: Path) -> float:
            side = run("audit", path)
            weights.append(side.resident_mib)
            return side.seconds

        ours, sorting, less, as_csv = alternate(
            rounds,
            (
                lambda: audited(large),
                lambda: run("sort", large).seconds,
                lambda: run("audit", small).seconds,
                lambda: audited(text),
            ),
        )
        walked = [run("walk", large) for _ in range(rounds)]
    yield Result(
        f"audit {many:,} records",
        Series("read, judge, prove", "s", ours),
        Series("one sort, one lag", "s", sorting),
        (Goal("ratio", most=4, aim=2.5),),
        f"Parquet, {', '.join(PACKS)}; the sort is DuckDB's, of the same columns",
    )
    yield Result(
        "audit, memory",
        Series("at most", "MiB", tuple(weights)),
        goals=(Goal("measured", most=2_000),),
    )
    yield Result(
        "audit, a record",
        Series(f"of {many:,}", "µs", tuple(1e6 * each / many for each in ours)),
        Series(f"of {few:,}", "µs", tuple(1e6 * each / few for each in less)),
        (Goal("ratio", most=1.3),),
    )
    yield Result(
        "audit of CSV",
        Series("CSV", "s", as_csv),
        Series("Parquet", "s", ours),
        (Goal("ratio", most=2),),
    )
    one_by_one = tuple(each.records / each.seconds for each in walked)
    yield Result(
        "audit, set-based",
        Series("a second", "records", tuple(many / each for each in ours)),
        Series("judge row by row", "records", one_by_one),
        (Goal("ratio", least=20),),
        "row by row: the file is read and prepared already; its rows are fetched and judged",
    )


def made(folder: Path, records: int) -> Path:
    """Make so many records of a month, what a switch would write down of them."""
    sample = write(
        plan("duegate", seed=7, records=records, plants=min(PLANTED, records // 1_000), tenants=1),
        folder / str(records),
        kind=Format.PARQUET,
    )
    path = folder / f"{records}.parquet"
    duckdb.execute(
        f"COPY (SELECT {COLUMNS} FROM '{sample.file}'"
        f" WHERE number IS NOT NULL) TO '{path}' (FORMAT parquet)"
    )
    sample.file.unlink()
    return path


def run(side: str, path: Path) -> Side:
    """Run one side on a file in a process of its own."""
    child = [sys.executable, "-m", "benchmarks.audit", side, str(path)]
    answer = subprocess.run(child, check=True, stdout=subprocess.PIPE)  # noqa: S603 - ourselves
    return msgspec.json.decode(answer.stdout, type=Side)


def book() -> Book:
    """Give the book of the measured packs."""
    files = read_shipped()
    packs = load_packs({name: files[name] for name in PACKS}, read_calendars())
    return Book(tuple(packs.values()), adopted=frozenset(PACKS))


def one_audit(path: Path) -> int:
    """Audit a file and count its records."""
    with workplace() as connection:
        given = read(connection, (path,), How(zone=ZONE))
        found = audit(connection, given, book(), Terms(zone=ZONE, region=COUNTRY))
        return found.records


def one_sort(path: Path) -> int:
    """Sort the columns of a file as the counting of contacts needs it, with one lag."""
    lagged = (
        f'{COLUMNS}, lag("at") OVER (PARTITION BY number ORDER BY "at", file_row_number) AS before'
    )
    with workplace() as connection:
        rows = connection.execute(
            f"SELECT count(*), sum(hash({COLUMNS}, before)) FROM (SELECT {lagged}"
            f" FROM read_parquet('{path}', file_row_number = true))"
        ).fetchall()
    return int(rows[0][0])


def row_by_row(path: Path) -> tuple[float, int]:
    """Fetch and judge the first records of a file one after the other; give the seconds of that."""
    with workplace() as connection:
        connection.execute(f"CREATE TABLE part AS FROM '{path}' LIMIT {WALKED}")
        part = path.with_suffix(".part.parquet")
        connection.execute(f"COPY part TO '{part}' (FORMAT parquet)")
        given = read(connection, (part,), How(zone=ZONE))
        audit(connection, given, book(), Terms(zone=ZONE, region=COUNTRY))
        part.unlink()
        rules = book()
        begun = time.perf_counter()
        judged = sum(1 for _ in walk(rules, list(records_of(connection))))
        return time.perf_counter() - begun, judged


def main(side: str, path: Path) -> None:
    """Run one side and tell how it went."""
    begun = time.perf_counter()
    if side == "walk":
        seconds, records = row_by_row(path)
    else:
        records = {"audit": one_audit, "sort": one_sort}[side](path)
        seconds = time.perf_counter() - begun
    print(msgspec.json.encode(Side(seconds, resident_mib(), records)).decode())


def resident_mib() -> float:
    """Tell how much memory this process has held at most."""
    status = Path("/proc/self/status").read_text("ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1_024


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
