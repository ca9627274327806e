"""The tables of an audit in a Spark session.

They lie as Parquet in a folder that every executor can reach: findings for good, the others until
the audit is done. What only the gate's own rules can read is read by the executors too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import count
from typing import TYPE_CHECKING, Any

from pyspark.sql import DataFrame
from pyspark.sql.functions import broadcast, col

from duegate.audit.idioms import AuditIdioms, Spark
from duegate.audit.tables import Reader, Row
from duegate.errors import DuegateError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

FOUND = ("violations", "unknowns", "refused")
"""The tables that outlive the audit."""
WORK = "_work"
"""Where the others lie; Spark takes no notice of what begins so."""
SETTINGS = {
    "spark.sql.ansi.enabled": "true",  # what does not fit its type is an error, not another value
    "spark.sql.parser.escapedStringLiterals": "false",
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",  # a reference 007 stays 007
}
FEW = 100_000
"""So many rows are sent whole to every executor."""
WALKED_MAX = 1_000_000
"""So many records the driver looks at one after the other, where the statements leave a doubt."""


class TooManyDoubts(DuegateError):
    """The statements leave more to doubt than one machine should look at."""


class SparkTables:
    """The tables of one Spark session; findings go to `folder`, in `partitions` parts."""

    def __init__(
        self, session: SparkSession, folder: str, partitions: int, walked_max: int = WALKED_MAX
    ) -> None:
        for name, value in SETTINGS.items():
            session.conf.set(name, value)
        self.engine: AuditIdioms = Spark()
        self._session = session
        self._folder = folder.rstrip("/")
        self._written = count()
        self._partitions = partitions
        self._walked_max = walked_max

    def rows(self, query: str) -> list[Row]:
        """Give all rows of a query that has few."""
        return [tuple(row) for row in self._asked(query).collect()]

    def named(self, query: str) -> Iterator[dict[str, Any]]:
        """Give the rows of a query in its order, by the names of the columns."""
        found = self._asked(query).persist()
        if (rows := found.count()) > self._walked_max:
            raise TooManyDoubts(
                f"{rows} records must be looked at one after the other on the driver, more than"
                f" {self._walked_max}: tell debtors and numbers apart in the files, or raise"
                " --walked-max (a record takes about 2 kB of the driver's memory)"
            )
        for row in found.toLocalIterator(prefetchPartitions=True):
            yield row.asDict()
        found.unpersist()

    def columns(self, table: str) -> list[str]:
        """Name the columns of a table."""
        return list(self._session.table(table).columns)

    def words(self, name: str, members: Iterable[str]) -> str:
        """Give the type of words; they were looked at when the records were read."""
        del name, members
        return "STRING"

    def show(self, view: str, query: str) -> None:
        """Make a view of a query."""
        self._asked(query).createOrReplaceTempView(view)

    def keep(self, table: str, query: str) -> None:
        """Make a table of what a query gives."""
        self._keep(table, self._asked(query))

    def load(self, declared: str, rows: Iterable[Row]) -> None:
        """Make a table of rows; arrays are tuples."""
        table, columns = self._declared(declared)
        rows = list(rows)
        found = self._session.createDataFrame(rows, columns)
        if len(rows) <= FEW:
            found = broadcast(found)
        found.createOrReplaceTempView(table)

    def read(self, declared: str, query: str, reader: Reader) -> None:
        """Make a table of what a reader makes of each row of a query; executors read."""
        table, columns = self._declared(declared)
        asked = self._asked(query).persist()
        if rows := asked.count():
            read = asked.repartition(min(self._partitions, rows)).rdd.map(
                lambda row: reader(tuple(row))
            )
            self._keep(table, self._session.createDataFrame(read, columns, verifySchema=False))
        else:
            self.load(declared, ())
        asked.unpersist()

    def gather(self, declared: str, queries: Iterable[str]) -> None:
        """Make a table of what several queries give."""
        table, columns = self._declared(declared)
        empty = self._session.createDataFrame([], columns)
        parts = [_as(empty, self._asked(query)) for query in queries]
        found = reduce(DataFrame.unionAll, parts).coalesce(self._partitions) if parts else empty
        self._keep(table, found)

    def add(self, table: str, query: str) -> None:
        """Add what a query gives to a table of findings."""
        more = _as(self._session.table(table), self._asked(query))
        self._write(table, more, f"{self._folder}/{table}", "append")

    def mark(self, table: str, column: str, test: str) -> None:
        """Add a column to a table that tells whether a test holds."""
        self._keep(
            table, self._asked(f"SELECT *, coalesce({test}, FALSE) AS {column} FROM {table}")
        )

    def _asked(self, query: str) -> DataFrame:
        # Spark reads a backslash in a string as the start of an escape; SQL does not.
        return self._session.sql(query.replace("\\", "\\\\"))

    def _keep(self, table: str, found: DataFrame) -> None:
        place = table if table in FOUND else f"{WORK}/{table}-{next(self._written)}"
        self._write(table, found, f"{self._folder}/{place}", "overwrite")

    def _write(self, table: str, found: DataFrame, place: str, mode: str) -> None:
        found.write.mode(mode).parquet(place)
        written = self._session.read.schema(found.schema).parquet(place)
        written.createOrReplaceTempView(table)

    def _declared(self, declared: str) -> tuple[str, str]:
        table, _, columns = declared.partition(" (")
        return table, self.engine.typed(columns.removesuffix(")"))


def _as(shape: DataFrame, found: DataFrame) -> DataFrame:
    """Give a result the names and types of a table, column by column."""
    named = found.toDF(*shape.columns)
    return named.select([col(field.name).cast(field.dataType) for field in shape.schema])
