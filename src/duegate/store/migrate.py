"""Brings the schema forward, one numbered SQL file at a time, and never back.

Keeps which files made the schema, with their checksums. Refuses a database newer than the code, an
applied file that has changed since, a gap in the numbers, and a file that is not duegate's.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from importlib import resources
from itertools import pairwise
from pathlib import PurePath

import apsw
import msgspec

from duegate.store.errors import MigrationRefused
from duegate.store.store import Store
from duegate.store.transaction import FAULTS

APPLICATION_ID = 0x64756567  # "dueg", in the header of every database of ours
FILE_NAME = re.compile(r"(?P<number>[0-9]{4})_(?P<name>[a-z0-9_]+)\.sql")
LEDGER = """
CREATE TABLE IF NOT EXISTS migration (
  number INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  sha256 TEXT NOT NULL
) STRICT
"""


class Migration(msgspec.Struct, frozen=True):
    """One step of the schema: its number, its name, its SQL."""

    number: int
    name: str
    sql: str

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"{self.number:04}_{self.name}.sql"

    @property
    def sha256(self) -> str:
        """The checksum by which an applied migration is recognised."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def shipped() -> tuple[Migration, ...]:
    """Read the migrations that this version of duegate carries."""
    folder = resources.files("duegate.store").joinpath("migrations")
    files = {item.name: item for item in folder.iterdir() if PurePath(item.name).suffix == ".sql"}
    return tuple(named(name, files[name].read_text(encoding="utf-8")) for name in sorted(files))


def named(file: str, sql: str) -> Migration:
    """Make the migration of a file; its name must be NNNN_name.sql."""
    match = FILE_NAME.fullmatch(file)
    if match is None:
        raise MigrationRefused(f"migration `{file}`: the name must be like `0007_add_tenants.sql`")
    return Migration(int(match["number"]), match["name"], sql)


def migrate(store: Store, migrations: Sequence[Migration]) -> tuple[Migration, ...]:
    """Apply what is missing, each migration in its own transaction; give those applied.

    Several processes may call this at once: each step looks again inside its transaction.
    """
    refuse_gaps(migrations)
    applied: list[Migration] = []
    while (step := store.transact(lambda db: _next_step(db, migrations))) is not None:
        applied.append(step)
    return tuple(applied)


def refuse_gaps(migrations: Sequence[Migration]) -> None:
    """Refuse numbers that do not count 1, 2, 3, ..."""
    numbers = [0, *(migration.number for migration in migrations)]
    for before, after in pairwise(numbers):
        if after != before + 1:
            raise MigrationRefused(
                f"migration {after:04} follows {before:04}; number the files without gap or repeat"
            )


def _next_step(connection: apsw.Connection, migrations: Sequence[Migration]) -> Migration | None:
    version = _check(connection, migrations)
    if version == len(migrations):
        return None
    _apply(connection, migrations[version])
    return migrations[version]


def _check(connection: apsw.Connection, migrations: Sequence[Migration]) -> int:
    """Give the version of the schema, or refuse the database."""
    version: int = connection.pragma("user_version")
    if connection.pragma("application_id") != APPLICATION_ID:
        if version or connection.execute("SELECT count(*) FROM sqlite_schema").get:
            raise MigrationRefused(
                "the file is a database of another program; name another path for duegate's"
            )
        return 0
    if version > len(migrations):
        raise MigrationRefused(
            f"the database is at schema {version}, this duegate knows {len(migrations)}; "
            "run the newer duegate, or restore the backup made before the upgrade"
        )
    _refuse_changed(connection, migrations[:version])
    return version


def _refuse_changed(connection: apsw.Connection, migrations: Sequence[Migration]) -> None:
    found = connection.execute(
        "SELECT number, name, sha256 FROM migration ORDER BY number"
    ).fetchall()
    wanted = [(each.number, each.name, each.sha256) for each in migrations]
    if found == wanted:
        return
    differing = [new[0] for old, new in zip(found, wanted, strict=False) if old != new]
    number = differing[0] if differing else min(len(found), len(wanted)) + 1
    raise MigrationRefused(
        f"migration {number:04} is not the one that made this database; "
        "put the old file back and make the change in a new migration"
    )


def _apply(connection: apsw.Connection, migration: Migration) -> None:
    connection.pragma("application_id", APPLICATION_ID)
    connection.execute(LEDGER)
    connection.authorizer = _no_transaction_control
    try:
        for _ in connection.execute(migration.sql):
            pass
    except FAULTS:
        raise
    except apsw.Error as error:
        raise MigrationRefused(
            f"migration `{migration.file}` failed ({error}); the database is as it was before it"
        ) from error
    finally:
        connection.authorizer = None
    _refuse_orphans(connection, migration)
    connection.execute(
        "INSERT INTO migration VALUES (?, ?, ?)",
        (migration.number, migration.name, migration.sha256),
    )
    connection.pragma("user_version", migration.number)


def _refuse_orphans(connection: apsw.Connection, migration: Migration) -> None:
    orphan = connection.execute('SELECT "table" FROM pragma_foreign_key_check LIMIT 1').get
    if orphan is not None:
        raise MigrationRefused(
            f"migration `{migration.file}` leaves rows in `{orphan}` that refer to nothing; "
            "the database is as it was before it"
        )


def _no_transaction_control(action: int, *_: str | None) -> int:
    """A migration may not commit half of itself."""
    return apsw.SQLITE_DENY if action == apsw.SQLITE_TRANSACTION else apsw.SQLITE_OK
