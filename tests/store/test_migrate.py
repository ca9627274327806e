"""The schema goes forward step by step, whole steps only, and fits the code or is refused."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from duegate.store.errors import MigrationRefused, NotRecorded
from duegate.store.migrate import APPLICATION_ID, Migration, migrate, named, shipped
from duegate.store.store import Store

ONE = Migration(1, "person", "CREATE TABLE person (id INTEGER PRIMARY KEY) STRICT;")
TWO = Migration(
    2,
    "call",
    """
    CREATE TABLE call (person INTEGER NOT NULL REFERENCES person);
    INSERT INTO person VALUES (7); INSERT INTO call VALUES (7);
    """,
)


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Iterator[Store]:
    with Store(tmp_path / "a.db") as store:
        yield store


def version(store: Store) -> int:
    """Read the version of the schema from the file."""
    with store.read() as connection:
        found: int = connection.pragma("user_version")
        return found


def tables(store: Store) -> set[str]:
    """Name the tables."""
    with store.read() as connection:
        return {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}


def test_what_is_missing_is_applied_once(store: Store) -> None:
    """A new file gets all steps, a file one step behind gets one, a current file none."""
    assert migrate(store, [ONE]) == (ONE,)
    assert migrate(store, [ONE, TWO]) == (TWO,)
    assert migrate(store, [ONE, TWO]) == ()
    assert version(store) == 2
    with store.read() as connection:
        assert connection.pragma("application_id") == APPLICATION_ID
        assert connection.execute("SELECT person FROM call").get == 7


def test_a_newer_database_is_refused(store: Store) -> None:
    """An older duegate does not touch what it does not know."""
    migrate(store, [ONE, TWO])
    with pytest.raises(
        MigrationRefused, match="is at schema 2, this duegate knows 1; run the newer"
    ):
        migrate(store, [ONE])


def test_a_changed_migration_is_refused(store: Store) -> None:
    """An applied file may not change afterwards, be it its text or its name."""
    migrate(store, [ONE, TWO])
    for changed in (Migration(1, "person", ONE.sql + " "), Migration(1, "people", ONE.sql)):
        with pytest.raises(MigrationRefused, match="migration 0001 is not the one that made"):
            migrate(store, [changed, TWO])


@pytest.mark.parametrize(
    ("numbers", "sentence"),
    [
        ([2], "migration 0002 follows 0000"),
        ([1, 3], "migration 0003 follows 0001"),
        ([1, 1], "migration 0001 follows 0001"),
        ([1, 2, 1], "migration 0001 follows 0002"),
    ],
    ids=["not-from-one", "gap", "repeat", "back"],
)
def test_a_gap_is_refused(store: Store, numbers: list[int], sentence: str) -> None:
    """The numbers count 1, 2, 3; else nothing is applied."""
    with pytest.raises(MigrationRefused, match=sentence):
        migrate(store, [Migration(number, "a", "SELECT 1") for number in numbers])
    assert tables(store) == set()


def test_a_failing_migration_leaves_the_schema_before_it(store: Store) -> None:
    """Half a step is no step; the steps before it stay."""
    broken = Migration(2, "broken", "CREATE TABLE extra (a); INSERT INTO nowhere VALUES (1);")
    with pytest.raises(MigrationRefused, match=r"`0002_broken.sql` failed \(.*nowhere"):
        migrate(store, [ONE, broken])
    assert version(store) == 1
    assert tables(store) == {"migration", "person"}
    assert migrate(store, [ONE, TWO]) == (TWO,)


@pytest.mark.parametrize("word", ["COMMIT", "ROLLBACK", "BEGIN"])
def test_a_migration_may_not_end_its_transaction(store: Store, word: str) -> None:
    """A file that commits by itself could be applied by half; it is refused whole."""
    sneaky = Migration(1, "sneaky", f"CREATE TABLE half (a); {word}; CREATE TABLE rest (a);")
    with pytest.raises(MigrationRefused, match="not authorized"):
        migrate(store, [sneaky])
    assert tables(store) == set()


def test_orphans_are_refused(store: Store) -> None:
    """A step that leaves a reference to nothing is taken back."""
    orphan = Migration(2, "orphan", f"PRAGMA defer_foreign_keys = 1; {TWO.sql} DROP TABLE person;")
    with pytest.raises(MigrationRefused, match="leaves rows in `call` that refer to nothing"):
        migrate(store, [ONE, orphan])
    assert version(store) == 1


def test_another_programs_database_is_refused(store: Store) -> None:
    """A database that duegate did not make is not given duegate's tables."""
    store.transact(lambda connection: connection.execute("CREATE TABLE theirs (a)"))
    with pytest.raises(MigrationRefused, match="a database of another program"):
        migrate(store, [ONE])
    assert tables(store) == {"theirs"}


def test_a_full_disk_is_not_the_migrations_fault(store: Store) -> None:
    """When the disk is full the sentence says so."""
    with store.writer() as writer:
        writer.pragma("max_page_count", 1)
    with pytest.raises(NotRecorded, match="full"):
        migrate(store, [ONE])


def test_several_processes_may_start_at_once(tmp_path: Path) -> None:
    """Each step is applied by one of those who start together, and all go on."""
    stores = [Store(tmp_path / "a.db") for _ in range(4)]
    with ThreadPoolExecutor(len(stores)) as pool:
        applied = list(pool.map(lambda each: migrate(each, [ONE, TWO]), stores))
    assert sorted(step.number for steps in applied for step in steps) == [1, 2]
    for each in stores:
        each.close()


@pytest.mark.parametrize("name", ["1_a.sql", "0001-a.sql", "0001_A.sql", "0001_.sql"])
def test_a_file_name_says_its_number(name: str) -> None:
    """A file that does not say where it belongs is refused by its name."""
    with pytest.raises(MigrationRefused, match=f"`{name}`: the name must be like"):
        named(name, "")


def test_a_file_name_is_read() -> None:
    """The name of a file gives number and name, and back."""
    assert named("0042_add_tenants.sql", "SELECT 1").file == "0042_add_tenants.sql"


def test_the_shipped_migrations_apply(store: Store) -> None:
    """What the package carries makes a sound schema, whatever it is by now."""
    migrations = shipped()
    assert migrate(store, migrations) == migrations
    with store.read() as connection:
        assert connection.execute("PRAGMA integrity_check").get == "ok"
        assert connection.pragma("user_version") == len(migrations)
